package workorder

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// SignFor notes that the unit has taken the order in hand (签收). No clock is touched: the
// unit's has run since dispatch. Faults: workorder.already_signed and those of every verb.
func (s *Service) SignFor(tx *store.Tx, p auth.Principal, id ids.ID, version int64) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbSign)
	if err != nil {
		return Order{}, err
	}
	before := *o
	o.SignedAt, o.Handler = s.now(), p.ID
	err = tx.Do(`UPDATE workorder_assignment SET signed_at = ?, signed_by = ? WHERE order_id = ? AND seq = ?`,
		wall.Micros(o.SignedAt), p.ID, o.ID, o.Assignment)
	if err != nil {
		return Order{}, fmt.Errorf("workorder: sign assignment: %w", err)
	}
	d := Detail{}
	if !o.SignDueAt.IsZero() {
		late := o.SignedAt.After(o.SignDueAt)
		d.Late, d.SignDueAt = &late, wall.Micros(o.SignDueAt)
	}
	return *o, s.apply(tx, p, o, before, move(VerbSign, CaseOnly), d)
}
