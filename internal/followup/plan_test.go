package followup

import (
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

func TestPlan(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		t.Run("ByLink", func(t *testing.T) {
			o := b.completed(waters)
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
			p := b.plan(o.ID)
			if p.Round != 1 || p.Unit != waters || p.Category != 7 || p.Number != o.Number || !p.NextAt.Equal(p.CompletedAt.Add(24*time.Hour)) {
				t.Errorf("%+v", p)
			}
			if got := b.kinds(o.ID); got != "planned" {
				t.Errorf("events: %s", got)
			}
		})
		t.Run("WantsToBeCalled", func(t *testing.T) {
			o := b.order(waters, func(n *workorder.NewOrder) { n.ReplyWanted, n.ReplyWay = true, "phone" })
			b.complete(o)
			b.is(o.ID, StateWaiting, WayPhone, workorder.StateCompleted)
			if p := b.plan(o.ID); p.Why != WhyAsked || !p.NextAt.Equal(p.CompletedAt) {
				t.Errorf("%+v", p)
			}
		})
		t.Run("ToldWithMany", func(t *testing.T) {
			told := ids.ID(0)
			b.s.Elsewhere = func(_ store.Queryer, order ids.ID) (bool, error) { return order == told, nil }
			defer func() { b.s.Elsewhere = nil }()
			o := b.order(waters, func(n *workorder.NewOrder) { n.ReplyWanted, n.ReplyWay = true, "phone" })
			told = o.ID
			b.complete(o)
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
			b.Clock.Advance(25 * time.Hour)
			b.Settle(t)
			b.is(o.ID, StateUnsampled, WayLink, workorder.StateArchived)
		})
		t.Run("InvalidIsArchivedUnasked", func(t *testing.T) {
			o := b.order(0, func(n *workorder.NewOrder) { n.Kind = workorder.KindInvalid })
			b.Settle(t)
			if p := b.plan(o.ID); p.State != StateExcluded || p.Why != WhyInvalid || b.state(o.ID) != workorder.StateArchived {
				t.Errorf("%+v, order %s", p, b.state(o.ID))
			}
			if got := b.rate(o.ID, 1, happy); got != "followup.not_asked" || b.kinds(o.ID) != "" {
				t.Errorf("rated: %s, %s", got, b.kinds(o.ID))
			}
		})
		t.Run("WithdrawnIsLeftOut", func(t *testing.T) {
			o := b.order(waters, nil)
			b.write(func(tx *store.Tx) error {
				_, err := b.orders.Withdraw(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "已自行解决"})
				return err
			})
			b.Settle(t)
			if p := b.plan(o.ID); p.State != StateExcluded || p.Why != WhyWithdrawn || p.Unit != waters {
				t.Errorf("%+v", p)
			}
		})
		t.Run("WhatTheUnitSaid", func(t *testing.T) {
			o := b.completed(waters) // its reply says that nobody was reached
			if p := b.plan(o.ID); p.UnitReached != 0 || p.Door != "phone" || p.Enforcement || p.Sampling != Everybody {
				t.Errorf("%+v", p)
			}
			direct := b.order(0, func(n *workorder.NewOrder) { n.Category = 9 })
			b.Settle(t)
			if p := b.plan(direct.ID); p.UnitReached != -1 || !p.Enforcement {
				t.Errorf("%+v", p)
			}
		})
		t.Run("WhatItSaidOfWhomTheCentreCalls", func(t *testing.T) {
			o := b.order(waters, func(n *workorder.NewOrder) { n.Sealed = true })
			b.complete(o)
			if p := b.plan(o.ID); p.UnitReached != -1 {
				t.Errorf("%+v", p)
			}
		})
		t.Run("WhatItSaidOfAnotherCitizen", func(t *testing.T) {
			o, main := b.order(roads, nil), b.order(waters, nil)
			b.write(func(tx *store.Tx) error {
				_, err := b.orders.Merge(tx, auth.System, o.ID, o.Version, workorder.MergeIn{Into: main.ID})
				return err
			})
			b.complete(main)
			if p := b.plan(main.ID); p.UnitReached != 0 {
				t.Errorf("main order: %+v", p)
			}
			if p := b.plan(o.ID); p.UnitReached != -1 || p.Unit != waters {
				t.Errorf("answered with it: %+v", p)
			}
		})
		t.Run("AnsweredDirectlyByLinkOnly", func(t *testing.T) {
			o := b.order(0, func(n *workorder.NewOrder) { n.ReplyWanted, n.ReplyWay = true, "phone" })
			b.Settle(t)
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
		})
		t.Run("EventsTwiceMakeOnePlan", func(t *testing.T) {
			o := b.completed(waters)
			b.Settle(t)
			b.Settle(t)
			if p := b.plan(o.ID); p.Round != 1 {
				t.Errorf("%+v", p)
			}
		})
		t.Run("RedoneByHandBeforeAnybodyAnswered", func(t *testing.T) {
			o := b.completed(waters)
			b.write(func(tx *store.Tx) error {
				o, err := b.orders.Get(tx, auth.System, o.ID)
				if err == nil {
					_, err = b.orders.Redo(tx, auth.System, o.ID, o.Version, workorder.RedoIn{Reason: "复核不合格"})
				}
				return err
			})
			b.Settle(t)
			b.is(o.ID, StateSuperseded, WayLink, workorder.StateDispatched)
			if got := b.rate(o.ID, 1, happy); got != "followup.not_asked" {
				t.Errorf("rated while being redone: %s", got)
			}
			b.complete(o)
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
			if p := b.plan(o.ID); p.Round != 2 {
				t.Errorf("%+v", p)
			}
		})
		t.Run("ArchivedByHand", func(t *testing.T) {
			o := b.completed(waters)
			b.write(func(tx *store.Tx) error {
				o, err := b.orders.Get(tx, auth.System, o.ID)
				if err == nil {
					_, err = b.orders.Archive(tx, auth.System, o.ID, o.Version)
				}
				return err
			})
			b.Settle(t)
			b.is(o.ID, StateUnreachable, WayLink, workorder.StateArchived)
			if got := b.kinds(o.ID); got != "planned unreachable" {
				t.Errorf("events: %s", got)
			}
		})
		// A follower that was down sees the whole way at once: completed, redone, completed.
		t.Run("LateAndAllAtOnce", func(t *testing.T) {
			o := b.order(waters, nil)
			p := officer
			b.write(func(tx *store.Tx) error {
				for range 2 {
					o, err := b.orders.Get(tx, auth.System, o.ID)
					if err != nil {
						return err
					}
					if o.State == workorder.StateCompleted {
						if o, err = b.orders.Redo(tx, auth.System, o.ID, o.Version, workorder.RedoIn{Reason: "不合格"}); err != nil {
							return err
						}
					}
					if o, err = b.orders.SignFor(tx, p, o.ID, o.Version); err != nil {
						return err
					}
					if o, err = b.orders.Reply(tx, p, o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "好了。"}); err != nil {
						return err
					}
					if _, err = b.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"}); err != nil {
						return err
					}
				}
				return nil
			})
			b.Settle(t)
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
			if p := b.plan(o.ID); p.Round != 2 {
				t.Errorf("%+v", p)
			}
			first, err := onePlan(b.q(), `order_id = ? AND round = 1`, o.ID)
			if err != nil || first.State != StateSuperseded {
				t.Errorf("%+v %v", first, err)
			}
			// Followed again from the beginning, as after a rewind: nothing changes.
			records, err := b.Ledger.History(b.q(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			b.write(func(tx *store.Tx) error { return b.s.follow(tx, records) })
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
			if p := b.plan(o.ID); p.Round != 2 {
				t.Errorf("%+v", p)
			}
		})
		t.Run("BrokenPayload", func(t *testing.T) {
			err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
				return b.s.follow(tx, []ledger.Record{{Kind: workorder.EventCompleted, Subject: 4711, Payload: []byte(`[]`)}})
			})
			if err == nil {
				t.Error("accepted")
			}
		})
	})
}

