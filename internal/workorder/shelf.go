package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ShelfFilter narrows the register of shelved orders (挂账台账).
type ShelfFilter struct {
	Unit   ids.ID
	Late   bool   // only those whose progress is owed, or whose planned date is past
	Sort   string // a name of shelfSorts, - before it for downwards; default: progress_due_at
	Cursor string
	Limit  int
}

// ShelfRow is one shelved order in the register: what was planned, and what the unit has told since.
type ShelfRow struct {
	OrderRow
	ShelvedAt     time.Time `json:"shelved_at"`
	PlannedAt     time.Time `json:"planned_at,omitzero" doc:"when it is to be done"`
	ProgressDueAt time.Time `json:"progress_due_at,omitzero" doc:"when progress is owed"`
	LastProgress  time.Time `json:"last_progress_at,omitzero" doc:"absent: none was told since"`
	ProgressLate  bool      `json:"progress_late" doc:"progress is owed since progress_due_at"`
	PlanLate      bool      `json:"plan_late" doc:"the planned date is past"`
}

// shelfSorts are the orders of the register.
var shelfSorts = store.Keyset{Sorts: []store.Sort{{Name: "progress_due_at"}, {Name: "shelved_at", Expr: "stopped_at"}, {Name: "planned_at", Expr: "until_at"},
	{Name: "number", Text: true}}}

// Shelf returns the shelved orders of p's scope, the one that owes progress first at the top unless asked otherwise.
// Faults: auth.forbidden, list.bad_sort, list.bad_cursor.
func (s *Service) Shelf(q store.Queryer, p auth.Principal, f ShelfFilter) (rows []ShelfRow, next string, err error) {
	if !p.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	page, err := shelfSorts.Page(f.Sort, "progress_due_at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	units, some := unitsOf(p, f.Unit)
	if !some {
		return []ShelfRow{}, "", nil
	}
	now := s.now()
	c := inUnits(conds{}.and("state = '"+string(StateShelved)+"'"), units)
	if f.Late {
		c = c.and("(progress_due_at < ? OR until_at < ?)", wall.Micros(now), wall.Micros(now))
	}
	if c, err = notAbout(q, p, ofNumbers(p, c)); err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: `o.progress_due_at, COALESCE((SELECT MAX(g.at) FROM workorder_progress g
		WHERE g.order_id = o.id AND g.at >= o.stopped_at), 0), ` + listColumns, Table: `workorder_order o`, Where: `o.id IN (SELECT id FROM workorder_order` + c.where() + `)`, Args: c.args}, scanShelved)
	if err == nil {
		err = s.maskShelved(q, p, list)
	}
	if err != nil {
		return nil, "", fmt.Errorf("workorder: shelf: %w", err)
	}
	names := s.namer(q)
	rows = make([]ShelfRow, len(list))
	for i, x := range list {
		r := ShelfRow{OrderRow: names.row(&x.row.Order), ShelvedAt: x.row.StoppedAt, PlannedAt: x.row.UntilAt,
			ProgressDueAt: wall.FromMicros(x.progressDue), LastProgress: wall.FromMicros(x.lastProgress)}
		r.ProgressLate = !r.ProgressDueAt.IsZero() && now.After(r.ProgressDueAt)
		r.PlanLate = !r.PlannedAt.IsZero() && now.After(r.PlannedAt)
		rows[i] = r
	}
	return rows, next, nil
}

// shelved is a row of the register as it is read.
type shelved struct {
	row                       Row
	progressDue, lastProgress int64
}

// behind puts columns of the caller before those that a scan takes.
type behind struct {
	row   store.Row
	first []any
}

func (b behind) Scan(dest ...any) error { return b.row.Scan(append(b.first, dest...)...) }

func scanShelved(r store.Row) (x shelved, err error) {
	x.row, err = newRowReader().scan(behind{r, []any{&x.progressDue, &x.lastProgress}})
	return x, err
}

// maskShelved leaves out the words of sealed orders that are kept from p.
func (s *Service) maskShelved(q store.Queryer, p auth.Principal, list []shelved) error {
	rows := make([]Row, len(list))
	for i := range list {
		rows[i] = list[i].row
	}
	err := s.withCo(q, p, Filter{}, rows)
	for i := range list {
		list[i].row = rows[i]
	}
	return err
}

var shelfColumns = []sheet.Column{
	{Heading: "工单编号", Width: 20}, {Heading: "标题", Width: 40}, {Heading: "类别", Width: 18}, {Heading: "区划", Width: 14},
	{Heading: "承办单位", Width: 20}, {Heading: "挂账时间", Width: 17}, {Heading: "计划完成", Width: 17}, {Heading: "最近进展", Width: 17},
	{Heading: "下次应报进展", Width: 17}, {Heading: "进展逾期", Width: 9}, {Heading: "计划逾期", Width: 9},
}

// ShelfSheet is the register as a workbook, at most Options.ExportRows rows.
func (s *Service) ShelfSheet(q store.Queryer, p auth.Principal, f ShelfFilter) (sheet.Table, error) {
	if !p.Can(RightExport) {
		return sheet.Table{}, fault.Forbidden
	}
	f.Cursor, f.Limit = "", 200
	page, next, err := s.Shelf(q, p, f)
	if err != nil {
		return sheet.Table{}, err
	}
	read := func(cursor string) ([]ShelfRow, string, error) {
		if cursor == "" {
			return page, next, nil
		}
		f.Cursor = cursor
		return s.Shelf(q, p, f)
	}
	return sheet.Table{Sheet: "挂账台账", Columns: shelfColumns, Next: sheet.AtMost(s.options.ExportRows, read, func(r ShelfRow) []any {
		return []any{r.Number, r.Title, r.CategoryName, r.DivisionName, r.UnitName, local(r.ShelvedAt), local(r.PlannedAt), local(r.LastProgress),
			local(r.ProgressDueAt), yes(r.ProgressLate), yes(r.PlanLate)}
	})}, nil
}
