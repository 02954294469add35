package directory

import (
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Line tells where a unit stands in a line along which an order goes with the clock that runs. A sub-centre stands above the
// units that work through it; that is the other line. The territorial line is 区 → 镇街 → 社区: the unit one step above it, and the active ones
// one step below. The line is what territorial units have as parent, however many steps a city has. ok is false for a
// unit that answers for no territory, such as a department; it has nobody below whom it could give work to.
func (s *Service) Line(q store.Queryer, id ids.ID) (above ids.ID, below []ids.ID, ok bool) {
	u, err := s.Unit(q, id)
	switch {
	case err != nil:
		return 0, nil, false
	case u.Kind == SubCentre:
		return 0, s.throughSubCentre(q, id), true
	case !u.Territorial():
		sub, err := s.Unit(q, u.SubCentreID)
		if u.SubCentreID == 0 || err != nil || !sub.Active || sub.Kind != SubCentre {
			return 0, nil, false
		}
		return sub.ID, nil, true
	}
	if up, err := s.Unit(q, u.ParentID); u.ParentID != 0 && err == nil && up.Active && up.Territorial() {
		above = up.ID
	}
	v, err := s.at(q)
	if err != nil {
		return above, nil, true
	}
	for _, e := range v.unitOrder {
		if x := e.unit; x.Active && x.ParentID == id && x.Territorial() {
			below = append(below, x.ID)
		}
	}
	return above, slices.Clip(below), true
}

// throughSubCentre are the active units that work through a sub-centre; those of the territorial line have their own.
func (s *Service) throughSubCentre(q store.Queryer, id ids.ID) (below []ids.ID) {
	v, err := s.at(q)
	if err != nil {
		return nil
	}
	for _, e := range v.unitOrder {
		if x := e.unit; x.Active && x.SubCentreID == id && !x.Territorial() {
			below = append(below, x.ID)
		}
	}
	return slices.Clip(below)
}
