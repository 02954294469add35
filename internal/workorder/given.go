package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// GivenAt tells when a unit was given the order with an assignment; zero where that is unknown. Whoever asks: it says
// nothing but a time.
func (s *Service) GivenAt(q store.Queryer, order ids.ID, assignment int) (time.Time, error) {
	var at int64
	err := q.QueryRow(`SELECT COALESCE(MAX(given_at), 0) FROM workorder_assignment WHERE order_id = ? AND seq = ?`, order, assignment).Scan(&at)
	if err != nil {
		return time.Time{}, fmt.Errorf("workorder: given at: %w", err)
	}
	return wall.FromMicros(at), nil
}
