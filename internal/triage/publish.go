package triage

import (
	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Publish puts a draft of the dispatch catalogue in force after it was tried: there must be a finished replay of the very
// revision. Faults: ErrNotReplayed and those of catalogue.Publish.
func (s *Service) Publish(tx *store.Tx, by auth.Principal, version ids.ID, in catalogue.PublishIn) (catalogue.Version, error) {
	if by.Can(catalogue.RightPublish) && !s.options.PublishUntried {
		done, err := replaysOf(tx, version, StateDone, 1)
		if err != nil {
			return catalogue.Version{}, err
		}
		v, err := s.Catalogue.Version(tx, version)
		if err != nil {
			return v, err
		}
		if v.Draft() && v.Revision == in.Revision && (len(done) == 0 || done[0].Revision != v.Revision) {
			return v, ErrNotReplayed
		}
	}
	return s.Catalogue.Publish(tx, by, version, in)
}
