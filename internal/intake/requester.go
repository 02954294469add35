package intake

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// IsRequester tells whether the person behind the identity made a request that this order answers.
func (s *Service) IsRequester(q store.Queryer, identity, order ids.ID) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM intake_request WHERE order_id = ? AND identity_id = ? LIMIT 1) r`, order, identity).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("intake: requester: %w", err)
	}
	return n > 0, nil
}
