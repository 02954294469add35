package supervise

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
	"onedoor/internal/workorder/export"
)

func (k *kit) propose(by auth.Principal, order ids.ID) (d Item, err error) {
	err = k.write(func(tx *store.Tx) (err error) {
		d, err = k.s.Propose(tx, by, ProposeIn{Order: order, ReasonCode: "unclear_duty", Words: "管网与道路交界处，两家都认为不是自己的。"})
		return err
	})
	return d, err
}

func (k *kit) plan(in PlanIn) (m Meeting) {
	k.t.Helper()
	k.must(k.write(func(tx *store.Tx) (err error) { m, err = k.s.Plan(tx, supervisor, in); return err }))
	return m
}

// TestMeeting holds one: the docket, the call, a decision that binds, minutes, the follow-through, the end.
func TestMeeting(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o, p, q := k.order(unitWaters), k.order(unitRoads), k.order(unitWaters)
		k.must(k.verb(o.ID, func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Return(tx, waters, o.ID, o.Version, workorder.ReturnIn{ReasonCode: "several_units", Reason: "涉及道路", DutyBasis: "三定方案", ProposedUnit: unitRoads})
			return err
		}))
		one, err := k.propose(waters, o.ID)
		k.must(err)
		two, err := k.propose(supervisor, p.ID)
		k.must(err)
		three, err := k.propose(supervisor, q.ID)
		k.must(err)
		if one.Unit != unitWaters || two.Unit != 0 {
			t.Errorf("proposed by %d and %d", one.Unit, two.Unit)
		}
		if _, err := k.propose(supervisor, o.ID); code(err) != "supervise.already_on_docket" {
			t.Errorf("twice: %v", err)
		}
		if _, err := k.propose(roads, o.ID); code(err) != "workorder.not_found" {
			t.Errorf("another unit's order: %v", err)
		}
		plan := PlanIn{Title: "第三次联席会议", At: day(20, 15, 0), Where: "市民中心三楼", Chair: "副主任", Agenda: []ids.ID{two.ID, one.ID, three.ID},
			Guests: []MeetingGuest{{Unit: unitWaters}, {Unit: unitRoads, Staff: 22}}}
		m := k.plan(plan)
		step := func(name, want string, verb func(tx *store.Tx) (Meeting, error)) {
			t.Helper()
			err := k.write(func(tx *store.Tx) error {
				next, err := verb(tx)
				if err == nil {
					m = next
				}
				return err
			})
			if code(err) != want {
				t.Errorf("%s: %s, want %s", name, code(err), want)
			}
		}
		if _, err := k.s.Meeting(k.q(), waters, m.ID); code(err) != "supervise.not_found" {
			t.Errorf("not called yet: %v", err)
		}
		step("HoldTooEarly", "supervise.illegal_move", func(tx *store.Tx) (Meeting, error) { return k.s.Hold(tx, supervisor, m.ID, m.Version) })
		step("Stale", "supervise.stale", func(tx *store.Tx) (Meeting, error) { return k.s.Call(tx, supervisor, m.ID, m.Version+1) })
		step("Call", "ok", func(tx *store.Tx) (Meeting, error) { return k.s.Call(tx, supervisor, m.ID, m.Version) })
		if k.mail.count(notice.MeetingCalled) != 2 || k.mail.count(notice.MeetingPerson) != 1 {
			t.Errorf("%d units and %d people called", k.mail.count(notice.MeetingCalled), k.mail.count(notice.MeetingPerson))
		}
		v, err := k.s.Meeting(k.q(), roads, m.ID)
		if err != nil || len(v.Agenda) != 1 || v.Others != 2 || v.Agenda[0].Number != p.Number {
			t.Errorf("the unit's own item only: %+v, %v", v.Agenda, err)
		}
		decide := func(name, want string, item Item, in DecideIn) {
			t.Helper()
			err := k.write(func(tx *store.Tx) error {
				_, err := k.s.Decide(tx, supervisor, m.ID, item.ID, item.Version+1, in)
				return err
			})
			if code(err) != want {
				t.Errorf("%s: %s, want %s", name, code(err), want)
			}
		}
		in := DecideIn{Decision: "由公路局主办，水务局配合。", Lead: PartIn{Unit: unitRoads, Words: "三日内开挖检查"}, Helpers: []PartIn{{Unit: unitWaters, Words: "提供管网图", Limit: LimitIn{Unit: "working_hour", N: 4}}}}
		decide("BeforeHeld", "supervise.illegal_move", one, in)
		step("Hold", "ok", func(tx *store.Tx) (Meeting, error) { return k.s.Hold(tx, supervisor, m.ID, m.Version) })
		step("Attend", "ok", func(tx *store.Tx) (Meeting, error) {
			return k.s.Attend(tx, supervisor, m.ID, m.Version, []MeetingGuest{{Unit: unitWaters, Came: "yes", Person: "张科长"}, {Unit: unitRoads, Staff: 22, Came: "deputy"}})
		})
		step("AttendUninvited", "supervise.not_found", func(tx *store.Tx) (Meeting, error) {
			return k.s.Attend(tx, supervisor, m.ID, m.Version, []MeetingGuest{{Unit: unitParks, Came: "yes"}})
		})
		decide("NoLead", "supervise.unit_missing", one, DecideIn{Decision: "再议"})
		decide("LeadHelpsItself", "supervise.invalid", one, DecideIn{Decision: "x", Lead: in.Lead, Helpers: []PartIn{in.Lead}})
		decide("BadLimit", "supervise.invalid_limit", one, DecideIn{Decision: "x", Lead: PartIn{Unit: unitRoads, Words: "x", Limit: LimitIn{Unit: "working_day", N: -1}}})
		if before, err := k.orders.Get(k.q(), auth.System, o.ID); err != nil || before.State != workorder.StateReturned {
			t.Errorf("a refused decision moved the order: %s, %v", before.State, err)
		}
		decide("Good", "ok", one, in)
		after, err := k.orders.Get(k.q(), auth.System, o.ID)
		if err != nil || after.Unit != unitRoads || !after.Designated || after.State != workorder.StateDispatched {
			t.Errorf("the order was not designated: unit %d, %v, %s", after.Unit, after.Designated, after.State)
		}
		decide("Twice", "supervise.illegal_move", Item{ID: one.ID, Version: one.Version + 1}, in)
		decide("Reassigns", "ok", two, DecideIn{Decision: "归水务局。", Lead: PartIn{Unit: unitWaters, Words: "接办"}})
		if moved, _ := k.orders.Get(k.q(), auth.System, p.ID); moved.Unit != unitWaters {
			t.Errorf("reassigned to %d", moved.Unit)
		}
		minutes := func(tx *store.Tx) (Meeting, error) {
			return k.s.Minute(tx, supervisor, m.ID, m.Version, MinuteIn{Text: "议定事项两项。"})
		}
		step("MinutesTooEarly", "supervise.items_undecided", minutes)
		k.must(k.write(func(tx *store.Tx) error {
			_, err := k.s.Defer(tx, supervisor, m.ID, three.ID, three.Version+1, "等待勘查结果")
			return err
		}))
		if rows, _, err := k.s.Docket(k.q(), supervisor, DocketFilter{State: StateProposed}); err != nil || len(rows) != 1 || rows[0].ID != three.ID {
			t.Errorf("the deferred item: %+v, %v", rows, err)
		}
		if v, err := k.s.Meeting(k.q(), supervisor, m.ID); err != nil || !strings.Contains(v.Draft, "由公路局主办，水务局配合。") || !strings.Contains(v.Draft, "张科长") ||
			!strings.Contains(v.Draft, "延后再议：等待勘查结果") || len(v.Agenda) != 2 || len(v.Deferred) != 1 || v.Deferred[0].Item.ID != three.ID || v.Deferred[0].Place != 3 {
			t.Errorf("draft %q, deferred %+v, %v", v.Draft, v.Deferred, err)
		}
		if v, err := k.s.Meeting(k.q(), roads, m.ID); err != nil || len(v.Deferred) != 0 || v.Others != 1 {
			t.Errorf("a unit reads what was put off of another's: %+v, %d others, %v", v.Deferred, v.Others, err)
		}
		step("Minutes", "ok", minutes)
		step("CloseTooEarly", "supervise.tasks_open", func(tx *store.Tx) (Meeting, error) { return k.s.CloseMeeting(tx, supervisor, m.ID, m.Version) })
		v, err = k.s.Meeting(k.q(), roads, m.ID)
		if err != nil || v.Minutes == "" || len(v.Tasks) != 1 || v.Tasks[0].Part != PartLead || !v.Tasks[0].DueAt.Equal(day(19, 17, 30)) {
			t.Errorf("the lead unit's part: %+v, %v", v.Tasks, err)
		}
		whole, err := k.s.Meeting(k.q(), supervisor, m.ID)
		k.must(err)
		for _, task := range whole.Tasks {
			by := map[ids.ID]auth.Principal{unitWaters: waters, unitRoads: roads}[task.UnitID]
			k.must(k.write(func(tx *store.Tx) error { _, err := k.s.Answer(tx, by, task.ID, task.Version, "已落实"); return err }))
			k.must(k.write(func(tx *store.Tx) error {
				_, err := k.s.Review(tx, supervisor, task.ID, task.Version+1, true, "")
				return err
			}))
		}
		step("Close", "ok", func(tx *store.Tx) (Meeting, error) { return k.s.CloseMeeting(tx, supervisor, m.ID, m.Version) })
		doc, err := k.s.Print(k.q(), supervisor, m.ID)
		k.must(err)
		printed := ""
		for _, section := range doc.Sections {
			for _, p := range section.Paragraphs {
				printed += p.Meta + p.Text + "\n"
			}
		}
		for _, want := range []string{"由公路局主办，水务局配合。", "延后再议：等待勘查结果", q.Number} {
			if !strings.Contains(printed, want) {
				t.Errorf("printed without %q: %s", want, printed)
			}
		}
		var word, pdf bytes.Buffer
		if err := export.DOCX(&word, doc); err != nil || !bytes.HasPrefix(word.Bytes(), []byte("PK")) {
			t.Errorf("as Word: %v", err)
		}
		if err := export.PDF(&pdf, doc, ""); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
			t.Errorf("as PDF: %v", err)
		}
	})
}

