package supervise

import (
	"fmt"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder/export"
)

var meetingLabels = map[State]string{StatePlanned: "筹备中", StateCalled: "已通知", StateHeld: "已召开", StateMinuted: "纪要已印发", StateClosed: "已落实", StateCancelled: "已取消"}

var taskLabels = map[State]string{StateOpen: "待反馈", StateAnswered: "待认可", StateAccepted: "已认可", StateCancelled: "已取消"}

var partLabels = map[string]string{PartLead: "主办", PartCo: "协办", "": "承办"}

// Print describes a meeting that by may know of as a document: facts, agenda with decisions, who came, the minutes,
// what each unit must do by when. Faults: auth.forbidden, supervise.not_found.
func (s *Service) Print(q store.Queryer, by auth.Principal, id ids.ID) (export.Doc, error) {
	if !by.Can(RightExport) {
		return export.Doc{}, fault.Forbidden
	}
	v, err := s.Meeting(q, by, id)
	if err != nil {
		return export.Doc{}, err
	}
	d := export.Doc{
		Heading: s.options.CentreName, Title: "联席会议纪要 " + v.Number,
		Facts: [][]export.Fact{
			{{Label: "会议", Value: v.Title}},
			{{Label: "时间", Value: minute(v.At)}, {Label: "地点", Value: v.Where}},
			{{Label: "主持人", Value: v.Chair}, {Label: "状态", Value: meetingLabels[v.State]}},
		},
		Mark: by.Mark(s.now()),
		Foot: fmt.Sprintf("%s 导出于 %s", by.Name, minute(s.now())),
	}
	if v.Minutes != "" {
		d.Sections = append(d.Sections, export.Section{Heading: "会议纪要", Paragraphs: []export.Paragraph{{Text: v.Minutes}}})
	}
	agenda := export.Section{Heading: "议题与决定"}
	for _, x := range v.Agenda {
		text := x.ReasonName + "：" + x.Words
		if x.Decision != "" {
			text += "\n决定：" + x.Decision + "\n主办单位：" + x.LeadName + "（" + boundLabels[x.Bound] + "）"
		}
		agenda.Paragraphs = append(agenda.Paragraphs, export.Paragraph{Meta: fmt.Sprintf("%d　%s　%s", x.Place, x.Number, x.Title), Text: text})
	}
	for _, x := range v.Deferred {
		agenda.Paragraphs = append(agenda.Paragraphs, export.Paragraph{Meta: fmt.Sprintf("%d　%s　%s", x.Place, x.Item.Number, x.Item.Title),
			Text: x.Item.ReasonName + "：" + x.Item.Words + "\n延后再议：" + x.Reason})
	}
	if v.Others > 0 {
		agenda.Paragraphs = append(agenda.Paragraphs, export.Paragraph{Text: fmt.Sprintf("另有 %d 项议题与本单位无直接关系。", v.Others)})
	}
	d.Sections = append(d.Sections, agenda)
	var came []string
	for _, g := range v.Guests {
		who := g.UnitName + "　" + cameLabels[g.Came]
		if g.Person != "" {
			who += "（" + g.Person + "）"
		}
		came = append(came, who)
	}
	d.Sections = append(d.Sections, export.Section{Heading: "参会单位", Paragraphs: []export.Paragraph{{Text: strings.Join(came, "\n")}}})
	tasks := export.Section{Heading: "落实清单"}
	for _, t := range v.Tasks {
		state := taskLabels[t.State]
		if t.Late {
			state += "（逾期）"
		}
		tasks.Paragraphs = append(tasks.Paragraphs, export.Paragraph{
			Meta: strings.Join([]string{partLabels[t.Part], t.UnitName, t.Number, "期限 " + minute(t.DueAt), state}, "　"), Text: t.Words})
	}
	if len(tasks.Paragraphs) > 0 {
		d.Sections = append(d.Sections, tasks)
	}
	return d, nil
}
