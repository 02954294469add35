package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Archive closes a completed order for good (归档), after the follow-up has been done or
// given up. Faults: workorder.archived and those of every verb.
func (s *Service) Archive(tx *store.Tx, p auth.Principal, id ids.ID, version int64) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbArchive)
	if err != nil {
		return Order{}, err
	}
	before := *o
	o.ArchivedAt = s.now()
	return *o, s.apply(tx, p, o, before, move(VerbArchive, CaseOnly), Detail{Direct: o.Direct})
}
