package workorder

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

// TestAccuse_Walk lets random people use random verbs, the centre accusing and clearing as it goes. At no moment does a
// unit have an order in hand, or a part of it, that is about it or a unit above it, and at no moment does anybody accused
// read it.
func TestAccuse_Walk(t *testing.T) {
	people := []auth.Principal{centre, waters, roads, works, seat, parks, district, village}
	units := []ids.ID{unitWaters, unitRoads, unitParks, unitDistrict, unitVillage, unitWorks}
	taken, refused := 0, 0
	for seed := range walkSeeds(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 11))
			b := newBench(t, storeOf(t))
			orders := []Order{b.create(), b.dispatched(unitWaters), b.dispatched(unitRoads), b.dispatched(unitDistrict)}
			all := slices.Clone(orders)
			usable := slices.DeleteFunc(slices.Clone(Verbs), func(v Verb) bool { return v == VerbCreate || movesOf(v)[0].Who == System })
			for step := range 400 {
				i := r.IntN(len(orders))
				v, p := usable[r.IntN(len(usable))], people[r.IntN(len(people))]
				if may := b.s.Verbs(p, orders[i]); len(may) > 0 && r.IntN(4) > 0 {
					v = may[r.IntN(len(may))]
				}
				if r.IntN(12) == 0 {
					v, p = VerbAccuse, centre
				}
				b.mainOrder, b.asked = all[r.IntN(len(all))].ID, units[r.IntN(len(units))]
				b.accused = []AccusedIn{{Unit: b.asked}, {Staff: people[r.IntN(len(people))].ID}, {Phone: roadsPhone}, {Words: unitNames[b.asked]}}[r.IntN(4)]
				rows := movesOf(v)
				before := orders[i]
				after, err := b.as(p, before, v, rows[r.IntN(len(rows))].Case)
				if strings.HasPrefix(code(err), "workorder.accused_") {
					refused++
				}
				if err == nil && v == VerbAccuse && before.Unit != 0 && after.Unit == 0 {
					taken++
				}
				b.Clock.Advance(time.Duration(r.IntN(24)) * time.Hour)
				b.Settle(t)
				rest := func(list []Order) {
					for j := range list {
						list[j] = b.load(list[j].ID)
						b.checkUnaccused(t, &list[j], people)
					}
				}
				rest(orders)
				if everyone(step, 400) {
					rest(all)
				}
				if s := orders[i].State; (s == StateArchived || s == StateWithdrawn || s == StateMerged || orders[i].AccusedCount > 4) && r.IntN(3) == 0 {
					orders[i] = []Order{b.create(), b.dispatched(unitWaters), b.dispatched(unitRoads), b.dispatched(unitDistrict)}[r.IntN(4)]
					all = append(all, orders[i])
				}
			}
		})
	}
	if taken < 5 || refused < 5 {
		t.Errorf("%d orders taken back, %d verbs refused: the walk proves little", taken, refused)
	}
}

// checkUnaccused holds an order at rest against the parties that it is about.
func (b *bench) checkUnaccused(t *testing.T, o *Order, people []auth.Principal) {
	t.Helper()
	bars := func(unit ids.ID) bool {
		return slices.ContainsFunc(o.accused, func(a Accusation) bool {
			return a.State != AccusedRejected && a.Unit != 0 && slices.Contains(testAccusables{}.Over(nil, unit), a.Unit)
		})
	}
	if o.Unit != 0 && o.State.Open() && bars(o.Unit) {
		t.Errorf("%s is in the hands of %d, which it is about", o.State, o.Unit)
	}
	for _, x := range o.parties {
		if x.live() && bars(x.Unit) {
			t.Errorf("%s: %d takes part in what it is about", o.State, x.Unit)
		}
	}
	for _, p := range people {
		mine := slices.ContainsFunc(o.accused, func(a Accusation) bool { return a.State != AccusedRejected && a.Staff == p.ID })
		if (mine || p.Unit != 0 && bars(p.Unit)) && visible(p, o) == nil {
			t.Errorf("%s reads what is about them", p.Name)
		}
	}
}
