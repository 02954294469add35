package main

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
)

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		t.Fatalf("%v: %s", err, a)
	}
	if err := json.Unmarshal([]byte(b), &y); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return reflect.DeepEqual(x, y)
}

// alike holds that two requests of one person are answered so that they cannot be told apart, with a refusal.
func (x *town) alike(t *testing.T, who, method, path, body, otherPath, otherBody string, header ...string) {
	t.Helper()
	a, b := x.say(t, who, method, path, body, header...), x.say(t, who, method, otherPath, otherBody, header...)
	if !a.like(b) || a.status < 400 || a.status >= 500 {
		t.Errorf("%s as %s:\n  %s %s\n    %d %s\n  %s %s\n    %d %s", method, who, path, body, a.status, a.body, otherPath, otherBody, b.status, b.body)
	}
}

// pair reads the contact whose two requests went to two units.
func (x *town) pair(t *testing.T) {
	a, b := x.matter("a-pair"), x.matter("b-pair")
	for who, want := range map[string][2]*matter{"officer": {a, b}, "officer-b": {b, a}} {
		got := x.say(t, who, "GET", "/api/v1/contacts/"+x.shared.String(), "")
		if got.status != http.StatusOK || got.finds(t, []string{want[0].sign}) == "" {
			t.Errorf("%s does not read its half: %d %s", who, got.status, got.body)
		}
		if found := got.finds(t, want[1].secret()); found != "" {
			t.Errorf("%s finds %q of the other half", who, found)
		}
	}
	x.alike(t, "officer-s1", "GET", "/api/v1/contacts/"+x.shared.String(), "", "/api/v1/contacts/"+ids.New().String(), "")
	// Who asked for confidentiality is not even addressed, but to those who may open who it is.
	sealed := x.matter("a-sealed")
	for who, shown := range map[string]bool{"officer": false, "dispatcher": false, "supervisor": false, "leader": true} {
		got := x.say(t, who, "GET", "/api/v1/contacts/"+sealed.contact.String(), "")
		if addressed := strings.Contains(got.body, sealed.sign+"先生"); got.status != http.StatusOK || addressed != shown {
			t.Errorf("%s reads the contact of a sealed request: %d %s", who, got.status, got.body)
		}
	}
}

// mixedIDs asks through one's own order for what is another's.
func (x *town) mixedIDs(t *testing.T) {
	a, b, none := x.matter("a"), x.matter("b"), x.nothing()
	reveal := func(m *matter) string { return "/api/v1/identities/" + m.identity.String() + "/reveal" }
	about := func(order ids.ID) string { return `{"purpose":"handle","order_id":"` + order.String() + `"}` }
	x.alike(t, "officer", "POST", reveal(b), about(a.order), reveal(none), about(a.order))
	x.alike(t, "officer", "POST", reveal(a), about(b.order), reveal(a), about(none.order))
	x.alike(t, "officer", "POST", reveal(b), `{"purpose":"handle"}`, reveal(none), `{"purpose":"handle"}`)
	x.alike(t, "officer", "POST", reveal(a), `{"purpose":"handle"}`, reveal(none), `{"purpose":"handle"}`)
	x.alike(t, "leader", "POST", reveal(b), about(a.order), reveal(none), about(a.order))
	// A sub-centre passes orders on among its own units only, and does not learn which others there are.
	s1 := x.matter("s1")
	x.look(t, s1)
	pass := func(unit ids.ID) string {
		return `{"version":` + itoa(s1.version) + `,"reason":"转办","unit_id":"` + unit.String() + `"}`
	}
	path := "/api/v1/orders/" + s1.order.String() + "/reassign"
	x.alike(t, "subcentre", "POST", path, pass(x.units["b"].ID), path, pass(ids.New()))
}

