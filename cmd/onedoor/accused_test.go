package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestAccused holds, through the real rooms, that what a citizen says of a unit keeps the matter from it on every way.
func TestAccused(t *testing.T) {
	eachTown(t, func(t *testing.T, x *town) {
		x.write(t, func(tx *store.Tx) error {
			phone := "0756-7654321、13912345678"
			_, err := x.directory.ChangeUnit(tx, auth.System, x.units["b"].ID, directory.UnitPatch{Version: x.units["b"].Version, DutyPhone: &phone})
			return err
		})
		x.settle(t)
		t.Run("Words", x.accusedByWords)
		t.Run("DutyPhone", x.accusedByPhone)
		t.Run("Supervision", x.accusedSupervised)
		t.Run("Inbox", x.accusedInbox)
		t.Run("Openings", x.accusedOpenings)
		t.Run("History", x.accusedHistory)
		t.Run("Alarm", x.revealAlarm)
		t.Run("LaterPhone", x.accusedByLaterPhone)
	})
}

// complain takes a complaint on about somebody.
func (x *town) complain(t *testing.T, m *matter, accused string, more map[string]any) {
	t.Helper()
	form := x.form(m)
	form["accused"], form["kind"] = accused, "complaint"
	for k, v := range more {
		form[k] = v
	}
	x.receive(t, map[string]any{"door": "phone", "contact_phone": "13700000021", "requests": []any{form}}, m)
}

func (x *town) tryDispatch(t *testing.T, m *matter, unit string) said {
	t.Helper()
	x.look(t, m)
	return x.post(t, "dispatcher", "/api/v1/orders/"+m.order.String()+"/dispatch", map[string]any{"version": m.version, "unit_id": x.units[unit].ID})
}

type partiesSeen struct {
	Parties []struct {
		ID    ids.ID `json:"id"`
		Unit  ids.ID `json:"unit_id"`
		Phone string `json:"phone_masked"`
		State string `json:"state"`
	} `json:"accused_parties"`
}

func (x *town) accusedByWords(t *testing.T) {
	m := &matter{name: "words", sign: "鹤"}
	x.complain(t, m, "水务管理局抄表员", nil)
	if got := x.tryDispatch(t, m, "a"); got.code != "workorder.accused_suspected" {
		t.Errorf("dispatched to who is suspected: %d %s", got.status, got.body)
	}
	if got := x.say(t, "dispatcher", http.MethodGet, "/api/v1/triage/suggest?order_id="+m.order.String(), ""); got.status != http.StatusOK ||
		strings.Contains(got.body[:strings.Index(got.body+`"excluded"`, `"excluded"`)], x.units["a"].ID.String()) {
		t.Errorf("proposed: %d %s", got.status, got.body)
	}
	var o partiesSeen
	x.must(t, "leader", "GET", "/orders/"+m.order.String(), nil, &o)
	if len(o.Parties) != 1 || o.Parties[0].Unit != x.units["a"].ID || o.Parties[0].State != "suspected" {
		t.Fatalf("parties %+v", o.Parties)
	}
	for _, query := range []string{"", "&sort=due_at", "&q=" + m.sign + "桥"} {
		if got := x.say(t, "dispatcher", http.MethodGet, "/api/v1/orders?view=suspected"+query, ""); !strings.Contains(got.body, m.order.String()) {
			t.Errorf("not among the suspicions%s: %s", query, got.body)
		}
	}
	x.do(t, "leader", m, "judge-accused", map[string]any{"accused_id": o.Parties[0].ID, "confirm": true})
	if got := x.tryDispatch(t, m, "a"); got.code != "workorder.accused_unit" {
		t.Errorf("dispatched to the accused: %d %s", got.status, got.body)
	}
	x.do(t, "leader", m, "judge-accused", map[string]any{"accused_id": o.Parties[0].ID, "confirm": false, "reason": "是小区物业自称"})
	if got := x.tryDispatch(t, m, "a"); got.status != http.StatusOK {
		t.Errorf("dispatched once it is cleared: %d %s", got.status, got.body)
	}
	// The seat answers at once, and what it says holds in the same breath.
	for rejected, want := range map[bool]string{false: "workorder.accused_unit", true: ""} {
		n := &matter{name: "at once", sign: "鹤"}
		form := x.form(n)
		form["accused"], form["then"] = "水务管理局", map[string]any{"verb": "dispatch", "unit_id": x.units["a"].ID}
		form["accused_parties"] = []any{map[string]any{"unit_id": x.units["a"].ID, "rejected": rejected}}
		if got := x.post(t, "seat", "/api/v1/contacts", map[string]any{"door": "phone", "contact_phone": "13700000022", "requests": []any{form}}); got.code != want {
			t.Errorf("rejected %v: %d %s", rejected, got.status, got.body)
		}
	}
	if got := x.post(t, "seat", "/api/v1/orders/accused-matches", map[string]any{"words": "水务管理局和河口街道办，电话13912345678"}); got.status != http.StatusOK ||
		strings.Count(got.body, `"how"`) != 3 {
		t.Errorf("matches: %d %s", got.status, got.body)
	}
}

