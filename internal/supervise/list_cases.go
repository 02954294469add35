package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// CaseFilter narrows a list of cases; the zero filter is the open ones, the most pressing first.
type CaseFilter struct {
	State  State
	Sort   string // a name of caseSorts, - before it for downwards; default: see Cases
	Cursor string
	Limit  int
}

// caseSorts are the orders of the list of cases.
var caseSorts = store.Keyset{Sorts: []store.Sort{{Name: "due_at"}, {Name: "opened_at"}, {Name: "closed_at"}, {Name: "reason", Expr: "reason_code", Text: true},
	{Name: "number", Text: true}}}

// CaseRow is a case in a list.
type CaseRow struct {
	ID         ids.ID     `json:"id"`
	Number     string     `json:"number"`
	State      State      `json:"state" enum:"open,closed"`
	Version    int64      `json:"version"`
	ReasonCode string     `json:"reason_code"`
	ReasonName string     `json:"reason_name"`
	Words      string     `json:"words"`
	OpenedAt   time.Time  `json:"opened_at"`
	OpenedBy   string     `json:"opened_by_name"`
	DueAt      time.Time  `json:"due_at"`
	Late       bool       `json:"late"`
	ClosedAt   *time.Time `json:"closed_at,omitempty"`
	Orders     int        `json:"orders" doc:"how many orders stand in it"`
	Units      []string   `json:"units" nullable:"false" doc:"the units that had them"`
	OpenTasks  int        `json:"open_tasks" doc:"instructions that wait for an answer"`
	Answered   int        `json:"answered_tasks" doc:"answers that wait for a review"`
}

// Cases reads one page of the cases that by may know of: open ones by their due time, closed ones the newest first.
func (s *Service) Cases(q store.Queryer, by auth.Principal, f CaseFilter) ([]CaseRow, string, error) {
	f.Limit = httpx.Limit(f.Limit)
	return s.casePage(q, by, f)
}

func (s *Service) casePage(q store.Queryer, by auth.Principal, f CaseFilter) (rows []CaseRow, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	if f.State == "" {
		f.State = StateOpen
	}
	if f.State != StateOpen && f.State != StateClosed {
		return nil, "", ErrFilter.WithField("query.state", "状态应为 open 或 closed。")
	}
	var c condition
	c.and("state = ?", string(f.State))
	if !by.Scope.All {
		where, args := scoped(by.Scope, "unit_id")
		c.and(`id IN (SELECT case_id FROM supervise_case_order WHERE `+where+` UNION SELECT case_id FROM supervise_task WHERE case_id > 0 AND `+where+`)`,
			append(append([]any{}, args...), args...)...)
	}
	if err := s.notAboutAny(q, by, &c, "supervise_case_order", "case_id"); err != nil {
		return nil, "", err
	}
	usual := "due_at"
	if f.State == StateClosed {
		usual = "-opened_at"
	}
	page, err := caseSorts.Page(f.Sort, usual, f.Cursor, f.Limit)
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: caseColumns, Table: `supervise_case`, Where: c.sql(), Args: c.args}, scanCase)
	if err != nil {
		return nil, "", fmt.Errorf("supervise: cases: %w", err)
	}
	rows = make([]CaseRow, len(list))
	for i, x := range list {
		if rows[i], err = s.caseRow(q, by, x); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// caseRow shows a case; a unit is told of its own orders and tasks only.
func (s *Service) caseRow(q store.Queryer, by auth.Principal, c *Case) (CaseRow, error) {
	r := CaseRow{ID: c.ID, Number: c.Number, State: c.State, Version: c.Version, ReasonCode: c.ReasonCode, ReasonName: label(CaseReasons, c.ReasonCode),
		Words: c.Words, OpenedAt: c.OpenedAt, OpenedBy: s.staffName(q, c.OpenedBy), DueAt: c.DueAt, Late: c.late(s.now()), ClosedAt: orNone(c.ClosedAt), Units: []string{}}
	orders, err := caseOrders(q, c.ID)
	if err != nil {
		return r, err
	}
	seen := map[ids.ID]bool{}
	for _, o := range orders {
		if !by.Scope.All && !by.Scope.Allows(o.Unit) {
			continue
		}
		r.Orders++
		if !seen[o.Unit] {
			seen[o.Unit] = true
			r.Units = append(r.Units, s.unitName(q, o.Unit))
		}
	}
	where, args := scoped(by.Scope, "unit_id")
	err = q.QueryRow(`SELECT COALESCE(SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN state = 'answered' THEN 1 ELSE 0 END), 0)
		FROM supervise_task WHERE case_id = ? AND `+where, append([]any{c.ID}, args...)...).Scan(&r.OpenTasks, &r.Answered)
	if err != nil {
		return r, fmt.Errorf("supervise: tasks of a case: %w", err)
	}
	return r, nil
}

// CaseOrderView is an order of a case.
type CaseOrderView struct {
	OrderID  ids.ID `json:"order_id"`
	Number   string `json:"number"`
	Title    string `json:"title"`
	UnitID   ids.ID `json:"unit_id" doc:"that had it when the case was opened"`
	UnitName string `json:"unit_name"`
}

// CaseView is a case with all that hangs on it and that the caller may read.
type CaseView struct {
	CaseRow
	Conclusion string          `json:"conclusion,omitempty"`
	ClosedBy   string          `json:"closed_by_name,omitempty"`
	Why        *DueWhy         `json:"why,omitempty" doc:"how the due time came about"`
	OrderList  []CaseOrderView `json:"order_list" nullable:"false"`
	Tasks      []TaskView      `json:"tasks" nullable:"false"`
	Verbs      []Verb          `json:"verbs" nullable:"false" doc:"what the caller may do now"`
}

// Case shows one case. Faults: auth.forbidden, supervise.not_found.
func (s *Service) Case(q store.Queryer, by auth.Principal, id ids.ID) (CaseView, error) {
	c, err := s.caseByID(q, by, id)
	if err != nil {
		return CaseView{}, err
	}
	v := CaseView{Conclusion: c.Conclusion, ClosedBy: s.staffName(q, c.ClosedBy), Why: s.explain(q, c.Rule, c.OpenedAt), OrderList: []CaseOrderView{},
		Verbs: verbsFor(by, ThingCase, c.State, 0)}
	if v.CaseRow, err = s.caseRow(q, by, c); err != nil {
		return CaseView{}, err
	}
	orders, err := caseOrders(q, id)
	if err != nil {
		return CaseView{}, err
	}
	for _, o := range orders {
		if !by.Scope.All && !by.Scope.Allows(o.Unit) {
			continue
		}
		title, err := s.title(q, by, o.Order)
		if err != nil {
			return CaseView{}, err
		}
		v.OrderList = append(v.OrderList, CaseOrderView{o.Order, o.Number, title, o.Unit, s.unitName(q, o.Unit)})
	}
	v.Tasks, err = s.tasksWhere(q, by, `case_id = ?`, id)
	return v, err
}
