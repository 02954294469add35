package vault

import (
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// maxFound bounds what one number finds: a company's or a telephone booth's
// line stands for many people.
const maxFound = 200

// Find returns the identities that gave this telephone number, the newest
// first, at most 200; confidential ones too. A text that is no number finds
// nothing.
func (s *Service) Find(q store.Queryer, phone string) ([]ids.ID, error) {
	return find(q, s.LookupKey(phone))
}

// FindByIDNumber returns the identities that gave this document number.
func (s *Service) FindByIDNumber(q store.Queryer, number string) ([]ids.ID, error) {
	document := NormaliseIDNumber(number)
	if document == "" {
		return nil, nil
	}
	return find(q, s.lookup("id", document))
}

func find(q store.Queryer, key []byte) ([]ids.ID, error) {
	if key == nil {
		return nil, nil
	}
	rows, err := q.Query(`SELECT identity FROM vault_lookup WHERE key = ? ORDER BY identity DESC LIMIT ?`, key, maxFound)
	return store.Collect(rows, err, func(r store.Row) (ids.ID, error) {
		var id ids.ID
		return id, r.Scan(&id)
	})
}

// Masked is what a list shows of an identity; nothing is opened for it.
type Masked struct {
	ID     ids.ID `json:"identity_id"`
	Name   string `json:"name_masked"`
	Phone  string `json:"phone_masked"`
	Secret bool   `json:"secret"`
	Erased bool   `json:"erased"`
}

// Masked returns what lists show of these identities, by id; unknown ids are
// absent.
func (s *Service) Masked(q store.Queryer, identities ...ids.ID) (map[ids.ID]Masked, error) {
	found := make(map[ids.ID]Masked, len(identities))
	for len(identities) > 0 {
		n := min(len(identities), 100)
		if err := maskedInto(q, identities[:n], found); err != nil {
			return nil, err
		}
		identities = identities[n:]
	}
	return found, nil
}

func maskedInto(q store.Queryer, identities []ids.ID, found map[ids.ID]Masked) error {
	size := 1
	for size < len(identities) {
		size *= 2 // few different statements, so that they stay prepared
	}
	args := make([]any, size)
	for i := range args {
		args[i] = identities[min(i, len(identities)-1)]
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", size), ", ")
	rows, err := q.Query(`SELECT id, name_masked, phone_masked, secret, erased_at FROM vault_identity WHERE id IN (`+marks+`)`, args...)
	list, err := store.Collect(rows, err, func(r store.Row) (Masked, error) {
		var m Masked
		var secret, erased int64
		err := r.Scan(&m.ID, &m.Name, &m.Phone, &secret, &erased)
		m.Secret, m.Erased = secret != 0, erased != 0
		return m, err
	})
	if err != nil {
		return fmt.Errorf("vault: masked: %w", err)
	}
	for _, m := range list {
		found[m.ID] = m
	}
	return nil
}
