package workorder

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// listed are the orders of a list.
func (b *bench) listed(p auth.Principal, f Filter) []ids.ID {
	b.t.Helper()
	rows, _, err := b.s.List(b.Store.Read(b.t.Context()), p, f)
	if err != nil {
		b.t.Fatal(err)
	}
	var list []ids.ID
	for _, r := range rows {
		list = append(list, r.ID)
	}
	return list
}

// applyFor asks for something as the unit; the clock stands on Monday the 16th at 9:30.
func (b *bench) applyFor(o Order, in ApplyIn) (Order, error) {
	return b.try(func(tx *store.Tx) (Order, error) { return b.s.Apply(tx, waters, o.ID, o.Version, in) })
}

func TestApply(t *testing.T) {
	later := func(b *bench, d time.Duration) time.Time { return b.Clock.Now().Add(d) }
	for name, c := range map[string]struct {
		in   func(b *bench) ApplyIn
		code string
	}{
		"Extension":   {func(*bench) ApplyIn { return ApplyIn{Kind: CaseExtension, Reason: "因", Amount: 4} }, "ok"},
		"TooLong":     {func(*bench) ApplyIn { return ApplyIn{Kind: CaseExtension, Reason: "因", Amount: 5} }, "workorder.extension_limit"},
		"NoAmount":    {func(*bench) ApplyIn { return ApplyIn{Kind: CaseExtension, Reason: "因"} }, "workorder.extension_limit"},
		"Negative":    {func(*bench) ApplyIn { return ApplyIn{Kind: CaseExtension, Reason: "因", Amount: -1} }, "workorder.extension_limit"},
		"NoReason":    {func(*bench) ApplyIn { return ApplyIn{Kind: CaseExtension, Amount: 1} }, "workorder.reason_missing"},
		"UnknownKind": {func(*bench) ApplyIn { return ApplyIn{Kind: "holiday", Reason: "因"} }, "workorder.invalid"},
		"NoKind":      {func(*bench) ApplyIn { return ApplyIn{Reason: "因"} }, "workorder.invalid"},
		"PauseNoEnd":  {func(*bench) ApplyIn { return ApplyIn{Kind: CasePause, Reason: "因"} }, "workorder.until"},
		"PausePast":   {func(b *bench) ApplyIn { return ApplyIn{Kind: CasePause, Reason: "因", Until: b.Clock.Now()} }, "workorder.until"},
		"PauseTooLong": {func(b *bench) ApplyIn {
			return ApplyIn{Kind: CasePause, Reason: "因", Until: later(b, 91*24*time.Hour)}
		}, "workorder.until"},
		"ShelveOneYear": {func(b *bench) ApplyIn {
			return ApplyIn{Kind: CaseShelve, Reason: "因", Until: later(b, 365*24*time.Hour)}
		}, "ok"},
		"ShelveTooLong": {func(b *bench) ApplyIn {
			return ApplyIn{Kind: CaseShelve, Reason: "因", Until: later(b, 731*24*time.Hour)}
		}, "workorder.until"},
		"FarFutureYears": {func(*bench) ApplyIn {
			return ApplyIn{Kind: CasePause, Reason: "因", Until: day(1, 0, 0).AddDate(7000, 0, 0)}
		}, "workorder.until"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, storeOf(t))
			o := b.in(StateHandling)
			after, err := b.applyFor(o, c.in(b))
			if code(err) != c.code {
				t.Fatalf("code = %s, want %s", code(err), c.code)
			}
			if err != nil {
				return
			}
			if after.Application == 0 || !after.DueAt.Equal(o.DueAt) {
				t.Errorf("application %d, due %s: asking must not move the clock", after.Application, after.DueAt)
			}
			if _, err := b.applyFor(after, c.in(b)); code(err) != "workorder.apply_pending" {
				t.Errorf("asked twice: %s", code(err))
			}
		})
	}
}

