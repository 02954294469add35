package supervise

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Case is one 督办件: orders that a supervisor watches, with a reason and a clock of its own.
type Case struct {
	ID         ids.ID
	Number     string
	State      State
	Version    int64
	ReasonCode string
	Words      string
	OpenedAt   time.Time
	OpenedBy   ids.ID
	DueAt      time.Time
	Rule       string
	ClosedAt   time.Time
	ClosedBy   ids.ID
	Conclusion string
	Mark       int
	NextAt     time.Time

	salt []byte
}

// caseOrder is an order of a case, and the unit that had it then.
type caseOrder struct {
	Order  ids.ID
	Number string
	Unit   ids.ID
}

const caseColumns = `id, number, state, version, reason_code, words, salt, opened_at, opened_by, due_at, rule, closed_at, closed_by, conclusion, mark, next_at`

func scanCase(row store.Row) (*Case, error) {
	var c Case
	var opened, due, closed, next int64
	err := row.Scan(&c.ID, &c.Number, &c.State, &c.Version, &c.ReasonCode, &c.Words, &c.salt, &opened, &c.OpenedBy, &due, &c.Rule,
		&closed, &c.ClosedBy, &c.Conclusion, &c.Mark, &next)
	c.OpenedAt, c.DueAt, c.ClosedAt, c.NextAt = wall.FromMicros(opened), wall.FromMicros(due), wall.FromMicros(closed), wall.FromMicros(next)
	return &c, err
}

func insertCase(tx *store.Tx, c *Case) error {
	err := tx.Do(`INSERT INTO supervise_case (`+caseColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Number, c.State, c.Version, c.ReasonCode, c.Words, c.salt, wall.Micros(c.OpenedAt), c.OpenedBy, wall.Micros(c.DueAt), c.Rule,
		wall.Micros(c.ClosedAt), c.ClosedBy, c.Conclusion, c.Mark, wall.Micros(c.NextAt))
	if err != nil {
		return fmt.Errorf("supervise: insert case: %w", err)
	}
	return nil
}

func updateCase(tx *store.Tx, c *Case) error {
	err := tx.Do(`UPDATE supervise_case SET state = ?, version = ?, due_at = ?, rule = ?, closed_at = ?, closed_by = ?, conclusion = ?, mark = ?, next_at = ?
		WHERE id = ?`, c.State, c.Version, wall.Micros(c.DueAt), c.Rule, wall.Micros(c.ClosedAt), c.ClosedBy, c.Conclusion, c.Mark, wall.Micros(c.NextAt), c.ID)
	if err != nil {
		return fmt.Errorf("supervise: update case: %w", err)
	}
	return nil
}

// caseOf reads a case that by may know of; within a transaction it is locked. A unit knows of a case when one of its
// orders stands in it or it was instructed.
func caseOf(q store.Queryer, by auth.Principal, id ids.ID) (*Case, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	c, err := scanCase(q.QueryRow(`SELECT `+caseColumns+` FROM supervise_case WHERE id = ?`+locking(q), id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("supervise: case: %w", err)
	}
	if by.Scope.All {
		return c, nil
	}
	where, args := scoped(by.Scope, "unit_id")
	var n int
	err = q.QueryRow(`SELECT (SELECT COUNT(*) FROM supervise_case_order WHERE case_id = ? AND `+where+`) +
		(SELECT COUNT(*) FROM supervise_task WHERE case_id = ? AND `+where+`)`, append(append(append([]any{id}, args...), id), args...)...).Scan(&n)
	if err != nil {
		return nil, fmt.Errorf("supervise: case: %w", err)
	}
	if n == 0 {
		return nil, ErrNotFound
	}
	return c, nil
}

func caseOrders(q store.Queryer, id ids.ID) ([]caseOrder, error) {
	rows, err := q.Query(`SELECT order_id, number, unit_id FROM supervise_case_order WHERE case_id = ? ORDER BY order_id`, id)
	list, err := store.Collect(rows, err, func(r store.Row) (o caseOrder, err error) { return o, r.Scan(&o.Order, &o.Number, &o.Unit) })
	if err != nil {
		return nil, fmt.Errorf("supervise: orders of a case: %w", err)
	}
	return list, nil
}

// late tells whether a case is, or was when it was closed, past its due time.
func (c *Case) late(now time.Time) bool {
	if c.State == StateClosed {
		now = c.ClosedAt
	}
	return now.After(c.DueAt)
}
