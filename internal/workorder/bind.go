package workorder

import (
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Bind makes the unit that has the order answer for it as one that was designated does (决定承办): it may not return it. No
// clock moves and the order stays where it is. It is what a decision of a joint meeting does to an order in hand; an order
// that no unit has, or whose return waits for review, is designated instead. A unit that is bound already stays so.
// Faults: workorder.not_found, .sealed, .not_yours, auth.forbidden, workorder.stale, .reason_missing, and a refusal that
// names the state.
func (s *Service) Bind(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	o, err := lockOrder(tx, id)
	if err != nil {
		return Order{}, err
	}
	if err := visible(p, o); err != nil {
		return Order{}, err
	}
	m := move(VerbBind, CaseOnly)
	switch {
	case !p.Can(RightDesignate):
		return Order{}, fault.Forbidden
	case !isCentre(p):
		return Order{}, ErrNotYours
	case !slices.Contains(m.From, o.State):
		return Order{}, illegal(o.State, VerbBind)
	case version != o.Version:
		return Order{}, ErrStale
	}
	words, err := reason("reason", in.Reason)
	if err != nil || o.Designated {
		return *o, err
	}
	before := *o
	o.Designated, o.FirstReceiver = true, false
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, m, d)
}
