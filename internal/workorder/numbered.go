package workorder

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// SetNumber says on which hotline number an order came in, for orders of before that was kept. One that has a number keeps
// it; the event tells those who count by number, and whoever calls this calls it once for an order.
func (s *Service) SetNumber(tx *store.Tx, id ids.ID, number string) error {
	o, err := lockOrder(tx, id)
	if err != nil {
		return err
	}
	if o.Hotline == "" {
		o.Hotline = number
		if err := tx.Do(`UPDATE workorder_order SET hotline = ? WHERE id = ? AND hotline = ''`, number, id); err != nil {
			return fmt.Errorf("workorder: number called: %w", err)
		}
	}
	return s.record(tx, auth.System, EventNumbered, o, o.State, o.Unit, Detail{})
}
