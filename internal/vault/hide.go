package vault

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Hide returns the confidential identity of the same person: who holds it is seen by the centre's few only. The
// open identity stays for what else the person asked for. A confidential or erased one is returned as it is.
// Errors: ErrNotFound, ErrUnreadable.
func (s *Service) Hide(tx *store.Tx, identity ids.ID) (ids.ID, error) {
	x, err := load(tx, identity)
	if err != nil || x.secret || x.erased {
		return identity, err
	}
	person, err := s.open(x)
	if err != nil {
		return identity, err
	}
	person.Secret = true
	return s.Put(tx, s.Seal(person))
}

// HideText makes the originals kept for subject confidential.
func (s *Service) HideText(tx *store.Tx, subject ids.ID) error {
	if err := tx.Do(`UPDATE vault_text SET secret = 1 WHERE subject = ?`, subject); err != nil {
		return fmt.Errorf("vault: hide text: %w", err)
	}
	return nil
}