func (x *town) accusedByPhone(t *testing.T) {
	m := &matter{name: "phone", sign: "鹤"}
	x.complain(t, m, "自称窗口人员，电话是07567654321", nil)
	var o partiesSeen
	x.must(t, "leader", "GET", "/orders/"+m.order.String(), nil, &o)
	found := false
	for _, p := range o.Parties {
		found = found || p.Unit == x.units["b"].ID && p.State == "suspected"
		if strings.Contains(p.Phone, "7654321") {
			t.Errorf("the number is kept in clear: %s", p.Phone)
		}
	}
	if !found {
		t.Fatalf("nobody is suspected by the duty phone: %+v", o.Parties)
	}
	if got := x.tryDispatch(t, m, "b"); got.code != "workorder.accused_suspected" {
		t.Errorf("dispatched to whose phone it is: %d %s", got.status, got.body)
	}
	var n int
	if err := x.store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_accused WHERE phone LIKE '%7654321%' OR words LIKE '%7654321%'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows hold the number: %v", n, err)
	}
}

// accusedByLaterPhone holds that a number which becomes a unit's duty phone after an order was given to that unit takes the
// order away from it, and that a suspicion which was rejected stays rejected.
func (x *town) accusedByLaterPhone(t *testing.T) {
	m := &matter{name: "later", unit: "s1", sign: "鹤"}
	x.complain(t, m, "对方电话是07562223333", nil)
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["s1"].ID})
	reads := func() said { return x.say(t, "officer-s1", "GET", "/api/v1/orders/"+m.order.String(), "") }
	if got := reads(); got.status != http.StatusOK {
		t.Fatalf("before: %d %s", got.status, got.body)
	}
	enter := func(phone string) {
		x.write(t, func(tx *store.Tx) error {
			u, err := x.directory.Unit(tx, x.units["s1"].ID)
			if err != nil {
				return err
			}
			_, err = x.directory.ChangeUnit(tx, auth.System, u.ID, directory.UnitPatch{Version: u.Version, DutyPhone: &phone})
			return err
		})
		x.settle(t)
	}
	enter("0756-2223333")
	if got := reads(); got.status != http.StatusNotFound {
		t.Errorf("the unit whose phone it has become reads on: %d %s", got.status, got.body)
	}
	var o struct {
		partiesSeen
		State string `json:"state"`
	}
	x.must(t, "leader", "GET", "/orders/"+m.order.String(), nil, &o)
	if o.State != "registered" {
		t.Errorf("the order is %s", o.State)
	}
	for _, p := range o.Parties {
		if p.Unit == x.units["s1"].ID {
			x.do(t, "leader", m, "judge-accused", map[string]any{"accused_id": p.ID, "confirm": false, "reason": "号码已换人"})
		}
	}
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["s1"].ID})
	enter("")
	enter("0756-2223333")
	if got := reads(); got.status != http.StatusOK {
		t.Errorf("suspected again after it was decided: %d %s", got.status, got.body)
	}
}

