package workorder

import (
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
)

func (b *bench) count(id Order, kind string) int {
	n := 0
	for _, k := range b.events(id.ID) {
		if k == kind {
			n++
		}
	}
	return n
}

// at moves the clock and lets timers and the sweep do their work.
func (b *bench) at(t time.Time) {
	b.t.Helper()
	b.Clock.Set(t)
	b.Settle(b.t)
}

func wantMarks(t *testing.T, b *bench, o Order, soon, overdue int) {
	t.Helper()
	if gotSoon, gotOver := b.count(o, EventDueSoon), b.count(o, EventOverdue); gotSoon != soon || gotOver != overdue {
		t.Errorf("at %s: %d due-soon and %d overdue marks, want %d and %d", b.Clock.Now(), gotSoon, gotOver, soon, overdue)
	}
}

func TestTimers(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		t.Run("SoonThenOverdue", func(t *testing.T) {
			o := b.dispatched(unitWaters)
			b.at(day(20, 17, 0))
			wantMarks(t, b, o, 0, 0)
			b.at(day(20, 17, 30)) // one working day before Monday the 23rd
			wantMarks(t, b, o, 1, 0)
			if level := (ptr(b.load(o.ID))).Level(b.Clock.Now()); level != DueSoon {
				t.Errorf("level = %s", level)
			}
			b.at(day(23, 17, 30)) // the due instant itself is in time
			wantMarks(t, b, o, 1, 0)
			b.at(day(23, 17, 31))
			wantMarks(t, b, o, 1, 1)
			b.at(day(30, 9, 0))
			wantMarks(t, b, o, 1, 1)
			if got := b.load(o.ID); got.Version != o.Version || got.Mark != MarkOverdue || !got.NextMarkAt.IsZero() {
				t.Errorf("a mark must not make a version: %+v", got)
			}
		})
		t.Run("OneMarkAfterALongSleep", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.dispatched(unitWaters)
			b.at(day(27, 9, 0))
			wantMarks(t, b, o, 0, 1)
		})
		t.Run("RegisteredOrdersAreMarkedByTheTotalClock", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.create()
			b.at(day(27, 9, 0))
			wantMarks(t, b, o, 0, 0)
			b.at(o.TotalDueAt.Add(time.Minute))
			wantMarks(t, b, o, 0, 1)
		})
		t.Run("ReplyInTimeParksTheClock", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateReplied)
			b.at(day(26, 9, 0))
			wantMarks(t, b, o, 0, 0)
			o = b.do(o, VerbReview, CaseReject) // it never stopped
			b.at(day(26, 9, 1))
			wantMarks(t, b, o, 0, 1)
		})
		t.Run("CompletedOrdersAreLeftAlone", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateCompleted)
			b.at(day(30, 9, 0))
			wantMarks(t, b, o, 0, 0)
		})
		t.Run("LateReplyIsMarked", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateHandling)
			b.Clock.Set(day(24, 9, 0)) // no timer has run since
			o = b.do(o, VerbReply, CaseOnly)
			b.at(day(24, 9, 1))
			wantMarks(t, b, o, 0, 1)
		})
		t.Run("ANewUnitHasNewMarks", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.dispatched(unitWaters)
			b.at(day(24, 9, 0))
			wantMarks(t, b, o, 0, 1)
			o = b.do(b.load(o.ID), VerbReassign, CaseOnly)
			b.at(day(25, 9, 0))
			wantMarks(t, b, o, 0, 1)
			b.at(time.Date(2026, 12, 2, 9, 0, 0, 0, day(1, 0, 0).Location()))
			wantMarks(t, b, o, 0, 2)
		})
	})
}

func ptr(o Order) *Order { return &o }

// TestSweep deletes the timers: the truth is in the orders' rows.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		lost, kept := b.dispatched(unitWaters), b.dispatched(unitWaters)
		err := b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.Jobs.Cancel(tx, jobDue, timerKey(lost.ID)) })
		if err != nil {
			t.Fatal(err)
		}
		var timers int
		if err := b.Store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM jobs_job WHERE kind = ?`, jobDue).Scan(&timers); err != nil || timers != 1 {
			t.Fatalf("%d timers, err = %v", timers, err)
		}
		b.at(day(20, 18, 0))
		b.at(day(24, 9, 0))
		for _, o := range []Order{lost, kept} {
			wantMarks(t, b, o, 1, 1)
		}
	})
}

// TestMark_Twice holds that a timer and the sweep together mark once.
func TestMark_Twice(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.dispatched(unitWaters)
		b.Clock.Set(day(24, 9, 0))
		for range 3 {
			if err := b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.s.markDue(tx, o.ID) }); err != nil {
				t.Fatal(err)
			}
		}
		wantMarks(t, b, o, 0, 1)
		if err := b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.s.markDue(tx, 4711) }); err != nil {
			t.Errorf("a timer of no order: %v", err)
		}
	})
}

// TestTimer_OnePerOrder holds that verbs leave no timers behind.
func TestTimer_OnePerOrder(t *testing.T) {
	b := newBench(t, storeOf(t))
	o := b.dispatched(unitWaters)
	b.do(b.do(b.do(b.do(o, VerbReassign, CaseOnly), VerbUrge, CaseOnly), VerbSupplement, CaseOnly), VerbNote, CaseOnly)
	b.in(StateCompleted)
	b.in(StateReplied)
	list, err := b.Jobs.List(b.Store.Read(t.Context()), "waiting", 100)
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(j jobs.Job) bool { return j.Kind != jobDue })
	if len(list) != 1 || list[0].Key != timerKey(o.ID) {
		t.Errorf("timers = %+v, want the one of the open order", list)
	}
	if _, err := b.as(auth.System, b.in(StateArchived), VerbNote, CaseOnly); err != nil {
		t.Errorf("a note on an archived order: %v", err)
	}
}
