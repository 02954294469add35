package directory

import (
	"context"
	"errors"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

// Principal tells who the person is and what the person may do and see. It refuses people who may not sign in:
// unknown ones, stopped ones, and those whose unit is closed. It is asked on every request and answers from memory.
func (s *Service) Principal(ctx context.Context, staffID ids.ID) (auth.Principal, error) {
	v, err := s.latest(ctx)
	if err != nil {
		return auth.Principal{}, err
	}
	st, ok := v.staff[staffID]
	switch {
	case !ok:
		return auth.Principal{}, ErrStaffNotFound
	case !st.Active:
		return auth.Principal{}, ErrStaffInactive
	case st.UnitID != 0 && !v.units[st.UnitID].Active:
		return auth.Principal{}, ErrStaffUnitInactive
	}
	return s.withNumbers(v, v.principals[staffID]), nil
}

// Resolve is Principal for the frame of the HTTP API: a person who may not sign in any more is nobody there (the
// zero Principal), so that the sign-in page and the citizens' pages still open with the old cookie.
func (s *Service) Resolve(ctx context.Context, staffID ids.ID) (auth.Principal, error) {
	p, err := s.Principal(ctx, staffID)
	if errors.Is(err, ErrStaffNotFound) || errors.Is(err, ErrStaffInactive) || errors.Is(err, ErrStaffUnitInactive) {
		return auth.Principal{}, nil
	}
	return p, err
}

// principal builds a person's rights and scope. Its slices are clipped: appending to them copies.
func (v *view) principal(st Staff) auth.Principal {
	var rights []string
	titles := make([]string, 0, len(st.Roles))
	for _, id := range st.Roles {
		titles = append(titles, RoleName(id))
		if r := roles.role(id); r != nil {
			rights = append(rights, r.Rights...)
		}
	}
	unit := v.units[st.UnitID]
	p := auth.Principal{ID: st.ID, Name: st.Name, Login: st.Login, Roles: slices.Clip(st.Roles), RoleTitles: slices.Clip(titles),
		Unit: unit.ID, UnitName: unit.Label(), Over: slices.Clip(v.over(unit.ID)), Scope: v.scope(st)}
	return p.WithRights(rights...)
}

// scope is whose orders the person sees. A unit-bound role binds, whatever stands beside it: the table of roles and
// checkRolesFit refuse such company, and if a row came about in another way it still must not open the city.
func (v *view) scope(st Staff) auth.Scope {
	var own, subCentre, city, number bool
	for _, id := range st.Roles {
		r := roles.role(id)
		if r == nil {
			continue
		}
		own = own || r.reach == reachUnit
		subCentre = subCentre || r.reach == reachSubCentre
		number = number || r.reach == reachNumber
		city = city || !r.reach.bound()
	}
	if number {
		return auth.Scope{} // the numbers depend on the time, see withNumbers
	}
	if !own && !subCentre {
		return auth.Scope{All: city}
	}
	if st.UnitID == 0 {
		return auth.Scope{}
	}
	units := []ids.ID{st.UnitID}
	if subCentre {
		units = append(units, v.members[st.UnitID]...)
	}
	slices.Sort(units)
	return auth.Scope{Units: slices.Clip(slices.Compact(units))}
}

// withNumbers gives the own seats of a number the numbers whose contacts and orders they see now: those in use of their
// unit, in a mode that lets the owner see.
func (s *Service) withNumbers(v *view, p auth.Principal) auth.Principal {
	if !slices.ContainsFunc(p.Roles, func(id string) bool { r := roles.role(id); return r != nil && r.reach == reachNumber }) {
		return p
	}
	for _, h := range s.asOfNow(v.hotlines) {
		if h.UnitID == p.Unit && p.Unit != 0 && h.Active && IntegrationOf(h.Mode).seen(PartyOwner) {
			p.Scope.Numbers = append(p.Scope.Numbers, h.Number)
		}
	}
	return p
}
