package followup

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// PlanOf reads a plan for rooms above; false if there is none. It says nothing of words.
func (s *Service) PlanOf(q store.Queryer, id ids.ID) (Plan, bool, error) {
	p, err := planByID(q, id)
	if err != nil || p == nil {
		return Plan{}, false, err
	}
	return *p, true, nil
}