// TestExtension counts by hand: five working days from Monday the 16th end on Monday the 23rd; two more
// end on Wednesday the 25th.
func TestExtension(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.do(b.in(StateHandling), VerbApply, CaseExtension)
		b.at(day(24, 10, 0)) // decided after the due time, but asked for before it
		o = b.do(b.load(o.ID), VerbDecide, CaseExtension)
		if !o.DueAt.Equal(day(25, 17, 30)) || o.ExtensionCount != 1 || o.Application != 0 {
			t.Fatalf("due %s, %d extensions", o.DueAt, o.ExtensionCount)
		}
		if level := o.Level(b.Clock.Now()); level == DueOverdue {
			t.Errorf("level = %s", level)
		}
		v, err := b.s.View(b.Store.Read(t.Context()), waters, o.ID)
		if err != nil || v.Clock.Granted != 2 || !v.Clock.Due.Equal(o.DueAt) || strings.Contains(v.Clock.Text, "日历有过调整") || v.Applications[0].State != ReviewApproved {
			t.Errorf("clock = %+v, err = %v", v.Clock, err)
		}
		if _, err := b.applyFor(o, b.application(CaseExtension)); code(err) != "workorder.extension_often" {
			t.Errorf("a second extension: %s", code(err))
		}
		b.at(day(25, 17, 31))
		if b.load(o.ID).Mark != MarkOverdue {
			t.Error("the new due time has no mark")
		}
		if _, err := b.applyFor(b.load(o.ID), b.application(CaseExtension)); code(err) != "workorder.extension_late" {
			t.Errorf("after the due time: %s", code(err))
		}
	})
}

// TestPause counts by hand: the clock stands from Wednesday the 18th 9:30 until Saturday the 21st 9:30, that is for
// half a day of the 18th and all of the 19th and 20th; day five is then Thursday the 26th.
func TestPause(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		handling := func() Order {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateHandling)
			b.at(day(18, 9, 30))
			return b.do(b.load(o.ID), VerbPause, CaseOnly)
		}
		t.Run("ItsPlannedEndComes", func(t *testing.T) {
			o := handling()
			planned := o.DueAt
			if !planned.After(day(23, 17, 30)) || !o.UntilAt.Equal(day(21, 9, 30)) || o.State != StatePaused {
				t.Fatalf("%s until %s, due %s", o.State, o.UntilAt, planned)
			}
			b.at(day(21, 9, 30))
			o = b.load(o.ID)
			if o.State != StateHandling || !o.DueAt.Equal(planned) || !o.UntilAt.IsZero() {
				t.Errorf("%s until %s, due %s, want %s", o.State, o.UntilAt, o.DueAt, planned)
			}
			items, err := b.s.Timeline(b.Store.Read(t.Context()), waters, o.ID)
			if last := items[len(items)-1]; err != nil || last.Kind != EventResumed || last.Text != resumedByItself {
				t.Errorf("the history ends with %+v, err = %v", last, err)
			}
		})
		t.Run("ResumedEarlyGivesTheRestBack", func(t *testing.T) {
			o := handling()
			planned := o.DueAt
			b.at(day(19, 9, 30))
			o = b.do(b.load(o.ID), VerbResume, CaseOnly)
			if !o.DueAt.Before(planned) || o.DueAt.Before(day(23, 17, 30)) {
				t.Errorf("due %s, planned %s", o.DueAt, planned)
			}
		})
		t.Run("ResumedAtOnceGainsNothing", func(t *testing.T) {
			o := b.do(handling(), VerbResume, CaseOnly)
			if !o.DueAt.Equal(day(23, 17, 30)) {
				t.Errorf("due %s", o.DueAt)
			}
		})
		t.Run("LateStaysLate", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.in(StateHandling)
			b.at(day(24, 9, 0))
			o = b.do(b.load(o.ID), VerbPause, CaseOnly)
			if !o.DueAt.Equal(day(23, 17, 30)) || o.Mark != MarkOverdue || o.Level(b.Clock.Now()) != DueOverdue {
				t.Errorf("due %s, mark %d", o.DueAt, o.Mark)
			}
			if got := b.listed(waters, Filter{View: ViewOverdue}); !slices.Contains(got, o.ID) {
				t.Errorf("the list of overdue orders lacks %d: %v", o.ID, got)
			}
			o = b.do(o, VerbResume, CaseOnly)
			if !o.DueAt.Equal(day(23, 17, 30)) || o.Mark != MarkOverdue {
				t.Errorf("resumed: due %s, mark %d", o.DueAt, o.Mark)
			}
		})
		t.Run("StandsWithoutMarks", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			o := b.do(b.do(b.in(StateHandling), VerbApply, CaseShelve), VerbDecide, CaseShelve)
			b.at(day(18, 9, 30))
			wantMarks(t, b, o, 0, 0)
		})
	})
}

