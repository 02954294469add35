package intake

import (
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// EarlierComplaints counts what the people behind an order had complained of or reported in the same category since a
// time, before they made these requests. Whoever asks: it says nothing but a number.
func (s *Service) EarlierComplaints(q store.Queryer, order ids.ID, since time.Time) (int, error) {
	var n int
	err := q.QueryRow(`SELECT COUNT(DISTINCT e.id) FROM intake_request r
		JOIN intake_request e ON e.identity_id = r.identity_id AND e.id < r.id
		WHERE r.order_id = ? AND r.identity_id <> 0 AND e.order_id <> r.order_id AND e.category_id = r.category_id
		AND e.kind IN (?, ?) AND e.created_at >= ?`, order, string(workorder.KindComplaint), string(workorder.KindReport), wall.Micros(since)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("intake: earlier complaints: %w", err)
	}
	return n, nil
}
