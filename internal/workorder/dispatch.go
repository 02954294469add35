package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// DispatchIn says which unit gets the order.
type DispatchIn struct {
	Unit ids.ID `json:"unit_id" doc:"the unit that gets the order"`
	Note string `json:"note,omitempty" maxLength:"2000" doc:"words to the unit"`
}

// Dispatch gives a registered order to a unit (派单). The unit's clock starts now, not when
// it signs. Faults: workorder.must_designate, .unit_missing, .unit_unknown, .unit_closed and those of every verb.
func (s *Service) Dispatch(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in DispatchIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbDispatch)
	if err != nil {
		return Order{}, err
	}
	words, err := note("note", "派单说明", in.Note)
	if err != nil {
		return Order{}, err
	}
	return s.handOver(tx, p, o, in.Unit, move(VerbDispatch, CaseOnly), words, Detail{})
}

// handOver gives the order to a unit as part of a move: assignment, row, event, timer.
func (s *Service) handOver(tx *store.Tx, p auth.Principal, o *Order, unit ids.ID, m Move, words string, extra Detail) (Order, error) {
	before := *o
	if err := s.lapse(tx, o); err != nil {
		return Order{}, err
	}
	if unit == o.Unit { // a redo by the same unit: who is above still answers for it
		err := s.partsAgain(tx, o)
		if err != nil {
			return Order{}, err
		}
	} else if err := s.partAll(tx, p, o, m.Verb); err != nil {
		return Order{}, err
	}
	a, d, err := s.give(tx, p, o, unit, m.Verb, words)
	if err != nil {
		return Order{}, err
	}
	if before.Unit != 0 {
		if err := endAssignment(tx, o, before.Assignment, m.Verb, a.GivenAt); err != nil {
			return Order{}, err
		}
	}
	if err := insertAssignment(tx, a); err != nil {
		return Order{}, err
	}
	d.Child, d.Code, d.Return = extra.Child, extra.Code, extra.Return
	return *o, s.apply(tx, p, o, before, m, d)
}