// TestShelve holds that a matter on the books owes progress, and is marked once when none is told.
func TestShelve(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		o, err := b.applyFor(o, ApplyIn{Kind: CaseShelve, Reason: "等明年的改造", Until: day(16, 9, 30).AddDate(0, 4, 0)})
		if err != nil {
			t.Fatal(err)
		}
		o = b.do(o, VerbDecide, CaseShelve)
		if want := day(16, 9, 30).AddDate(0, 0, 30); !o.ProgressDueAt.Equal(want) {
			t.Fatalf("progress due %s, want %s", o.ProgressDueAt, want)
		}
		b.at(day(16, 9, 30).AddDate(0, 0, 20))
		o = b.do(b.load(o.ID), VerbProgress, CaseOnly)
		b.at(day(16, 9, 30).AddDate(0, 0, 49))
		if n := b.count(o, EventProgressDue); n != 0 {
			t.Errorf("marked %d times although progress was told", n)
		}
		for _, d := range []int{50, 60, 80} {
			b.at(day(16, 9, 30).AddDate(0, 0, d))
		}
		if n := b.count(o, EventProgressDue); n != 1 {
			t.Errorf("marked %d times, want once", n)
		}
		b.at(day(16, 9, 30).AddDate(0, 4, 0))
		if o = b.load(o.ID); o.State != StateHandling {
			t.Errorf("at its planned end it is %s", o.State)
		}
		told, err := b.s.ProgressOf(b.Store.Read(t.Context()), o.ID)
		if err != nil || len(told) != 1 || told[0].Content != "已开挖路面" || told[0].Unit != unitWaters {
			t.Errorf("progress = %+v, err = %v", told, err)
		}
	})
}

// TestApply_Lapses holds that an application ends with the work that it was for.
func TestApply_Lapses(t *testing.T) {
	for name, how := range map[string]Verb{"Reply": VerbReply, "Return": VerbReturn, "Reassign": VerbReassign, "Withdraw": VerbWithdraw, "Merge": VerbMerge, "Pause": VerbPause} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, storeOf(t))
			o := b.do(b.do(b.in(StateHandling), VerbApply, CaseExtension), how, CaseOnly)
			list, err := loadApplications(b.Store.Read(t.Context()), o.ID)
			if err != nil || o.Application != 0 || len(list) != 1 || list[0].State != ReviewLapsed {
				t.Errorf("application = %+v, order waits for %d, err = %v", list, o.Application, err)
			}
			if _, err := b.as(centre, o, VerbDecide, CaseExtension); err == nil {
				t.Error("it could still be granted")
			}
		})
	}
	t.Run("NothingToDecide", func(t *testing.T) {
		b := newBench(t, storeOf(t))
		if _, err := b.as(centre, b.in(StateHandling), VerbDecide, CaseExtension); code(err) != "workorder.no_application" {
			t.Errorf("code = %s", code(err))
		}
	})
	t.Run("GrantedTooLate", func(t *testing.T) {
		b := newBench(t, storeOf(t))
		o := b.do(b.in(StateHandling), VerbApply, CasePause)
		b.Clock.Advance(100 * time.Hour)
		if _, err := b.as(centre, o, VerbDecide, CasePause); code(err) != "workorder.until" {
			t.Errorf("code = %s", code(err))
		}
	})
}

// TestViews_ToDecide holds that the centre finds what waits for it, and what stands.
func TestViews_ToDecide(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		waiting := b.do(b.in(StateHandling), VerbApply, CasePause)
		b.in(StateHandling)
		stopped := b.in(StatePaused)
		if got := b.listed(centre, Filter{View: ViewToDecide}); !slices.Equal(got, []ids.ID{waiting.ID}) {
			t.Errorf("to decide: %v, want %d", got, waiting.ID)
		}
		if got := b.listed(waters, Filter{View: ViewStopped}); !slices.Equal(got, []ids.ID{stopped.ID}) {
			t.Errorf("stopped: %v, want %d", got, stopped.ID)
		}
		if counts, err := b.s.Counts(b.Store.Read(t.Context()), centre); err != nil || counts[ViewToDecide] != 1 || counts[ViewStopped] != 1 {
			t.Errorf("counts = %v, err = %v", counts, err)
		}
	})
}
