package followup

import (
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
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
		t.Run("InvalidIsArchivedUnasked", func(t *testing.T) {
			o := b.order(0, func(n *workorder.NewOrder) { n.Kind = workorder.KindInvalid })
			b.Settle(t)
			if p, err := latestPlan(b.q(), o.ID); p != nil || err != nil || b.state(o.ID) != workorder.StateArchived {
				t.Errorf("%+v %v, order %s", p, err, b.state(o.ID))
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
