package catalogue

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Versions returns all versions of the dispatch catalogue, the newest first, the draft before them.
func (s *Service) Versions(q store.Queryer) ([]Version, error) {
	list, err := s.versions(q)
	slices.Reverse(list)
	return list, err
}

func (s *Service) versions(q store.Queryer) ([]Version, error) {
	list, err := allVersions(q)
	if err != nil {
		return nil, err
	}
	counts, err := entryCounts(q)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Entries = counts[list[i].ID]
	}
	settle(list, s.now())
	return list, nil
}

// Version returns one version. ErrVersionNotFound.
func (s *Service) Version(q store.Queryer, id ids.ID) (Version, error) {
	list, err := s.versions(q)
	if err != nil {
		return Version{}, err
	}
	for _, v := range list {
		if v.ID == id {
			return v, nil
		}
	}
	return Version{}, ErrVersionNotFound
}

// Draft returns the draft; ErrVersionNotFound when there is none.
func (s *Service) Draft(q store.Queryer) (Version, error) {
	list, err := s.versions(q)
	if err != nil || len(list) == 0 || !list[len(list)-1].Draft() {
		if err == nil {
			err = ErrVersionNotFound
		}
		return Version{}, err
	}
	return list[len(list)-1], nil
}

// InForce returns the version that is in force now.
func (s *Service) InForce(q store.Queryer) (*Book, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return nil, err
	}
	return s.inForce(q, v)
}

// inForce chooses among the books of a view. Which one holds changes by itself when its time comes: no row changes.
func (s *Service) inForce(q store.Queryer, v *view) (*Book, error) {
	now := s.clock.Now()
	for _, b := range slices.Backward(v.books) {
		if !now.Before(b.Version.EffectiveAt) {
			return b, nil
		}
	}
	if len(v.books) == 0 {
		return newBook(Version{}, nil), nil
	}
	// The clock stands before all that this view holds: a clock that was set back.
	books, err := loadBooks(q, now, nil)
	if err != nil || len(books) == 0 {
		return newBook(Version{}, nil), err
	}
	return books[0], nil
}

// BookOf reads a version, a draft too, ready to be looked up in. ErrVersionNotFound.
func (s *Service) BookOf(q store.Queryer, id ids.ID) (*Book, error) {
	version, err := s.Version(q, id)
	if err != nil {
		return nil, err
	}
	entries, err := entriesOf(q, id)
	if err != nil {
		return nil, err
	}
	return newBook(version, entries), nil
}

// EntryLike returns the entry of a version that has the same conditions; 0 if there is none.
func (s *Service) EntryLike(q store.Queryer, version ids.ID, e Entry) (ids.ID, error) {
	list, err := entriesOf(q, version)
	for _, known := range list {
		if known.conditions() == e.conditions() {
			return known.ID, err
		}
	}
	return 0, err
}

// now is the present time in the precision that rows keep.
func (s *Service) now() time.Time { return s.clock.Now().Truncate(time.Microsecond).UTC() }
