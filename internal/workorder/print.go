package workorder

import (
	"fmt"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder/export"
)

// Print describes an order that p may read as a document: facts, words, replies, history.
// It holds no identity: the room knows none. Internal notes stay in the house.
func (s *Service) Print(q store.Queryer, p auth.Principal, id ids.ID) (export.Doc, error) {
	if !p.Can(RightExport) {
		return export.Doc{}, fault.Forbidden
	}
	v, err := s.View(q, p, id)
	if err != nil {
		return export.Doc{}, err
	}
	items, err := s.Timeline(q, p, id)
	if err != nil {
		return export.Doc{}, err
	}
	d := export.Doc{
		Heading: s.options.CentreName,
		Title:   "工单 " + v.Number,
		Facts:   printedFacts(v),
		Mark:    p.Mark(s.now()),
		Foot:    fmt.Sprintf("%s 导出于 %s", p.Name, minuteText(s.now())),
	}
	d.Sections = append(d.Sections, export.Section{Heading: "诉求内容", Paragraphs: []export.Paragraph{{Text: v.Content}}})
	if v.Expectation != "" {
		d.Sections = append(d.Sections, export.Section{Heading: "期望", Paragraphs: []export.Paragraph{{Text: v.Expectation}}})
	}
	if len(v.Supplements) > 0 {
		section := export.Section{Heading: "补充"}
		for _, u := range v.Supplements {
			section.Paragraphs = append(section.Paragraphs, export.Paragraph{Meta: join("　", minuteText(u.At), orElse(u.ActorName, "市民")), Text: u.Content})
		}
		d.Sections = append(d.Sections, section)
	}
	if len(v.Replies) > 0 {
		d.Sections = append(d.Sections, printedReplies(v.Replies))
	}
	if len(v.Parties) > 0 {
		d.Sections = append(d.Sections, printedParties(v.Parties))
	}
	if len(v.Attachments) > 0 {
		d.Sections = append(d.Sections, printedFiles(v))
	}
	return withHistory(d, items), nil
}

func printedFacts(v OrderView) [][]export.Fact {
	var marks []string
	for _, m := range []struct {
		on   bool
		text string
	}{{v.Urgent, "紧急"}, {v.Business, "涉企"}, {v.Sealed, "保密"}, {v.Overdue, "超期"}, {v.RedoCount > 0, "重办"}} {
		if m.on {
			marks = append(marks, m.text)
		}
	}
	facts := [][]export.Fact{
		{{Label: "标题", Value: v.Title}},
		{{Label: "状态", Value: v.StateName}, {Label: "类型", Value: v.KindName}},
		{{Label: "类别", Value: v.CategoryName}, {Label: "区划", Value: v.DivisionName}},
		{{Label: "承办单位", Value: printedUnit(v)}, {Label: "标记", Value: strings.Join(marks, "、")}},
		{{Label: "登记时间", Value: minuteText(v.CreatedAt)}, {Label: "派单时间", Value: minuteText(v.DispatchedAt)}},
		{{Label: "办理期限", Value: minuteText(v.DueAt)}, {Label: "办结时间", Value: minuteText(v.CompletedAt)}},
		{{Label: "地址", Value: v.Address}},
		{{Label: "回复要求", Value: printedWish(v)}, {Label: "语言", Value: labelOf(languageLabels, v.Language)}},
	}
	if len(v.Topics) > 0 {
		facts = append(facts, []export.Fact{{Label: "专题", Value: strings.Join(v.Topics, "、")}})
	}
	if v.Accused != "" {
		facts = append(facts, []export.Fact{{Label: "被反映对象", Value: v.Accused}})
	}
	if !v.OccurredAt.IsZero() {
		facts = append(facts, []export.Fact{{Label: "事发时间", Value: minuteText(v.OccurredAt)}})
	}
	return facts
}

// withHistory adds what happened and when. Internal notes are left out, and so are words
// that stand above already.
func withHistory(d export.Doc, items []TimelineItem) export.Doc {
	var lines []string
	for _, item := range items {
		if item.Label == "" || item.Kind == EventNoted {
			continue
		}
		line := join("　", minuteText(item.At), item.Label, item.UnitName, item.ActorName)
		switch item.Kind {
		case EventReplied, EventCompleted, EventSupplemented, EventAttached:
		default:
			if item.Text != "" {
				line += "：" + strings.ReplaceAll(item.Text, "\n", " ")
			}
		}
		lines = append(lines, line)
	}
	d.Sections = append(d.Sections, export.Section{
		Heading: "办理过程", Paragraphs: []export.Paragraph{{Text: strings.Join(lines, "\n")}},
	})
	return d
}

// join puts what is not empty together.
func join(separator string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, separator)
}
