package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Recall takes an order back that one's unit passed down (收回), from however far below. The clock is the one that
// runs. Faults: workorder.reason_missing, .sealed_transfer, .unit_closed and those of every verb.
func (s *Service) Recall(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbRecall)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before, chain := *o, o.above()
	at := 0
	for i, x := range chain {
		if isUnit(p, x.Unit) {
			at = i
		}
	}
	if len(chain) == 0 {
		return Order{}, ErrNotYours // the system speaks for nobody
	}
	to := chain[at].Unit
	if err := s.leaveChain(tx, o, chain[at:]); err != nil {
		return Order{}, err
	}
	return s.pass(tx, p, o, before, to, move(VerbRecall, CaseOnly), words)
}
