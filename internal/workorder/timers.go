package workorder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobSweep finds what a lost timer missed: the truth is in the order's row, not in the job.
const jobSweep = "workorder.sweep"

// sweepMax is how many orders one run of the sweep marks; more wait for the next run.
const sweepMax = 500

// runDue is the timer of one order.
func (s *Service) runDue(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var payload duePayload
	if err := j.Decode(&payload); err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error { return s.markDue(tx, payload.Order) }, nil
}

// sweep marks the orders whose time has come and that no timer has marked.
func (s *Service) sweep(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	rows, err := s.store.Read(ctx).Query(`SELECT id FROM workorder_order
		WHERE next_mark_at IS NOT NULL AND next_mark_at <= ? ORDER BY next_mark_at LIMIT ?`, wall.Micros(s.now()), sweepMax)
	missed, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("workorder: sweep: %w", err)
	}
	missedCo, err := s.missedCo(s.store.Read(ctx))
	if err != nil {
		return nil, err
	}
	late, err := s.lateStages(s.store.Read(ctx))
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		for _, x := range late {
			if err := s.markStage(tx, x); err != nil {
				return err
			}
		}
		for _, id := range missed {
			if err := s.markDue(tx, id); err != nil {
				return err
			}
		}
		for _, c := range missedCo {
			if err := s.markCo(tx, c); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// markDue marks the order as its clock stands now, and sets the timer of the next mark. It
// does nothing when there is nothing to mark, so a timer and the sweep cannot mark twice.
func (s *Service) markDue(tx *store.Tx, id ids.ID) error {
	o, err := lockOrder(tx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	now := s.now()
	if o.NextMarkAt.IsZero() || o.NextMarkAt.After(now) {
		return nil // marked already, or the clock was set anew and has its own timer
	}
	if o.State.Stopped() {
		return s.wake(tx, o, now)
	}
	before, m := *o, move(VerbMarkSoon, CaseOnly)
	o.Mark = MarkSoon
	if now.After(o.DueAt) {
		m, o.Mark = move(VerbMarkOverdue, CaseOnly), MarkOverdue
	}
	advance(o, m)
	if err := tx.Do(`UPDATE workorder_order SET mark = ?, next_mark_at = ? WHERE id = ?`,
		int(o.Mark), nullMicros(o.NextMarkAt), o.ID); err != nil {
		return fmt.Errorf("workorder: mark: %w", err)
	}
	d := Detail{DueAt: wall.Micros(o.DueAt), Urgent: o.Urgent, Sealed: o.Sealed}
	if err := s.record(tx, auth.System, m.Event, o, before.State, before.Unit, d); err != nil {
		return err
	}
	return s.setTimer(tx, o, before)
}

// Unmarked counts the orders whose mark was due more than an hour ago: neither timer nor sweep has been at work.
func (s *Service) Unmarked(q store.Queryer) (n int, err error) {
	err = q.QueryRow(`SELECT COUNT(*) FROM workorder_order WHERE next_mark_at IS NOT NULL AND next_mark_at < ?`,
		wall.Micros(s.now().Add(-time.Hour))).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("workorder: unmarked: %w", err)
	}
	return n, nil
}
