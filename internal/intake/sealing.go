package intake

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// OrderSealed moves the people behind an order's requests to confidential identities, and their words with them. The
// work order calls it in the transaction that seals it. What they asked for elsewhere keeps its open identity.
func (s *Service) OrderSealed(tx *store.Tx, order ids.ID) error {
	type one struct{ request, contact, identity ids.ID }
	rows, err := tx.Query(`SELECT id, contact_id, identity_id FROM intake_request WHERE order_id = ? ORDER BY id`, order)
	list, err := store.Collect(rows, err, func(r store.Row) (x one, err error) {
		return x, r.Scan(&x.request, &x.contact, &x.identity)
	})
	if err != nil {
		return fmt.Errorf("intake: requests of a sealed order: %w", err)
	}
	if err := s.Vault.HideText(tx, order); err != nil { // what an imported order came with
		return err
	}
	for _, x := range list {
		if err := s.Vault.HideText(tx, x.request); err != nil {
			return err
		}
		if x.identity == 0 {
			continue
		}
		hidden, err := s.Vault.Hide(tx, x.identity)
		if err != nil {
			return fmt.Errorf("intake: hide: %w", err)
		}
		for _, change := range []struct {
			sql string
			id  ids.ID
		}{
			{`UPDATE intake_request SET identity_id = ? WHERE id = ?`, x.request},
			{`UPDATE intake_contact SET identity_id = ? WHERE id = ? AND identity_id <> 0`, x.contact},
		} {
			if err := tx.Do(change.sql, hidden, change.id); err != nil {
				return fmt.Errorf("intake: hide: %w", err)
			}
		}
	}
	return nil
}
