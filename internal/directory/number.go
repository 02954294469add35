package directory

import (
	"errors"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// AnswersAtOnce tells whether p, of the centre or of a number's own seats, answers at once what came in on the number:
// what the table of modes says. On no number, or one that is not in use, the centre does.
func (s *Service) AnswersAtOnce(q store.Queryer, p auth.Principal, number string) (bool, error) {
	party := PartyCentre
	if p.Scope.ByNumber() {
		if party = PartyOwner; !p.Scope.AllowsNumber(number) {
			return false, nil
		}
	}
	h, err := s.HotlineByNumber(q, number)
	if errors.Is(err, ErrHotlineNotFound) || err == nil && !h.Active {
		return party == PartyCentre, nil
	}
	return err == nil && IntegrationOf(h.Mode).answered(party), err
}

// Counts tells whether the figures of a number are p's to see by its mode: the centre's, the owner's (its officers' and its
// own seats'), or the sub-centre's that works the number.
func (s *Service) Counts(q store.Queryer, p auth.Principal, h Hotline) (bool, error) {
	x := IntegrationOf(h.Mode)
	switch {
	case p.Scope.All:
		return x.counted(PartyCentre), nil
	case x.counted(PartyOwner) && (p.Scope.Allows(h.UnitID) || p.Scope.AllowsNumber(h.Number)):
		return true, nil
	case !x.counted(PartySubCentre):
		return false, nil
	}
	sub, err := s.subCentreOf(q, h)
	return err == nil && p.Scope.Allows(sub), err
}

// subCentreOf is the sub-centre that works a number: the owner, or the one that the owner works through; 0: none.
func (s *Service) subCentreOf(q store.Queryer, h Hotline) (ids.ID, error) {
	u, err := s.Unit(q, h.UnitID)
	if err != nil || u.Kind == SubCentre {
		return u.ID, err
	}
	return u.SubCentreID, nil
}

// NumberLabel is how a table of figures names a number, "" for one that is not registered.
func (s *Service) NumberLabel(q store.Queryer, number string) (label string, mode Mode, err error) {
	h, err := s.HotlineByNumber(q, number)
	if errors.Is(err, ErrHotlineNotFound) {
		return "", "", nil
	}
	return h.Number + " " + h.Name, h.Mode, err
}