// uploads tries to see and to link what somebody else has uploaded.
func (x *town) uploads(t *testing.T) {
	foreign := x.upload(t, "officer-b", "未提交.txt", "未提交的照片").String()
	linked, none := x.matter("b").files[0].String(), ids.New().String()
	for _, who := range []string{"officer", "officer-s1", "subcentre", "leader"} {
		x.alike(t, who, "GET", "/api/v1/attachments/"+foreign, "", "/api/v1/attachments/"+none, "")
	}
	a := x.matter("a")
	x.look(t, a)
	help := x.matter("b-help")
	x.look(t, help)
	helping, helpVersion := "/api/v1/orders/"+help.order.String(), `"version":`+itoa(help.version)+`,`
	order, version := "/api/v1/orders/"+a.order.String(), `"version":`+itoa(a.version)+`,`
	form := `"kind":"help","category_id":"` + x.category.String() + `","title":"路灯","content":"路灯","attachment_ids":["FILE"]`
	for _, try := range []struct{ who, path, body string }{
		{"officer", order + "/attachments", `{` + version + `"attachment_ids":["FILE"]}`},
		{"officer", order + "/reply", `{` + version + `"outcome":"resolved","basis":"核实","reached":false,"public_text":"好了","attachment_ids":["FILE"]}`},
		{"officer", helping + "/contribute", `{` + helpVersion + `"text":"已查明","attachment_ids":["FILE"]}`},
		{"leader", order + "/supplement", `{` + version + `"content":"又坏一盏","attachment_ids":["FILE"]}`},
		{"seat", "/api/v1/contacts", `{"door":"phone","requests":[{` + form + `}]}`},
		{"seat", "/api/v1/contacts/" + a.contact.String() + "/requests", `{` + form + `}`},
	} {
		for _, file := range []string{foreign, linked} {
			put := func(id string) string { return strings.ReplaceAll(try.body, "FILE", id) }
			x.alike(t, try.who, "POST", try.path, put(file), try.path, put(none))
		}
	}
	if got := x.say(t, "officer-b", "GET", "/api/v1/attachments/"+foreign, ""); got.status != http.StatusOK {
		t.Errorf("the upload is lost to its owner: %d %s", got.status, got.body)
	}
}

// repetition repeats requests under another's Idempotency-Key, and one's own after the order has left.
func (x *town) repetition(t *testing.T) {
	a, b := x.matter("a"), x.matter("b")
	note := func(m *matter) string { return "/api/v1/orders/" + m.order.String() + "/note" }
	const body, key = `{"text":"现场复核"}`, "key-of-officer-b"
	if got := x.say(t, "officer-b", "POST", note(b), body, "Idempotency-Key", key); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	x.alike(t, "officer", "POST", note(b), body, note(x.nothing()), body, "Idempotency-Key", key)
	if got := x.say(t, "officer", "POST", note(a), body, "Idempotency-Key", key); got.status != http.StatusOK || !strings.Contains(got.body, a.number) {
		t.Errorf("another's key is in the way: %d %s", got.status, got.body)
	}
	// What one did is told again; not the order that has gone to another unit since.
	left := &matter{name: "left", unit: "a", sign: "鹎"}
	x.takeOn(t, 20, left)
	x.do(t, "dispatcher", left, "dispatch", map[string]any{"unit_id": x.units["a"].ID})
	if got := x.say(t, "officer", "POST", note(left), body, "Idempotency-Key", "key-before-it-left"); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	x.do(t, "supervisor", left, "reassign", map[string]any{"unit_id": x.units["b"].ID, "reason": left.sign + "桥改派"})
	got := x.say(t, "officer", "POST", note(left), body, "Idempotency-Key", "key-before-it-left")
	if found := got.finds(t, []string{left.sign, left.number, x.units["b"].ID.String(), x.units["b"].Name}); found != "" || got.status != http.StatusOK {
		t.Errorf("a repetition after the order left: %d, holds %q", got.status, found)
	}
	x.alike(t, "officer", "POST", note(left), body, note(x.nothing()), body, "Idempotency-Key", "a-key-of-afterwards")
}

// own reads what belongs to one person or unit as another: drafts and messages.
func (x *town) own(t *testing.T) {
	if got := x.say(t, "seat", "PUT", "/api/v1/drafts/desk", `{"title":"鹎桥草稿"}`); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	x.alike(t, "leader", "GET", "/api/v1/drafts/desk", "", "/api/v1/drafts/desk2", "")
	x.say(t, "leader", "DELETE", "/api/v1/drafts/desk", "")
	if got := x.say(t, "seat", "GET", "/api/v1/drafts/desk", ""); !strings.Contains(got.body, "鹎桥草稿") {
		t.Errorf("somebody else deleted a draft: %d %s", got.status, got.body)
	}
	var inbox struct {
		Items []struct {
			ID ids.ID `json:"id"`
		} `json:"items"`
	}
	x.must(t, "officer-b", "GET", "/notices", nil, &inbox)
	if len(inbox.Items) == 0 {
		t.Fatal("unit b was told nothing")
	}
	newest := inbox.Items[0].ID.String()
	before := x.say(t, "officer-b", "GET", "/api/v1/notices/unread", "").body
	for _, who := range []string{"officer", "subcentre", "leader"} {
		x.alike(t, who, "POST", "/api/v1/notices/"+newest+"/read", "", "/api/v1/notices/"+ids.New().String()+"/read", "")
		x.say(t, who, "POST", "/api/v1/notices/read", `{"up_to":"`+newest+`"}`)
	}
	if after := x.say(t, "officer-b", "GET", "/api/v1/notices/unread", "").body; after != before {
		t.Errorf("others read the messages of unit b: %s, then %s", before, after)
	}
}
