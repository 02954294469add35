package workorder

import (
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// exportPage is how many rows an export reads at a time.
const exportPage = 1000

var sheetColumns = []sheet.Column{
	{Heading: "工单编号", Width: 20}, {Heading: "标题", Width: 40}, {Heading: "类型", Width: 8},
	{Heading: "类别", Width: 18}, {Heading: "区划", Width: 14}, {Heading: "状态", Width: 10},
	{Heading: "承办单位", Width: 20}, {Heading: "紧急", Width: 6}, {Heading: "涉企", Width: 6},
	{Heading: "保密", Width: 6}, {Heading: "登记时间", Width: 17}, {Heading: "签收期限", Width: 17},
	{Heading: "办理期限", Width: 17}, {Heading: "办结时间", Width: 17}, {Heading: "是否超期", Width: 9},
	{Heading: "重办次数", Width: 9}, {Heading: "催办次数", Width: 9},
}

// Sheet describes a filtered list of the orders in p's scope as a table, at most
// Options.ExportRows of them. Words of sealed orders are left out as in lists.
func (s *Service) Sheet(q store.Queryer, p auth.Principal, f Filter) (sheet.Table, error) {
	if !p.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	f.Cursor, f.Limit = "", exportPage
	page, next, err := s.list(q, p, f)
	if err != nil {
		return sheet.Table{}, err
	}
	names, left := s.namer(q), s.options.ExportRows
	return sheet.Table{Sheet: "工单", Columns: sheetColumns, Next: func() ([]any, error) {
		for len(page) == 0 && next != "" {
			f.Cursor = next
			var err error
			if page, next, err = s.list(q, p, f); err != nil {
				return nil, err
			}
		}
		if len(page) == 0 || left == 0 {
			return nil, nil
		}
		row := page[0]
		page, left = page[1:], left-1
		return sheetRow(names.row(&row.Order)), nil
	}}, nil
}

func sheetRow(r OrderRow) []any {
	return []any{
		r.Number, r.Title, r.KindName, r.CategoryName, r.DivisionName, r.StateName, r.UnitName, yes(r.Urgent), yes(r.Business),
		yes(r.Sealed), local(r.CreatedAt), local(r.SignDueAt), local(r.DueAt), local(r.CompletedAt), yes(r.Overdue),
		r.RedoCount, r.UrgeCount,
	}
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

// local is the time as a spreadsheet shows it; an unknown time stays empty.
func local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(wall.Shanghai)
}
