package workorder

import (
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestAccuse_Before holds that whom a request without an order is about is kept from it, and from the order once it is made,
// also a unit that got the number which is complained about in between.
func TestAccuse_Before(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		n := b.form()
		n.ID, n.Accused, n.AccusedKept = ids.New(), "水务局抄表员", true
		b.must(func(tx *store.Tx) (Order, error) {
			return Order{}, b.s.KeepAccused(tx, centre, n.ID, []AccusedIn{{Unit: unitDistrict}, {Words: "收费员"}, {Unit: unitRoads, Rejected: true}}, n.Accused)
		})
		barred := func(when string) {
			t.Helper()
			for _, p := range []auth.Principal{waters, district} {
				if list, err := b.s.Barred(b.Store.Read(t.Context()), p, n.ID); err != nil || !list[n.ID] {
					t.Errorf("%s: %s is not barred: %v", when, p.Name, err)
				}
			}
		}
		barred("before")
		b.must(func(tx *store.Tx) (Order, error) {
			for _, unit := range []ids.ID{unitParks, unitParks, unitRoads} { // Roads were asked about, and it is not them
				if err := b.s.suspect(tx, n.ID, unit); err != nil {
					return Order{}, err
				}
			}
			return Order{}, nil
		})
		o := b.load(b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, seat, n) }).ID)
		if len(o.accused) != 5 || o.AccusedCount != 5 {
			t.Errorf("the order is about %+v", o.accused)
		}
		barred("after")
		for _, c := range []struct {
			unit ids.ID
			want string
		}{{unitDistrict, "workorder.accused_unit"}, {unitWaters, "workorder.accused_unit"}, {unitParks, "workorder.accused_suspected"}, {unitRoads, "ok"}} {
			if _, err := b.try(func(tx *store.Tx) (Order, error) {
				return b.s.Dispatch(tx, centre, o.ID, o.Version, DispatchIn{Unit: c.unit})
			}); code(err) != c.want {
				t.Errorf("dispatched to %d: %v", c.unit, err)
			}
		}
		b.must(func(tx *store.Tx) (Order, error) { return Order{}, b.s.ForgetAccused(tx, n.ID) })
		for _, a := range b.load(o.ID).accused {
			if a.Words != "" || len(a.Salt) > 0 {
				t.Errorf("kept words: %+v", a)
			}
		}
		barred("words erased")
	})
}
