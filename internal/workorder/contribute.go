package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ContributeIn is what a co-handling unit did for its part.
type ContributeIn struct {
	Party       ids.ID   `json:"party_id,omitempty" doc:"which co-handling; needed only when one's units have several"`
	Text        string   `json:"text" maxLength:"2000" doc:"the result, for the handling unit and the centre; the citizen does not read it"`
	Attachments []ids.ID `json:"attachment_ids,omitempty" doc:"uploads that prove it"`
}

// Contribute gives a co-handling unit's result to the handling unit (协办反馈). Nothing moves, but the order has a new
// version: the handling unit must read it before it replies. Late is late, and is accepted.
// Faults: workorder.no_invite, .which_invite, .reason_missing, .file_missing and those of every verb.
func (s *Service) Contribute(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ContributeIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbContribute)
	if err != nil {
		return Order{}, err
	}
	m := move(VerbContribute, CaseOnly)
	x, err := o.part(p, m, in.Party)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("text", in.Text)
	if err != nil {
		return Order{}, err
	}
	uploads, err := s.takeUploads(tx, OwnerStaff(p.ID), in.Attachments)
	if err != nil {
		return Order{}, err
	}
	before, was, now := *o, x.NextMarkAt, s.now()
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	if err := linkUploads(tx, o.ID, d.Child, uploads, now); err != nil {
		return Order{}, err
	}
	x.State, x.Result, x.DoneBy, x.DoneAt = PartyDone, d.Child, p.ID, now
	if err := keepParty(tx, o, x); err != nil {
		return Order{}, err
	}
	if err := s.setCoTimer(tx, x, was); err != nil {
		return Order{}, err
	}
	d.Party, d.CoUnit = x.ID, x.Unit
	if !x.DueAt.IsZero() {
		late := now.After(x.DueAt)
		d.Late, d.DueAt = &late, wall.Micros(x.DueAt)
	}
	return *o, s.apply(tx, p, o, before, m, d)
}
