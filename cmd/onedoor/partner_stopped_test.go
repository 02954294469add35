package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/door/partner"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// TestPartner_RepliedWhileStopped: the centre has paused or shelved an order that a partner works on, and the answer comes. The
// order goes on, and the answer waits for its review as any other.
func TestPartner_RepliedWhileStopped(t *testing.T) {
	eachPlatform(t, func(t *testing.T) {
		for kind, state := range map[workorder.Case]workorder.State{workorder.CasePause: workorder.StatePaused, workorder.CaseShelve: workorder.StateShelved} {
			t.Run(string(state), func(t *testing.T) {
				a, b, clock := platforms(t, nil)
				given := a.request(1, nil)
				settle(t, a, b)
				stopped := a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
					o, err := a.orders.Apply(tx, auth.System, o.ID, o.Version, workorder.ApplyIn{Kind: kind, Reason: "等待配件", Until: clock.Now().Add(48 * time.Hour)})
					if err != nil {
						return o, err
					}
					return a.orders.Decide(tx, auth.System, o.ID, o.Version, workorder.DecideIn{Approve: true})
				})
				if stopped.State != state {
					t.Fatalf("the order is %s", stopped.State)
				}
				clock.Advance(time.Hour)
				b.handle(a.twin(b, given.ID), "已恢复供水")
				settle(t, b, a)
				replies, err := a.orders.Replies(a.store.Read(t.Context()), given.ID)
				if o := a.order(given.ID); err != nil || o.State != workorder.StateReplied || len(replies) != 1 || replies[0].PublicText != "已恢复供水" {
					t.Fatalf("the order is %s, %+v %v", o.State, replies, err)
				}
				a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
					return a.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true})
				})
				settle(t, a, b)
				if a.stateAt(given.ID) != partner.StateCompleted {
					t.Errorf("the exchange is %s", a.stateAt(given.ID))
				}
				a.clean(b)
			})
		}
	})
}

// TestPartner_ReplyRefused: an answer that a rule refuses goes back to whoever works on the order, once, and they can answer again.
func TestPartner_ReplyRefused(t *testing.T) {
	eachPlatform(t, func(t *testing.T) {
		p := newPlatform(t, "甲市", "JA", wall.NewManual(partnerDay))
		x := newBureau(t, p)
		given := p.request(1, nil)
		settle(t, p)
		answer := func(text string) string {
			out := x.tells("order.replied", map[string]any{"reply": map[string]any{"outcome": "resolved", "text": text, "basis": "现场抢修"}})
			settle(t, p)
			return out
		}
		if got := answer(" "); got == "ok" {
			t.Fatal("an empty answer was taken")
		}
		if got := x.kinds(); !slices.Equal(got, []string{"order.offered", "order.reply_rejected"}) || x.got[1].Body["text"] == "" {
			t.Errorf("it was sent %v", got)
		}
		if text := p.said(given.ID); !strings.Contains(text, "未能执行") || !strings.Contains(text, "现场抢修") {
			t.Errorf("the refused answer is told nowhere: %q", text)
		}
		if got := answer("已恢复供水"); got != "ok" || p.order(given.ID).State != workorder.StateReplied {
			t.Errorf("answered again: %s, %s", got, p.order(given.ID).State)
		}
		// One answer waits for its review: a second is kept as a note, and nothing goes back.
		if got := answer("再答一次"); got == "ok" || len(x.kinds()) != 2 || !strings.Contains(p.said(given.ID), "再答一次") {
			t.Errorf("answered twice: %s, it was sent %v", got, x.kinds())
		}
	})
}
