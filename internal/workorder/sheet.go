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
// Options.ExportRows of them, and then a row that says so. Words of sealed orders are left out as in lists.
func (s *Service) Sheet(q store.Queryer, p auth.Principal, f Filter) (sheet.Table, error) {
	if !p.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	f.Cursor, f.Limit = "", exportPage
	page, next, err := s.list(q, p, f)
	if err != nil {
		return sheet.Table{}, err
	}
	names := s.namer(q)
	read := func(cursor string) ([]Row, string, error) {
		if cursor == "" {
			return page, next, nil
		}
		f.Cursor = cursor
		return s.list(q, p, f)
	}
	return sheet.Table{Sheet: "工单", Columns: sheetColumns, Next: sheet.AtMost(s.options.ExportRows, read, func(r Row) []any {
		return sheetRow(names.row(&r.Order))
	})}, nil
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
