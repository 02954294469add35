package catalogue

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// DefaultUnit proposes the unit for a category in a division by the version in force, and says in Chinese why; see
// Propose. Without any it returns 0 with the reason.
func (s *Service) DefaultUnit(q store.Queryer, category ids.ID, division string) (unit ids.ID, why string, err error) {
	p, err := s.Propose(q, Matter{Category: category, Division: division})
	return p.UnitID, p.Why, err
}