// TestCancelMeeting gives the items back and tells who was called.
func TestCancelMeeting(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		d, err := k.propose(supervisor, k.order(unitWaters).ID)
		k.must(err)
		m := k.plan(PlanIn{Title: "会议", At: day(20, 15, 0), Where: "三楼", Agenda: []ids.ID{d.ID}, Guests: []MeetingGuest{{Unit: unitWaters}}})
		k.must(k.write(func(tx *store.Tx) (err error) { m, err = k.s.Call(tx, supervisor, m.ID, m.Version); return err }))
		other := PlanIn{Title: "另一次会议", At: day(21, 15, 0), Where: "四楼", Agenda: []ids.ID{d.ID}}
		if err := k.write(func(tx *store.Tx) error { _, err := k.s.Plan(tx, supervisor, other); return err }); code(err) != "supervise.illegal_move" {
			t.Errorf("one item on two agendas: %v", err)
		}
		k.must(k.write(func(tx *store.Tx) (err error) {
			m, err = k.s.CancelMeeting(tx, supervisor, m.ID, m.Version, "台风")
			return err
		}))
		rows, _, err := k.s.Docket(k.q(), supervisor, DocketFilter{})
		if err != nil || len(rows) != 1 || k.mail.count(notice.MeetingCancelled) != 1 || m.State != StateCancelled {
			t.Errorf("%d items, told %d, %s, %v", len(rows), k.mail.count(notice.MeetingCancelled), m.State, err)
		}
	})
}

