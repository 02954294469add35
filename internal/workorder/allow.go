package workorder

import (
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// isCentre says whether p works for the whole city.
func isCentre(p auth.Principal) bool { return p.Scope.All }

// ownsNumber says whether p is of the own seats of the number that the order came in on: they see and answer it as the
// centre's seats do, whatever unit has it.
func ownsNumber(p auth.Principal, o *Order) bool { return p.Scope.AllowsNumber(o.Hotline) }

// ofCentre says whether p does for the order what is the centre's to do.
func ofCentre(p auth.Principal, o *Order) bool { return isCentre(p) || ownsNumber(p, o) }

// isUnit says whether p works for the unit: is of it, or of the sub-centre above it. A
// person of the centre is of no unit but the one they sit in.
func isUnit(p auth.Principal, unit ids.ID) bool {
	if unit == 0 {
		return false
	}
	return p.Unit == unit || slices.Contains(p.Scope.Units, unit)
}

// inScope says whether p may know of the order at all.
func inScope(p auth.Principal, o *Order) bool {
	if ofCentre(p, o) {
		return true
	}
	return o.Unit != 0 && p.Scope.Allows(o.Unit) || takesPart(p, o)
}

// takesPart says whether a unit of p's scope was asked for a part of the order, or passed it down, and still sees
// it. A sealed order is seen only by who was asked with the centre's trust.
func takesPart(p auth.Principal, o *Order) bool {
	return slices.ContainsFunc(o.parties, func(x Party) bool {
		return x.live() && p.Scope.Allows(x.Unit) && (x.Trusted || !o.Sealed)
	})
}

// sealedFrom says whether the order's words are kept from p.
func sealedFrom(p auth.Principal, o *Order) bool {
	if !o.Sealed || p.Can(RightSealed) {
		return false
	}
	return p.Scope.ByNumber() || !isUnit(p, o.Unit) && (isCentre(p) || !takesPart(p, o))
}

// onBehalf says whether p may use a verb that belongs to who.
func onBehalf(p auth.Principal, o *Order, who Who) bool {
	if p.IsSystem() {
		return true
	}
	switch who {
	case Centre:
		return ofCentre(p, o)
	case HandlingUnit:
		return isUnit(p, o.Unit)
	case Either:
		return ofCentre(p, o) || isUnit(p, o.Unit)
	case CoUnit:
		return o.partyOf(p, RoleCo) != nil
	case ChainUnit:
		return o.partyOf(p, RoleChain) != nil
	case Above:
		return ofCentre(p, o) || isUnit(p, o.Unit) && p.Unit != o.Unit || o.partyOf(p, RoleChain) != nil
	case Involved:
		return ofCentre(p, o) || isUnit(p, o.Unit) || o.partyOf(p, RoleCo) != nil || o.partyOf(p, RoleChain) != nil
	}
	return false // System: no person's verb
}

// Visible returns nil when p may read the order, [ErrNotFound] when it is out of p's
// scope or about p (another unit's order answers like one that does not exist), [ErrSealed] when it
// is sealed from p.
func visible(p auth.Principal, o *Order) error {
	if !p.Can(RightRead) || !inScope(p, o) || o.barredFrom(p) {
		return ErrNotFound
	}
	if sealedFrom(p, o) {
		return ErrSealed
	}
	return nil
}

// may returns nil when p may use the verb on this order in its state now.
func (s *Service) may(p auth.Principal, o *Order, v Verb) error {
	rows := movesOf(v)
	if len(rows) == 0 {
		return illegal(o.State, v)
	}
	m := rows[0]
	if !p.Can(m.Right) {
		return fault.Forbidden
	}
	if !onBehalf(p, o, m.Who) {
		return ErrNotYours
	}
	if !slices.Contains(m.From, o.State) {
		return illegal(o.State, v)
	}
	return s.meets(p, o, m)
}

// verbsFor lists the verbs p may use on the order now: the buttons of the order page.
func (s *Service) verbsFor(p auth.Principal, o *Order) []Verb {
	allowed := []Verb{}
	if visible(p, o) != nil {
		return allowed
	}
	for _, v := range Verbs {
		if v == VerbSeal && o.Sealed || v == VerbUnseal && !o.Sealed {
			continue // sealing is beside the state
		}
		if v == VerbReturn && o.Designated {
			continue // no button that only refuses
		}
		if s.may(p, o, v) == nil {
			allowed = append(allowed, v)
		}
	}
	return allowed
}
