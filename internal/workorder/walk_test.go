package workorder

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestWalk lets random people use random verbs on orders while time passes, timers run, and
// some timers get lost. Whatever happens, no order, clock or version is lost.
func TestWalk(t *testing.T) {
	people := []auth.Principal{centre, waters, roads, works, seat, parks, district, village}
	helpers := []ids.ID{unitParks, unitRoads, unitWaters, unitVillage}
	used := map[Verb]int{}
	within := 0 // reassigned by the sub-centre
	for seed := range walkSeeds(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			b := newBench(t, storeOf(t))
			orders := []Order{b.create(), b.dispatched(unitWaters), b.dispatched(unitRoads), b.dispatched(unitDistrict)}
			done := 0
			usable := slices.DeleteFunc(slices.Clone(Verbs), func(v Verb) bool { return v == VerbCreate || movesOf(v)[0].Who == System })
			all := slices.Clone(orders)
			counts := map[Verb]int{}
			for step := range 700 {
				i := r.IntN(len(orders))
				v, p := usable[r.IntN(len(usable))], people[r.IntN(len(people))]
				before := orders[i]
				if may := b.s.Verbs(p, before); len(may) > 0 && r.IntN(3) > 0 {
					v = may[r.IntN(len(may))] // most people press the buttons they have
				}
				if r.IntN(12) == 0 {
					v, p = VerbReassign, works
				}
				if v == VerbSeal && r.IntN(3) > 0 {
					v = VerbInvite // nobody helps with a sealed order: too many of them leave little to walk on
				}
				b.movedTo = []ids.ID{unitRoads, unitWaters, unitParks}[r.IntN(3)]
				rows := movesOf(v)
				b.mainOrder, b.asked = all[r.IntN(len(all))].ID, helpers[r.IntN(len(helpers))]
				after, err := b.as(p, before, v, rows[r.IntN(len(rows))].Case)
				if err == nil {
					done++
					counts[v]++
					if v == VerbReassign && !isCentre(p) {
						within++
					}
					checkStep(t, p, before, after, v)
					checkParts(t, before, after, v, b.Clock.Now())
				}
				b.Clock.Advance(time.Duration(r.IntN(36)) * time.Hour)
				if r.IntN(5) == 0 {
					err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
						for _, x := range before.parties {
							if err := b.Jobs.Cancel(tx, jobCoDue, timerKey(x.ID)); err != nil {
								return err
							}
						}
						return b.Jobs.Cancel(tx, jobDue, timerKey(before.ID))
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				b.Settle(t)
				rest := func(list []Order) {
					for j := range list {
						list[j] = b.load(list[j].ID)
						b.checkRest(list[j])
						b.checkPartsAtRest(list[j])
					}
				}
				rest(orders)
				if everyone(step, 700) {
					rest(all)
				}
				if s := orders[i].State; (s == StateArchived || s == StateWithdrawn || s == StateMerged) && r.IntN(3) == 0 {
					orders[i] = []Order{b.create(), b.dispatched(unitWaters), b.dispatched(unitRoads), b.dispatched(unitDistrict)}[r.IntN(4)]
					all = append(all, orders[i])
				}
			}
			checkMerged(t, all)
			for v, n := range counts {
				used[v] += n
			}
			if done < 60 {
				t.Errorf("only %d verbs of 700 were allowed: the walk proves little", done)
			}
		})
	}
	if within < 5 {
		t.Errorf("the sub-centre reassigned %d times: the walks prove little about its clocks", within)
	}
	for _, v := range []Verb{VerbInvite, VerbContribute, VerbReturnInvite, VerbRelease, VerbInsist, VerbTransfer, VerbRecall} {
		if used[v] == 0 {
			t.Errorf("no walk used %s: it proves nothing about it (%v)", v, used)
		}
	}
}

// walkSeeds are the seeds of a walk: all of them where everything is tried (make accept), else half.
func walkSeeds(all uint64) uint64 {
	if os.Getenv("ONEDOOR_ACCEPT") != "" {
		return all
	}
	return all / 2
}

