package workorder

import (
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Withdraw notes that the citizen took the request back (撤回). Whoever has the order stops; what waited for
// review lapses. Orders that were merged into it are the centre's again: their requesters took nothing back.
// Faults: workorder.reason_missing and those of every verb.
func (s *Service) Withdraw(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbWithdraw)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before := *o
	if err := s.endRun(tx, p, o, VerbWithdraw); err != nil {
		return Order{}, err
	}
	if err := s.leaveMain(tx, o); err != nil {
		return Order{}, err
	}
	if o.MergedCount > 0 {
		if err := s.releaseMerged(tx, p, o); err != nil {
			return Order{}, err
		}
	}
	o.StoppedAt, o.UntilAt, o.ProgressDueAt, o.RepliedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, move(VerbWithdraw, CaseOnly), d)
}
