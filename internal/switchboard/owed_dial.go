package switchboard

import (
	"context"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// nextDays is how far back a debt began at most that is dialled by itself.
const nextDays = 7

// nextRows are read at a time to find the one that is to be called next.
const nextRows = 200

// pause is how long to wait before somebody is called again who was called in vain, by how that ended.
func pause(result string, attempts int) time.Duration {
	if result == CauseBusy {
		return 10 * time.Minute
	}
	return time.Duration(min(attempts, 4)) * 30 * time.Minute
}

// nextAt is when a debt is to be called next: at once, or some time after the last call in vain, which who made it may
// have chosen. hopeless means never: the number is wrong, or nobody there wants to be called.
func nextAt(d Debt) (at time.Time, hopeless bool) {
	at = d.Last
	for n, a := range d.Attempts {
		if a.Result == CauseWrong || a.Result == CauseRefused {
			hopeless = true
		}
		if at = a.Next; at.IsZero() {
			at = a.At.Add(pause(a.Result, n+1))
		}
	}
	return at, hopeless
}

// due tells whether p may call somebody now who is owed a call.
func (s *Service) due(d Debt, p auth.Principal) bool {
	at, hopeless := nextAt(d)
	return !hopeless && !at.After(s.Clock.Now()) && (d.Claim == nil || d.Claim.Staff == p.ID)
}

// Next takes on the debt that is to be called next, of a queue if one is named: one that p has taken on already, else that of
// who waits longest. The error is ErrNothingDue.
func (s *Service) Next(tx *store.Tx, p auth.Principal, queue string) (OwedStep, error) {
	now := s.Clock.Now()
	all := DebtFilter{From: now.AddDate(0, 0, -nextDays), To: now.Add(time.Second), State: DebtOpen, Queue: queue, Limit: nextRows}
	mine := all
	mine.Claimed = p.ID
	for _, f := range []DebtFilter{mine, all} {
		for more := true; more; more = f.Cursor != "" {
			list, next, err := s.DebtPage(tx, f)
			if err != nil {
				return OwedStep{}, err
			}
			for _, d := range list {
				if !s.due(d, p) {
					continue
				}
				if _, err := s.Number(tx, d.Peer); err == nil { // it was not erased
					return s.Claim(tx, p, d.Peer)
				}
			}
			f.Cursor = next
		}
	}
	return OwedStep{}, ErrNothingDue
}

type nextIn struct {
	Body struct {
		Queue string `json:"queue,omitempty" maxLength:"60" doc:"only callers of this queue"`
	}
}

// DialledView is what was dialled, and the seat that does it.
type DialledView struct {
	Owed OwedView `json:"owed"`
	Seat SeatView `json:"seat"`
}

// postOwedDial takes a debt on and calls it back.
func (s *Service) postOwedDial(ctx context.Context, in *owedIn) (*httpx.Out[DialledView], error) {
	return s.dialOwed(ctx, func(tx *store.Tx, p auth.Principal) (OwedStep, error) { return s.Claim(tx, p, in.ID.ID) })
}

// postNext does so with the one that is due.
func (s *Service) postNext(ctx context.Context, in *nextIn) (*httpx.Out[DialledView], error) {
	return s.dialOwed(ctx, func(tx *store.Tx, p auth.Principal) (OwedStep, error) { return s.Next(tx, p, in.Body.Queue) })
}

// dialOwed calls back whom claim takes on. That the number was opened is durable before it is dialled.
func (s *Service) dialOwed(ctx context.Context, claim func(*store.Tx, auth.Principal) (OwedStep, error)) (*httpx.Out[DialledView], error) {
	p := auth.From(ctx)
	if err := s.MayDial(p); err != nil {
		return nil, err
	}
	peer, err := httpx.Once(ctx, s.Store, func(tx *store.Tx) (ids.ID, error) {
		step, err := claim(tx, p)
		return step.Peer, err
	})
	if err != nil {
		return nil, err
	}
	q := s.Store.Read(ctx)
	number, err := s.Number(q, peer)
	if err != nil {
		return nil, ErrErased
	}
	var out DialledView
	if out.Seat, err = s.Dial(p, number, Errand{Kind: ErrandOwed, Subject: peer, Veiled: true}); err != nil {
		return nil, err
	}
	d, err := s.debtOf(q, peer)
	if err != nil {
		return nil, err
	}
	out.Owed = s.owedView(q, d, p.ID)
	return httpx.Reply(out, nil)
}
