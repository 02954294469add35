package followup

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// Recheck is one independent re-contact 独立复核: a closed follow-up that somebody asks about again who has had no part in
// it.
type Recheck struct {
	ID, Draw, Plan, Order ids.ID
	Number                string
	Unit                  ids.ID
	Kind                  string
	CompletedAt           time.Time
	Stratum               string
	Size, Drawn           int // of the stratum
	State                 State
	Attempts              int
	NextAt                time.Time
	By                    ids.ID
	At                    time.Time
	Figures               // meaningful once done
	Note                  string
	UnitAgrees            int // 1, 0, -1: nothing to hold it against
	FirstAgrees           int
}

const recheckColumns = `id, draw_id, plan_id, order_id, number, unit_id, kind, completed_at, stratum, stratum_size, stratum_drawn,
	state, attempts, next_at, by_id, at, contacted, resolved, satisfaction, note, unit_agrees, first_agrees`

func scanRecheck(row store.Row) (*Recheck, error) {
	var r Recheck
	var completed, next, at int64
	err := row.Scan(&r.ID, &r.Draw, &r.Plan, &r.Order, &r.Number, &r.Unit, &r.Kind, &completed, &r.Stratum, &r.Size, &r.Drawn,
		&r.State, &r.Attempts, &next, &r.By, &at, &r.Contacted, &r.Resolved, &r.Satisfaction, &r.Note, &r.UnitAgrees, &r.FirstAgrees)
	if err != nil {
		return nil, err
	}
	r.CompletedAt, r.NextAt, r.At = wall.FromMicros(completed), wall.FromMicros(next), wall.FromMicros(at)
	return &r, nil
}