// everyone tells after which steps of a walk every order that there ever was is looked at, and not only those under way:
// now and then, and after the last.
func everyone(step, steps int) bool { return step%25 == 24 || step == steps-1 }

// checkStep holds an order after a verb against the order before it.
func checkStep(t *testing.T, p auth.Principal, before, after Order, v Verb) {
	t.Helper()
	m := movesOf(v)[0]
	if want := before.Version + int64(flag(m.Bump)); after.Version != want {
		t.Errorf("%s: version %d, want %d", v, after.Version, want)
	}
	if v == VerbReopen {
		return // the one verb that starts the citizen's clock anew
	}
	if !after.TotalDueAt.Equal(before.TotalDueAt) || after.TotalRule != before.TotalRule || !after.CreatedAt.Equal(before.CreatedAt) {
		t.Errorf("%s changed the citizen's clock", v)
	}
	sameUnit := after.Assignment == before.Assignment && after.Unit == before.Unit || v == VerbTransfer || v == VerbRecall || // the clock goes along
		v == VerbReassign && !isCentre(p)
	if sameUnit && after.Unit != 0 && after.Unit != before.Unit && after.Designated != before.Designated {
		t.Errorf("%s by %s: designated %v, then %v", v, p.Name, before.Designated, after.Designated)
	}
	if before.Designated && !after.Designated && !lifts(p, before, after, v) {
		t.Errorf("%s by %s: unit %d was designated, unit %d is not", v, p.Name, before.Unit, after.Unit)
	}
	// Only the centre lets a clock stand or run longer, and what it granted may be given back unused.
	granted := v == VerbDecide || v == VerbPause || v == VerbResume
	if sameUnit && !granted && v != VerbWithdraw && !after.DueAt.Equal(before.DueAt) {
		t.Errorf("%s moved the due time of the same assignment from %s to %s", v, before.DueAt, after.DueAt)
	}
}

// lifts tells whether a verb may end that the unit must keep the order: the centre takes it away from the unit, or gives it to
// another. A reopening and a split are of no unit's order.
func lifts(p auth.Principal, before, after Order, v Verb) bool {
	switch v {
	case VerbReassign:
		return isCentre(p)
	case VerbRedo:
		return after.Unit != before.Unit
	case VerbAccuse, VerbJudge:
		return after.Unit == 0 // it was about the unit
	case VerbMerge:
		return true
	}
	return false
}

