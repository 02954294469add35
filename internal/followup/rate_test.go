package followup

import (
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/workorder"
)

func TestRateByCitizen(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		t.Run("NotCompletedYet", func(t *testing.T) {
			if got := b.rate(b.order(waters, nil).ID, 1, happy); got != "followup.not_asked" {
				t.Errorf("%s", got)
			}
		})
		t.Run("SatisfiedIsArchived", func(t *testing.T) {
			o := b.completed(waters)
			if s, err := b.s.Standing(b.q(), o.ID, 1); err != nil || !s.Asked || s.Answered {
				t.Errorf("%+v %v", s, err)
			}
			if got := b.rate(o.ID, 1, happy); got != "ok" {
				t.Fatal(got)
			}
			b.is(o.ID, StateDone, WayLink, workorder.StateArchived)
			b.Settle(t)
			b.is(o.ID, StateDone, WayLink, workorder.StateArchived)
			if got := b.kinds(o.ID); got != "planned answered" {
				t.Errorf("events: %s", got)
			}
			if s, err := b.s.Standing(b.q(), o.ID, 1); err != nil || s.Asked || !s.Answered || s.Given.Satisfaction != 5 {
				t.Errorf("%+v %v", s, err)
			}
			t.Run("DoubleClick", func(t *testing.T) {
				if got := b.rate(o.ID, 1, happy); got != "ok" || b.kinds(o.ID) != "planned answered" {
					t.Errorf("%s, %s", got, b.kinds(o.ID))
				}
			})
			t.Run("ChangedTooLate", func(t *testing.T) {
				if got := b.rate(o.ID, 1, unhappy); got != "followup.already_rated" || b.plan(o.ID).Satisfaction != 5 {
					t.Errorf("%s", got)
				}
			})
			t.Run("AnotherRequesterAfterwards", func(t *testing.T) {
				if got := b.rate(o.ID, 2, unhappy); got != "ok" {
					t.Fatal(got)
				}
				p := b.plan(o.ID)
				answers, err := answersOf(b.q(), &p)
				if err != nil || len(answers) != 2 || answers[1].Counted || p.Satisfaction != 5 {
					t.Errorf("%+v %+v %v", answers, p, err)
				}
			})
		})
		t.Run("PartlySolvedButSatisfied", func(t *testing.T) {
			o := b.completed(waters)
			if got := b.rate(o.ID, 1, answer(true, ResolvedPartly, 3)); got != "ok" {
				t.Fatal(got)
			}
			b.is(o.ID, StateDone, WayLink, workorder.StateArchived)
		})
		for name, a := range map[string]Answer{"NotSolved": answer(true, ResolvedNo, 4), "Dissatisfied": answer(true, ResolvedYes, 2)} {
			t.Run(name, func(t *testing.T) {
				o := b.completed(waters)
				if got := b.rate(o.ID, 1, a); got != "ok" {
					t.Fatal(got)
				}
				b.is(o.ID, StateWaiting, WayPhone, workorder.StateCompleted)
				if p := b.plan(o.ID); p.Why != WhyDissatisfied || !p.Answered() {
					t.Errorf("%+v", p)
				}
			})
		}
		t.Run("TheWorstOfSeveralRequesters", func(t *testing.T) {
			o := b.completed(waters)
			b.rate(o.ID, 1, answer(true, ResolvedYes, 2)) // stays open
			b.rate(o.ID, 2, answer(false, ResolvedPartly, 5))
			p := b.plan(o.ID)
			if p.Figures != (Figures{Contacted: false, Resolved: ResolvedPartly, Satisfaction: 2}) {
				t.Errorf("%+v", p.Figures)
			}
			if got := b.kinds(o.ID); got != "planned answered answered" {
				t.Errorf("%s", got)
			}
		})
		t.Run("Bad", func(t *testing.T) {
			o := b.completed(waters)
			for name, a := range map[string]Answer{
				"Nothing": {}, "NoContacted": {Resolved: "yes", Satisfaction: 3}, "Scale": answer(true, "yes", 6), "Zero": answer(true, "yes", 0),
				"Negative": answer(true, "yes", -1), "Resolved": answer(true, "maybe", 3),
				"LongNote": {Contacted: happy.Contacted, Resolved: "yes", Satisfaction: 3, Note: strings.Repeat("长", 2001)},
				"NotUTF8":  {Contacted: happy.Contacted, Resolved: "yes", Satisfaction: 3, Note: "\xff"},
			} {
				if got := b.rate(o.ID, 1, a); got != "followup.invalid_answer" {
					t.Errorf("%s: %s", name, got)
				}
			}
			if got := b.rate(4711, 1, happy); got != "followup.not_asked" {
				t.Errorf("no such order: %s", got)
			}
		})
		t.Run("NoteIsMasked", func(t *testing.T) {
			o := b.completed(waters)
			a := answer(true, ResolvedNo, 1)
			a.Note = "没有修好，打我电话 13900001111\x00"
			if got := b.rate(o.ID, 1, a); got != "ok" {
				t.Fatal(got)
			}
			p := b.plan(o.ID)
			if answers, err := answersOf(b.q(), &p); err != nil || strings.Contains(answers[0].Note, "13900001111") || !strings.Contains(answers[0].Note, "没有修好") {
				t.Errorf("%+v %v", answers, err)
			}
		})
		t.Run("ManyClicksAtOnce", func(t *testing.T) {
			o := b.completed(waters)
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if got := b.rate(o.ID, 1, happy); got != "ok" {
						t.Error(got)
					}
				})
			}
			wg.Wait()
			if got := b.kinds(o.ID); got != "planned answered" {
				t.Errorf("%s", got)
			}
		})
	})
}

