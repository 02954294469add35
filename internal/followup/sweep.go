package followup

import (
	"context"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobSweep finds plans whose time has come. The truth is next_at on their rows; there are no other timers to lose.
const jobSweep = "followup.sweep"

// sweepMax is how many plans one transaction moves on; the sweep goes on until none is due.
const sweepMax = 100

func (s *Service) sweep(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	for {
		n, err := s.sweepSome(ctx)
		if err != nil || n < sweepMax {
			return nil, err
		}
	}
}

func (s *Service) sweepSome(ctx context.Context) (int, error) {
	now := s.now()
	rows, err := s.Store.Read(ctx).Query(`SELECT id FROM (
		SELECT * FROM (SELECT id FROM followup_plan WHERE state = 'waiting' AND way = 'link' AND next_at <= ? ORDER BY next_at, id LIMIT ?) lapsed
		UNION ALL
		SELECT * FROM (SELECT id FROM followup_plan WHERE state = 'waiting' AND way = 'phone' AND answered_at = 0 AND completed_at <= ? ORDER BY id LIMIT ?) old
		) due LIMIT ?`, wall.Micros(now), sweepMax, wall.Micros(now.Add(-s.options.GiveUpAfter)), sweepMax, sweepMax)
	due, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil || len(due) == 0 {
		return 0, err
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range due {
			if err := s.moveOn(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("followup: sweep: %w", err)
	}
	return len(due), nil
}

// moveOn does what is due on a plan, if it is still due.
func (s *Service) moveOn(tx *store.Tx, id ids.ID) error {
	p, err := planByID(tx, id)
	if err != nil || p == nil || p.State != StateWaiting {
		return err
	}
	now := s.now()
	tooLong := !now.Before(p.CompletedAt.Add(s.options.GiveUpAfter))
	switch {
	case p.Way == WayLink && now.Before(p.NextAt), p.Way == WayPhone && (p.Answered() || !tooLong):
		return nil // who is dissatisfied waits for a person, however long it takes
	case p.Answered(): // the window for changes is over
		if err := s.close(tx, p, StateDone); err != nil {
			return err
		}
	case p.Way == WayLink && !s.options.NoCalls && !p.Direct && !tooLong:
		elsewhere, err := s.elsewhere(tx, p.Order)
		if err != nil {
			return err
		}
		if p.Sampling, err = s.phoneDraw(tx, p); err != nil {
			return err
		}
		if elsewhere {
			p.Sampling = NotDrawn
		}
		if p.Sampling != NotDrawn {
			p.Way, p.Why, p.NextAt = WayPhone, WhyNoAnswer, now
			return updatePlan(tx, p)
		}
		if err := s.notDrawn(tx, p); err != nil {
			return err
		}
	default:
		if err := s.giveUp(tx, p, "lapsed"); err != nil {
			return err
		}
	}
	return s.archive(tx, auth.System, p.Order)
}
