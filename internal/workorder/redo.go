package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// RedoIn is why a completed order must be handled again.
type RedoIn struct {
	Reason string `json:"reason" maxLength:"2000" doc:"why the result does not stand"`
	Unit   ids.ID `json:"unit_id,omitempty" doc:"default: the unit that handled it; needed if the centre answered at once"`
}

// Redo has a completed order handled again (重办): the unit gets a new clock, the citizen's
// total clock stays as it was. A unit that was designated or bound stays so; another unit is given the order like any other.
// Faults: workorder.reason_missing, .unit_missing, .unit_unknown,
// .unit_closed and those of every verb.
func (s *Service) Redo(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in RedoIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbRedo)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	unit := in.Unit
	if unit == 0 {
		unit = o.Unit
	}
	o.RedoCount++
	o.Direct = false
	return s.handOver(tx, p, o, unit, move(VerbRedo, CaseOnly), words, Detail{})
}
