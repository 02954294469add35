package knowledge

import (
	"errors"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Read returns an entry and the version that p is to see: the one in force, or for its keepers, where none is, the
// latest. Everybody else does not learn that an entry without a version in force exists. An expired version is still
// shown to whoever has its address; its phase says so.
func (s *Service) Read(q store.Queryer, p auth.Principal, id ids.ID) (Article, Version, error) {
	if err := need(p, RightRead); err != nil {
		return Article{}, Version{}, err
	}
	a, v, err := load(q, id, false)
	if err != nil {
		return a, v, err
	}
	if a.Published != 0 && a.Published != v.N {
		v, err = loadVersion(q, id, a.Published)
		return a, v, err
	}
	if a.Published == 0 && !keeps(p, v.Unit) {
		return Article{}, Version{}, ErrNotFound
	}
	return a, v, nil
}

// ReadVersion returns one version: to the entry's keepers any, to everybody on the staff one that was in force once,
// since answers quote it.
func (s *Service) ReadVersion(q store.Queryer, p auth.Principal, id ids.ID, n int64) (Article, Version, error) {
	if err := need(p, RightRead); err != nil {
		return Article{}, Version{}, err
	}
	a, latest, err := load(q, id, false)
	if err != nil {
		return a, latest, err
	}
	v, err := loadVersion(q, id, n)
	if errors.Is(err, ErrVersion) || err == nil && v.PublishedAt.IsZero() && !keeps(p, latest.Unit) {
		return Article{}, Version{}, ErrVersion
	}
	return a, v, err
}

// Versions returns every version of an entry, newest first, for those who keep it.
func (s *Service) Versions(q store.Queryer, p auth.Principal, id ids.ID) ([]Version, error) {
	if err := s.mustKeep(q, p, id); err != nil {
		return nil, err
	}
	return loadVersions(q, id)
}

// PublicArticle returns the version in force of an entry that citizens may read and that is valid now; ErrNotFound
// for any other.
func (s *Service) PublicArticle(q store.Queryer, id ids.ID) (Article, Version, error) {
	a, v, err := inForce(q, id, false)
	if err != nil {
		return a, v, err
	}
	if !v.Public || v.Phase(s.now()) != PhaseValid {
		return Article{}, Version{}, ErrNotFound
	}
	return a, v, nil
}

// inForce reads an entry and its version in force; ErrNotFound if there is none.
func inForce(q store.Queryer, id ids.ID, lock bool) (Article, Version, error) {
	a, v, err := load(q, id, lock)
	if err != nil {
		return a, v, err
	}
	if a.Published == 0 {
		return Article{}, Version{}, ErrNotFound
	}
	if a.Published != v.N {
		v, err = loadVersion(q, id, a.Published)
	}
	return a, v, err
}
