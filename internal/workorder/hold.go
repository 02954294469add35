package workorder

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// SetHeld puts an order under hold or takes the hold from it (保全): what is held is not erased. Who may, and why, is decided
// and recorded by the room that calls it.
func (s *Service) SetHeld(tx *store.Tx, id ids.ID, held bool) error {
	if err := tx.Do(`UPDATE workorder_order SET held = ? WHERE id = ?`, flag(held), id); err != nil {
		return fmt.Errorf("workorder: hold: %w", err)
	}
	return nil
}

// Held says whether an order is under hold.
func (s *Service) Held(q store.Queryer, id ids.ID) (held bool, err error) {
	if err := q.QueryRow(`SELECT held FROM workorder_order WHERE id = ?`, id).Scan(&held); err != nil {
		return false, fmt.Errorf("workorder: held: %w", err)
	}
	return held, nil
}