// recheckByID reads one; within a transaction the row is locked.
func recheckByID(q store.Queryer, id ids.ID) (*Recheck, error) {
	statement := `SELECT ` + recheckColumns + ` FROM followup_recheck WHERE id = ?`
	if _, writing := q.(*store.Tx); writing && q.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	r, err := scanRecheck(q.QueryRow(statement, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoRecheck
	}
	if err != nil {
		return nil, fmt.Errorf("followup: load recheck: %w", err)
	}
	return r, nil
}

// independent tells whether p may ask again: neither of the unit, nor who wrote its reply or signed for the order, nor who
// asked first.
func (s *Service) independent(q store.Queryer, p auth.Principal, r *Recheck) (bool, error) {
	if p.Unit != 0 && p.Unit == r.Unit {
		return false, nil
	}
	var asked int
	if err := q.QueryRow(`SELECT COUNT(*) FROM followup_attempt WHERE order_id = ? AND by_id = ?`, r.Order, p.ID).Scan(&asked); err != nil {
		return false, fmt.Errorf("followup: who asked first: %w", err)
	}
	if asked > 0 {
		return false, nil
	}
	o, err := s.Orders.Get(q, auth.System, r.Order)
	if err != nil {
		return false, fmt.Errorf("followup: order of a recheck: %w", err)
	}
	replies, err := s.Orders.Replies(q, r.Order)
	if err != nil {
		return false, fmt.Errorf("followup: replies of a recheck: %w", err)
	}
	for _, reply := range replies {
		if reply.By == p.ID {
			return false, nil
		}
	}
	return o.Handler != p.ID, nil
}

// RecheckRow is a recheck as it is shown. While it waits, what was said before stays hidden from who is to ask: nobody
// leads the citizen to the same answer.
type RecheckRow struct {
	ID          ids.ID     `json:"id"`
	OrderID     ids.ID     `json:"order_id"`
	OrderNumber string     `json:"order_number"`
	Title       string     `json:"title"`
	Kind        string     `json:"kind"`
	UnitID      ids.ID     `json:"unit_id"`
	UnitName    string     `json:"unit_name"`
	CompletedAt time.Time  `json:"completed_at"`
	State       string     `json:"state" enum:"waiting,done,unreachable"`
	Attempts    int        `json:"attempts"`
	NextAt      *time.Time `json:"next_at,omitempty"`
	Mine        bool       `json:"mine" doc:"the reader may ask: has had no part in it"`
	ByName      string     `json:"by_name,omitempty"`
	At          *time.Time `json:"at,omitempty"`
	Again       *Figures   `json:"again,omitempty" doc:"done: what the citizen says now"`
	First       *Figures   `json:"first,omitempty" doc:"done: what counted before, if anybody had answered"`
	UnitReached *bool      `json:"unit_reached,omitempty" doc:"done: what the unit's reply says of contacting the citizen"`
	UnitAgrees  int        `json:"unit_agrees" doc:"1 confirmed, 0 contradicted, -1 not asked or nothing to hold it against"`
	FirstAgrees int        `json:"first_agrees" doc:"likewise for the first answers"`
	Note        string     `json:"note,omitempty"`
}

// RecheckFilter narrows a list of rechecks.
type RecheckFilter struct {
	State    State // default: waiting
	Disagree bool  // only those that contradict the unit or the first answers
	Number   string
	Sort     string // a name of recheckSorts, - before it for downwards; default: see Rechecks
	Cursor   string
	Limit    int
}

// recheckSorts are the orders of the list of rechecks.
var recheckSorts = store.Keyset{Sorts: []store.Sort{{Name: "next_at"}, {Name: "completed_at"}, {Name: "at"}, {Name: "attempts"},
	{Name: "number", Text: true}, {Name: "id"}}}

// Rechecks reads one page in by's scope: waiting ones by the time of the next call, others the newest first.
// Faults: auth.forbidden, followup.invalid_filter, list.bad_sort, list.bad_cursor.
func (s *Service) Rechecks(q store.Queryer, by auth.Principal, f RecheckFilter) (rows []RecheckRow, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	if f.State == "" {
		f.State = StateWaiting
	}
	if f.State != StateWaiting && f.State != StateDone && f.State != StateUnreachable {
		return nil, "", ErrFilter.WithField("query.state", "状态应为 waiting、done 或 unreachable。")
	}
	c := condition{}
	c.and(`state = ?`, f.State)
	c.scope(by.Scope)
	open, barred, err := s.Orders.NotAbout(q, by, "order_id")
	if err != nil {
		return nil, "", err
	}
	c.and(open, barred...)
	if f.Disagree {
		c.and(`(unit_agrees = 0 OR first_agrees = 0)`)
	}
	if number := strings.ToUpper(strings.TrimSpace(f.Number)); number != "" {
		if len(number) > 40 || strings.ContainsAny(number, "%_\\\x00") {
			return []RecheckRow{}, "", nil
		}
		c.and(`number LIKE ?`, number+"%")
	}
	page, err := recheckSorts.Page(f.Sort, usualSort(f.State), f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: recheckColumns, Table: `followup_recheck`, Where: c.sql(), Args: c.args}, scanRecheck)
	if err != nil {
		return nil, "", fmt.Errorf("followup: rechecks: %w", err)
	}
	rows = make([]RecheckRow, len(list))
	for i, r := range list {
		if rows[i], err = s.recheckRow(q, by, r); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// OneRecheck reads one in by's scope.
func (s *Service) OneRecheck(q store.Queryer, by auth.Principal, id ids.ID) (RecheckRow, error) {
	if !by.Can(RightRead) {
		return RecheckRow{}, fault.Forbidden
	}
	r, err := recheckByID(q, id)
	if err != nil {
		return RecheckRow{}, err
	}
	if !by.Scope.Allows(r.Unit) {
		return RecheckRow{}, ErrNoRecheck
	}
	if s.barred(q, by, r.Order) {
		return RecheckRow{}, ErrNoRecheck
	}
	return s.recheckRow(q, by, r)
}

func (s *Service) recheckRow(q store.Queryer, by auth.Principal, r *Recheck) (row RecheckRow, err error) {
	row = RecheckRow{ID: r.ID, OrderID: r.Order, OrderNumber: r.Number, Kind: r.Kind, UnitID: r.Unit, UnitName: s.unitName(q, r.Unit),
		CompletedAt: r.CompletedAt, State: string(r.State), Attempts: r.Attempts, UnitAgrees: r.UnitAgrees, FirstAgrees: r.FirstAgrees}
	o, err := s.Orders.Get(q, by, r.Order)
	switch {
	case errors.Is(err, workorder.ErrSealed), errors.Is(err, workorder.ErrNotFound):
		row.Title, err = "（保密工单）", nil
	case err != nil:
		return row, fmt.Errorf("followup: order of a recheck: %w", err)
	default:
		row.Title, row.Note = o.Title, r.Note
	}
	if r.State == StateWaiting {
		next := r.NextAt
		row.NextAt = &next
		if by.Can(RightRecheck) && row.Title != "（保密工单）" {
			row.Mine, err = s.independent(q, by, r)
		}
		return row, err
	}
	at := r.At
	row.At, row.ByName = &at, s.staffName(q, r.By)
	if r.State != StateDone {
		return row, nil
	}
	again := r.Figures
	row.Again = &again
	p, err := planByID(q, r.Plan)
	if err != nil || p == nil {
		return row, err
	}
	if p.Answered() {
		first := p.Figures
		row.First = &first
	}
	if p.UnitReached >= 0 {
		reached := p.UnitReached == 1
		row.UnitReached = &reached
	}
	return row, nil
}