func TestRateByCitizen_ChangeWindow(t *testing.T) {
	each(t, Options{ChangeWindow: 2 * time.Hour}, func(t *testing.T, b *bench) {
		t.Run("ChangedInTime", func(t *testing.T) {
			o := b.completed(waters)
			b.rate(o.ID, 1, happy)
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
			b.Clock.Advance(time.Hour)
			if got := b.rate(o.ID, 1, unhappy); got != "ok" {
				t.Fatal(got)
			}
			b.is(o.ID, StateWaiting, WayPhone, workorder.StateCompleted)
			if p := b.plan(o.ID); p.Satisfaction != 1 || p.Contacted {
				t.Errorf("%+v", p)
			}
			b.Clock.Advance(70 * time.Minute) // two hours after the first answer
			if got := b.rate(o.ID, 1, happy); got != "followup.already_rated" {
				t.Errorf("%s", got)
			}
		})
		t.Run("ArchivedWhenTheWindowCloses", func(t *testing.T) {
			o := b.completed(waters)
			b.rate(o.ID, 1, happy)
			b.Clock.Advance(2*time.Hour + time.Minute)
			b.Settle(t)
			b.is(o.ID, StateDone, WayLink, workorder.StateArchived)
		})
	})
}

func TestRateByCitizen_AutoRedo(t *testing.T) {
	each(t, Options{AutoRedo: true}, func(t *testing.T, b *bench) {
		o := b.completed(waters)
		if got := b.rate(o.ID, 1, unhappy); got != "ok" {
			t.Fatal(got)
		}
		b.is(o.ID, StateDone, WayLink, workorder.StateDispatched)
		b.complete(o)
		if p := b.plan(o.ID); p.Round != 2 || p.State != StateWaiting || p.Answered() {
			t.Fatalf("%+v", p)
		}
		b.rate(o.ID, 1, unhappy) // the second time a person decides
		b.is(o.ID, StateWaiting, WayPhone, workorder.StateCompleted)
		direct := b.order(0, nil) // no unit to send it back to
		b.Settle(t)
		b.rate(direct.ID, 1, unhappy)
		b.is(direct.ID, StateWaiting, WayPhone, workorder.StateCompleted)
	})
}