func (x *town) accusedSupervised(t *testing.T) {
	m := &matter{name: "case", unit: "b", sign: "鹤"}
	x.complain(t, m, "", nil)
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["b"].ID})
	x.do(t, "leader", m, "accuse", map[string]any{"unit_id": x.units["a"].ID, "reason": "来电人指明"})
	var opened struct {
		Items []struct {
			ID ids.ID `json:"id"`
		} `json:"items"`
	}
	x.must(t, "supervisor", "POST", "/supervise/cases", map[string]any{"order_ids": []any{m.order}, "reason_code": "leader", "words": "请核实"}, &opened)
	got := x.post(t, "supervisor", "/api/v1/supervise/cases/"+opened.Items[0].ID.String()+"/instruct", map[string]any{"version": 1, "unit_id": x.units["a"].ID, "words": "限期修复"})
	if got.code != "workorder.accused_unit" {
		t.Errorf("the accused is instructed: %d %s", got.status, got.body)
	}
	var item struct {
		ID ids.ID `json:"id"`
	}
	x.must(t, "dispatcher", "POST", "/supervise/docket", map[string]any{"order_id": m.order, "reason_code": "unclear_duty", "words": "归属不清"}, &item)
	got = x.post(t, "leader", "/api/v1/meetings", map[string]any{"title": "联席会议", "at": x.clock.Now().Add(48 * time.Hour), "place": "三楼", "agenda": []any{item.ID},
		"guests": []any{map[string]any{"unit_id": x.units["a"].ID}}})
	if got.code != "workorder.accused_unit" {
		t.Errorf("the accused sits in the meeting: %d %s", got.status, got.body)
	}
}

// accusedInbox holds that the unit's inbox tells of an order until it is about the unit, and no more then.
func (x *town) accusedInbox(t *testing.T) {
	m := &matter{name: "inbox", unit: "a", sign: "鹤"}
	x.complain(t, m, "", nil)
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["a"].ID})
	x.settle(t)
	inbox := func() string { return x.say(t, "officer", http.MethodGet, "/api/v1/notices?limit=200", "").body }
	if !strings.Contains(inbox(), m.order.String()) {
		t.Fatal("the officer is not told of a new order")
	}
	x.do(t, "leader", m, "accuse", map[string]any{"unit_id": x.units["a"].ID, "reason": "来电人指明"})
	x.do(t, "leader", m, "supplement", map[string]any{"content": "又来电一次"})
	x.settle(t)
	if got := inbox(); strings.Contains(got, m.order.String()) || strings.Contains(got, m.number) {
		t.Errorf("the accused unit's inbox: %s", got)
	}
	if got := x.say(t, "officer", http.MethodGet, "/api/v1/orders/"+m.order.String(), ""); got.status != http.StatusNotFound {
		t.Errorf("the accused unit reads it: %d", got.status)
	}
}

// accusedOpenings holds that an auditor whom an order is about finds nothing of it in the log of opened identities, nor in the
// file of it, whatever order the log stands in; others do.
func (x *town) accusedOpenings(t *testing.T) {
	m := &matter{name: "openings", unit: "a", sign: "鹤"}
	x.complain(t, m, "", nil)
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["a"].ID})
	x.settle(t)
	x.look(t, m)
	reasons := map[string]any{"核实反映审计人员一事": m.order, "未写明工单的查看一次": nil}
	for reason, order := range reasons {
		in := map[string]any{"purpose": "verify", "reason": reason}
		if order != nil {
			in["order_id"] = order
		}
		if got := x.post(t, "seat", "/api/v1/identities/"+m.identity.String()+"/reveal", in); got.status != http.StatusOK {
			t.Fatalf("reveal: %d %s", got.status, got.body)
		}
	}
	paths := []string{"/openings", "/openings?sort=at", "/openings?sort=-actor", "/openings.xlsx", "/openings.xlsx?sort=actor", "/identities/" + m.identity.String() + "/access-log"}
	shown := func(who, path string) (n int) {
		t.Helper()
		got := x.say(t, who, http.MethodGet, "/api/v1"+path, "")
		if got.status != http.StatusOK {
			t.Fatalf("%s reads %s: %d %s", who, path, got.status, got.body)
		}
		for reason := range reasons {
			if got.finds(t, []string{reason}) != "" {
				n++
			}
		}
		return n
	}
	for _, path := range paths {
		if n := shown("auditor", path); n != 2 {
			t.Errorf("before the order is about the auditor, %s shows %d of 2 lines", path, n)
		}
	}
	var me struct {
		ID ids.ID `json:"id"`
	}
	x.must(t, "auditor", "GET", "/session", nil, &me)
	x.do(t, "leader", m, "accuse", map[string]any{"staff_id": me.ID, "reason": "来电人指明"})
	for _, path := range paths {
		if n := shown("auditor", path); n != 0 {
			t.Errorf("%s shows the accused auditor %d lines about them", path, n)
		}
		if n := shown("supervisor", path); n != 2 {
			t.Errorf("%s shows the supervisor %d of 2 lines", path, n)
		}
	}
	x.clock.Advance(x.config.Vault.RevealWindow + time.Minute) // these openings do not count below
}

