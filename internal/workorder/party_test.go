package workorder

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func (b *bench) invite(p auth.Principal, o Order, unit ids.ID) (Order, error) {
	return b.try(func(tx *store.Tx) (Order, error) {
		return b.s.Invite(tx, p, o.ID, o.Version, InviteIn{Unit: unit, Ask: "请查明管线"})
	})
}

func (b *bench) view(p auth.Principal, o Order) OrderView {
	b.t.Helper()
	v, err := b.s.View(b.Store.Read(b.t.Context()), p, o.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// seen is what a person gets who opens the order.
func (b *bench) seen(p auth.Principal, o Order) string {
	b.t.Helper()
	return code(b.s.Visible(b.Store.Read(b.t.Context()), p, o.ID))
}

// TestReply_WaitsForHelpers: not before the parts are done, released, or overdue; then the unit that is late is marked.
func TestReply_WaitsForHelpers(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.limits.cohandle, b.co = 2, coOpen
		b.Clock.Set(day(16, 9, 30))
		o := b.in(StateHandling)
		b.Clock.Set(day(18, 17, 30)) // the instant itself is in time
		_, err := b.as(waters, o, VerbReply, CaseOnly)
		if code(err) != "workorder.co_open" || !strings.Contains(fault.Of(err).Message, "园林局") {
			t.Errorf("while there is time: %v", err)
		}
		b.Clock.Set(day(18, 17, 31)) // no timer has run
		o = b.do(o, VerbReply, CaseOnly)
		if n := b.count(o, EventCoOverdue); n != 1 {
			t.Errorf("%d marks, want 1", n)
		}
		b.at(day(19, 9, 0))
		if n := b.count(o, EventCoOverdue); n != 1 {
			t.Errorf("%d marks after the timers, want 1", n)
		}
		o = b.do(b.load(o.ID), VerbReview, CaseApprove)
		if x := o.parties[0]; x.State != PartyClosed || x.Mark != MarkOverdue || x.EndedAt.IsZero() || o.CoOpen != 0 {
			t.Errorf("the late part: %+v, %d open", x, o.CoOpen)
		}
		if n := b.count(o, EventCoClosed); n != 1 {
			t.Errorf("%d co_closed events", n)
		}
	})
}

// TestContribute holds what the handling unit gets, and that it must be read before the reply.
func TestContribute(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.co = coOpen
		o := b.in(StateHandling)
		var file ids.ID
		after := b.must(func(tx *store.Tx) (Order, error) {
			file = b.upload(tx, parks.ID)
			return b.s.Contribute(tx, parks, o.ID, o.Version, ContributeIn{Text: "没有管线", Attachments: []ids.ID{file}})
		})
		if _, err := b.as(waters, o, VerbReply, CaseOnly); code(err) != "workorder.stale" {
			t.Errorf("a reply by who has not read the result: %s", code(err))
		}
		v := b.view(waters, o)
		x := v.Parties[0]
		if x.State != PartyDone || x.Result != "没有管线" || x.DoneByName != "职员6" || v.CoOpen != 0 {
			t.Errorf("part = %+v", x)
		}
		if len(v.Attachments) != 1 || v.Attachments[0].ChildID != x.ResultID {
			t.Errorf("files = %+v, result %d", v.Attachments, x.ResultID)
		}
		if a, err := b.s.Attachment(b.Store.Read(t.Context()), parks, file); err != nil || a.Order != o.ID {
			t.Errorf("the helper's own file: %v", err)
		}
		if _, err := b.s.Attachment(b.Store.Read(t.Context()), roads, file); code(err) != "workorder.file_not_found" {
			t.Errorf("another unit: %s", code(err))
		}
		if _, err := b.as(parks, after, VerbContribute, CaseOnly); code(err) != "workorder.no_invite" {
			t.Errorf("twice: %s", code(err))
		}
		// It may be asked for something else; the first result stays.
		again, err := b.invite(waters, after, unitParks)
		if err != nil || again.CoOpen != 1 || again.PartyCount != 2 {
			t.Errorf("asked again: %+v, err = %v", again.parties, err)
		}
		for name, in := range map[string]ContributeIn{
			"workorder.reason_missing": {Text: " "}, "workorder.invalid": {Text: strings.Repeat("字", 2001)},
			"workorder.file_missing": {Text: "好", Attachments: []ids.ID{4711}}, "workorder.no_invite": {Text: "好", Party: 4711},
		} {
			_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.Contribute(tx, parks, o.ID, again.Version, in) })
			if code(err) != name {
				t.Errorf("code = %s, want %s", code(err), name)
			}
		}
	})
}

