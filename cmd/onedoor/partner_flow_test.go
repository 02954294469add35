package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/door/partner"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// TestPartner_ThereAndBack follows one order through both platforms: handed over, taken on, progress, reply, rejected,
// replied again, approved, archived. The owner's clocks are those of any order.
func TestPartner_ThereAndBack(t *testing.T) { eachPlatform(t, testThereAndBack) }

func testThereAndBack(t *testing.T) {
	a, b, clock := platforms(t, nil)
	given := a.request(1, nil)
	settle(t, a, b)
	twin := a.twin(b, given.ID)
	if twin == 0 {
		t.Fatal("the order did not arrive")
	}
	theirs := b.order(twin)
	if theirs.State != workorder.StateRegistered || theirs.Door != intake.DoorPartner || theirs.Title != given.Title || theirs.Content != given.Content {
		t.Errorf("arrived as %+v", theirs)
	}
	ours := a.order(given.ID)
	if ours.State != workorder.StateHandling || a.stateAt(given.ID) != partner.StateAccepted {
		t.Errorf("here it is %s, the exchange %s", ours.State, a.stateAt(given.ID))
	}
	if !ours.TotalDueAt.Equal(given.TotalDueAt) || !ours.DueAt.Equal(given.DueAt) {
		t.Error("handing over changed a clock")
	}

	clock.Advance(time.Hour)
	b.do(twin, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		o, err := b.orders.Dispatch(tx, auth.System, twin, o.Version, workorder.DispatchIn{Unit: b.unit})
		if err != nil {
			return o, err
		}
		return b.orders.SignFor(tx, auth.System, twin, o.Version)
	})
	b.do(twin, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return b.orders.Progress(tx, auth.System, twin, o.Version, workorder.ProgressIn{Content: "抢修队已出发"})
	})
	a.do(given.ID, func(tx *store.Tx, _ workorder.Order) (workorder.Order, error) {
		return a.orders.Urge(tx, auth.System, given.ID, 0, workorder.UrgeIn{Note: "家有老人"})
	})
	a.do(given.ID, func(tx *store.Tx, _ workorder.Order) (workorder.Order, error) {
		return a.orders.Supplement(tx, auth.System, given.ID, 0, workorder.SupplementIn{Content: "三号楼也停水"})
	})
	settle(t, a, b)
	if list, err := a.orders.ProgressOf(a.store.Read(t.Context()), given.ID); err != nil || len(list) != 1 || list[0].Content != "抢修队已出发" || list[0].Unit != a.standing {
		t.Errorf("progress %+v %v", list, err)
	}
	if o := b.order(twin); o.UrgeCount != 1 {
		t.Errorf("urged %d times", o.UrgeCount)
	}
	if text := b.said(twin); !strings.Contains(text, "三号楼也停水") || !strings.Contains(text, "家有老人") {
		t.Errorf("the handler reads %q", text)
	}

	b.handle(twin, "已恢复供水")
	settle(t, a, b)
	if o := a.order(given.ID); o.State != workorder.StateReplied {
		t.Fatalf("after the reply: %s", o.State)
	}
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return a.orders.ReviewReply(tx, auth.System, given.ID, o.Version, workorder.ReviewIn{Note: "请说明原因"})
	})
	settle(t, a, b)
	if o := b.order(twin); o.State != workorder.StateDispatched || o.RedoCount != 1 {
		t.Errorf("the rejected reply came back as %s, redone %d", o.State, o.RedoCount)
	}
	b.handle(twin, "水管爆裂，已更换")
	settle(t, a, b)
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return a.orders.ReviewReply(tx, auth.System, given.ID, o.Version, workorder.ReviewIn{Approve: true})
	})
	settle(t, a, b)
	if a.stateAt(given.ID) != partner.StateCompleted || b.stateAt(twin) != partner.StateCompleted {
		t.Errorf("completed: %s and %s", a.stateAt(given.ID), b.stateAt(twin))
	}
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return a.orders.Archive(tx, auth.System, given.ID, o.Version)
	})
	settle(t, a, b)
	if o := b.order(twin); o.State != workorder.StateArchived || b.stateAt(twin) != partner.StateArchived {
		t.Errorf("archived: %s, %s", o.State, b.stateAt(twin))
	}
	replies, err := a.orders.Replies(a.store.Read(t.Context()), given.ID)
	if err != nil || len(replies) != 2 || replies[1].PublicText != "水管爆裂，已更换" || replies[1].State != workorder.ReviewApproved {
		t.Errorf("replies %+v %v", replies, err)
	}
	if got := a.order(given.ID); !got.TotalDueAt.Equal(given.TotalDueAt) || !got.DueAt.Equal(given.DueAt) {
		t.Error("the way there and back changed a clock")
	}
	// What the other platform did stands under its name, in the order's course and in the audit.
	for _, x := range []struct {
		p     *platformHouse
		order ids.ID
		kind  string
	}{{a, given.ID, workorder.EventReplied}, {b, twin, workorder.EventUrged}, {a, given.ID, partner.EventHandedOver}} {
		items, err := x.p.orders.Timeline(x.p.store.Read(t.Context()), auth.System, x.order)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(items, func(it workorder.TimelineItem) bool { return it.Kind == x.kind })
		if i < 0 {
			t.Errorf("no %s in the course", x.kind)
			continue
		}
		want := x.p.other.Label()
		if got := x.p.newAudit().Name(x.p.store.Read(t.Context()), x.p.other.ID); got != want {
			t.Errorf("the audit calls it %q", got)
		}
		if x.kind == partner.EventHandedOver {
			if got := x.p.word(x.p.store.Read(t.Context()), x.kind, "partner", x.p.other.ID.String()); got != want {
				t.Errorf("%s tells of %q", x.kind, got)
			}
		} else if items[i].ActorName != want {
			t.Errorf("%s was done by %q, want %q", x.kind, items[i].ActorName, want)
		}
	}
	if found, err := a.actors(a.store.Read(t.Context()), "乙市（协同", 5); err != nil || len(found) != 1 || found[0].ID != a.other.ID {
		t.Errorf("looked for by name: %+v, %v", found, err)
	}
	a.clean(b)
}

