package intake

import (
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestWithdraw(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		t.Run("TheOrderGoesWithIt", func(t *testing.T) {
			r := b.takeOn(seat, b.call())[0]
			for range 2 { // a double click
				if err := b.s.WithdrawByCitizen(t.Context(), r.Number, r.QueryCode, "已经好了"); err != nil {
					t.Fatal(err)
				}
			}
			if o := b.order(r.Order); o.State != workorder.StateWithdrawn {
				t.Errorf("the order is %s", o.State)
			}
			if n := b.count(`SELECT COUNT(*) FROM ledger_event WHERE kind = 'intake.withdrawn' AND subject = ?`, r.Order); n != 1 {
				t.Errorf("%d events", n)
			}
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil || v.StateText != "您已撤回" || v.MayWithdraw || v.MaySupplement || !strings.Contains(v.Timeline[len(v.Timeline)-1].Text, "撤回") {
				t.Errorf("the page shows %+v, err = %v", v, err)
			}
		})
		t.Run("SomebodyElseStillWaits", func(t *testing.T) {
			first := b.takeOn(seat, b.call())[0]
			second, err := b.s.Repeat(t.Context(), seat, first.Order, b.repeatCall("13900000077"))
			if err != nil {
				t.Fatal(err)
			}
			if err := b.s.WithdrawByCitizen(t.Context(), first.Number, first.QueryCode, ""); err != nil {
				t.Fatal(err)
			}
			if o := b.order(first.Order); o.State != workorder.StateRegistered {
				t.Errorf("the order is %s although somebody waits", o.State)
			}
			if v, err := b.s.Track(t.Context(), second.Number, second.QueryCode); err != nil || !v.MayWithdraw || strings.Contains(v.StateText, "撤回") {
				t.Errorf("the other sees %+v, err = %v", v, err)
			}
			if err := b.s.WithdrawByCitizen(t.Context(), second.Number, second.QueryCode, ""); err != nil {
				t.Fatal(err)
			}
			if o := b.order(first.Order); o.State != workorder.StateWithdrawn {
				t.Errorf("the order is %s although nobody waits", o.State)
			}
		})
		t.Run("WrongCode", func(t *testing.T) {
			r := b.takeOn(seat, b.call())[0]
			if err := b.s.WithdrawByCitizen(t.Context(), r.Number, "000000", ""); code(err) != "intake.no_such_request" {
				t.Errorf("code = %s", code(err))
			}
		})
		t.Run("TooLong", func(t *testing.T) {
			r := b.takeOn(seat, b.call())[0]
			if err := b.s.WithdrawByCitizen(t.Context(), r.Number, r.QueryCode, strings.Repeat("长", 501)); code(err) != "intake.invalid_form" {
				t.Errorf("code = %s", code(err))
			}
		})
		t.Run("Completed", func(t *testing.T) {
			in := b.call()
			in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
			r := b.takeOn(seat, in)[0]
			b.complete(r.Order, "已答复。")
			if err := b.s.WithdrawByCitizen(t.Context(), r.Number, r.QueryCode, ""); code(err) != "intake.order_closed" {
				t.Errorf("code = %s", code(err))
			}
		})
	})
}

// TestOrderSealed holds that a person whose order becomes confidential is not found where they were open before,
// and that another order of the same person stays as it was.
func TestOrderSealed(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.orders.Seals = b.s
		first, second := b.takeOn(seat, b.call())[0], b.takeOn(seat, b.call())[0]
		identity := func(r Receipt) (id int64) {
			if err := b.q().QueryRow(`SELECT identity_id FROM intake_request WHERE id = ?`, r.Request).Scan(&id); err != nil {
				t.Fatal(err)
			}
			return id
		}
		open := identity(first)
		if open == 0 || identity(second) != open {
			t.Fatalf("identities %d and %d", open, identity(second))
		}
		b.write(func(tx *store.Tx) error {
			o, err := b.orders.Get(tx, auth.System, first.Order)
			if err == nil {
				_, err = b.orders.Seal(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "市民要求"})
			}
			return err
		})
		hidden := identity(first)
		if hidden == open || identity(second) != open {
			t.Errorf("identities %d and %d, before %d", hidden, identity(second), open)
		}
		if n := b.count(`SELECT secret FROM vault_identity WHERE id = ?`, hidden); n != 1 {
			t.Error("the new identity is open")
		}
		if n := b.count(`SELECT secret FROM vault_identity WHERE id = ?`, open); n != 0 {
			t.Error("the person's other order lost its identity")
		}
	})
}
