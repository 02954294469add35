package intake

import (
	"context"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// WithdrawByCitizen takes a request back by receipt number and query code. The order is withdrawn with it unless
// somebody else's request hangs on it: then the work goes on for them. Taken back twice it is taken back once.
//
// Faults: those of Open, intake.invalid_form, intake.order_closed.
func (s *Service) WithdrawByCitizen(ctx context.Context, number, code, reason string) error {
	r, err := s.open(ctx, number, code)
	if err != nil {
		return err
	}
	if err := r.notRefused(); err != nil {
		return err
	}
	c := s.checker(ctx, Citizen)
	c.text("body.reason", &reason, 500)
	if err := c.result(); err != nil {
		return err
	}
	if reason == "" {
		reason = "诉求人在网上撤回"
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error { return s.withdraw(tx, r.ID, r.Order, reason) })
}

func (s *Service) withdraw(tx *store.Tx, request, order ids.ID, reason string) error {
	r, err := requestBy(tx, "id", request)
	if err != nil || !r.WithdrawnAt.IsZero() {
		return err
	}
	o, err := s.Orders.Get(tx, auth.System, order)
	if err != nil {
		return fmt.Errorf("intake: withdraw: %w", err)
	}
	if !o.State.Open() {
		return ErrOrderClosed
	}
	if err := tx.Do(`UPDATE intake_request SET withdrawn_at = ? WHERE id = ?`, wall.Micros(s.now()), r.ID); err != nil {
		return fmt.Errorf("intake: withdraw: %w", err)
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventWithdrawn, Subject: order, Payload: Supplemented{Request: r.ID, Order: order}})
	if err != nil {
		return fmt.Errorf("intake: record: %w", err)
	}
	if storm, err := stormOf(tx, order); err != nil || storm != nil {
		return err // an event goes on whoever takes a request back
	}
	var others int
	err = tx.QueryRow(`SELECT COUNT(*) FROM intake_request WHERE order_id = ? AND withdrawn_at = 0`, order).Scan(&others)
	if err != nil || others > 0 {
		return err
	}
	acting := Citizen.WithRights(workorder.RightRead, workorder.RightSealed, workorder.RightWithdraw)
	_, err = s.Orders.Withdraw(tx, acting, order, o.Version, workorder.ReasonIn{Reason: reason})
	return err
}
