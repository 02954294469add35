package switchboard

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// DebtState is how it stands with a debt.
type DebtState string

// The states of a debt.
const (
	DebtOpen    DebtState = "open"
	DebtPaid    DebtState = "paid"
	DebtWritten DebtState = "written_off"
)

// Debt 应回拨 is somebody who called in vain, from the first such call until somebody has spoken with the number, whoever
// called. It is read from the calls and from what staff wrote down; there is no row of it that could be wrong.
type Debt struct {
	Peer     ids.ID
	Calls    int // in vain
	Robot    int // of those, that a robot had made, and whose callee then waited for people
	Unserved int // of those, that came in, into a queue, and were answered by no seat
	First    time.Time
	Last     time.Time // the end of the last of them
	Why      Outcome   // how the last one ended
	Queue    string    // of the last one
	State    DebtState
	PaidAt   time.Time // zero: nobody has spoken with the number since
	PaidBy   ids.ID    // the seat that spoke
	Attempts []Attempt // in vain, oldest first
	Claim    *OwedStep // who has taken it on, while that holds
	Written  *OwedStep // how it was written off
}

// Attempt is a call back that did not reach anybody.
type Attempt struct {
	At     time.Time
	Staff  ids.ID
	Result string // no_answer, busy, wrong_number, refused; unreached: the exchange does not know why
	Note   string
	Next   time.Time // when to call again, as who called says; zero: as the rule says
}

// OwedStep is what somebody of staff did about a debt.
type OwedStep struct {
	ID     ids.ID
	Peer   ids.ID
	Staff  ids.ID
	Kind   string
	Result string
	Note   string
	Until  time.Time
	At     time.Time
}

// vain is the condition on a fact that its caller was left unserved and is owed a call; its arguments are vainArgs. Who
// gave up sooner than counts is owed nothing, nor who withheld the number and cannot be called. What counts is how the call
// ended: who spoke with a seat and was waiting again is owed a call like who waited for the first time, whoever had called,
// and so is somebody who answered a robot and wanted people. Whoever was cut off when the program stopped is owed a call
// wherever the call was: in the menu, waiting, or speaking with a seat, whichever of the two had called. A robot's call that
// was cut off before the queue is made again by its campaign.
const vain = `f.peer_id <> 0 AND (
	f.outcome = ? AND (f.direction = 'in' OR f.queued_at > 0 OR f.seat_id <> 0 AND f.answered_at > 0)
	OR f.waits_at > 0 AND f.outcome IN (?, ?, ?) AND (f.outcome <> ? OR f.ended_at - f.waits_at >= f.short_us))`

var vainArgs = []any{string(Interrupted), string(Abandoned), string(Asked), string(LetGo), string(Abandoned)}

// history is what is known of a caller: the calls, and what staff did about the debt.
type history struct {
	facts []fact
	steps []OwedStep
}

// fact is a call of a caller, as far as debts ask.
type fact struct {
	out                   bool
	seat                  ids.ID
	queue                 string
	outcome               Outcome
	cause                 string
	began, answered, over int64
}

// fill reads what else is to be told of debts, of all in two questions.
func (s *Service) fill(q store.Queryer, list []Debt) error {
	if len(list) == 0 {
		return nil
	}
	peers, first := make([]ids.ID, len(list)), list[0].First
	for i, d := range list {
		peers[i] = d.Peer
		if d.First.Before(first) {
			first = d.First
		}
	}
	known, err := historiesOf(q, peers, first)
	if err != nil {
		return err
	}
	for i := range list {
		s.tell(&list[i], known[list[i].Peer])
	}
	return nil
}

// tell puts into a debt what its caller's history says of it.
func (s *Service) tell(d *Debt, h *history) {
	now := s.Clock.Now()
	until := now
	d.State = DebtOpen
	if !d.PaidAt.IsZero() {
		until, d.State = d.PaidAt, DebtPaid
	}
	during := func(at time.Time) bool { return !at.Before(d.First) && !at.After(until) }
	for _, f := range h.facts {
		switch began := wall.FromMicros(f.began); {
		case f.out && f.seat != 0 && f.answered == 0 && f.over > 0 && tried(f.cause) && during(began):
			result := f.cause
			if result == "" {
				result = string(Unreached)
			}
			d.Attempts = append(d.Attempts, Attempt{At: began, Staff: f.seat, Result: result})
		case f.over == wall.Micros(d.Last) && (f.queue != "" || f.outcome == Interrupted):
			d.Queue, d.Why = f.queue, f.outcome
		}
		if !d.PaidAt.IsZero() && f.answered == wall.Micros(d.PaidAt) {
			d.PaidBy = f.seat
		}
	}
	for _, x := range h.steps {
		if !during(x.At) {
			continue
		}
		switch x.Kind {
		case StepClaim:
			d.Claim = &x
		case StepRelease:
			d.Claim = nil
		case StepAttempt:
			d.Attempts, d.Claim = append(d.Attempts, Attempt{At: x.At, Staff: x.Staff, Result: x.Result, Note: x.Note, Next: x.Until}), nil
		case StepWriteOff:
			if d.State == DebtOpen && x.At.After(d.Last) { // a further call in vain makes it a debt again
				d.State, d.Written = DebtWritten, &x
			}
		}
	}
	if d.State != DebtOpen || d.Claim != nil && !now.Before(d.Claim.Until) {
		d.Claim = nil
	}
	slices.SortStableFunc(d.Attempts, func(a, b Attempt) int { return a.At.Compare(b.At) })
	if n := len(d.Attempts); d.Claim != nil && n > 0 && d.Attempts[n-1].At.After(d.Claim.At) {
		d.Claim = nil // a call in vain gives it back, also one that the exchange saw
	}
}

// historiesOf reads the calls of callers that ended from a time on, or have not ended, and what staff did since.
func historiesOf(q store.Queryer, peers []ids.ID, from time.Time) (map[ids.ID]*history, error) {
	known := map[ids.ID]*history{}
	for _, peer := range peers {
		known[peer] = &history{}
	}
	marks, args := among(peers)
	args = append(args, wall.Micros(from))
	rows, err := q.Query(`SELECT peer_id, direction = 'out', seat_id, queue, outcome, cause, began_at, answered_at, ended_at FROM switchboard_fact
		WHERE peer_id IN (`+marks+`) AND (ended_at = 0 OR ended_at >= ?) ORDER BY began_at, call_id`, args...)
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var peer ids.ID
		var f fact
		if err := r.Scan(&peer, &f.out, &f.seat, &f.queue, &f.outcome, &f.cause, &f.began, &f.answered, &f.over); err != nil {
			return struct{}{}, err
		}
		known[peer].facts = append(known[peer].facts, f)
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: calls of debts: %w", err)
	}
	rows, err = q.Query(`SELECT id, peer_id, staff_id, kind, result, note, until_at, at FROM switchboard_owed_step
		WHERE peer_id IN (`+marks+`) AND at >= ? ORDER BY at, id`, args...)
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var x OwedStep
		var until, at int64
		if err := r.Scan(&x.ID, &x.Peer, &x.Staff, &x.Kind, &x.Result, &x.Note, &until, &at); err != nil {
			return struct{}{}, err
		}
		x.Until, x.At = wall.FromMicros(until), wall.FromMicros(at)
		known[x.Peer].steps = append(known[x.Peer].steps, x)
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: steps of debts: %w", err)
	}
	return known, nil
}
