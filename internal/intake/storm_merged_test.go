package intake

import (
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// TestStorm_MergedByHand: whoever merges an order into a master order by the ordinary verb has joined it, and splitting takes it out.
func TestStorm_MergedByHand(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		own := b.takeOn(seat, b.call())[0]
		child := b.takeOn(seat, b.call())[0]
		x := b.declare(b.stormIn())
		merger := auth.Principal{ID: 15, Scope: auth.Scope{All: true}}.WithRights(workorder.RightRead, workorder.RightMerge)
		merge := func(order, into ids.ID) {
			b.write(func(tx *store.Tx) error {
				_, err := b.orders.Merge(tx, merger, order, b.order(order).Version, workorder.MergeIn{Into: into})
				return err
			})
			b.Settle(t)
		}
		split := func(order ids.ID) {
			b.write(func(tx *store.Tx) error {
				_, err := b.orders.Split(tx, merger, order, b.order(order).Version, workorder.ReasonIn{Reason: "另一件事"})
				return err
			})
		}
		figures := func(name string, merged, left int) {
			t.Helper()
			f, err := b.s.StormFigures(b.q(), chief, x.ID)
			if err != nil || f.Merged != merged || f.Joined != merged || f.Left != left {
				t.Errorf("%s: %+v, %v", name, f, err)
			}
		}
		merge(child.Order, own.Order)
		figures("MergedElsewhere", 0, 0)
		merge(own.Order, x.Order) // its child goes along
		figures("MergedWithItsChild", 2, 0)
		told := func(order ids.ID, want bool) {
			t.Helper()
			if got, err := b.s.ToldByStorm(b.q(), order); err != nil || got != want {
				t.Errorf("told by the event: %v, %v", got, err)
			}
		}
		told(own.Order, true)
		told(child.Order, true)
		split(child.Order)
		b.Settle(t)
		told(own.Order, true)
		told(child.Order, false)
		figures("Split", 1, 1)
		b.write(func(tx *store.Tx) error { return b.s.JoinOrder(tx, chief, x.ID, child.Order) })
		b.Settle(t)
		figures("JoinedAgain", 2, 0)
		split(child.Order) // and joined again before anybody heard of the splitting
		b.write(func(tx *store.Tx) error { return b.s.JoinOrder(tx, chief, x.ID, child.Order) })
		b.Settle(t)
		figures("HeardLate", 2, 0)
		if n := b.count(`SELECT COUNT(*) FROM ledger_event WHERE kind = ?`, EventStormMerged); n != 4 {
			t.Errorf("%d events say that an order was merged: two by hand, one of them twice again from the list", n)
		}
	})
}
