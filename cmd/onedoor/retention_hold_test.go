package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/retention"
	"onedoor/internal/workorder"
)

// holdKeeps holds that neither the rules, which are active, nor a demand erase what is held, whether the order or the person
// was named; that lifting lets both go on; and that all of it stands in the list.
func (x *town) holdKeeps(t *testing.T) {
	set := func(kind, number string) said {
		return x.say(t, "leader", http.MethodPost, "/api/v1/retention/holds", `{"kind":"`+kind+`","number":"`+number+`","reason":"法院来函要求保全"}`)
	}
	erased := func(m *matter) int {
		t.Helper()
		o, err := x.orders.Get(x.store.Read(t.Context()), auth.System, m.order)
		if err != nil {
			t.Fatal(err)
		}
		return o.Erased
	}
	ended := func(n int, sign string) *matter {
		m := &matter{name: "held" + sign, unit: "b", sign: sign}
		x.takeOn(t, n, m)
		x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["b"].ID})
		x.do(t, "officer-b", m, "sign", nil)
		x.reply(t, "officer-b", m)
		x.do(t, "reviewer", m, "review", map[string]any{"approve": true})
		x.archive(t, m)
		return m
	}
	if got := set("order", "YM0"); got.code != "intake.no_such_request" {
		t.Errorf("no such number: %d %s", got.status, got.body)
	}
	if got := set("recording", "12345"); got.code != "retention.no_such_call" {
		t.Errorf("no such call: %d %s", got.status, got.body)
	}
	order, person, free := ended(51, "鸧"), ended(52, "鹡"), ended(53, "鸰")
	holds := map[*matter]retention.Hold{}
	for m, kind := range map[*matter]string{order: "order", person: "requester"} {
		got := set(kind, m.number)
		if got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", kind, got.status, got.body)
		}
		var h retention.Hold
		got.decode(t, &h)
		holds[m] = h
		if got := set(kind, m.number); got.code != "retention.already_held" {
			t.Errorf("held twice: %d %s", got.status, got.body)
		}
	}
	if got := x.say(t, "leader", http.MethodGet, "/api/v1/orders/"+order.order.String(), ""); !strings.Contains(got.body, `"held":true`) {
		t.Errorf("the order does not tell: %s", got.body)
	}
	// A demand is taken down and cannot be carried out.
	var e retention.Erasure
	x.say(t, "leader", http.MethodPost, "/api/v1/retention/erasures", `{"number":"`+person.number+`","reason":"本人持身份证到窗口要求","words":true}`).decode(t, &e)
	approve := func() said {
		return x.say(t, "supervisor", http.MethodPost, "/api/v1/retention/erasures/"+e.ID.String()+"/decide", `{"approve":true,"version":1}`)
	}
	if got := approve(); got.code != "retention.held" {
		t.Errorf("a demand about a held person: %d %s", got.status, got.body)
	}
	x.clock.Advance(13 * 31 * 24 * time.Hour)
	for range 4 {
		x.settle(t)
	}
	if erased(order) != 0 || erased(person) != 0 {
		t.Errorf("the rules erased what is held: %d, %d", erased(order), erased(person))
	}
	if erased(free) == 0 {
		t.Fatal("the rules erased nothing at all")
	}
	lift := func(who, body string, m *matter) said {
		return x.say(t, who, http.MethodPost, "/api/v1/retention/holds/"+holds[m].ID.String()+"/lift", body)
	}
	if got := lift("leader", `{"reason":"案件已结","version":1}`, order); got.status != http.StatusForbidden {
		t.Errorf("lifted by who may only set: %d %s", got.status, got.body)
	}
	if got := lift("supervisor", `{"reason":"","version":1}`, order); got.code != "retention.reason_needed" {
		t.Errorf("lifted without a word: %d %s", got.status, got.body)
	}
	if got := lift("supervisor", `{"reason":"案件已结","version":2}`, order); got.code != "retention.stale" {
		t.Errorf("an old version: %d %s", got.status, got.body)
	}
	for m := range holds {
		if got := lift("supervisor", `{"reason":"案件已结","version":1}`, m); got.status != http.StatusOK {
			t.Fatalf("lift: %d %s", got.status, got.body)
		}
		if got := lift("supervisor", `{"reason":"案件已结","version":2}`, m); got.code != "retention.hold_lifted" {
			t.Errorf("lifted twice: %d %s", got.status, got.body)
		}
	}
	if got := x.say(t, "auditor", http.MethodGet, "/api/v1/retention/holds", ""); strings.Contains(got.body, order.number) {
		t.Errorf("still listed: %s", got.body)
	}
	if got := x.say(t, "auditor", http.MethodGet, "/api/v1/retention/holds?lifted=true", ""); !strings.Contains(got.body, order.number) || !strings.Contains(got.body, "案件已结") || !strings.Contains(got.body, "法院来函") {
		t.Errorf("not in the list of those that were lifted: %s", got.body)
	}
	if got := approve(); got.status != http.StatusOK {
		t.Errorf("the demand, after the hold was lifted: %d %s", got.status, got.body)
	}
	x.clock.Advance(25 * time.Hour)
	for range 4 {
		x.settle(t)
	}
	want := workorder.ErasedWords | workorder.ErasedFiles | workorder.ErasedOriginals | workorder.ErasedIdentities
	if erased(order) != want || erased(person) != want {
		t.Errorf("after the holds were lifted: %d, %d", erased(order), erased(person))
	}
}
