package intake

import (
	"fmt"
	"strings"

	"onedoor/internal/platform/store"
)

// Spoken is the language of the last contact of a number that named one, such as yue, for the exchange to find a seat
// that speaks it; empty: there is none. Nobody's name or words are read.
func (s *Service) Spoken(q store.Queryer, phone string) (string, error) {
	found, err := s.Vault.Find(q, phone)
	if err != nil || len(found) == 0 {
		return "", err
	}
	found = found[:min(len(found), historyPeople)]
	args := make([]any, len(found))
	for i, id := range found {
		args[i] = id
	}
	rows, err := q.Query(`SELECT c.language FROM intake_request r JOIN intake_contact c ON c.id = r.contact_id
		WHERE r.identity_id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")+`) AND c.language <> '' ORDER BY r.id DESC LIMIT 1`, args...)
	list, err := store.Collect(rows, err, func(r store.Row) (language string, err error) {
		return language, r.Scan(&language)
	})
	if err != nil {
		return "", fmt.Errorf("intake: language of a number: %w", err)
	}
	if len(list) == 0 {
		return "", nil
	}
	return list[0], nil
}
