package assessment

import (
	"context"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
)

var doubtHeads = []sheet.Column{
	{Heading: "种类", Width: 12}, {Heading: "工单编号", Width: 20}, {Heading: "标题", Width: 40}, {Heading: "承办单位", Width: 20},
	{Heading: "诉求分类", Width: 28}, {Heading: "办结时间", Width: 17}, {Heading: "分值", Width: 6}, {Heading: "理由", Width: 50},
	{Heading: "状态", Width: 8}, {Heading: "核查人", Width: 12}, {Heading: "核查时间", Width: 17}, {Heading: "核查说明", Width: 40},
}

var doubtKinds = map[DoubtKind]string{Relabel: "投诉改类", Contact: "未联系办结"}

var doubtStates = map[DoubtState]string{Open: "待核查", Confirmed: "属实", FalseAlarm: "误报"}

type doubtSheetIn struct {
	State string    `query:"state" doc:"open (default), confirmed or false_alarm"`
	Kind  string    `query:"kind" doc:"relabel or contact"`
	Unit  ids.Param `query:"unit_id" doc:"doubts about one unit"`
	Sort  string    `query:"sort" maxLength:"30" doc:"score (downwards if absent), completed_at, judged_at or number; - before it: downwards"`
}

// getDoubtSheet is the list as a workbook: the same rows to the same people, and as few words of sealed orders.
func (s *Service) getDoubtSheet(ctx context.Context, in *doubtSheetIn) (*sheet.Download, error) {
	q, by := s.Store.Read(ctx), auth.From(ctx)
	f := DoubtFilter{State: DoubtState(in.State), Kind: DoubtKind(in.Kind), Unit: in.Unit.ID, Sort: in.Sort, Limit: 200}
	next := sheet.Pages(func(cursor string) ([]DoubtRow, string, error) {
		f.Cursor = cursor
		return s.Doubts(q, by, f)
	}, func(r DoubtRow) []any {
		reasons := make([]string, len(r.Reasons))
		for i, x := range r.Reasons {
			reasons[i] = x.Name
		}
		var judged time.Time
		if r.JudgedAt != nil {
			judged = sheet.At(*r.JudgedAt)
		}
		return []any{doubtKinds[r.Kind], r.OrderNumber, r.Title, r.UnitName, r.CategoryName, sheet.At(r.CompletedAt), r.Score, strings.Join(reasons, "；"),
			doubtStates[r.State], r.JudgedByName, judged, r.Note}
	})
	return sheet.File("疑点", s.Clock.Now(), sheet.Table{Sheet: "疑点", Columns: doubtHeads, Next: next, Mark: auth.From(ctx).Mark(s.Clock.Now())})
}
