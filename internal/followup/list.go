package followup

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// Row is a plan as lists show it.
type Row struct {
	ID          ids.ID     `json:"id"`
	OrderID     ids.ID     `json:"order_id"`
	OrderNumber string     `json:"order_number"`
	Title       string     `json:"title"`
	Kind        string     `json:"kind"`
	UnitID      ids.ID     `json:"unit_id"`
	UnitName    string     `json:"unit_name"`
	Round       int        `json:"round" doc:"1 for the first completion, one more after each redo"`
	CompletedAt time.Time  `json:"completed_at"`
	State       string     `json:"state" doc:"waiting, done, unreachable or superseded"`
	StateName   string     `json:"state_name"`
	Way         string     `json:"way" doc:"link or phone"`
	Why         string     `json:"why,omitempty" doc:"phone: asked, no_answer or dissatisfied"`
	Attempts    int        `json:"attempts"`
	NextAt      *time.Time `json:"next_at,omitempty" doc:"waiting: when to call next, or when the link lapses"`
	Answer      *Result    `json:"answer,omitempty" doc:"what counts"`
	ClosedAt    *time.Time `json:"closed_at,omitempty"`
	hidden      bool       // the order is sealed for the reader: no words of it
}

// Result is an answer that counts.
type Result struct {
	At  time.Time `json:"at"`
	Way string    `json:"way"`
	Figures
}

// Filter narrows a list. The zero Filter is every waiting plan of one's scope, the most pressing first.
type Filter struct {
	State  State  // default: waiting
	Way    Way    // default: both
	Number string // the beginning of an order's number
	Sort   string // a name of planSorts, - before it for downwards; default: see List
	Cursor string
	Limit  int
}

// planSorts are the orders of the list of follow-ups.
var planSorts = store.Keyset{Sorts: []store.Sort{{Name: "next_at"}, {Name: "completed_at"}, {Name: "closed_at"}, {Name: "attempts"},
	{Name: "number", Text: true}, {Name: "id"}}}

// List reads one page of the plans in p's scope: waiting ones by the time of the next call, others the newest first.
// Faults: auth.forbidden, followup.invalid_filter, list.bad_sort, list.bad_cursor.
func (s *Service) List(q store.Queryer, by auth.Principal, f Filter) (rows []Row, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	if f.State == "" {
		f.State = StateWaiting
	}
	if f.State.Label() == "" {
		return nil, "", ErrFilter.WithField("query.state", "状态应为 waiting、done、unreachable 或 superseded。")
	}
	if f.Way != "" && f.Way != WayLink && f.Way != WayPhone {
		return nil, "", ErrFilter.WithField("query.way", "方式应为 link 或 phone。")
	}
	c := condition{}
	c.and(`state = ?`, f.State)
	if f.Way != "" {
		c.and(`way = ?`, f.Way)
	}
	c.scope(by.Scope)
	open, barred, err := s.Orders.NotAbout(q, by, "order_id")
	if err != nil {
		return nil, "", err
	}
	c.and(open, barred...)
	if number := strings.ToUpper(strings.TrimSpace(f.Number)); number != "" {
		if len(number) > 40 || strings.ContainsAny(number, "%_\\\x00") {
			return []Row{}, "", nil // no number has these
		}
		c.and(`number LIKE ?`, number+"%")
	}
	page, err := planSorts.Page(f.Sort, usualSort(f.State), f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	plans, next, err := store.ReadPage(q, page, store.Select{Columns: planColumns, Table: `followup_plan`, Where: c.sql(), Args: c.args}, scanPlan)
	if err != nil {
		return nil, "", fmt.Errorf("followup: list: %w", err)
	}
	rows = make([]Row, len(plans))
	for i, p := range plans {
		if rows[i], err = s.row(q, by, p); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// row shows a plan. The title of a sealed order is kept from who may not read it.
func (s *Service) row(q store.Queryer, by auth.Principal, p *Plan) (Row, error) {
	r := Row{ID: p.ID, OrderID: p.Order, OrderNumber: p.Number, Kind: p.Kind, UnitID: p.Unit, UnitName: s.unitName(q, p.Unit),
		Round: p.Round, CompletedAt: p.CompletedAt, State: string(p.State), StateName: p.State.Label(), Way: string(p.Way),
		Why: p.Why, Attempts: p.Attempts}
	if p.State == StateWaiting {
		next := p.NextAt
		r.NextAt = &next
	} else if closed := p.ClosedAt; !closed.IsZero() {
		r.ClosedAt = &closed
	}
	if p.Answered() {
		r.Answer = &Result{At: p.AnsweredAt, Way: string(p.AnsweredWay), Figures: p.Figures}
	}
	o, err := s.Orders.Get(q, by, p.Order)
	switch {
	case errors.Is(err, workorder.ErrSealed), errors.Is(err, workorder.ErrNotFound):
		r.Title, r.hidden = "（保密工单）", true
	case err != nil:
		return Row{}, fmt.Errorf("followup: order of a plan: %w", err)
	default:
		r.Title = o.Title
	}
	return r, nil
}

// unitName names the unit of a plan; an order answered directly belongs to the centre.
func (s *Service) unitName(q store.Queryer, unit ids.ID) string {
	if unit == 0 {
		return "热线中心直接答复"
	}
	return s.Names.UnitName(q, unit)
}

// condition gathers what a row must fulfil.
type condition struct {
	parts []string
	args  []any
}

func (c *condition) and(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

func (c *condition) sql() string { return strings.Join(c.parts, ` AND `) }

// scope keeps to the units, or the hotline numbers, that may be seen; the zero scope sees nothing.
func (c *condition) scope(scope auth.Scope) {
	if scope.All {
		return
	}
	if scope.ByNumber() {
		numbers := make([]any, len(scope.Numbers))
		for i, n := range scope.Numbers {
			numbers[i] = n
		}
		c.and(`hotline IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(numbers)), ", ")+`) AND hotline <> ''`, numbers...)
		return
	}
	units := []any{ids.ID(-1)}
	for _, u := range scope.Units {
		if u != 0 {
			units = append(units, u)
		}
	}
	c.and(`unit_id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(units)), ", ")+`)`, units...)
}

// usualSort is the order of a state's list when nobody asked for another: what is to be called next, or the newest.
func usualSort(state State) string {
	if state == StateWaiting {
		return "next_at"
	}
	return "-id"
}
