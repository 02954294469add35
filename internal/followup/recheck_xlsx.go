package followup

import (
	"context"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

var recheckColumnsOut = []sheet.Column{
	{Heading: "工单编号", Width: 20}, {Heading: "标题", Width: 40}, {Heading: "承办单位", Width: 20}, {Heading: "办结时间", Width: 17},
	{Heading: "状态", Width: 10}, {Heading: "拨打次数", Width: 9}, {Heading: "下次时间", Width: 17}, {Heading: "复核人", Width: 12},
	{Heading: "复核时间", Width: 17}, {Heading: "是否联系", Width: 9}, {Heading: "是否解决", Width: 10}, {Heading: "满意程度", Width: 10},
	{Heading: "与单位所述", Width: 12}, {Heading: "与首次评价", Width: 12}, {Heading: "备注", Width: 40},
}

var agreeNames = map[int]string{1: "一致", 0: "不一致"}

var recheckStates = map[State]string{StateWaiting: "待复核", StateDone: "已复核", StateUnreachable: "联系不上"}

type recheckSheetIn struct {
	State    string `query:"state" doc:"waiting (default), done or unreachable"`
	Disagree bool   `query:"disagree" doc:"only those that contradict the unit or the first answers"`
	Number   string `query:"q" maxLength:"100" doc:"the beginning of an order's number"`
	Sort     string `query:"sort" maxLength:"30" doc:"next_at, completed_at, at, attempts, number or id; - before it: downwards"`
}

// getRecheckSheet is the list as a workbook. What was said before stays hidden while a recheck waits, here as there.
func (s *Service) getRecheckSheet(ctx context.Context, in *recheckSheetIn) (*sheet.Download, error) {
	q, by := s.Store.Read(ctx), auth.From(ctx)
	f := RecheckFilter{State: State(in.State), Disagree: in.Disagree, Number: in.Number, Sort: in.Sort, Limit: 200}
	next := sheet.Pages(func(cursor string) ([]RecheckRow, string, error) {
		f.Cursor = cursor
		return s.Rechecks(q, by, f)
	}, func(r RecheckRow) []any {
		cells := []any{r.OrderNumber, r.Title, r.UnitName, sheet.At(r.CompletedAt), recheckStates[State(r.State)], r.Attempts, optional(r.NextAt), r.ByName,
			optional(r.At)}
		if r.Again == nil {
			return append(cells, "", "", "", "", "", r.Note)
		}
		return append(cells, contactedName(r.Again.Contacted), resolvedNames[r.Again.Resolved], gladNames[r.Again.Satisfaction],
			agreeNames[r.UnitAgrees], agreeNames[r.FirstAgrees], r.Note)
	})
	return sheet.File("独立复核", s.now(), sheet.Table{Sheet: "独立复核", Columns: recheckColumnsOut, Next: next, Mark: auth.From(ctx).Mark(s.now())})
}
