package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// ReassignIn says which unit gets the order instead, and why.
type ReassignIn struct {
	Unit   ids.ID `json:"unit_id" doc:"the unit that gets the order"`
	Reason string `json:"reason" maxLength:"2000" doc:"why it is moved"`
}

// Reassign moves an order that a unit has to another unit (改派), which gets a clock of its
// own. A sub-centre may do so among its own units, as often as it likes, and so gains no time by it: the clock that runs
// goes with the order, as along the line, and a unit that was designated hands that on, too.
// Faults: workorder.reason_missing, .same_unit, .unit_missing, .unit_unknown, .unit_closed and those of every verb.
func (s *Service) Reassign(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReassignIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReassign)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	if in.Unit == o.Unit {
		return Order{}, ErrSameUnit.WithField("unit_id", "请选择另一个单位。")
	}
	if in.Unit != 0 && !p.Scope.Allows(in.Unit) {
		return Order{}, ErrNotYours.WithMessage("只能改派给您所辖的单位。如需派往其他单位，请退单或联系热线中心。")
	}
	if isCentre(p) {
		return s.handOver(tx, p, o, in.Unit, move(VerbReassign, CaseOnly), words, Detail{})
	}
	if in.Unit == 0 {
		return Order{}, ErrUnitMissing.WithField("unit_id", "请选择承办单位。")
	}
	before := *o
	if err := s.partAll(tx, p, o, VerbReassign); err != nil {
		return Order{}, err
	}
	return s.pass(tx, p, o, before, in.Unit, move(VerbReassign, CaseOnly), words)
}
