package supervise

import (
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// View is a named list of watched orders.
type View string

// The views. Each is answered by an index of its own, the most pressing first.
const (
	ViewOverdue  View = "overdue"  // the unit's clock runs and is past its due time
	ViewCards    View = "cards"    // a card of the present clock counts
	ViewYellow   View = "yellow"   // the highest of them is yellow
	ViewRed      View = "red"      // the highest of them is red
	ViewRedo     View = "redo"     // redone at least once
	ViewUrged    View = "urged"    // urged at least once
	ViewRepeated View = "repeated" // the same person called again
	ViewReturned View = "returned" // returned at least once
	ViewShelved  View = "shelved"  // 挂账
	ViewStages   View = "stages"   // taking on, dispatch, first contact or review is owed and late
	ViewUpcoming View = "upcoming" // reminders to come, by their time
)

// WatchViews lists them all.
var WatchViews = []View{ViewOverdue, ViewCards, ViewYellow, ViewRed, ViewRedo, ViewUrged, ViewRepeated, ViewReturned, ViewShelved, ViewStages, ViewUpcoming}

var viewWhere = map[View]string{
	ViewCards: "is_open = 1 AND card > 0", ViewYellow: "is_open = 1 AND card > 0 AND card = 1", ViewRed: "is_open = 1 AND card > 0 AND card = 2",
	ViewRedo: "is_open = 1 AND redo_count > 0", ViewUrged: "is_open = 1 AND urge_count > 0", ViewRepeated: "is_open = 1 AND repeats > 0",
	ViewReturned: "is_open = 1 AND return_count > 0", ViewShelved: "is_open = 1 AND shelved = 1", ViewStages: "is_open = 1 AND late_stage <> ''",
	ViewUpcoming: "next_at > 0",
}

// WatchFilter narrows a list of watched orders.
type WatchFilter struct {
	View   View
	Unit   ids.ID
	Sort   string // a name of watchSorts, - before it for downwards; default: what presses most
	Cursor string
	Limit  int
}

// watchSorts are the orders of a view. Each view has an index by the time that presses; by another value the rows of a view,
// which are orders in work, are sorted when they are asked for.
var watchSorts = store.Keyset{ID: "order_id", Sorts: []store.Sort{{Name: "due_at"}, {Name: "next_at"}, {Name: "number", Text: true}, {Name: "card"},
	{Name: "repeats"}, {Name: "urges", Expr: "urge_count"}, {Name: "redos", Expr: "redo_count"}, {Name: "returns", Expr: "return_count"}}}

// WatchRow is a watched order in a list.
type WatchRow struct {
	OrderID      ids.ID     `json:"order_id"`
	Number       string     `json:"number"`
	Title        string     `json:"title" doc:"（保密工单） when the words are kept from the caller"`
	State        string     `json:"state"`
	StateName    string     `json:"state_name"`
	Kind         string     `json:"kind"`
	CategoryName string     `json:"category_name"`
	DivisionName string     `json:"division_name"`
	UnitID       ids.ID     `json:"unit_id"`
	UnitName     string     `json:"unit_name"`
	Urgent       bool       `json:"urgent"`
	DueAt        *time.Time `json:"due_at,omitempty"`
	Overdue      bool       `json:"overdue"`
	LateStage    string     `json:"late_stage" doc:"the stage that is owed and late: accept, dispatch, contact or review; empty: none"`
	LateName     string     `json:"late_stage_name"`
	Card         string     `json:"card" doc:"yellow, red or empty: the highest card of the present clock that counts"`
	RedoCount    int        `json:"redo_count"`
	UrgeCount    int        `json:"urge_count"`
	ReturnCount  int        `json:"return_count"`
	Repeats      int        `json:"repeats" doc:"calls of the same person about it"`
	CaseID       ids.ID     `json:"case_id" doc:"the open case it stands in; null: none"`
	NextAt       *time.Time `json:"next_at,omitempty" doc:"when the next step of the chain is due"`
	NextStep     string     `json:"next_step" doc:"what that step is called"`
}

// Watch reads one page of watched orders of by's scope. Faults: auth.forbidden, supervise.invalid_filter, list.bad_sort,
// list.bad_cursor.
func (s *Service) Watch(q store.Queryer, by auth.Principal, f WatchFilter) (rows []WatchRow, next string, err error) {
	f.Limit = httpx.Limit(f.Limit)
	return s.watchPage(q, by, f)
}

func (s *Service) watchPage(q store.Queryer, by auth.Principal, f WatchFilter) (rows []WatchRow, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	c, key, err := s.watchWhere(q, by, f)
	if err != nil {
		return nil, "", err
	}
	page, err := watchSorts.Page(f.Sort, key, f.Cursor, f.Limit)
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: watchColumns, Table: `supervise_watch`, Where: c.sql(), Args: c.args}, scanWatch)
	if err != nil {
		return nil, "", fmt.Errorf("supervise: list: %w", err)
	}
	chain, err := s.ChainNow(q)
	if err != nil {
		return nil, "", err
	}
	rows = make([]WatchRow, len(list))
	for i, w := range list {
		if rows[i], err = s.watchRow(q, by, chain, w); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// watchWhere is what a view shows, and the column it is sorted by.
func (s *Service) watchWhere(q store.Queryer, by auth.Principal, f WatchFilter) (c condition, key string, err error) {
	key = "due_at"
	switch where, known := viewWhere[f.View]; {
	case f.View == ViewOverdue:
		c.and("running = 1 AND due_at < ?", wall.Micros(s.now()))
	case known:
		c.and(where)
	default:
		return c, "", ErrFilter.WithField("query.view", "没有这个列表。")
	}
	if f.View == ViewUpcoming {
		key = "next_at"
	}
	if f.Unit != 0 {
		c.and("unit_id = ?", f.Unit)
	}
	where, args := scoped(by.Scope, "unit_id")
	c.and(where, args...)
	err = s.notAbout(q, by, &c, "order_id")
	return c, key, err
}

func (s *Service) watchRow(q store.Queryer, by auth.Principal, chain Chain, w *watch) (WatchRow, error) {
	r := WatchRow{OrderID: w.Order, Number: w.Number, State: w.State, StateName: workorder.State(w.State).Label(), Kind: w.Kind,
		CategoryName: s.Names.CategoryName(q, w.Category), DivisionName: s.Names.DivisionName(q, w.Division), UnitID: w.Unit, UnitName: s.unitName(q, w.Unit),
		Urgent: w.Urgent, DueAt: orNone(w.DueAt), Overdue: w.overdue(s.now()), Card: cardName(w.Card), RedoCount: w.RedoCount, UrgeCount: w.UrgeCount,
		ReturnCount: w.ReturnCount, Repeats: w.Repeats, CaseID: w.Case, NextAt: orNone(w.NextAt), NextStep: chain.title(w.NextStep),
		LateStage: string(w.LateStage), LateName: w.LateStage.Label()}
	if !by.Scope.All {
		r.CaseID = s.caseSeen(q, by, w.Case)
	}
	title, err := s.title(q, by, w.Order)
	r.Title = title
	return r, err
}

// title is an order's title for who may read it.
func (s *Service) title(q store.Queryer, by auth.Principal, order ids.ID) (string, error) {
	o, err := s.Orders.Get(q, by, order)
	switch {
	case errors.Is(err, workorder.ErrSealed):
		return "（保密工单）", nil
	case errors.Is(err, workorder.ErrNotFound):
		return "（非本单位工单）", nil
	case err != nil:
		return "", fmt.Errorf("supervise: title: %w", err)
	}
	return o.Title, nil
}

// caseSeen is the case if by may know of it.
func (s *Service) caseSeen(q store.Queryer, by auth.Principal, id ids.ID) ids.ID {
	if id == 0 {
		return 0
	}
	if _, err := s.caseByID(q, by, id); err != nil {
		return 0
	}
	return id
}

func cardName(rank int) string {
	return [...]string{"", CardYellow, CardRed}[rank]
}

// title is what a step is called.
func (c Chain) title(code string) string {
	for _, st := range c.Steps {
		if st.Code == code {
			return st.Title
		}
	}
	return code
}