func TestPlanRefuses(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		good := PlanIn{Title: "会议", At: day(20, 15, 0), Where: "三楼"}
		for name, spoil := range map[string]func(in *PlanIn){
			"supervise.invalid/title":        func(in *PlanIn) { in.Title = " " },
			"supervise.invalid/place":        func(in *PlanIn) { in.Where = strings.Repeat("长", 101) },
			"supervise.invalid/time":         func(in *PlanIn) { in.At = in.At.AddDate(-500, 0, 0) },
			"supervise.invalid/twice":        func(in *PlanIn) { in.Agenda = []ids.ID{1, 1} },
			"supervise.not_found/item":       func(in *PlanIn) { in.Agenda = []ids.ID{1} },
			"supervise.unit_missing/guest":   func(in *PlanIn) { in.Guests = []MeetingGuest{{}} },
			"workorder.unit_unknown/unknown": func(in *PlanIn) { in.Guests = []MeetingGuest{{Unit: 7}} },
		} {
			in := good
			spoil(&in)
			err := k.write(func(tx *store.Tx) error { _, err := k.s.Plan(tx, supervisor, in); return err })
			if want, _, _ := strings.Cut(name, "/"); code(err) != want {
				t.Errorf("%s: %s", name, code(err))
			}
		}
		if err := k.write(func(tx *store.Tx) error { _, err := k.s.Plan(tx, waters, good); return err }); code(err) != "auth.forbidden" {
			t.Error(err)
		}
		m := k.plan(good)
		err := k.write(func(tx *store.Tx) error { _, err := k.s.Call(tx, supervisor, m.ID, m.Version); return err })
		if code(err) != "supervise.no_agenda" {
			t.Error(err)
		}
	})
}