// said are all words on an order that its unit reads.
func (p *platformHouse) said(id ids.ID) string {
	p.t.Helper()
	items, err := p.orders.Timeline(p.store.Read(p.t.Context()), auth.System, id)
	if err != nil {
		p.t.Fatal(err)
	}
	var b strings.Builder
	for _, x := range items {
		b.WriteString(x.Text + "\n")
	}
	return b.String()
}

// clean holds that nothing waits, is dead, or was refused on either side.
func (p *platformHouse) clean(other *platformHouse) {
	p.t.Helper()
	for _, h := range []*platformHouse{p, other} {
		var open, refused int
		q := h.store.Read(p.t.Context())
		for sql, to := range map[string]*int{`SELECT COUNT(*) FROM partner_out WHERE state <> 'delivered'`: &open, `SELECT COUNT(*) FROM partner_in WHERE outcome <> 'ok'`: &refused} {
			if err := q.QueryRow(sql).Scan(to); err != nil {
				p.t.Fatal(err)
			}
		}
		if open != 0 || refused != 0 {
			p.t.Errorf("%s: %d messages are not delivered, %d were refused", h.config.City.Name, open, refused)
		}
	}
}

// TestPartner_GivenBack gives an order back; the owner refuses, then agrees and gives it to another unit.
func TestPartner_GivenBack(t *testing.T) { eachPlatform(t, testGivenBack) }

func testGivenBack(t *testing.T) {
	a, b, _ := platforms(t, nil)
	given := a.request(1, nil)
	settle(t, a, b)
	twin := a.twin(b, given.ID)
	back := func() {
		b.do(twin, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return b.partner.GiveBack(tx, auth.System, twin, partner.GiveBackIn{Version: o.Version, Code: "not_our_duty", Reason: "管网属甲市", Basis: "划界协议"})
		})
		settle(t, a, b)
	}
	back()
	if o := a.order(given.ID); o.State != workorder.StateReturned {
		t.Fatalf("given back: %s", o.State)
	}
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return a.orders.ReviewReturn(tx, auth.System, given.ID, o.Version, workorder.ReviewReturnIn{Note: "按协议由乙市办理"})
	})
	settle(t, a, b)
	if o := b.order(twin); o.State != workorder.StateRegistered || b.stateAt(twin) != partner.StateAccepted {
		t.Errorf("the refused return: %s, %s", o.State, b.stateAt(twin))
	}
	back()
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return a.orders.Designate(tx, auth.System, given.ID, o.Version, workorder.DesignateIn{Unit: a.unit, Reason: "两次退回，由甲市办理"})
	})
	settle(t, a, b)
	if b.stateAt(twin) != partner.StateWithdrawn || b.order(twin).State != workorder.StateWithdrawn {
		t.Errorf("the upheld return: %s, %s", b.stateAt(twin), b.order(twin).State)
	}
	// The limit of returns holds for a partner, too: given to it once more, it cannot give it back a third time.
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return a.orders.Reassign(tx, auth.System, given.ID, o.Version, workorder.ReassignIn{Unit: a.standing, Reason: "经协商由乙市办理"})
	})
	settle(t, a, b)
	if o := b.order(twin); o.State != workorder.StateRegistered || b.stateAt(twin) != partner.StateAccepted {
		t.Fatalf("given again: %s, %s", o.State, b.stateAt(twin))
	}
	back()
	if o := a.order(given.ID); o.State != workorder.StateDispatched && o.State != workorder.StateHandling {
		t.Errorf("a third return: %s", o.State)
	}
	if o := b.order(twin); o.State != workorder.StateRegistered || b.stateAt(twin) != partner.StateAccepted {
		t.Errorf("after a return that the rules refuse: %s, %s", o.State, b.stateAt(twin))
	}
	if text := a.said(given.ID); !strings.Contains(text, "未能执行") || !strings.Contains(text, "管网属甲市") {
		t.Errorf("the refused return is told nowhere: %q", text)
	}
}

// TestPartner_Withdrawn takes an order back from the partner, and a reply that crosses it on its way is kept.
func TestPartner_Withdrawn(t *testing.T) {
	a, b, _ := platforms(t, nil)
	given := a.request(1, nil)
	settle(t, a, b)
	twin := a.twin(b, given.ID)
	b.handle(twin, "已恢复供水。"+strings.Repeat("经过", 4000)+"。完")
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return a.orders.Reassign(tx, auth.System, given.ID, o.Version, workorder.ReassignIn{Unit: a.unit, Reason: "改由本市办理"})
	})
	settle(t, b, a)
	if text := a.said(given.ID); !strings.Contains(text, "已恢复供水") || strings.Count(text, "经过") < 3990 || !strings.Contains(text, "。完") {
		t.Errorf("the reply that came too late is not told whole: %d bytes", len(text))
	}
	if o := a.order(given.ID); o.Unit != a.unit || o.State != workorder.StateDispatched {
		t.Errorf("the order is %s at %d", o.State, o.Unit)
	}
	if b.stateAt(twin) != partner.StateWithdrawn {
		t.Errorf("the exchange is %s", b.stateAt(twin))
	}
}
