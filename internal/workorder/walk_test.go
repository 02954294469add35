package workorder

import (
	"fmt"
	"math/rand/v2"
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
	people := []auth.Principal{centre, waters, roads, works, seat}
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			b := newBench(t, storeOf(t))
			orders := []Order{b.create(), b.dispatched(unitWaters), b.dispatched(unitRoads)}
			done := 0
			for range 400 {
				i := r.IntN(len(orders))
				v := Verbs[1+r.IntN(len(Verbs)-3)] // any but create and the marks
				rows := movesOf(v)
				before := orders[i]
				after, err := b.as(people[r.IntN(len(people))], before, v, rows[r.IntN(len(rows))].Case)
				if err == nil {
					done++
					checkStep(t, before, after, v)
				}
				b.Clock.Advance(time.Duration(r.IntN(36)) * time.Hour)
				if r.IntN(5) == 0 {
					err := b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.Jobs.Cancel(tx, jobDue, timerKey(before.ID)) })
					if err != nil {
						t.Fatal(err)
					}
				}
				b.Settle(t)
				orders[i] = b.load(before.ID)
				b.checkRest(orders[i])
				if orders[i].State == StateArchived {
					orders[i] = b.create()
				}
			}
			if done < 40 {
				t.Errorf("only %d verbs of 400 were allowed: the walk proves little", done)
			}
		})
	}
}

// checkStep holds an order after a verb against the order before it.
func checkStep(t *testing.T, before, after Order, v Verb) {
	t.Helper()
	m := movesOf(v)[0]
	if want := before.Version + int64(flag(m.Bump)); after.Version != want {
		t.Errorf("%s: version %d, want %d", v, after.Version, want)
	}
	if !after.TotalDueAt.Equal(before.TotalDueAt) || after.TotalRule != before.TotalRule || !after.CreatedAt.Equal(before.CreatedAt) {
		t.Errorf("%s changed the citizen's clock", v)
	}
	sameUnit := after.Assignment == before.Assignment && after.Unit == before.Unit
	if sameUnit && !after.DueAt.Equal(before.DueAt) {
		t.Errorf("%s moved the due time of the same assignment from %s to %s", v, before.DueAt, after.DueAt)
	}
}

// checkRest holds the rows of an order at rest against each other.
func (b *bench) checkRest(o Order) {
	b.t.Helper()
	if (o.Unit == 0) != (o.State == StateRegistered || o.Direct) {
		b.t.Errorf("%s with unit %d, direct %v", o.State, o.Unit, o.Direct)
	}
	if !o.State.Open() != !o.CompletedAt.IsZero() {
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
	if now := b.Clock.Now(); o.Level(now) == DueOverdue && o.State.Open() && o.Mark != MarkOverdue {
		b.t.Errorf("%s is overdue since %s and has no mark", o.State, o.DueAt)
	}
	if !o.NextMarkAt.Equal(o.nextMark()) {
		b.t.Errorf("next mark at %s, want %s", o.NextMarkAt, o.nextMark())
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
