package catalogue

import (
	"database/sql"
	"errors"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// SetDefaultUnit makes a unit the default of a category in a division ("" is the whole city); unit 0 takes the rule
// away. Faults: ErrCategoryNotFound, ErrDivisionNotFound, ErrUnitNotFound.
func (s *Service) SetDefaultUnit(tx *store.Tx, p auth.Principal, rule DefaultUnit) error {
	if err := s.begin(tx, p); err != nil {
		return err
	}
	rule.DivisionCode = strings.TrimSpace(rule.DivisionCode)
	if _, err := categoryByID(tx, rule.CategoryID); errors.Is(err, sql.ErrNoRows) {
		return ErrCategoryNotFound
	} else if err != nil {
		return err
	}
	if rule.UnitID != 0 {
		if err := s.checkRule(tx, rule); err != nil {
			return err
		}
	}
	previous, err := defaultUnit(tx, rule.CategoryID, rule.DivisionCode)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if previous == rule.UnitID {
		return nil
	}
	if rule.UnitID == 0 {
		err = deleteDefaultUnit(tx, rule.CategoryID, rule.DivisionCode)
	} else {
		err = putDefaultUnit(tx, rule, wall.Micros(s.clock.Now()))
	}
	if err != nil {
		return err
	}
	return s.record(tx, p, EventDefaultUnitSet, rule.CategoryID, DefaultUnitEvent{Category: rule.CategoryID,
		Division: rule.DivisionCode, Unit: rule.UnitID, PrevUnit: previous})
}

// checkRule checks that the division and the unit of a new rule exist.
func (s *Service) checkRule(q store.Queryer, rule DefaultUnit) error {
	if rule.DivisionCode != "" {
		path, err := s.places.path(q, rule.DivisionCode)
		if err != nil {
			return ErrDivisionNotFound.Wrap(err)
		}
		if len(path) == 0 {
			return ErrDivisionNotFound
		}
	}
	if rule.UnitID < ids.ID(0) || !s.places.receives(q, rule.UnitID) {
		return ErrUnitNotFound
	}
	return nil
}
