package workorder

import (
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// ReturnInviteIn is why a co-handling unit gives its part back.
type ReturnInviteIn struct {
	Party      ids.ID `json:"party_id,omitempty" doc:"which co-handling; needed only when one's units have several"`
	ReasonCode string `json:"reason_code" maxLength:"40" doc:"one of GET /return-reasons with co"`
	Reason     string `json:"reason" maxLength:"2000" doc:"the reason in words"`
}

// ReturnInvite gives a co-handling back to who asked (退回协办), who releases the unit or insists. The clock runs on
// meanwhile, and a part that was insisted on is not given back again.
// Faults: workorder.no_invite, .which_invite, .insisted, .reason_code, .reason_missing and those of every verb.
func (s *Service) ReturnInvite(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReturnInviteIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReturnInvite)
	if err != nil {
		return Order{}, err
	}
	m := move(VerbReturnInvite, CaseOnly)
	x, err := o.part(p, m, in.Party)
	if err != nil {
		return Order{}, err
	}
	if x.Insisted {
		return Order{}, ErrInsisted
	}
	if !slices.ContainsFunc(s.options.ReturnReasons, func(r ReturnReason) bool { return r.Co && r.Code == in.ReasonCode }) {
		return Order{}, ErrReasonCode.WithMessage("请从列表中选择退回原因。").WithField("reason_code", "请从列表中选择退回原因。")
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before := *o
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	x.State, x.ReasonCode, x.Returned = PartyReturned, in.ReasonCode, d.Child
	if err := keepParty(tx, o, x); err != nil {
		return Order{}, err
	}
	d.Party, d.CoUnit, d.Code = x.ID, x.Unit, x.ReasonCode
	return *o, s.apply(tx, p, o, before, m, d)
}
