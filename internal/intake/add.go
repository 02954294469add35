package intake

import (
	"context"
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// prepareAdd makes one more request of a contact ready: the person says something else before hanging up.
func (s *Service) prepareAdd(ctx context.Context, p auth.Principal, contact ids.ID, form RequestForm) (*taking, error) {
	if !p.Can(RightTakeOn) {
		return nil, fault.Forbidden
	}
	q := s.Store.Read(ctx)
	known, err := loadContact(q, contact)
	if err != nil {
		return nil, err
	}
	if !p.Scope.All && !p.Scope.AllowsNumber(known.Hotline) {
		return nil, ErrNoContact
	}
	earlier, err := requests(q, `contact_id = ? ORDER BY id`, contact)
	if err != nil {
		return nil, err
	}
	if err := s.aboutThem(q, p, earlier); err != nil {
		return nil, err
	}
	callable, err := s.callable(q, known.Identity)
	if err != nil {
		return nil, err
	}
	t := &taking{by: p, contact: contact, first: len(earlier), total: len(earlier) + 1,
		open: person{identity: known.Identity}, secret: person{identity: known.Identity}}
	t.in = TakeOnIn{Door: known.Door, HotlineNumber: known.Hotline, Language: known.Language, Requests: []RequestForm{form}}.clone()
	c := s.checker(ctx, p)
	c.request("body", &t.in.Requests[0], callable)
	if err := c.result(); err != nil {
		return nil, err
	}
	return t, s.number(ctx, t)
}

// aboutThem refuses a contact of which every request is about p, as if there were none.
func (s *Service) aboutThem(q store.Queryer, p auth.Principal, earlier []Request) error {
	orders := make([]ids.ID, len(earlier))
	for i, r := range earlier {
		orders[i] = r.Order
	}
	barred, err := s.Orders.Barred(q, p, orders...)
	if err != nil {
		return fmt.Errorf("intake: about them: %w", err)
	}
	if len(orders) > 0 && !slices.ContainsFunc(orders, func(id ids.ID) bool { return !barred[id] }) {
		return ErrNoContact
	}
	return nil
}

// Add takes one more request of a contact on.
func (s *Service) Add(ctx context.Context, p auth.Principal, contact ids.ID, form RequestForm) (Receipt, error) {
	t, err := s.prepareAdd(ctx, p, contact, form)
	if err != nil {
		return Receipt{}, err
	}
	var list []Receipt
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		list, err = s.takeOn(tx, t)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return s.withCodes(list)[0], nil
}

// room refuses one request too many of a contact. It is asked inside the transaction, so that the retry of the last
// one that had room still gets its receipt.
func room(tx *store.Tx, contact ids.ID) error {
	var n int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM intake_request WHERE contact_id = ?`, contact).Scan(&n); err != nil {
		return fmt.Errorf("intake: count requests: %w", err)
	}
	if n >= MaxRequests {
		return ErrForm.WithField("body", fmt.Sprintf("一次来话最多登记 %d 件诉求，其余请另行登记。", MaxRequests))
	}
	return nil
}

// callable tells whether the vault knows a number of the person.
func (s *Service) callable(q store.Queryer, identity ids.ID) (bool, error) {
	if identity == 0 {
		return false, nil
	}
	masked, err := s.Vault.Masked(q, identity)
	if err != nil {
		return false, err
	}
	return masked[identity].Phone != "", nil
}
