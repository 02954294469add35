package followup

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// EraseWords erases what a citizen said at the follow-ups of an order; the answers' codes stay in the rates.
func (s *Service) EraseWords(tx *store.Tx, order ids.ID) error {
	for _, table := range []string{"followup_answer", "followup_attempt", "followup_recheck"} {
		if err := tx.Do(`UPDATE `+table+` SET note = '' WHERE order_id = ?`, order); err != nil {
			return fmt.Errorf("followup: erase %s: %w", table, err)
		}
	}
	return nil
}
