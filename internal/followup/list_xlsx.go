package followup

import (
	"context"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

var listColumns = []sheet.Column{
	{Heading: "工单编号", Width: 20}, {Heading: "标题", Width: 40}, {Heading: "承办单位", Width: 20}, {Heading: "轮次", Width: 6},
	{Heading: "办结时间", Width: 17}, {Heading: "状态", Width: 10}, {Heading: "方式", Width: 8}, {Heading: "拨打次数", Width: 9},
	{Heading: "下次时间", Width: 17}, {Heading: "结束时间", Width: 17}, {Heading: "答复时间", Width: 17}, {Heading: "是否联系", Width: 9},
	{Heading: "是否解决", Width: 10}, {Heading: "满意程度", Width: 9},
}

var wayNames = map[string]string{string(WayLink): "链接", string(WayPhone): "电话", string(WayText): "短信"}

var resolvedNames = map[string]string{"yes": "已解决", "partly": "部分解决", "no": "未解决"}

var gladNames = map[int]string{5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}

func contactedName(yes bool) string {
	if yes {
		return "是"
	}
	return "否"
}

type listSheetIn struct{ FilterIn }

// getListXLSX is the list as a workbook: the same rows in the same scope, and as few words of sealed orders.
func (s *Service) getListXLSX(ctx context.Context, in *listSheetIn) (*sheet.Download, error) {
	q, by, f := s.Store.Read(ctx), auth.From(ctx), in.filter()
	f.Limit = 200
	next := sheet.Pages(func(cursor string) ([]Row, string, error) {
		f.Cursor = cursor
		return s.List(q, by, f)
	}, sheetRow)
	return sheet.File("回访", s.now(), sheet.Table{Sheet: "回访", Columns: listColumns, Next: next, Mark: auth.From(ctx).Mark(s.now())})
}

func sheetRow(r Row) []any {
	cells := []any{r.OrderNumber, r.Title, r.UnitName, r.Round, sheet.At(r.CompletedAt), r.StateName, wayNames[r.Way], r.Attempts,
		optional(r.NextAt), optional(r.ClosedAt)}
	if r.Answer == nil {
		return cells
	}
	return append(cells, sheet.At(r.Answer.At), contactedName(r.Answer.Contacted), resolvedNames[r.Answer.Resolved], gladNames[r.Answer.Satisfaction])
}

func optional(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return sheet.At(*t)
}
