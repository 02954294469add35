package switchboard

import (
	"context"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// nextDays is how far back a debt began at most that is dialled by itself.
const nextDays = 7

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

// due are the debts that p may call now, in the order in which they are to be called: who waits longest.
func (s *Service) due(q store.Queryer, p auth.Principal, queue string) ([]Debt, error) {
	now := s.Clock.Now()
	list, _, err := s.Debts(q, now.AddDate(0, 0, -nextDays), now.Add(time.Second), owedRows)
	return slices.DeleteFunc(list, func(d Debt) bool {
		at, hopeless := nextAt(d)
		return d.State != DebtOpen || hopeless || at.After(now) || queue != "" && d.Queue != queue ||
			d.Claim != nil && d.Claim.Staff != p.ID
	}), err
}

// Next takes on the debt that is to be called next, of a queue if one is named. The error is ErrNothingDue.
func (s *Service) Next(tx *store.Tx, p auth.Principal, queue string) (OwedStep, error) {
	list, err := s.due(tx, p, queue)
	if err != nil {
		return OwedStep{}, err
	}
	mine := func(d Debt) bool { return d.Claim != nil }
	if at := slices.IndexFunc(list, mine); at > 0 { // what one has taken on comes first
		list[0], list[at] = list[at], list[0]
	}
	for _, d := range list {
		if _, err := s.Number(tx, d.Peer); err == nil { // it was not erased
			return s.Claim(tx, p, d.Peer)
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
