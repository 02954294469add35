package workorder

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
)

// onward is how an order goes round: to its end, and to the unit once more.
var onward = map[State]Verb{
	StateRegistered: VerbDesignate, StateDispatched: VerbSign, StateHandling: VerbReply, StateReplied: VerbReview, StateCompleted: VerbRedo,
}

// TestWalk_Designated lets people do to orders what moves them, the centre designating and binding as it goes. Few orders of
// the other walks get as far as a redo by a unit that must keep them.
func TestWalk_Designated(t *testing.T) {
	people := []auth.Principal{centre, waters, roads, works, parks, district, village}
	verbs := []Verb{VerbBind, VerbDesignate, VerbSign, VerbReply, VerbReview, VerbRedo, VerbReassign, VerbReturn, VerbReviewReturn, VerbTransfer,
		VerbRecall, VerbMerge, VerbSplit, VerbReopen}
	redone, lifted := 0, 0
	for seed := range walkSeeds(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 13))
			b := newBench(t, storeOf(t))
			orders := []Order{b.create(), b.dispatched(unitWaters), b.dispatched(unitRoads), b.dispatched(unitDistrict)}
			for range 400 {
				i := r.IntN(len(orders))
				v, p, before := verbs[r.IntN(len(verbs))], people[r.IntN(len(people))], orders[i]
				may := slices.DeleteFunc(b.s.Verbs(p, before), func(v Verb) bool { return !slices.Contains(verbs, v) })
				if len(may) > 0 && r.IntN(3) > 0 {
					v = may[r.IntN(len(may))]
				}
				if next := onward[before.State]; next != "" && r.IntN(2) == 0 {
					v, p = next, centre
					if at := slices.IndexFunc(people, func(p auth.Principal) bool { return isUnit(p, before.Unit) }); at >= 0 && movesOf(v)[0].Who == HandlingUnit {
						p = people[at]
					}
				}
				rows := movesOf(v)
				b.mainOrder = orders[r.IntN(len(orders))].ID
				after, err := b.as(p, before, v, rows[r.IntN(len(rows))].Case)
				if err == nil && (v != VerbBind || !before.Designated) { // who is bound already stays so, without a version
					checkStep(t, p, before, after, v)
					redone += flag(v == VerbRedo && before.Designated && after.Unit == before.Unit)
					lifted += flag(before.Designated && !after.Designated)
				}
				b.Clock.Advance(time.Duration(r.IntN(6)) * time.Hour)
				b.Settle(t)
				for j := range orders {
					orders[j] = b.load(orders[j].ID)
					b.checkRest(orders[j])
				}
			}
		})
	}
	if redone < 3 || lifted < 3 {
		t.Errorf("%d orders that a unit must keep were redone, %d such units were relieved: the walks prove little", redone, lifted)
	}
}