// TestRelease: who asked lets go; a unit that was released sees nothing more.
func TestRelease(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o, err := b.invite(centre, b.in(StateHandling), unitParks)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.as(waters, o, VerbRelease, CaseOnly); code(err) != "workorder.no_invite" {
			t.Errorf("the handling unit releases whom the centre asked: %s", code(err))
		}
		if o, err = b.invite(waters, o, unitRoads); err != nil {
			t.Fatal(err)
		}
		if _, err := b.as(centre, o, VerbRelease, CaseOnly); code(err) != "workorder.which_invite" {
			t.Errorf("the centre does not say which: %s", code(err))
		}
		o = b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Release(tx, centre, o.ID, o.Version, PartIn{Party: o.parties[0].ID, Reason: "已经查明"})
		})
		if b.seen(parks, o) != "workorder.not_found" || b.seen(roads, o) != "ok" || o.CoOpen != 1 {
			t.Errorf("parks %s, roads %s, %d open", b.seen(parks, o), b.seen(roads, o), o.CoOpen)
		}
		if o, err = b.as(waters, o, VerbRelease, CaseOnly); err != nil {
			t.Fatal(err)
		}
		b.do(o, VerbReply, CaseOnly)
		records, err := b.Ledger.History(b.Store.Read(t.Context()), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records { // who was released hears of that, and of nothing later
			for _, unit := range r.Units {
				if unit == unitParks && r.Kind == EventReplied {
					t.Error("Parks hears of the reply")
				}
				if unit == unitWorks {
					t.Errorf("%s is told to %v", r.Kind, r.Units)
				}
			}
		}
	})
}

// TestParts_End is a table of what becomes of the parts when the order moves on: of Parks that has not answered, Roads
// that has, and District that passed it down.
func TestParts_End(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		give := func(o Order, v Verb, unit ids.ID) Order {
			return b.must(func(tx *store.Tx) (Order, error) {
				return b.s.Reassign(tx, centre, o.ID, o.Version, ReassignIn{Unit: unit, Reason: "改派"})
			})
		}
		overdue := func(o Order) Order {
			b.Clock.Set(o.DueAt.Add(time.Hour))
			return b.do(b.do(o, VerbReply, CaseOnly), VerbReview, CaseApprove)
		}
		for name, c := range map[string]struct {
			move                   func(o Order) Order
			parks, roads, district string
			closed                 int
			redone                 bool
		}{
			"Reassigned": {func(o Order) Order { return give(o, VerbReassign, unitWorks) }, "not_found", "not_found", "not_found", 1, false},
			"Merged":     {func(o Order) Order { return b.do(o, VerbMerge, CaseOnly) }, "not_found", "not_found", "not_found", 1, false},
			"Withdrawn":  {func(o Order) Order { return b.do(o, VerbWithdraw, CaseOnly) }, "not_found", "ok", "ok", 1, false},
			"Sealed":     {func(o Order) Order { return b.do(o, VerbSeal, CaseOnly) }, "not_found", "not_found", "not_found", 1, false},
			"Completed":  {overdue, "not_found", "ok", "ok", 1, false},
			"Archived":   {func(o Order) Order { return b.do(overdue(o), VerbArchive, CaseOnly) }, "not_found", "ok", "ok", 1, false},
			"Redone":     {func(o Order) Order { return b.do(overdue(o), VerbRedo, CaseOnly) }, "not_found", "ok", "ok", 1, true},
			"Reopened": {func(o Order) Order { return b.do(b.do(overdue(o), VerbArchive, CaseOnly), VerbReopen, CaseOnly) },
				"not_found", "not_found", "not_found", 1, false},
			"PassedOn": {func(o Order) Order { return b.do(o, VerbTransfer, CaseDown) }, "ok", "ok", "ok", 0, true},
			"Recalled": {func(o Order) Order { return b.do(o, VerbRecall, CaseOnly) }, "ok", "ok", "ok", 0, false},
			"Paused":   {func(o Order) Order { return b.do(o, VerbPause, CaseOnly) }, "ok", "ok", "ok", 0, true},
		} {
			t.Run(name, func(t *testing.T) {
				b.Clock.Set(day(16, 9, 30))
				b.co, b.chain = coOpen, true
				o, err := b.invite(waters, b.in(StateHandling), unitRoads)
				if err != nil {
					t.Fatal(err)
				}
				o, err = b.as(roads, o, VerbContribute, CaseOnly)
				if err != nil {
					t.Fatal(err)
				}
				o = c.move(o)
				for unit, want := range map[string]string{b.seen(parks, o): c.parks, b.seen(roads, o): c.roads, b.seen(district, o): c.district} {
					if strings.TrimPrefix(unit, "workorder.") != want {
						t.Errorf("parks %s, roads %s, district %s", b.seen(parks, o), b.seen(roads, o), b.seen(district, o))
					}
				}
				if got := b.count(o, EventCoClosed); got != c.closed || o.CoOpen != 1-c.closed {
					t.Errorf("%d closed, %d open", got, o.CoOpen)
				}
				chain := ptr(b.load(o.ID)).above()
				if again := len(chain) > 0 && chain[0].State == PartyOpen; again != c.redone {
					t.Errorf("District answers for it: %v, want %v", again, c.redone)
				}
				b.Settle(t)
			})
		}
	})
}

