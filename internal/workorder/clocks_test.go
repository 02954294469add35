package workorder

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

// The test's limits: 5 working days for a unit, 1 to sign, 15 for the citizen; no holidays
// are known. Monday the 16th at 9:30 is the start.
func TestClock(t *testing.T) {
	total := time.Date(2026, 12, 7, 17, 30, 0, 0, day(1, 0, 0).Location())
	each(t, func(t *testing.T, b *bench) {
		t.Run("StartsAtDispatch", func(t *testing.T) {
			o := b.dispatched(unitWaters)
			wantTimes(t, o, day(23, 17, 30), day(17, 17, 30), total)
			b.Clock.Advance(26 * time.Hour)
			signed := b.do(o, VerbSign, CaseOnly)
			wantTimes(t, signed, day(23, 17, 30), day(17, 17, 30), total) // signing late gains nothing
		})
		t.Run("ReturnGainsNothing", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateHandling)
			b.Clock.Set(day(18, 10, 0))
			o = b.do(o, VerbReturn, CaseOnly)
			b.Clock.Set(day(19, 10, 0))
			o = b.do(o, VerbReviewReturn, CaseReject)
			wantTimes(t, o, day(23, 17, 30), day(17, 17, 30), total)
			if o.Unit != unitWaters || o.State != StateHandling {
				t.Errorf("rejected return stands at %s of %d", o.State, o.Unit)
			}
		})
		t.Run("UpheldReturnRunsTheTotalClock", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateReturned)
			b.Clock.Set(day(18, 10, 0))
			o = b.do(o, VerbReviewReturn, CaseUphold)
			wantTimes(t, o, total, time.Time{}, total)
			o = b.do(o, VerbDispatch, CaseOnly)
			wantTimes(t, o, day(25, 17, 30), day(19, 17, 30), total)
		})
		t.Run("AnotherUnitHasItsOwn", func(t *testing.T) {
			for _, how := range []Verb{VerbReviewReturn, VerbReassign} {
				b.Clock.Set(day(16, 9, 30))
				o := b.in(StateHandling)
				b.Clock.Set(day(18, 10, 0))
				if how == VerbReviewReturn {
					o = b.do(b.do(o, VerbReturn, CaseOnly), how, CasePassOn)
				} else {
					o = b.do(o, how, CaseOnly)
				}
				wantTimes(t, o, day(25, 17, 30), day(19, 17, 30), total)
				if o.Unit != unitRoads || o.Assignment != 2 || !o.SignedAt.IsZero() || o.Handler != 0 {
					t.Errorf("%s: order = %+v", how, o)
				}
			}
		})
		t.Run("RedoKeepsTheTotalClock", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateCompleted)
			b.Clock.Set(day(18, 10, 0))
			o = b.do(o, VerbRedo, CaseOnly)
			wantTimes(t, o, day(25, 17, 30), day(19, 17, 30), total)
			if o.RedoCount != 1 || o.Unit != unitWaters || !o.CompletedAt.IsZero() || !o.RepliedAt.IsZero() {
				t.Errorf("order = %+v", o)
			}
		})
	})
}

func wantTimes(t *testing.T, o Order, due, signDue, total time.Time) {
	t.Helper()
	if !o.DueAt.Equal(due) || !o.SignDueAt.Equal(signDue) || !o.TotalDueAt.Equal(total) {
		t.Errorf("due %s, sign %s, total %s; want %s, %s, %s", o.DueAt, o.SignDueAt, o.TotalDueAt, due, signDue, total)
	}
}

// TestClock_Met holds the due time against the submission of the reply that passes review.
func TestClock_Met(t *testing.T) {
	due := day(23, 17, 30)
	for name, c := range map[string]struct {
		first, reviewed, second time.Time // second: zero if the first reply passes
		late                    bool
	}{
		"InTime":                       {first: day(20, 9, 0), reviewed: day(20, 10, 0)},
		"ReviewedAfterTheDueTime":      {first: day(23, 17, 0), reviewed: day(26, 9, 0)},
		"AtTheVeryInstant":             {first: due, reviewed: day(26, 9, 0)},
		"Late":                         {first: due.Add(time.Second), reviewed: day(26, 9, 0), late: true},
		"RejectedThenLate":             {first: day(20, 9, 0), reviewed: day(20, 10, 0), second: day(24, 9, 0), late: true},
		"RejectedThenInTime":           {first: day(20, 9, 0), reviewed: day(20, 10, 0), second: day(23, 9, 0)},
		"RejectedAfterDueIsLateAlways": {first: day(23, 9, 0), reviewed: day(25, 9, 0), second: day(25, 9, 1), late: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, storeOf(t))
			o := b.in(StateHandling)
			b.Clock.Set(c.first)
			o = b.do(o, VerbReply, CaseOnly)
			b.Clock.Set(c.reviewed)
			if !c.second.IsZero() {
				o = b.do(o, VerbReview, CaseReject)
				b.Clock.Set(c.second)
				o = b.do(o, VerbReply, CaseOnly)
				b.Clock.Advance(time.Hour)
			}
			o = b.do(o, VerbReview, CaseApprove)
			b.Clock.Advance(30 * 24 * time.Hour)
			if late := o.Level(b.Clock.Now()) == DueOverdue; late != c.late {
				t.Errorf("late = %v, want %v", late, c.late)
			}
			records, _ := b.Ledger.History(b.Store.Read(t.Context()), o.ID)
			payload, err := ReadPayload(records[len(records)-1].Payload)
			if err != nil || payload.Late == nil || *payload.Late != c.late {
				t.Errorf("event says late = %v, err = %v", payload.Late, err)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.dispatched(unitWaters)
		b.Clock.Advance(time.Hour)
		v, err := b.s.View(b.Store.Read(t.Context()), waters, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		c := v.Clock
		if c.Which != "unit" || !c.Due.Equal(day(23, 17, 30)) || c.Preset != "test" || len(c.Days) != 8 ||
			!strings.Contains(c.Rule, "5个工作日") || !strings.Contains(c.Text, "第5个工作日") {
			t.Errorf("clock = %+v", c)
		}
		// The preset changes; what was set stays and is explained by its own rule.
		b.limits.handle = 2
		again, err := b.s.Explain(b.Store.Read(t.Context()), b.load(o.ID))
		if err != nil || !again.Due.Equal(c.Due) || again.Text != c.Text {
			t.Errorf("after the preset changed: %+v, err = %v", again, err)
		}
		registered := b.create()
		total, err := b.s.Explain(b.Store.Read(t.Context()), registered)
		if err != nil || total.Which != "total" || !total.Due.Equal(registered.TotalDueAt) {
			t.Errorf("clock of a registered order = %+v, err = %v", total, err)
		}
	})
}

// TestExplain_CalendarChanged holds that a due time stays and the change is told.
func TestExplain_CalendarChanged(t *testing.T) {
	b := newBench(t, storeOf(t))
	o := b.dispatched(unitWaters)
	_, err := b.try(func(tx *store.Tx) (Order, error) {
		_, err := tx.Exec(`UPDATE workorder_assignment SET due_at = due_at - 86400000000 WHERE order_id = ?`, o.ID)
		return Order{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := b.s.Explain(b.Store.Read(t.Context()), o)
	if err != nil || !c.Due.Equal(day(22, 17, 30)) || !strings.Contains(strings.Join(c.Warnings, "\n"), "日历有过调整") {
		t.Errorf("clock = %+v, err = %v", c, err)
	}
}