func TestSweep(t *testing.T) {
	t.Run("LinkThenTelephoneThenGivenUp", func(t *testing.T) {
		each(t, Options{}, func(t *testing.T, b *bench) {
			o := b.completed(waters)
			b.Clock.Advance(23 * time.Hour)
			b.Settle(t)
			b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
			b.Clock.Advance(2 * time.Hour)
			b.Settle(t)
			b.is(o.ID, StateWaiting, WayPhone, workorder.StateCompleted)
			if p := b.plan(o.ID); p.Why != WhyNoAnswer {
				t.Errorf("%+v", p)
			}
			b.Clock.Advance(15 * 24 * time.Hour)
			b.Settle(t)
			b.is(o.ID, StateUnreachable, WayPhone, workorder.StateArchived)
			if got := b.kinds(o.ID); got != "planned unreachable" {
				t.Errorf("events: %s", got)
			}
			if got := b.rate(o.ID, 1, happy); got != "followup.closed" {
				t.Errorf("too late: %s", got)
			}
		})
	})
	t.Run("WithoutCalls", func(t *testing.T) {
		each(t, Options{NoCalls: true}, func(t *testing.T, b *bench) {
			o := b.completed(waters)
			b.Clock.Advance(25 * time.Hour)
			b.Settle(t)
			b.is(o.ID, StateUnreachable, WayLink, workorder.StateArchived)
		})
	})
	t.Run("MoreThanOneBatch", func(t *testing.T) {
		each(t, Options{NoCalls: true}, func(t *testing.T, b *bench) {
			n := sweepMax + 20
			for range n {
				b.order(0, nil)
			}
			b.Settle(t)
			b.Clock.Advance(25 * time.Hour)
			b.Settle(t)
			var done int
			if err := b.q().QueryRow(`SELECT COUNT(*) FROM followup_plan WHERE state = 'unreachable'`).Scan(&done); err != nil || done != n {
				t.Errorf("%d of %d: %v", done, n, err)
			}
		})
	})
	t.Run("DissatisfiedWaitsForAPerson", func(t *testing.T) {
		each(t, Options{}, func(t *testing.T, b *bench) {
			o := b.completed(waters)
			if got := b.rate(o.ID, 1, unhappy); got != "ok" {
				t.Fatal(got)
			}
			b.Clock.Advance(60 * 24 * time.Hour)
			b.Settle(t)
			// Even if the sweep had picked it up just before the answer came.
			b.write(func(tx *store.Tx) error { return b.s.moveOn(tx, b.plan(o.ID).ID) })
			b.is(o.ID, StateWaiting, WayPhone, workorder.StateCompleted)
		})
	})
}