// TestTrusted: a sealed order is shared only by the centre's few, and only with whom they ask.
func TestTrusted(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		form := b.form()
		form.Sealed, form.Title = true, "举报某公司偷排"
		o := b.must(func(tx *store.Tx) (Order, error) {
			return b.s.CreateDispatched(tx, centre, form, DispatchIn{Unit: unitWaters})
		})
		o, err := b.invite(centre, o, unitParks)
		if err != nil || b.seen(parks, o) != "ok" || b.seen(seat, o) != "workorder.sealed" {
			t.Fatalf("parks %s, seat %s, err = %v", b.seen(parks, o), b.seen(seat, o), err)
		}
		q := b.Store.Read(t.Context())
		for name, c := range map[string]struct {
			p      auth.Principal
			filter Filter
			title  string
		}{
			"InTheList":        {parks, Filter{View: ViewCo}, form.Title},
			"ByItsWords":       {parks, Filter{Text: "偷排"}, form.Title},
			"BothTogether":     {parks, Filter{View: ViewCo, Text: "偷排"}, form.Title},
			"SeatList":         {seat, Filter{View: ViewCo}, maskedTitle},
			"SeatByWords":      {seat, Filter{View: ViewCo, Text: "偷排"}, ""},
			"SeatByNumber":     {seat, Filter{View: ViewCo, Text: form.Number}, maskedTitle},
			"OtherUnit":        {roads, Filter{View: ViewCo}, ""},
			"OtherUnitByWords": {roads, Filter{Text: "偷排"}, ""},
		} {
			rows, _, err := b.s.List(q, c.p, c.filter)
			got := ""
			if len(rows) > 0 {
				got = rows[0].Title
			}
			if err != nil || got != c.title || len(rows) > 1 {
				t.Errorf("%s: %q, err = %v, want %q", name, got, err, c.title)
			}
		}
		// Unsealed and sealed again, who was asked in between by the unit is not trusted.
		o = b.do(o, VerbUnseal, CaseOnly)
		if o, err = b.invite(waters, o, unitRoads); err != nil {
			t.Fatal(err)
		}
		o = b.do(o, VerbSeal, CaseOnly)
		if b.seen(parks, o) != "ok" || b.seen(roads, o) != "workorder.not_found" {
			t.Errorf("parks %s, roads %s", b.seen(parks, o), b.seen(roads, o))
		}
	})
}

// TestIdentity: who helps or passed an order down reads it, and never learns who the requester is.
func TestIdentity(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.co, b.chain = coOpen, true
		o := b.in(StateHandling)
		for name, c := range map[string]struct {
			p    auth.Principal
			want string
		}{
			"Centre": {centre, "ok"}, "Lead": {waters, "ok"}, "SubCentre": {works, "ok"}, "Helper": {parks, "workorder.identity_lead"},
			"PassedItDown": {district, "workorder.identity_lead"}, "Other": {roads, "workorder.not_found"},
		} {
			if err := b.s.MayIdentify(b.Store.Read(t.Context()), c.p, o.ID); code(err) != c.want {
				t.Errorf("%s: %s, want %s", name, code(err), c.want)
			}
		}
	})
}
