package assessment

import (
	"testing"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// merge has an order answered with another one.
func (b *bench) merge(o, main workorder.Order) {
	b.t.Helper()
	b.must(func(tx *store.Tx) error {
		_, err := b.orders.Merge(tx, auth.System, o.ID, o.Version, workorder.MergeIn{Into: main.ID})
		return err
	})
}

// counters are what a unit's counters of all days say.
func (b *bench) counters(unit ids.ID) map[string]counter {
	b.t.Helper()
	sums, err := counted(b.q(), 0, 99999999)
	if err != nil {
		b.t.Fatal(err)
	}
	return sums[unit]
}

// What came in twenty times and is answered once, at once, is one first contact and one reply in time. Nobody called the
// others, late or by another number: no doubt and no figure holds that against the unit.
func TestMerged(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var others []workorder.Order
		for range 20 { // two weeks ago: beyond each citizen's clock by now
			others = append(others, b.order(roads, nil))
		}
		b.Clock.Advance(14 * 24 * time.Hour)
		main := b.order(waters, nil)
		for _, o := range others {
			b.merge(o, main)
		}
		b.Clock.Advance(time.Minute)
		in := b.reply()
		in.ContactNumber = "13900007777"
		b.city.phones = map[ids.ID]string{main.ID: "139****7777"} // the others have another number
		b.complete(main, in)
		for _, o := range others {
			if o, err := b.orders.Get(b.q(), auth.System, o.ID); err != nil || o.State != workorder.StateCompleted || o.Unit != waters {
				t.Fatalf("%s of %d, %v", o.State, o.Unit, err)
			}
		}
		got := b.counters(waters)
		for code, want := range map[string]counter{countContact: {1, 1}, countDue: {1, 1}, countRedo: {21, 0}} {
			if got[code] != want {
				t.Errorf("%s: %+v, want %+v", code, got[code], want)
			}
		}
		if rows := b.doubts(DoubtFilter{}); len(rows) != 0 {
			t.Errorf("%d doubts, as %s", len(rows), codes(rows[0]))
		}
		no := false
		if err := b.followups.RateByCitizen(t.Context(), others[0].ID, 1, followup.Answer{Contacted: &no, Resolved: "yes", Satisfaction: 4}); err != nil {
			t.Fatal(err)
		}
		b.Settle(t)
		if rows := b.doubts(DoubtFilter{}); len(rows) != 0 {
			t.Errorf("the unit never said that it called this citizen: %s", codes(rows[0]))
		}
	})
}
