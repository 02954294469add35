package catalogue

import (
	"database/sql"
	"errors"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// mayWrite refuses who may not write drafts.
func mayWrite(p auth.Principal) error {
	switch {
	case p.Anonymous():
		return fault.SignIn
	case !p.Can(RightDraft):
		return fault.Forbidden
	}
	return nil
}

// BeginDraft makes a draft as a copy of the last published version, which may not be in force yet. There is one draft
// at most: a version replaces the whole catalogue, so of two drafts the second would undo the first. ErrDraftExists.
func (s *Service) BeginDraft(tx *store.Tx, p auth.Principal, title string) (Version, error) {
	if err := mayWrite(p); err != nil {
		return Version{}, err
	}
	if title != "" && wrongText(title, 60) != "" {
		return Version{}, fault.Invalid.WithField("body.title", wrongText(title, 60))
	}
	// Two that begin at once wait for each other here.
	if err := s.turn(tx); err != nil {
		return Version{}, err
	}
	list, err := allVersions(tx)
	if err != nil {
		return Version{}, err
	}
	now := s.now()
	v := Version{ID: ids.New(), Title: title, Authors: []ids.ID{p.ID}, Revision: 1, CreatedAt: now, UpdatedAt: now, State: VersionDraft}
	if n := len(list); n > 0 {
		if list[n-1].Draft() {
			return Version{}, ErrDraftExists
		}
		v.Base = list[n-1].ID
	}
	if err := insertVersion(tx, v); err != nil {
		return Version{}, err
	}
	if err := copyEntries(tx, v.Base, v.ID); err != nil {
		return Version{}, err
	}
	return v, s.record(tx, p, EventDraftBegun, v.ID, VersionEvent{Version: v.ID, Base: v.Base})
}

// DiscardDraft throws the draft away. ErrVersionNotFound, ErrNotDraft.
func (s *Service) DiscardDraft(tx *store.Tx, p auth.Principal, id ids.ID) error {
	v, err := s.openDraft(tx, p, id)
	if err != nil {
		return err
	}
	if err := deleteVersion(tx, id); err != nil {
		return err
	}
	return s.record(tx, p, EventDraftDiscarded, id, VersionEvent{Version: id, Base: v.Base, Revision: v.Revision})
}

// openDraft locks the draft for a change. Drafts do not touch the catalogue's stamp: nobody's view shows them.
func (s *Service) openDraft(tx *store.Tx, p auth.Principal, id ids.ID) (Version, error) {
	if err := mayWrite(p); err != nil {
		return Version{}, err
	}
	v, err := lockVersion(tx, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return v, ErrVersionNotFound
	case err != nil:
		return v, err
	case !v.Draft():
		return v, ErrNotDraft
	}
	return v, nil
}

// touch notes a change of the draft and who made it.
func (s *Service) touch(tx *store.Tx, p auth.Principal, v *Version) error {
	v.Revision++
	v.UpdatedAt = s.now()
	if !slices.Contains(v.Authors, p.ID) {
		v.Authors = append(v.Authors, p.ID)
	}
	return updateVersion(tx, *v)
}

// turn gives the catalogue a new stamp, which makes changes wait for each other on every node and lets views be
// renewed once the change is durable.
func (s *Service) turn(tx *store.Tx) error {
	if err := putStamp(tx, ids.New()); err != nil {
		return err
	}
	tx.AfterCommit(s.cache.outdate)
	return nil
}