// accusedHistory holds that a number's history tells a seat neither of a complaint about them nor of who made it.
func (x *town) accusedHistory(t *testing.T) {
	const phone = "13700000041"
	call := func(name, sign string) *matter {
		m := &matter{name: sign, sign: sign}
		x.receive(t, map[string]any{"door": "phone", "caller_name": name, "contact_phone": phone, "requests": []any{x.form(m)}}, m)
		x.look(t, m)
		return m
	}
	told := func(who string) (h struct {
		Identities []struct {
			Name string `json:"name_masked"`
		} `json:"identities"`
		Total    int `json:"total_90d"`
		Open     int `json:"open"`
		Requests []struct {
			ID ids.ID `json:"request_id"`
		} `json:"requests"`
	}) {
		t.Helper()
		x.must(t, who, "POST", "/history", map[string]any{"phone": phone}, &h)
		return h
	}
	about, other := call("钱举报", "鹥"), call("孙求助", "鹦")
	if h := told("accused"); len(h.Identities) != 2 || h.Total != 2 || h.Open != 2 || len(h.Requests) != 2 {
		t.Fatalf("before anything is about them: %+v", h)
	}
	staff, err := x.directory.StaffByLogin(x.store.Read(t.Context()), "accused")
	if err != nil {
		t.Fatal(err)
	}
	x.do(t, "leader", about, "accuse", map[string]any{"staff_id": staff.ID, "reason": "来电人指明"})
	if h := told("accused"); len(h.Identities) != 1 || !strings.HasPrefix(h.Identities[0].Name, "孙") || h.Total != 1 || h.Open != 1 || len(h.Requests) != 1 || h.Requests[0].ID != other.request {
		t.Errorf("what is about them shows: %+v", h)
	}
	if h := told("leader"); len(h.Identities) != 2 || h.Total != 2 {
		t.Errorf("others: %+v", h)
	}
}

// revealAlarm holds that who opens many identities is told of to supervisors and auditors, and stopped.
func (x *town) revealAlarm(t *testing.T) {
	m := x.matter("a")
	reveal := func() said {
		return x.post(t, "seat", "/api/v1/identities/"+m.identity.String()+"/reveal", map[string]any{"purpose": "callback", "order_id": m.order, "reason": "逐一回拨核实"})
	}
	alert, stop := x.config.Vault.RevealAlert, x.config.Vault.RevealStop
	for n := range stop + 2 {
		got := reveal()
		if n < alert && got.status != http.StatusOK {
			t.Fatalf("opening %d: %d %s", n+1, got.status, got.body)
		}
		if n > stop && got.code != "vault.reveal_limit" {
			t.Errorf("opening %d: %d %s", n+1, got.status, got.body)
		}
	}
	x.settle(t)
	for _, who := range []string{"auditor", "supervisor"} {
		if got := x.say(t, who, http.MethodGet, "/api/v1/notices?limit=50", ""); !strings.Contains(got.body, "大量查看身份预警") || !strings.Contains(got.body, "职员seat") {
			t.Errorf("%s is not told: %s", who, got.body)
		}
		if got := x.say(t, who, http.MethodGet, "/api/v1/openings?alarms=true", ""); strings.Count(got.body, `"alerted":true`) != 1 {
			t.Errorf("%s sees the alarms: %d %s", who, got.status, got.body)
		}
	}
	if got := x.say(t, "seat", http.MethodGet, "/api/v1/notices?limit=50", ""); strings.Contains(got.body, "大量查看身份预警") {
		t.Errorf("who is watched is told: %s", got.body)
	}
	x.clock.Advance(x.config.Vault.RevealWindow + time.Minute)
	if got := reveal(); got.status != http.StatusOK {
		t.Errorf("after the window: %d %s", got.status, got.body)
	}
}
