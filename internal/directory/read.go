package directory

import (
	"errors"
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// The functions here answer from the view in memory, which shows what is committed (on another node up to a second
// ago). A thing that the view does not hold is looked for in the rows as well, so that one made earlier in the same
// transaction is found.

// Unit returns one unit, active or not.
func (s *Service) Unit(q store.Queryer, id ids.ID) (Unit, error) {
	v, err := s.at(q)
	if err != nil {
		return Unit{}, err
	}
	if u, ok := v.units[id]; ok {
		return u, nil
	}
	return unitByID(q, id)
}

// UnitByCode returns the unit with that code.
func (s *Service) UnitByCode(q store.Queryer, code string) (Unit, error) {
	v, err := s.at(q)
	if err != nil {
		return Unit{}, err
	}
	if id, ok := v.unitCodes[code]; ok {
		return v.units[id], nil
	}
	return unitByCode(q, code)
}

// Units returns the units that the filter chooses: best fit first, then by code.
func (s *Service) Units(q store.Queryer, f UnitFilter) ([]Unit, error) {
	v, err := s.at(q)
	if err != nil {
		return nil, err
	}
	return items(v.findUnits(f)), nil
}

// UnitName is the unit's name as it is shown in lists, "" for no unit or an unknown one.
func (s *Service) UnitName(q store.Queryer, id ids.ID) string {
	if id == 0 {
		return ""
	}
	u, err := s.Unit(q, id)
	if err != nil {
		return ""
	}
	return u.Label()
}

// UnitFor returns the active district, zone or town that answers for the division, or for the nearest division
// above it that has one. ErrUnitNotFound where there is none up to the city.
func (s *Service) UnitFor(q store.Queryer, divisionCode string) (Unit, error) {
	v, err := s.at(q)
	if err != nil {
		return Unit{}, err
	}
	for code := divisionCode; code != ""; code = v.divCodes[code].ParentCode {
		if id, ok := v.areaUnits[code]; ok {
			return v.units[id], nil
		}
	}
	return Unit{}, ErrUnitNotFound
}

// Centre returns the active unit that is the hotline centre; ErrUnitNotFound where there is none yet.
func (s *Service) Centre(q store.Queryer) (Unit, error) {
	v, err := s.at(q)
	if err != nil {
		return Unit{}, err
	}
	for _, e := range v.unitOrder {
		if e.unit.Kind == Centre && e.unit.Active {
			return e.unit, nil
		}
	}
	return Unit{}, ErrUnitNotFound
}

// Divisions returns the whole tree, flat, by code.
func (s *Service) Divisions(q store.Queryer) ([]Division, error) {
	v, err := s.at(q)
	if err != nil {
		return nil, err
	}
	return slices.Clone(v.divisions), nil
}

// Division returns one division.
func (s *Service) Division(q store.Queryer, code string) (Division, error) {
	v, err := s.at(q)
	if err != nil {
		return Division{}, err
	}
	if d, ok := v.divCodes[code]; ok {
		return d, nil
	}
	return divisionByCode(q, code)
}

// DivisionChain returns the division and those above it, up to the city.
func (s *Service) DivisionChain(q store.Queryer, code string) ([]Division, error) {
	d, err := s.Division(q, code)
	if err != nil {
		return nil, err
	}
	chain := []Division{d}
	for d.ParentCode != "" {
		if d, err = s.Division(q, d.ParentCode); err != nil {
			return nil, err
		}
		chain = append(chain, d)
	}
	return chain, nil
}

// Hotlines returns every number, by number.
func (s *Service) Hotlines(q store.Queryer) ([]Hotline, error) {
	v, err := s.at(q)
	if err != nil {
		return nil, err
	}
	return s.asOfNow(v.hotlines), nil
}

// asOfNow are the numbers with the modes that hold now.
func (s *Service) asOfNow(list []Hotline) []Hotline {
	now, list := s.clock.Now(), slices.Clone(list)
	for i, h := range list {
		list[i] = h.at(now)
	}
	return list
}

// HotlineOwner is the sub-centre that requests on a number go to first (默认承办): of a number in use whose mode is
// sub_centre now. ok is false for all others: the centre decides, as of any request.
func (s *Service) HotlineOwner(q store.Queryer, number string) (unit ids.ID, ok bool, err error) {
	h, err := s.HotlineByNumber(q, number)
	if err != nil || !h.Active || IntegrationOf(h.Mode).Routes != PartySubCentre {
		return 0, false, err
	}
	u, err := s.Unit(q, h.UnitID)
	if err != nil {
		return 0, false, err
	}
	if u.Kind != SubCentre {
		if u, err = s.Unit(q, u.SubCentreID); err != nil {
			return 0, false, err
		}
	}
	return u.ID, u.Active, nil
}

// KnowsFirst is the unit whose entries of the knowledge base stand first where a contact came on the number; 0: none.
func (s *Service) KnowsFirst(q store.Queryer, number string) (ids.ID, error) {
	h, err := s.HotlineByNumber(q, number)
	if errors.Is(err, ErrHotlineNotFound) || err == nil && (!h.Active || IntegrationOf(h.Mode).Knows != KnowledgeOwnFirst) {
		return 0, nil
	}
	return h.UnitID, err
}

// HotlineByNumber returns the number that a call came in on, in use or not.
func (s *Service) HotlineByNumber(q store.Queryer, number string) (Hotline, error) {
	list, err := s.Hotlines(q)
	if err != nil {
		return Hotline{}, err
	}
	for _, h := range list {
		if h.Number == number {
			return h, nil
		}
	}
	return Hotline{}, ErrHotlineNotFound
}

// Staff returns one person, active or not.
func (s *Service) Staff(q store.Queryer, id ids.ID) (Staff, error) {
	v, err := s.at(q)
	if err != nil {
		return Staff{}, err
	}
	if st, ok := v.staff[id]; ok {
		return st.clone(), nil
	}
	return staffByID(q, id)
}

// StaffByLogin returns the person with that sign-in name.
func (s *Service) StaffByLogin(q store.Queryer, login string) (Staff, error) {
	list, err := s.StaffList(q, StaffFilter{})
	if err != nil {
		return Staff{}, err
	}
	login = NormalLogin(login)
	for _, st := range list {
		if st.Login == login {
			return st, nil
		}
	}
	return Staff{}, ErrStaffNotFound
}

// StaffList returns the people that the filter chooses: best fit first, then by sign-in name.
func (s *Service) StaffList(q store.Queryer, f StaffFilter) ([]Staff, error) {
	v, err := s.at(q)
	if err != nil {
		return nil, err
	}
	return items(v.findStaff(f)), nil
}

// StaffName is the person's name, "" for nobody or an unknown one.
func (s *Service) StaffName(q store.Queryer, id ids.ID) string {
	if id == 0 {
		return ""
	}
	st, err := s.Staff(q, id)
	if err != nil && !errors.Is(err, ErrStaffNotFound) {
		return ""
	}
	return st.Name
}
