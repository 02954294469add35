package workorder

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Seal makes an order confidential (保密): the centre's few and the unit that has it read it, and only the centre
// contacts the requester. Units that take part in it without the centre's explicit trust do so no longer. Faults: workorder.already_sealed, .reason_missing and those of every verb.
func (s *Service) Seal(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	return s.setSealed(tx, p, id, version, VerbSeal, in)
}

// Unseal opens a confidential order to all who may read orders (解除保密). The requester's identity stays where it
// is: only the centre's few may see it. Faults: workorder.not_sealed, .reason_missing and those of every verb.
func (s *Service) Unseal(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	return s.setSealed(tx, p, id, version, VerbUnseal, in)
}

func (s *Service) setSealed(tx *store.Tx, p auth.Principal, id ids.ID, version int64, v Verb, in ReasonIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, v)
	if err != nil {
		return Order{}, err
	}
	sealed := v == VerbSeal
	switch {
	case sealed && o.Sealed:
		return Order{}, ErrAlreadySealed
	case !sealed && !o.Sealed:
		return Order{}, ErrNotSealed
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before := *o
	o.Sealed = sealed
	if sealed && s.Seals != nil {
		if err := s.Seals.OrderSealed(tx, o.ID); err != nil {
			return Order{}, fmt.Errorf("workorder: seal: %w", err)
		}
	}
	if err := s.partUntrusted(tx, p, o, v); err != nil {
		return Order{}, err
	}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	d.Sealed = sealed
	return *o, s.apply(tx, p, o, before, move(v, CaseOnly), d)
}
