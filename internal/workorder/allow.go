package workorder

import (
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// isCentre says whether p works for the whole city.
func isCentre(p auth.Principal) bool { return p.Scope.All }

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
	if isCentre(p) {
		return true
	}
	return o.Unit != 0 && p.Scope.Allows(o.Unit)
}

// sealedFrom says whether the order's words are kept from p.
func sealedFrom(p auth.Principal, o *Order) bool {
	return o.Sealed && !p.Can(RightSealed) && !isUnit(p, o.Unit)
}

// onBehalf says whether p may use a verb that belongs to who.
func onBehalf(p auth.Principal, o *Order, who Who) bool {
	if p.IsSystem() {
		return true
	}
	switch who {
	case Centre:
		return isCentre(p)
	case HandlingUnit:
		return isUnit(p, o.Unit)
	case Either:
		return isCentre(p) || isUnit(p, o.Unit)
	}
	return false // System: no person's verb
}

// Visible returns nil when p may read the order, [ErrNotFound] when it is out of p's
// scope (another unit's order answers like one that does not exist), [ErrSealed] when it
// is sealed from p.
func visible(p auth.Principal, o *Order) error {
	if !p.Can(RightRead) || !inScope(p, o) {
		return ErrNotFound
	}
	if sealedFrom(p, o) {
		return ErrSealed
	}
	return nil
}

// may returns nil when p may use the verb on this order in its state now.
func may(p auth.Principal, o *Order, v Verb) error {
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
	return nil
}

// verbsFor lists the verbs p may use on the order now: the buttons of the order page.
func verbsFor(p auth.Principal, o *Order) []Verb {
	allowed := []Verb{}
	if visible(p, o) != nil {
		return allowed
	}
	for _, v := range Verbs {
		if may(p, o, v) == nil {
			allowed = append(allowed, v)
		}
	}
	return allowed
}
