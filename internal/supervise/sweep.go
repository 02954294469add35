package supervise

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobSweep looks for what is due: steps of the chain, tasks, cases. The truth is next_at on their rows; there are no
// other timers to lose.
const jobSweep = "supervise.sweep"

// sweepMax is how many rows one transaction moves on; the sweep goes on until none is due.
const sweepMax = 200

func (s *Service) sweep(ctx context.Context) error {
	for _, part := range []struct {
		table string
		key   string
		fn    func(tx *store.Tx, id ids.ID) error
	}{
		{"supervise_watch", "order_id", s.stepDue},
		{"supervise_task", "id", s.taskDue},
		{"supervise_case", "id", s.caseDue},
	} {
		for {
			n, err := s.sweepSome(ctx, part.table, part.key, part.fn)
			if err != nil {
				return err
			}
			if n < sweepMax {
				break
			}
		}
	}
	return nil
}

func (s *Service) sweepSome(ctx context.Context, table, key string, fn func(tx *store.Tx, id ids.ID) error) (int, error) {
	rows, err := s.Store.Read(ctx).Query(`SELECT `+key+` FROM `+table+` WHERE next_at > 0 AND next_at <= ? ORDER BY next_at LIMIT ?`,
		wall.Micros(s.now()), sweepMax)
	due, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil || len(due) == 0 {
		return 0, err
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range due {
			if err := fn(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("supervise: sweep: %w", err)
	}
	return len(due), nil
}

// stepDue takes what is due on one order, if it still is: the row is folded from the order itself first.
func (s *Service) stepDue(tx *store.Tx, order ids.ID) error {
	chain, err := s.ChainNow(tx)
	if err != nil {
		return err
	}
	now, err := s.standing(tx, []ids.ID{order})
	if err != nil {
		return err
	}
	w, err := s.fold(tx, chain, now, order, 0)
	if err != nil {
		return err
	}
	if w == nil { // the order is gone from sight: it needs no timer
		err := tx.Do(`UPDATE supervise_watch SET next_at = 0 WHERE order_id = ?`, order)
		return err
	}
	if err := putWatch(tx, w); err != nil {
		return err
	}
	if now := s.now(); w.Running && !w.NextAt.IsZero() && !w.NextAt.After(now) {
		if err := s.takeDue(tx, chain, w, now); err != nil {
			return err
		}
		if err := s.planNext(tx, chain, w); err != nil {
			return err
		}
		return putWatch(tx, w)
	}
	return nil
}

// ahead are the steps of a clock that were not taken yet, the earliest first.
func (s *Service) ahead(q store.Queryer, chain Chain, w *watch) ([]planned, error) {
	taken, err := stepsTaken(q, w.Order, w.Assignment)
	if err != nil {
		return nil, err
	}
	return s.without(q, chain, w, taken)
}

// without are the steps of a clock but for those that were taken, the earliest first.
func (s *Service) without(q store.Queryer, chain Chain, w *watch, taken []takenStep) ([]planned, error) {
	steps, err := s.stepsOf(q, chain, w)
	if err != nil {
		return nil, err
	}
	steps = slices.DeleteFunc(steps, func(p planned) bool {
		return slices.ContainsFunc(taken, func(t takenStep) bool { return t.Code == p.Code })
	})
	slices.SortStableFunc(steps, func(a, b planned) int { return a.at.Compare(b.at) })
	return steps, nil
}

// takeDue takes every step that fell due up to a moment. A step that belongs before the due time is noted as missed
// when the clock is overdue already: nobody is warned of what has happened.
func (s *Service) takeDue(tx *store.Tx, chain Chain, w *watch, until time.Time) error {
	steps, err := s.ahead(tx, chain, w)
	if err != nil {
		return err
	}
	for _, p := range steps {
		if p.at.After(until) {
			break
		}
		if err := s.take(tx, w, p, until.After(w.DueAt)); err != nil {
			return err
		}
	}
	return nil
}

// take takes one step, once.
func (s *Service) take(tx *store.Tx, w *watch, p planned, overdue bool) error {
	told := p.To
	if p.before && overdue {
		told = nil
	}
	fresh, err := insertStep(tx, w, p.Code, s.now(), told)
	if err != nil || !fresh || told == nil && p.before {
		return err
	}
	if p.Card != "" {
		if p.Card == CardRed && !overdue {
			return fmt.Errorf("supervise: a red card for a clock that is not overdue: order %d", w.Order)
		}
		if err := s.giveCard(tx, w, p.Card); err != nil {
			return err
		}
	}
	return s.tell(tx, w, p)
}
