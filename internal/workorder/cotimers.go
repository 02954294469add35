package workorder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobCoDue is the kind of the timers of co-handlings; the key is the part's id.
const jobCoDue = "workorder.co_due"

type coPayload struct {
	Order ids.ID `json:"order"`
	Party ids.ID `json:"party"`
}

// setCoTimer keeps the timer of a co-handling in step with its next mark, which was another before.
func (s *Service) setCoTimer(tx *store.Tx, x *Party, was time.Time) (err error) {
	key := timerKey(x.ID)
	switch {
	case x.NextMarkAt.Equal(was):
	case x.NextMarkAt.IsZero():
		err = s.Jobs.Cancel(tx, jobCoDue, key)
	default:
		err = s.Jobs.Enqueue(tx, jobs.New{Kind: jobCoDue, Key: key, RunAt: x.NextMarkAt, Payload: coPayload{x.Order, x.ID}})
	}
	if err != nil {
		return fmt.Errorf("workorder: timer of a co-handling: %w", err)
	}
	return nil
}

// runCoDue is the timer of one co-handling.
func (s *Service) runCoDue(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var payload coPayload
	if err := j.Decode(&payload); err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error { return s.markCo(tx, payload) }, nil
}

// missedCo finds the co-handlings whose time has come and that no timer has marked.
func (s *Service) missedCo(q store.Queryer) ([]coPayload, error) {
	rows, err := q.Query(`SELECT order_id, id FROM workorder_party
		WHERE next_mark_at IS NOT NULL AND next_mark_at <= ? ORDER BY next_mark_at LIMIT ?`, wall.Micros(s.now()), sweepMax)
	list, err := store.Collect(rows, err, func(r store.Row) (c coPayload, err error) { return c, r.Scan(&c.Order, &c.Party) })
	if err != nil {
		return nil, fmt.Errorf("workorder: sweep of co-handlings: %w", err)
	}
	return list, nil
}

// markCo marks a co-handling as its clock stands now; a timer and the sweep cannot mark twice.
func (s *Service) markCo(tx *store.Tx, c coPayload) error {
	o, err := lockOrder(tx, c.Order)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	x := o.find(c.Party)
	if x == nil || x.NextMarkAt.IsZero() || x.NextMarkAt.After(s.now()) {
		return nil
	}
	return s.markParty(tx, o, x)
}
