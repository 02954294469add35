package workorder

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// officerOf are the people who sign for a unit.
var officerOf = map[ids.ID]auth.Principal{unitWaters: waters, unitRoads: roads, unitParks: parks, unitDistrict: district, unitVillage: village}

// twin is one of two orders to which the same happens at the same times.
type twin struct {
	*bench
	o     Order
	signs int
}

// signs signs for the order if it waits for that.
func (w *twin) signFor() {
	w.t.Helper()
	if w.o.State != StateDispatched {
		return
	}
	w.o = w.must(func(tx *store.Tx) (Order, error) { return w.s.SignFor(tx, officerOf[w.o.Unit], w.o.ID, w.o.Version) })
	w.signs++
}

// step uses a verb, and leaves the order as it was when that is refused.
func (w *twin) step(p auth.Principal, v Verb, c Case) error {
	after, err := w.as(p, w.o, v, c)
	if err == nil {
		w.o = after
	}
	return err
}

// rest lets time pass and the timers run.
func (w *twin) rest(d time.Duration) {
	w.t.Helper()
	w.Clock.Advance(d)
	w.Settle(w.t)
	w.o = w.load(w.o.ID)
}

// TestSigning_Twins walks at random with two orders to which the same happens at the same times: for one the unit signs at
// once, for the other only when a verb cannot be used otherwise. Signing late neither moves the due time of the unit, the
// citizen or a helper nor lets anything happen that could not happen before.
func TestSigning_Twins(t *testing.T) {
	people := []auth.Principal{centre, centre, waters, roads, works, parks, district, village}
	units := []ids.ID{unitRoads, unitWaters, unitParks, unitVillage}
	usable := slices.DeleteFunc(slices.Clone(Verbs), func(v Verb) bool {
		return v == VerbCreate || v == VerbSign || v == VerbMerge || v == VerbSplit || movesOf(v)[0].Who == System
	})
	used, spared := map[Verb]int{}, 0
	for seed := range walkSeeds(16) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 23))
			prompt, late := &twin{bench: newBench(t, storeOf(t))}, &twin{bench: newBench(t, storeOf(t))}
			both := []*twin{prompt, late}
			start := []ids.ID{unitWaters, unitDistrict, unitRoads}[r.IntN(3)]
			for _, w := range both {
				w.limits.cohandle = 3
				w.o = w.dispatched(start)
			}
			for step := range 160 {
				prompt.signFor()
				hours := time.Duration(r.IntN(20)) * time.Hour
				for _, w := range both {
					w.rest(hours)
				}
				v, p := usable[r.IntN(len(usable))], people[r.IntN(len(people))]
				if may := prompt.s.Verbs(p, prompt.o); len(may) > 0 && r.IntN(4) > 0 {
					v = may[r.IntN(len(may))]
				}
				if grave := v == VerbWithdraw || v == VerbArchive || v == VerbSeal || v == VerbAccuse; grave && r.IntN(4) > 0 || v == VerbSign {
					continue // these leave little to walk on
				}
				rows := movesOf(v)
				kase, asked, to := rows[r.IntN(len(rows))].Case, units[r.IntN(len(units))], units[r.IntN(len(units))]
				for _, w := range both {
					w.asked, w.movedTo = asked, to
				}
				errPrompt := prompt.step(p, v, kase)
				if late.o.State == StateDispatched && !slices.Contains(rows[0].From, StateDispatched) && slices.Contains(rows[0].From, StateHandling) {
					late.signFor()
				} else if errPrompt == nil && late.o.State == StateDispatched {
					spared++
				}
				errLate := late.step(p, v, kase)
				if code(errPrompt) != code(errLate) {
					t.Fatalf("step %d: %s/%s by %s: %s when signed at once, %s when late", step, v, kase, p.Name, code(errPrompt), code(errLate))
				}
				if errPrompt == nil {
					used[v]++
				}
				checkTwins(t, fmt.Sprintf("step %d, %s/%s by %s", step, v, kase, p.Name), prompt.o, late.o)
				if s := prompt.o.State; (s == StateWithdrawn || s == StateArchived) && r.IntN(2) == 0 {
					for _, w := range both {
						w.o = w.dispatched(start)
					}
				}
			}
			if late.signs > prompt.signs {
				t.Errorf("the late one signed %d times, the other %d", late.signs, prompt.signs)
			}
		})
	}
	for _, v := range []Verb{VerbReturn, VerbReviewReturn, VerbReply, VerbReview, VerbReassign, VerbTransfer, VerbRecall, VerbInvite, VerbApply, VerbDecide, VerbPause, VerbResume, VerbRedo} {
		if used[v] == 0 {
			t.Errorf("no walk used %s: it proves nothing about it (%v)", v, used)
		}
	}
	if spared < 20 {
		t.Errorf("only %d verbs were used without signing: it proves little", spared)
	}
}

// checkTwins holds the clocks of two orders against each other.
func checkTwins(t *testing.T, after string, prompt, late Order) {
	t.Helper()
	gained := func(what string, prompt, late time.Time) {
		t.Helper()
		if late.IsZero() != prompt.IsZero() || late.After(prompt) {
			t.Errorf("%s: %s due %s when signed at once, %s when late", after, what, prompt, late)
		}
	}
	if prompt.Unit != late.Unit || prompt.Assignment != late.Assignment || len(prompt.parties) != len(late.parties) {
		t.Fatalf("%s: the twins differ: %s of %d, %s of %d", after, prompt.State, prompt.Unit, late.State, late.Unit)
	}
	gained("the unit's clock", prompt.DueAt, late.DueAt)
	gained("the citizen's clock", prompt.TotalDueAt, late.TotalDueAt)
	for i := range prompt.parties {
		gained("a helper's clock", prompt.parties[i].DueAt, late.parties[i].DueAt)
	}
	if late.Mark < prompt.Mark {
		t.Errorf("%s: warned %d when signed at once, %d when late", after, prompt.Mark, late.Mark)
	}
}