// checkRest holds the rows of an order at rest against each other.
func (b *bench) checkRest(o Order) {
	b.t.Helper()
	if o.State != StateWithdrawn && (o.Unit == 0) != (o.State == StateRegistered || o.State == StateMerged || o.Direct) {
		b.t.Errorf("%s with unit %d, direct %v", o.State, o.Unit, o.Direct)
	}
	if o.State != StateWithdrawn && !o.State.Open() != !o.CompletedAt.IsZero() {
		b.t.Errorf("%s completed at %s", o.State, o.CompletedAt)
	}
	list, err := loadAssignments(b.Store.Read(b.t.Context()), o.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	running := slices.DeleteFunc(slices.Clone(list), func(a Assignment) bool { return !a.EndedAt.IsZero() })
	if want := flag(o.Unit != 0 && o.State.Open()); len(running) != want || len(list) != o.Assignment {
		b.t.Errorf("%s: %d running of %d assignments, want %d of %d", o.State, len(running), len(list), want, o.Assignment)
	}
	if len(running) == 1 && (running[0].Unit != o.Unit || !running[0].DueAt.Equal(o.DueAt)) {
		b.t.Errorf("the assignment says unit %d due %s, the order %d due %s", running[0].Unit, running[0].DueAt, o.Unit, o.DueAt)
	}
	if o.State.Stopped() == o.StoppedAt.IsZero() || o.State.Stopped() == o.UntilAt.IsZero() {
		b.t.Errorf("%s stopped at %s until %s", o.State, o.StoppedAt, o.UntilAt)
	}
	if o.Application != 0 && o.State != StateHandling {
		b.t.Errorf("%s with an application that waits", o.State)
	}
	if now := b.Clock.Now(); o.State.Stopped() && o.UntilAt.Before(now) {
		b.t.Errorf("%s since %s although it was to end at %s", o.State, o.StoppedAt, o.UntilAt)
	}
	if now := b.Clock.Now(); !o.State.Stopped() && o.Level(now) == DueOverdue && o.State.Open() && o.Mark != MarkOverdue {
		b.t.Errorf("%s is overdue since %s and has no mark", o.State, o.DueAt)
	}
	if !o.NextMarkAt.Equal(o.nextMark()) {
		b.t.Errorf("next mark at %s, want %s", o.NextMarkAt, o.nextMark())
	}
}

// checkMerged holds that no requester is lost: who was merged waits with an order that is worked on, and the
// main order knows how many wait with it.
func checkMerged(t *testing.T, all []Order) {
	t.Helper()
	count, byID := map[ids.ID]int{}, map[ids.ID]Order{}
	for _, o := range all {
		byID[o.ID] = o
		if (o.State == StateMerged) != (o.MergedInto != 0) {
			t.Errorf("%s is merged into %d", o.State, o.MergedInto)
		}
		count[o.MergedInto]++
	}
	for _, o := range all {
		if o.MergedCount != count[o.ID] {
			t.Errorf("%s %s counts %d merged orders, there are %d", o.Number, o.State, o.MergedCount, count[o.ID])
		}
		if main := byID[o.MergedInto]; o.State == StateMerged && !slices.Contains(clockStates, main.State) {
			t.Errorf("%s waits with %s, which is %s", o.Number, main.Number, main.State)
		}
	}
}

// TestTogether lets many people do the same at the same moment: one does it, the others are
// told so.
func TestTogether(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.dispatched(unitWaters)
		codes := make([]string, 16)
		var wg sync.WaitGroup
		for i := range codes {
			wg.Go(func() {
				_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.SignFor(tx, waters, o.ID, o.Version) })
				codes[i] = code(err)
			})
		}
		wg.Wait()
		slices.Sort(codes)
		want := slices.Concat([]string{"ok"}, slices.Repeat([]string{"workorder.already_signed"}, 15))
		slices.Sort(want)
		if !slices.Equal(codes, want) {
			t.Errorf("codes = %v", codes)
		}
		// Urges do not disturb each other: each is counted.
		for range 8 {
			wg.Go(func() {
				if _, err := b.as(centre, Order{ID: o.ID}, VerbUrge, CaseOnly); err != nil {
					t.Errorf("urge: %v", err)
				}
			})
		}
		wg.Wait()
		if got := b.load(o.ID); got.UrgeCount != 8 {
			t.Errorf("urged %d times, want 8", got.UrgeCount)
		}
	})
}

// TestTogether_OneFile lets two orders take the same upload at the same moment.
func TestTogether_OneFile(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		a, err := b.keep(OwnerStaff(centre.ID), "a.txt", "文字")
		if err != nil {
			t.Fatal(err)
		}
		orders := []Order{b.create(), b.create(), b.create(), b.create()}
		var wg sync.WaitGroup
		var mu sync.Mutex
		taken := 0
		for _, o := range orders {
			wg.Go(func() {
				_, err := b.try(func(tx *store.Tx) (Order, error) {
					return b.s.Attach(tx, centre, o.ID, 0, AttachIn{Attachments: []ids.ID{a.ID}})
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					taken++
				} else if code(err) != "workorder.file_missing" {
					t.Errorf("code = %s", code(err))
				}
			})
		}
		wg.Wait()
		if taken != 1 {
			t.Errorf("the upload was taken %d times", taken)
		}
	})
}
