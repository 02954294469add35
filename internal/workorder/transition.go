package workorder

import (
	"fmt"
	"strconv"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
)

// begin loads and locks the order for a verb and refuses what may not be: an order out of
// sight, a missing right, another's verb, an illegal move, a version that is not the newest.
// It writes nothing.
//
// Verbs that leave the order where it is may come without a version (0), because who calls
// back about an order has not seen it; verbs that move it must name the version they saw.
func (s *Service) begin(tx *store.Tx, p auth.Principal, id ids.ID, version int64, v Verb) (*Order, error) {
	o, err := lockOrder(tx, id)
	if err != nil {
		return nil, err
	}
	if err := visible(p, o); err != nil {
		return nil, err
	}
	if err := s.may(p, o, v); err != nil {
		return nil, err
	}
	switch {
	case version == 0 && !movesOf(v)[0].Stays():
		return nil, ErrVersionMissing
	case version != 0 && version != o.Version:
		return nil, ErrStale
	}
	return o, nil
}

// apply carries out a move: state, version, row, ledger event, timer. before is the order
// as it was loaded; the verb has already changed what is its own in o.
func (s *Service) apply(tx *store.Tx, p auth.Principal, o *Order, before Order, m Move, d Detail) error {
	advance(o, m)
	s.end(o, m)
	if err := updateOrder(tx, o); err != nil {
		return err
	}
	if err := s.turnStages(tx, o, before); err != nil {
		return err
	}
	if err := s.record(tx, p, m.Event, o, before.State, before.Unit, d); err != nil {
		return err
	}
	return s.setTimer(tx, o, before)
}

// end notes when an order ended, or that it goes on.
func (s *Service) end(o *Order, m Move) {
	switch {
	case m.Stays():
	case m.To == StateArchived || m.To == StateWithdrawn:
		o.EndedAt = s.now()
	default:
		o.EndedAt = time.Time{}
	}
}

// advance moves the order along a row of the machine.
func advance(o *Order, m Move) {
	if !m.Stays() {
		o.State = m.To
	}
	if m.Bump {
		o.Version++
	}
	o.NextMarkAt = o.nextMark()
}

// jobDue is the kind of the timers; the key is the order's id, so an order has one at most.
const jobDue = "workorder.due"

// duePayload is what a timer carries.
type duePayload struct {
	Order ids.ID `json:"order"`
}

func timerKey(id ids.ID) string { return strconv.FormatInt(int64(id), 10) }

// setTimer keeps the order's timer in step with NextMarkAt.
func (s *Service) setTimer(tx *store.Tx, o *Order, before Order) error {
	if o.NextMarkAt.Equal(before.NextMarkAt) {
		return nil
	}
	var err error
	if o.NextMarkAt.IsZero() {
		err = s.Jobs.Cancel(tx, jobDue, timerKey(o.ID))
	} else {
		err = s.Jobs.Enqueue(tx, jobs.New{
			Kind: jobDue, Key: timerKey(o.ID), RunAt: o.NextMarkAt, Payload: duePayload{Order: o.ID},
		})
	}
	if err != nil {
		return fmt.Errorf("workorder: timer: %w", err)
	}
	return nil
}
