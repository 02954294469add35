package supervise

import (
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// giveBack is how a unit returns an order of its own.
func (k *kit) giveBack(by auth.Principal, order ids.ID) error {
	return k.verb(order, func(tx *store.Tx, o workorder.Order) error {
		_, err := k.orders.Return(tx, by, o.ID, o.Version, workorder.ReturnIn{ReasonCode: "not_our_duty", Reason: "不归我们", DutyBasis: "三定方案", ProposedUnit: unitParks})
		return err
	})
}

// into brings an order of Waters into a state, the way a real one gets there.
func (k *kit) into(state workorder.State) ids.ID {
	k.t.Helper()
	id := k.order(unitWaters).ID
	do := func(fn func(tx *store.Tx, o workorder.Order) error) { k.t.Helper(); k.must(k.verb(id, fn)) }
	if state == workorder.StateReturned || state == workorder.StateRegistered {
		k.must(k.giveBack(waters, id))
		if state == workorder.StateRegistered {
			do(func(tx *store.Tx, o workorder.Order) error {
				_, err := k.orders.ReviewReturn(tx, supervisor, o.ID, o.Version, workorder.ReviewReturnIn{Uphold: true})
				return err
			})
		}
		return id
	}
	if state == workorder.StateDispatched {
		return id
	}
	k.sign(id)
	switch state {
	case workorder.StatePaused:
		do(func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Pause(tx, supervisor, o.ID, o.Version, workorder.PauseIn{Reason: "等配件", Until: k.Clock.Now().Add(72 * time.Hour)})
			return err
		})
	case workorder.StateShelved:
		do(func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Apply(tx, waters, o.ID, o.Version, workorder.ApplyIn{Kind: workorder.CaseShelve, Until: k.Clock.Now().Add(720 * time.Hour), Reason: "待立项"})
			return err
		})
		do(func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Decide(tx, supervisor, o.ID, o.Version, workorder.DecideIn{Approve: true})
			return err
		})
	case workorder.StateReplied, workorder.StateCompleted:
		k.reply(id)
		if state == workorder.StateCompleted {
			k.review(id, true)
		}
	case workorder.StateMerged:
		main := k.order(unitRoads)
		do(func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Merge(tx, supervisor, o.ID, o.Version, workorder.MergeIn{Into: main.ID, Note: "同一处"})
			return err
		})
	}
	return id
}

// TestDecide_Binds decides on an order in every state, for the unit that has it and for another: what became of it is
// told as it is, and whoever is bound cannot give the order back.
func TestDecide_Binds(t *testing.T) {
	type want struct {
		same, other string
		now         workorder.State // of the order once it is another unit's, or is left as it is
	}
	each(t, func(t *testing.T, k *kit) {
		for state, want := range map[workorder.State]want{
			workorder.StateRegistered: {BoundDesignated, BoundDesignated, workorder.StateDispatched},
			workorder.StateReturned:   {BoundDesignated, BoundDesignated, workorder.StateDispatched},
			workorder.StateDispatched: {BoundKept, BoundReassigned, workorder.StateDispatched},
			workorder.StateHandling:   {BoundKept, BoundReassigned, workorder.StateDispatched},
			workorder.StatePaused:     {BoundKept, BoundReassigned, workorder.StateDispatched},
			workorder.StateShelved:    {BoundKept, BoundReassigned, workorder.StateDispatched},
			workorder.StateReplied:    {BoundKept, BoundReplied, workorder.StateReplied},
			workorder.StateMerged:     {BoundMerged, BoundMerged, workorder.StateMerged},
			workorder.StateCompleted:  {BoundDone, BoundDone, workorder.StateCompleted},
		} {
			t.Run(string(state), func(t *testing.T) {
				for _, lead := range []ids.ID{unitWaters, unitRoads} {
					id, bound := k.decided(state, lead)
					expected := map[ids.ID]string{unitWaters: want.same, unitRoads: want.other}[lead]
					if bound != expected {
						t.Errorf("lead %d: %s, want %s", lead, bound, expected)
					}
					if boundLabels[bound] == "" {
						t.Errorf("%s has no words", bound)
					}
					o, err := k.orders.Get(k.q(), auth.System, id)
					k.must(err)
					binds := bound == BoundDesignated || bound == BoundReassigned || bound == BoundKept
					if binds != o.Designated || binds && o.Unit != lead {
						t.Errorf("lead %d: the order is unit %d's, designated %v", lead, o.Unit, o.Designated)
					}
					if lead == unitRoads && o.State != want.now {
						t.Errorf("the order is %s, want %s", o.State, want.now)
					}
					by := map[ids.ID]auth.Principal{unitWaters: waters, unitRoads: roads}[o.Unit]
					if err := k.giveBack(by, id); binds && (o.State == workorder.StateDispatched || o.State == workorder.StateHandling) && code(err) != "workorder.designated" {
						t.Errorf("lead %d gives it back: %s", lead, code(err))
					}
				}
			})
		}
	})
}

// decided puts an order of a state before a meeting that makes a unit lead, and returns what became of it.
func (k *kit) decided(state workorder.State, lead ids.ID) (order ids.ID, bound string) {
	k.t.Helper()
	before := state
	if state == workorder.StateCompleted {
		before = workorder.StateReplied // only what is open is proposed; it may be answered until the meeting
	}
	id := k.into(before)
	done := func() {}
	if state == workorder.StateCompleted {
		done = func() { k.review(id, true) }
	}
	return id, k.decide(id, lead, done).Bound
}

// decide puts an order before a meeting that makes a unit lead; meanwhile happens while the meeting is held.
func (k *kit) decide(id, lead ids.ID, meanwhile func()) Item {
	k.t.Helper()
	d, err := k.propose(supervisor, id)
	k.must(err)
	m := k.plan(PlanIn{Title: "会议", At: k.Clock.Now().Add(48 * time.Hour), Where: "三楼", Agenda: []ids.ID{d.ID}, Guests: []MeetingGuest{{Unit: unitWaters}}})
	k.must(k.write(func(tx *store.Tx) (err error) { m, err = k.s.Call(tx, supervisor, m.ID, m.Version); return err }))
	k.must(k.write(func(tx *store.Tx) (err error) { m, err = k.s.Hold(tx, supervisor, m.ID, m.Version); return err }))
	meanwhile()
	k.must(k.write(func(tx *store.Tx) (err error) {
		d, err = k.s.Decide(tx, supervisor, m.ID, d.ID, d.Version+1, DecideIn{Decision: "由其主办。", Lead: PartIn{Unit: lead, Words: "接办"}})
		return err
	}))
	return d
}