// TestChainSetting changes the chain: orders under way follow it, and what was taken stays taken.
func TestChainSetting(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		k.at(day(20, 18, 0))
		c := Shipped()
		if err := c.check(); err != nil {
			t.Fatal(err)
		}
		c.Steps = slices.DeleteFunc(c.Steps, func(s ChainStep) bool { return s.Code != "yellow" })
		c.Steps = append(c.Steps, ChainStep{Code: "hour", Title: "到期一小时", Anchor: "after_due", Unit: "natural_hour", N: 1, Card: CardRed, To: []string{ToUnit}})
		set := func(by auth.Principal, c Chain) error {
			return k.write(func(tx *store.Tx) error { _, err := k.s.SetChain(tx, by, c); return err })
		}
		if got := code(set(waters, c)); got != "auth.forbidden" {
			t.Error(got)
		}
		k.must(set(supervisor, c))
		if got := code(set(supervisor, c)); got != "supervise.stale" {
			t.Error(got)
		}
		k.at(day(23, 18, 29))
		if got := k.cards(o.ID); !slices.Equal(got, []string{"yellow"}) {
			t.Errorf("too early: %v", got)
		}
		k.at(day(23, 18, 30))
		if got := k.cards(o.ID); !slices.Equal(got, []string{"yellow", "red"}) {
			t.Errorf("by the new chain: %v", got)
		}
		for name, spoil := range map[string]func(c *Chain){
			"NoTitle":      func(c *Chain) { c.Steps[0].Title = "" },
			"TwoCodes":     func(c *Chain) { c.Steps[1].Code = "yellow" },
			"NoRecipient":  func(c *Chain) { c.Steps[1].Card, c.Steps[1].To = "", nil },
			"OddRecipient": func(c *Chain) { c.Steps[1].To = []string{"mayor"} },
			"OddAnchor":    func(c *Chain) { c.Steps[1].Anchor = "" },
			"EarlyRed":     func(c *Chain) { c.Steps[1].Anchor = "before_due" },
			"Negative":     func(c *Chain) { c.Steps[1].N = -1 },
			"OddUnit":      func(c *Chain) { c.Steps[1].Unit = "moon" },
			"Rules":        func(c *Chain) { c.Rules.Urged = -1 },
			"TooMany":      func(c *Chain) { c.Steps = slices.Repeat(c.Steps, 20) },
		} {
			bad, err := k.s.ChainNow(k.q())
			k.must(err)
			bad.Steps = slices.Clone(bad.Steps)
			spoil(&bad)
			if got := code(set(supervisor, bad)); got != "supervise.invalid" {
				t.Errorf("%s: %s", name, got)
			}
		}
	})
}
