package intake

import (
	"context"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Prepared is a contact that is checked, masked, sealed and numbered, and written nowhere yet: for a door that writes
// something of its own in the same transaction.
type Prepared struct{ t *taking }

// Prepare makes a contact ready for [Service.TakeOnIn]. Faults: intake.invalid_form, auth.forbidden.
func (s *Service) Prepare(ctx context.Context, p auth.Principal, in TakeOnIn) (*Prepared, error) {
	t, err := s.prepare(ctx, p, in)
	if err != nil {
		return nil, err
	}
	return &Prepared{t}, nil
}

// TakeOnIn is [Service.TakeOn] within the caller's transaction, which may run twice. The receipts have no query codes:
// those are given only once everything is durable.
func (s *Service) TakeOnIn(tx *store.Tx, p *Prepared) ([]Receipt, error) { return s.takeOn(tx, p.t) }

// FirstIdentity is the identity behind the first request of an order that has one; 0: everybody stayed unknown. It
// tells nothing by itself; what it stands for is the vault's to open.
func (s *Service) FirstIdentity(q store.Queryer, order ids.ID) (ids.ID, error) {
	list, err := requests(q, `order_id = ? AND identity_id <> 0 ORDER BY id LIMIT 1`, order)
	if err != nil {
		return 0, fmt.Errorf("intake: first identity: %w", err)
	}
	if len(list) == 0 {
		return 0, nil
	}
	return list[0].Identity, nil
}
