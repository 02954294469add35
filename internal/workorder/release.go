package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// PartIn names a co-handling and says why something is done with it.
type PartIn struct {
	Party  ids.ID `json:"party_id,omitempty" doc:"which co-handling; needed only when there are several"`
	Reason string `json:"reason" maxLength:"2000" doc:"why"`
}

// Release lets a co-handling unit go (撤销协办): it owes nothing more and sees the order no longer. The handling unit
// releases whom it asked itself, the centre everybody.
// Faults: workorder.no_invite, .which_invite, .reason_missing and those of every verb.
func (s *Service) Release(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in PartIn) (Order, error) {
	return s.onPart(tx, p, id, version, VerbRelease, in, func(o *Order, x *Party) {
		x.State, x.EndedAt = PartyReleased, s.now()
		o.left = append(o.left, x.Unit)
	})
}

// Insist asks a co-handling unit once more for the part that it gave back (坚持协办). Its clock has run on.
// Faults: workorder.no_invite, .which_invite, .reason_missing and those of every verb.
func (s *Service) Insist(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in PartIn) (Order, error) {
	return s.onPart(tx, p, id, version, VerbInsist, in, func(_ *Order, x *Party) {
		x.State, x.Insisted = PartyOpen, true
	})
}

// onPart changes one co-handling, with words that say why.
func (s *Service) onPart(tx *store.Tx, p auth.Principal, id ids.ID, version int64, v Verb, in PartIn, change func(*Order, *Party)) (Order, error) {
	o, err := s.begin(tx, p, id, version, v)
	if err != nil {
		return Order{}, err
	}
	m := move(v, CaseOnly)
	x, err := o.part(p, m, in.Party)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before, was := *o, x.NextMarkAt
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	x.Answer = d.Child
	change(o, x)
	if err := keepParty(tx, o, x); err != nil {
		return Order{}, err
	}
	if err := s.setCoTimer(tx, x, was); err != nil {
		return Order{}, err
	}
	d.Party, d.CoUnit, d.DueAt = x.ID, x.Unit, wall.Micros(x.DueAt)
	return *o, s.apply(tx, p, o, before, m, d)
}
