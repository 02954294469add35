package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// AskContactIn says what the centre is to ask or tell the citizen.
type AskContactIn struct {
	Ask string `json:"ask" maxLength:"2000" doc:"what the centre is to ask or tell the citizen"`
}

// AskContact asks the centre to call the citizen of a sealed order (请中心代联系): the unit learns what was said by the centre's
// next supplement, never who said it, and the limit of first contact is met by it. Until then the order stands in the
// centre's list. Faults: workorder.contact_yourself, .reason_missing and those of every verb.
func (s *Service) AskContact(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in AskContactIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbAskContact)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("ask", in.Ask)
	if err != nil {
		return Order{}, err
	}
	before := *o
	o.ContactAsked = true
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, move(VerbAskContact, CaseOnly), d)
}
