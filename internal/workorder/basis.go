package workorder

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// basis is what a unit's due time rests on: its rule, the time during which the clock stood,
// and what was granted beyond the rule. The due time is computed from it and nothing else.
type basis struct {
	rule   clock.Fields
	pauses []clock.Pause
	extra  []clock.Fields
}

// readBasis reads what an assignment keeps; rule must not be empty.
func readBasis(rule, pauses, extra string) (basis, error) {
	var b basis
	for _, part := range []struct {
		text string
		into any
	}{{rule, &b.rule}, {pauses, &b.pauses}, {extra, &b.extra}} {
		if part.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return basis{}, fmt.Errorf("workorder: basis of a due time: %w", err)
		}
	}
	return b, nil
}

// granted is the time beyond the rule, in the rule's unit.
func (b basis) granted() int {
	n := 0
	for _, e := range b.extra {
		n += e.N
	}
	return n
}

// due computes the due time and its explanation. What was granted lengthens the rule itself,
// so that the days are counted once and in one row.
func (b basis) due(cal clock.Calendar, from time.Time) (clock.Result, error) {
	rule := b.rule
	rule.N += b.granted()
	return compute(rule, cal, from, b.pauses)
}

// rebase changes what the due time of the running assignment rests on and sets the order's
// due time anew. Only what was never used is taken back: the rest of a pause that ended before
// its planned end. A clock that is late stays late.
func (s *Service) rebase(tx *store.Tx, o *Order, change func(*basis)) error {
	a, running, err := currentAssignment(tx, o)
	if err != nil || !running || a.Rule == "" {
		return err // historical orders and stages without a limit have no clock
	}
	b, err := readBasis(a.Rule, a.Pauses, a.Extra)
	if err != nil {
		return err
	}
	change(&b)
	cal, err := s.Limits.Calendar(tx)
	if err != nil {
		return fmt.Errorf("workorder: calendar: %w", err)
	}
	result, err := b.due(cal, a.from())
	if err != nil {
		return err
	}
	if due := result.Due.UTC(); due.After(o.DueAt) || !o.StoppedAt.IsZero() {
		o.DueAt, o.SoonAt = due, soonBefore(cal, a.from(), due)
		if s.now().Before(due) {
			o.Mark = MarkNone
		}
	}
	pauses, extra := keep(b.pauses), keep(b.extra)
	err = tx.Do(`UPDATE workorder_assignment SET pauses = ?, extra = ?, due_at = ? WHERE order_id = ? AND seq = ?`,
		pauses, extra, wall.Micros(o.DueAt), o.ID, a.Seq)
	if err != nil {
		return fmt.Errorf("workorder: rebase: %w", err)
	}
	return nil
}

// keep is a list as JSON; an empty one is an empty text.
func keep[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	raw, err := json.Marshal(list)
	if err != nil {
		panic(err) // plain values
	}
	return string(raw)
}

// stop lets the unit's clock stand from now on, until the planned end at the latest.
func (s *Service) stop(tx *store.Tx, o *Order, until time.Time) error {
	now := s.now()
	if err := s.rebase(tx, o, func(b *basis) { b.pauses = append(b.pauses, clock.Pause{From: now, To: until}) }); err != nil {
		return err
	}
	o.StoppedAt, o.UntilAt = now, until
	return nil
}

// goOn lets the unit's clock run again: the pause ended now, or when it was to end at the latest.
func (s *Service) goOn(tx *store.Tx, o *Order) error {
	now := s.now()
	if end := o.UntilAt; end.Before(now) {
		now = end
	}
	err := s.rebase(tx, o, func(b *basis) {
		last := len(b.pauses) - 1
		if last < 0 {
			return
		}
		if b.pauses[last].To = now; !now.After(b.pauses[last].From) {
			b.pauses = b.pauses[:last] // it stood for no time at all
		}
	})
	o.StoppedAt, o.UntilAt, o.ProgressDueAt = time.Time{}, time.Time{}, time.Time{}
	return err
}

// endRun ends what hangs on the running assignment when an order leaves its unit or its
// unit's hands: a pending application and a pending return lapse, co-handlings end, the assignment ends.
func (s *Service) endRun(tx *store.Tx, p auth.Principal, o *Order, how Verb) error {
	now := s.now()
	if err := s.lapse(tx, o); err != nil {
		return err
	}
	for _, table := range []string{"workorder_return", "workorder_reply"} {
		err := tx.Do(`UPDATE `+table+` SET state = ?, reviewed_at = ? WHERE order_id = ? AND state = ?`,
			ReviewLapsed, wall.Micros(now), o.ID, ReviewPending)
		if err != nil {
			return fmt.Errorf("workorder: lapse: %w", err)
		}
	}
	part := s.partAll
	if how == VerbWithdraw {
		part = s.settleParties
	}
	if err := part(tx, p, o, how); err != nil {
		return err
	}
	if o.Assignment == 0 {
		return nil
	}
	return endAssignment(tx, o, o.Assignment, how, now)
}

// leaveUnit takes the order out of its unit's hands: the centre has it, and the citizen's
// clock is the one that runs.
func (s *Service) leaveUnit(tx *store.Tx, p auth.Principal, o *Order, how Verb) error {
	if err := s.endRun(tx, p, o, how); err != nil {
		return err
	}
	o.Unit, o.Handler = 0, 0
	o.DispatchedAt, o.SignedAt, o.RepliedAt, o.CompletedAt, o.ArchivedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
	o.Designated, o.FirstReceiver, o.ExtensionCount, o.ContactAsked = false, false, 0, false
	return s.backToTotal(tx, o)
}
