package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// Guard answers the vault ([vault.Guard]): whoever wants to know who a person is must handle the order or be of the centre, and
// the person must be a requester of that order. Without an order the vault asks for a scope of the whole city.
func (s *Service) Guard(_ context.Context, q store.Queryer, p auth.Principal, identity, order ids.ID) error {
	if order == 0 {
		return nil
	}
	if err := s.Orders.MayIdentify(q, p, order); err != nil {
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

// Behind are the identities and requests behind orders, for the vault's log, whose lines may name no order.
func (s *Service) Behind(q store.Queryer, orders []ids.ID) ([]ids.ID, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	args := make([]any, len(orders))
	for i, id := range orders {
		args[i] = id
	}
	in := ` IN (?` + strings.Repeat(`, ?`, len(orders)-1) + `)`
	rows, err := q.Query(`SELECT id FROM intake_request WHERE order_id`+in+` UNION SELECT identity_id FROM intake_request WHERE identity_id <> 0 AND order_id`+in,
		append(args, args...)...)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("intake: behind orders: %w", err)
	}
	return list, nil
}

// Handles answers the vault ([vault.Handles]): the order is in the hands of p's unit.
func (s *Service) Handles(q store.Queryer, p auth.Principal, order ids.ID) (bool, error) {
	return s.Orders.Handles(q, p, order)
}

// Original is one text of a request before its personal numbers were masked.
type Original struct {
	Field string `json:"field"`
	Words string `json:"words"`
}

// Originals opens the words of a request as they were said, under the vault's conditions: a right, a purpose, an
// access log. ctx carries the principal.
func (s *Service) Originals(ctx context.Context, request ids.ID, purpose, reason string) ([]Original, error) {
	var texts []vault.Text
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		r, err := requestBy(tx, `id`, request)
		if err != nil {
			return err
		}
		if r.Order != 0 {
			err = s.Orders.MayIdentify(tx, auth.From(ctx), r.Order)
		} else {
			err = s.visible(tx, auth.From(ctx), &r)
		}
		if errors.Is(err, workorder.ErrIdentityLead) {
			return err
		}
		if err != nil {
			return ErrNoSuchRequest.Wrap(err)
		}
		texts, err = s.Vault.OpenText(ctx, tx, r.ID, purpose, r.Order, reason)
		return err
	})
	return originals(texts), err
}

// OrderOriginals opens the words that an order itself came with, before masking: an imported order has no request that
// they could belong to. The conditions are those of [Service.Originals].
func (s *Service) OrderOriginals(ctx context.Context, order ids.ID, purpose, reason string) ([]Original, error) {
	var texts []vault.Text
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		err := s.Orders.MayIdentify(tx, auth.From(ctx), order)
		if err != nil {
			return err
		}
		texts, err = s.Vault.OpenText(ctx, tx, order, purpose, order, reason)
		return err
	})
	return originals(texts), err
}

func originals(texts []vault.Text) []Original {
	list := make([]Original, len(texts))
	for i, t := range texts {
		list[i] = Original{t.Field, t.Words}
	}
	return list
}
