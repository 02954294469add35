package intake

import (
	"context"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// Guard answers the vault ([vault.Guard]): whoever wants to know who a person is must be able to see the order, and
// the person must be a requester of that order. Without an order the vault asks for a scope of the whole city.
func (s *Service) Guard(_ context.Context, q store.Queryer, p auth.Principal, identity, order ids.ID) error {
	if order == 0 {
		return nil
	}
	if err := s.Orders.Visible(q, p, order); err != nil {
		return err
	}
	if identity == 0 {
		return nil
	}
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM intake_request WHERE order_id = ? AND identity_id = ?`, order, identity).Scan(&n)
	if err != nil {
		return fmt.Errorf("intake: guard: %w", err)
	}
	if n == 0 {
		return vault.ErrNotFound
	}
	return nil
}

// Original is one text of a request before its personal numbers were masked.
type Original struct {
	Field string `json:"field"`
	Words string `json:"words"`
}

// Originals opens the words of a request as they were said, under the vault's conditions: a right, a purpose, an
// access log. ctx carries the principal.
func (s *Service) Originals(ctx context.Context, request ids.ID, purpose string) ([]Original, error) {
	var texts []vault.Text
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		r, err := requestBy(tx, `id`, request)
		if err != nil {
			return err
		}
		if err := s.Orders.Visible(tx, auth.From(ctx), r.Order); err != nil {
			return ErrNoSuchRequest.Wrap(err)
		}
		texts, err = s.Vault.OpenText(ctx, tx, r.ID, purpose, r.Order)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := make([]Original, len(texts))
	for i, t := range texts {
		list[i] = Original{t.Field, t.Words}
	}
	return list, nil
}
