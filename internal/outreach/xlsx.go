package outreach

import (
	"context"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/wall"
)

var listColumns = []sheet.Column{{Heading: "名称", Width: 26}, {Heading: "方式", Width: 9}, {Heading: "状态", Width: 9}, {Heading: "编写人", Width: 12},
	{Heading: "审批人", Width: 12}, {Heading: "创建时间", Width: 17}, {Heading: "名单人数", Width: 9}, {Heading: "已完成", Width: 9}, {Heading: "未联系上", Width: 9}, {Heading: "待呼叫", Width: 9}}

func (s *Service) getListXLSX(ctx context.Context, in *campaignsIn) (*sheet.Download, error) {
	p, now := auth.From(ctx), s.Clock.Now()
	list, err := s.List(s.Store.Read(ctx), p, in.State)
	if err != nil {
		return nil, err
	}
	return sheet.File("外呼任务", now, sheet.Table{Sheet: "外呼任务", Columns: listColumns, Mark: p.Mark(now), Next: sheet.Rows(list, func(r CampaignRow) []any {
		return []any{r.Name, Word(string(r.Kind)), Word(string(r.State)), r.CreatedBy, r.ApprovedBy, sheet.At(r.CreatedAt), r.People.All, r.People.Done, r.People.GivenUp, r.People.Waiting}
	})})
}

// getPeopleXLSX takes the results along, person by person, with the columns of the list that the script uses.
func (s *Service) getPeopleXLSX(ctx context.Context, in *peopleIn) (*sheet.Download, error) {
	p, now, q := auth.From(ctx), s.Clock.Now(), s.Store.Read(ctx)
	c, err := s.campaign(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	need := c.Script.Variables()
	columns := []sheet.Column{{Heading: "行号", Width: 7}, {Heading: "电话", Width: 15}}
	for _, n := range need {
		columns = append(columns, sheet.Column{Heading: n, Width: 14})
	}
	columns = append(columns, sheet.Column{Heading: "状态", Width: 10}, sheet.Column{Heading: "结果", Width: 14}, sheet.Column{Heading: "回答", Width: 24}, sheet.Column{Heading: "原话", Width: 30},
		sheet.Column{Heading: "备注", Width: 24}, sheet.Column{Heading: "呼叫次数", Width: 9}, sheet.Column{Heading: "各次呼叫", Width: 36}, sheet.Column{Heading: "更新时间", Width: 17})
	next := sheet.Pages(func(cursor string) ([]PersonRow, string, error) {
		return s.People(q, p, c.ID, PeopleFilter{State: in.State, Sort: in.Sort, Cursor: cursor, Limit: 200})
	}, func(r PersonRow) []any {
		phone := r.Phone
		if r.Erased {
			phone = Word("erased")
		}
		cells := []any{r.Line, phone}
		for _, n := range need {
			cells = append(cells, r.Words[n])
		}
		var said []string
		for _, a := range r.Answers {
			said = append(said, a.Step+"："+a.Value)
		}
		var own, calls []string
		for _, c := range r.Calls {
			calls = append(calls, c.At.In(wall.Shanghai).Format("01-02 15:04")+" "+Word(c.Result))
			for _, a := range c.Said {
				own = append(own, a.Step+"："+a.Value)
			}
		}
		return append(cells, Word(r.State), Word(r.Result), strings.Join(said, "；"), strings.Join(own, "；"), r.Note, r.Attempts, strings.Join(calls, "；"), sheet.At(r.ChangedAt))
	})
	return sheet.File("外呼结果", now, sheet.Table{Sheet: "外呼结果", Columns: columns, Mark: p.Mark(now), Next: next})
}
