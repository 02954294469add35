package workorder

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Duties answers whether it is unclear whose matter an order is. The dispatch catalogue does. It is asked while an
// order is being dispatched: answer from memory.
type Duties interface {
	Unclear(q store.Queryer, o Order) (bool, error)
}

// receivesFirst tells whether the unit that is about to get the order must answer for it as the first that received it
// (首接负责): the matter is unclear and no unit had it before. The unit stays that when the order comes back to it for a
// redo. A unit that was designated cannot return the order anyway.
//
// Source: DB11/T 2021 (draft), quoted in the rules: the first unit that receives an order answers for it.
func (s *Service) receivesFirst(q store.Queryer, o *Order, unit ids.ID, how Verb) (bool, error) {
	switch {
	case how == VerbDesignate || s.Duties == nil:
		return false, nil
	case o.Assignment > 0:
		return o.FirstReceiver && o.Unit == unit, nil
	}
	unclear, err := s.Duties.Unclear(q, *o)
	if err != nil {
		return false, fmt.Errorf("workorder: whose duty it is: %w", err)
	}
	return unclear, nil
}