// presets are time limits of the tests: this follow-up limit, or none if its unit is empty.
type presets struct {
	names
	followup clock.Fields
	asked    workorder.LimitFor
}

func (p *presets) Limit(_ store.Queryer, about workorder.LimitFor) (workorder.Limit, error) {
	p.asked = about
	return workorder.Limit{Preset: "test", Fields: p.followup}, nil
}

// The preset says by when citizens are asked; the configuration only where no preset does.
func TestPlan_Limit(t *testing.T) {
	office := []string{"08:30-12:00", "14:30-17:30"}
	for name, c := range map[string]struct {
		limit clock.Fields
		wait  time.Duration // from Monday 2026-11-16 09:30, when the order is completed
	}{
		"Hours":      {clock.Fields{Unit: "natural_hour", N: 2}, 2 * time.Hour},
		"NextDay":    {clock.Fields{Unit: "natural_day", N: 1, Periods: office}, 32 * time.Hour},
		"WorkingDay": {clock.Fields{Unit: "working_day", N: 5, Periods: office}, 7*24*time.Hour + 8*time.Hour},
		"None":       {clock.Fields{}, 6 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, Options{LinkWait: 6 * time.Hour}, func(t *testing.T, b *bench) {
				limits := &presets{followup: c.limit}
				b.s.Limits = limits
				o := b.order(waters, func(n *workorder.NewOrder) { n.Business, n.Urgent = true, true })
				b.complete(o)
				p := b.plan(o.ID)
				if got := p.NextAt.Sub(p.CompletedAt); got != c.wait || !p.CompletedAt.Equal(testkit.Monday) {
					t.Errorf("asked by telephone %v after %v, want %v", got, p.CompletedAt, c.wait)
				}
				if want := (workorder.LimitFor{Stage: "followup", Kind: o.Kind, Category: o.Category, Urgent: true, Business: true}); limits.asked != want {
					t.Errorf("asked for %+v, want %+v", limits.asked, want)
				}
				b.Clock.Advance(c.wait - time.Second)
				b.Settle(t)
				b.is(o.ID, StateWaiting, WayLink, workorder.StateCompleted)
				b.Clock.Advance(time.Minute + time.Second)
				b.Settle(t)
				b.is(o.ID, StateWaiting, WayPhone, workorder.StateCompleted)
			})
		})
	}
	t.Run("Broken", func(t *testing.T) {
		each(t, Options{}, func(t *testing.T, b *bench) {
			b.s.Limits = &presets{followup: clock.Fields{Unit: "moon", N: 1}}
			err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
				_, err := b.s.linkUntil(tx, &workorder.Order{}, testkit.Monday)
				return err
			})
			if err == nil {
				t.Error("a limit that is none was taken")
			}
		})
	})
}
