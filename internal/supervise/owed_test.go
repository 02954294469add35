package supervise

import (
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// do uses a verb on an order as it is now, and lets everybody follow.
func (k *kit) do(id ids.ID, fn func(tx *store.Tx, o workorder.Order) error) {
	k.t.Helper()
	k.must(k.verb(id, fn))
	k.Settle(k.t)
}

// TestDecide_Owed holds that a decision which could not bind at once binds when the order comes back, and what becomes of it
// when it does not, or not to a unit that can take it.
func TestDecide_Owed(t *testing.T) {
	split := func(k *kit, id ids.ID) {
		k.do(id, func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Split(tx, supervisor, o.ID, o.Version, workorder.ReasonIn{Reason: "不是同一处"})
			return err
		})
	}
	main := func(k *kit, id ids.ID) ids.ID {
		o, err := k.orders.Get(k.q(), auth.System, id)
		k.must(err)
		return o.MergedInto
	}
	review := func(approve bool) func(k *kit, id ids.ID) {
		return func(k *kit, id ids.ID) { k.review(id, approve); k.Settle(k.t) }
	}
	for name, c := range map[string]struct {
		state workorder.State
		lead  ids.ID
		then  func(k *kit, id ids.ID)
		bound string
		unit  ids.ID
		binds bool
	}{
		"Rejected": {workorder.StateReplied, unitRoads, review(false), BoundReassigned, unitRoads, true},
		"RejectedAndPaused": {workorder.StateReplied, unitRoads, func(k *kit, id ids.ID) {
			k.review(id, false)
			k.do(id, func(tx *store.Tx, o workorder.Order) error { // before anybody followed
				_, err := k.orders.Pause(tx, supervisor, o.ID, o.Version, workorder.PauseIn{Reason: "等配件", Until: k.Clock.Now().AddDate(0, 0, 3)})
				return err
			})
		}, BoundReassigned, unitRoads, true},
		"RepliedAgain": {workorder.StateReplied, unitRoads, func(k *kit, id ids.ID) {
			k.review(id, false)
			k.reply(id)
			k.Settle(k.t)
		}, BoundReplied, unitWaters, false},
		"Approved": {workorder.StateReplied, unitRoads, review(true), BoundDone, unitWaters, false},
		"ApprovedAndRedone": {workorder.StateReplied, unitRoads, func(k *kit, id ids.ID) {
			k.review(id, true)
			k.do(id, func(tx *store.Tx, o workorder.Order) error {
				_, err := k.orders.Redo(tx, supervisor, o.ID, o.Version, workorder.RedoIn{Reason: "未解决"})
				return err
			})
		}, BoundDone, unitWaters, false},
		"UnitClosed": {workorder.StateReplied, unitRoads, func(k *kit, id ids.ID) { k.closed = unitRoads; review(false)(k, id) }, BoundUnable, unitWaters, false},
		"DecidedAnew": {workorder.StateReplied, unitRoads, func(k *kit, id ids.ID) {
			k.decide(id, unitParks, func() {})
			review(false)(k, id)
		}, BoundSuperseded, unitParks, true},
		"Split":      {workorder.StateMerged, unitRoads, split, BoundDesignated, unitRoads, true},
		"SplitToOwn": {workorder.StateMerged, unitWaters, split, BoundDesignated, unitWaters, true},
		"MainWithdrawn": {workorder.StateMerged, unitParks, func(k *kit, id ids.ID) {
			k.do(main(k, id), func(tx *store.Tx, o workorder.Order) error {
				_, err := k.orders.Withdraw(tx, supervisor, o.ID, o.Version, workorder.ReasonIn{Reason: "市民说不用了"})
				return err
			})
		}, BoundDesignated, unitParks, true},
		"Withdrawn": {workorder.StateMerged, unitParks, func(k *kit, id ids.ID) {
			k.do(id, func(tx *store.Tx, o workorder.Order) error {
				_, err := k.orders.Withdraw(tx, supervisor, o.ID, o.Version, workorder.ReasonIn{Reason: "市民说不用了"})
				return err
			})
		}, BoundDone, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, k *kit) {
				id := k.into(c.state)
				item := k.decide(id, c.lead, func() {})
				if k.Settle(t); !item.owes() {
					t.Fatalf("decided: %s", item.Bound)
				}
				c.then(k, id)
				d, err := itemOf(k.q(), supervisor, item.ID)
				k.must(err)
				o, err := k.orders.Get(k.q(), auth.System, id)
				k.must(err)
				if d.Bound != c.bound || o.Unit != c.unit || o.Designated != c.binds || boundLabels[d.Bound] == "" {
					t.Errorf("%s, the order is unit %d's, designated %v, want %s, %d, %v", d.Bound, o.Unit, o.Designated, c.bound, c.unit, c.binds)
				}
				if settled := d.Version != item.Version; settled == d.owes() {
					t.Errorf("version %d, then %d", item.Version, d.Version)
				}
				if c.bound == BoundReassigned {
					if err := k.giveBack(roads, id); code(err) != "workorder.designated" {
						t.Errorf("the lead unit gives it back: %s", code(err))
					}
				}
			})
		})
	}
}
