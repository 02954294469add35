package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// matter is one order of the town with everything that hangs on it. All its words hold its sign, a character that
// stands nowhere else, so that a leak shows by itself. An id of 0 is not the matter's own.
type matter struct {
	name    string // its column in the tables
	unit    string // that has it
	sign    string
	sealed  bool
	version int64

	order, request, contact, identity, followup ids.ID
	files                                       []ids.ID
	number, code, phone                         string
}

// townMatters are made in this order. pair marks the two requests of one contact.
var townMatters = []matter{
	{name: "a", unit: "a", sign: "鹳"},
	{name: "a-back", unit: "a", sign: "鹬"},
	{name: "a-sealed", unit: "a", sign: "鸮", sealed: true},
	{name: "a-done", unit: "a", sign: "鹡"},
	{name: "gone", unit: "a", sign: "鸲"},
	{name: "b", unit: "b", sign: "鹀"},
	{name: "b-sealed", unit: "b", sign: "鸻", sealed: true},
	{name: "main", unit: "b", sign: "鹟"},
	{name: "merged", unit: "a", sign: "鹩"},
	{name: "joined", unit: "a", sign: "鸬"},
	{name: "b-done", unit: "b", sign: "鹇"},
	{name: "s1", unit: "s1", sign: "鹮"},
	{name: "b-help", unit: "b", sign: "鸠"},
	{name: "b-let-go", unit: "b", sign: "鹍"},
	{name: "d1", unit: "d1", sign: "鹦"},
	{name: "line", unit: "b", sign: "鸦"},
	{name: "line-sealed", unit: "b", sign: "鸥", sealed: true},
	{name: "centre", sign: "鹨"},
	{name: "direct", sign: "鸫"},
}

// officerOf is who works on a unit's orders.
var officerOf = map[string]string{"a": "officer", "b": "officer-b", "s1": "officer-s1", "d": "officer-d", "d1": "officer-d1", "s": "subcentre"}

// secret lists what nobody may come across who may not know of the matter: its words and its names.
func (m *matter) secret() []string {
	list := []string{m.sign, m.number}
	for _, id := range append([]ids.ID{m.order, m.request, m.contact, m.identity, m.followup}, m.files...) {
		if id != 0 {
			list = append(list, id.String())
		}
	}
	return list
}

// was is the unit that had the matter before; it heard of it while it had it, and that it left. Empty: none.
func (m *matter) was() string {
	if slices.Contains([]string{"gone", "merged", "joined"}, m.name) {
		return "a"
	}
	return ""
}

func (x *town) matter(name string) *matter {
	for _, m := range x.matters {
		if m.name == name {
			return m
		}
	}
	panic("no matter " + name)
}

// furnishOrders makes the town's orders, each with requester, files, notes, quotation, supplement, urging, repeat call
// and reply, and lets time pass until what is open is overdue.
func (x *town) furnishOrders(t *testing.T) {
	t.Helper()
	x.article = x.publish(t)
	for i := range townMatters {
		m := townMatters[i]
		x.matters = append(x.matters, &m)
		x.takeOn(t, i, &m)
		x.handle(t, &m)
	}
	x.takeOnPair(t)
	x.settle(t)
	x.clock.Advance(10 * 24 * time.Hour) // the open ones are overdue, follow-ups wait on the telephone list
	x.settle(t)
	var plans struct {
		Items []struct {
			ID    ids.ID `json:"id"`
			Order ids.ID `json:"order_id"`
		} `json:"items"`
	}
	x.must(t, "leader", "GET", "/followups?limit=200", nil, &plans)
	for _, p := range plans.Items {
		for _, m := range x.matters {
			if m.order == p.Order {
				m.followup = p.ID
				x.must(t, "leader", "POST", "/followups/"+p.ID.String()+"/attempts", map[string]any{"reached": false, "note": m.sign + "家无人接听"}, nil)
			}
		}
	}
	x.settle(t)
	for _, m := range x.matters {
		x.look(t, m)
	}
}

// publish makes one knowledge entry to quote.
func (x *town) publish(t *testing.T) ids.ID {
	var a struct {
		ID     ids.ID `json:"id"`
		Latest int64  `json:"latest"`
	}
	x.must(t, "editor", "POST", "/articles", map[string]any{"kind": "article", "title": "路灯报修", "body": "路灯由市政负责维护。", "public": true}, &a)
	x.must(t, "editor", "POST", "/articles/"+a.ID.String()+"/submit", map[string]any{"version": a.Latest}, nil)
	x.must(t, "knowledge_reviewer", "POST", "/articles/"+a.ID.String()+"/approve", map[string]any{"version": a.Latest}, nil)
	return a.ID
}

// form is a seat's form of the matter.
func (x *town) form(m *matter) map[string]any {
	return map[string]any{"kind": "help", "category_id": x.category, "title": m.sign + "桥路灯不亮", "sealed": m.sealed,
		"content": m.sign + "桥的路灯三晚不亮，请联系13900000000。", "address": m.sign + "桥东路1号", "expectation": "尽快修好" + m.sign + "桥",
		"accused": m.sign + "桥管养所", "reply_wanted": true, "reply_way": "phone"}
}

// takeOn registers the n-th matter by a call.
func (x *town) takeOn(t *testing.T, n int, m *matter) {
	m.phone = fmt.Sprintf("138%02d0000%02d", 40+n, 40+n)
	file := x.upload(t, "seat", m.sign+"桥.txt", m.sign+"桥的照片")
	form := x.form(m)
	form["attachment_ids"] = []ids.ID{file}
	if m.name == "direct" {
		form["then"] = map[string]any{"verb": "answer", "text": m.sign + "桥已安排", "article_ids": []ids.ID{x.article}}
	}
	contact := map[string]any{"door": "phone", "caller_name": m.sign + "小明", "salutation": m.sign + "先生", "contact_phone": m.phone, "requests": []any{form}}
	if strings.HasPrefix(m.name, "line") {
		contact["hotline_number"] = townLine
	}
	x.receive(t, contact, m)
	m.files = append(m.files, file)
}

// receive sends a contact and keeps its receipts.
func (x *town) receive(t *testing.T, contact map[string]any, list ...*matter) {
	var out struct {
		Contact  ids.ID `json:"contact_id"`
		Receipts []struct {
			Request ids.ID `json:"request_id"`
			Order   ids.ID `json:"order_id"`
			Number  string `json:"order_number"`
			Code    string `json:"query_code"`
		} `json:"receipts"`
	}
	x.must(t, "seat", "POST", "/contacts", contact, &out)
	for i, m := range list {
		r := out.Receipts[i]
		m.contact, m.request, m.order, m.number, m.code = out.Contact, r.Request, r.Order, r.Number, r.Code
	}
}

// takeOnPair registers two requests of one contact and gives them to two units. Contact and person are no secret
// between the two.
func (x *town) takeOnPair(t *testing.T) {
	a, b := &matter{name: "a-pair", unit: "a", sign: "鸸"}, &matter{name: "b-pair", unit: "b", sign: "鹋"}
	x.receive(t, map[string]any{"door": "phone", "caller_name": "王小明", "contact_phone": "13700000000", "requests": []any{x.form(a), x.form(b)}}, a, b)
	x.shared = a.contact
	for _, m := range []*matter{a, b} {
		m.contact = 0
		x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units[m.unit].ID})
		x.matters = append(x.matters, m)
	}
}

// handle takes the matter through the hands of its unit.
func (x *town) handle(t *testing.T, m *matter) {
	if m.unit == "" {
		return
	}
	officer := officerOf[m.unit]
	first := m.unit
	if first == "d1" {
		first = "d"
	}
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units[first].ID, "note": m.sign + "桥请速办"})
	if first == "d" {
		x.do(t, "officer-d", m, "transfer", map[string]any{"unit_id": x.units["d1"].ID, "reason": m.sign + "桥在你街道"})
	}
	x.work(t, officer, m)
	switch m.name {
	case "b":
		st, err := x.directory.StaffByLogin(x.store.Read(t.Context()), "accused")
		if err != nil {
			t.Fatal(err)
		}
		x.do(t, "leader", m, "accuse", map[string]any{"staff_id": st.ID, "reason": m.sign + "桥的来电人指明"})
	}
	switch m.name {
	case "a-back", "gone":
		x.do(t, officer, m, "return", map[string]any{"reason_code": "facts_unclear", "reason": m.sign + "桥不归我们管"})
	case "b-help", "b-let-go":
		x.do(t, officer, m, "invite", map[string]any{"unit_id": x.units["a"].ID, "ask": m.sign + "桥请协助查水管"})
		if m.name == "b-let-go" {
			x.do(t, officer, m, "release", map[string]any{"reason": m.sign + "桥已查明"})
		}
	case "a", "b":
		x.reply(t, officer, m)
		x.do(t, "reviewer", m, "review", map[string]any{"approve": false, "note": m.sign + "桥的答复太短"})
	case "merged":
		x.merge(t, m, "main")
	case "a-done", "b-done", "b-sealed":
		if m.name == "b-done" {
			x.merge(t, x.matter("joined"), m.name)
		}
		x.reply(t, officer, m)
		x.do(t, "reviewer", m, "review", map[string]any{"approve": true, "note": m.sign + "桥可以办结"})
	}
	if m.name == "gone" {
		m.unit = "b"
		x.do(t, "reviewer", m, "review-return", map[string]any{"uphold": true, "unit_id": x.units["b"].ID, "note": m.sign + "桥改派"})
		x.work(t, "officer-b", m)
	}
}

// merge joins a matter of unit a to another unit's: nobody but the centre has it until that one is completed, and then
// it counts as the unit's that answered it.
func (x *town) merge(t *testing.T, m *matter, into string) {
	main := x.matter(into)
	x.do(t, "leader", m, "merge", map[string]any{"into_id": main.order, "note": m.sign + "桥与另一件是同一处"})
	if m.unit = ""; into == "b-done" {
		m.unit = "b"
	}
}

// work is what an officer and the centre do while an order is in hand.
func (x *town) work(t *testing.T, officer string, m *matter) {
	x.do(t, officer, m, "sign", nil)
	x.do(t, officer, m, "note", map[string]any{"text": m.sign + "桥已到场"})
	x.do(t, "leader", m, "note", map[string]any{"text": m.sign + "桥请盯紧"})
	x.do(t, "leader", m, "urge", map[string]any{"note": m.sign + "桥催办"})
	x.do(t, "leader", m, "supplement", map[string]any{"content": m.sign + "桥又多了一盏"})
	x.do(t, "leader", m, "repeat", map[string]any{"door": "phone", "caller_name": m.sign + "小红", "content": m.sign + "桥仍然不亮", "urge": true})
	file := x.upload(t, officer, m.sign+"桥现场.txt", m.sign+"桥现场照片")
	m.files = append(m.files, file)
	x.do(t, officer, m, "attachments", map[string]any{"attachment_ids": []ids.ID{file}})
	x.must(t, officer, "POST", "/articles/"+x.article.String()+"/quote", map[string]any{"order_id": m.order}, nil)
}

func (x *town) reply(t *testing.T, officer string, m *matter) {
	x.do(t, officer, m, "reply", map[string]any{"outcome": "resolved", "basis": m.sign + "桥已检修", "reached": false,
		"public_text": m.sign + "桥的灯已修好", "internal_note": m.sign + "桥换了灯头"})
}

// do uses a verb on the matter, with the version of now where it has one.
func (x *town) do(t *testing.T, who string, m *matter, verb string, in map[string]any) {
	t.Helper()
	x.look(t, m)
	if in == nil {
		in = map[string]any{}
	}
	if verb != "repeat" {
		in["version"] = m.version
	}
	x.must(t, who, http.MethodPost, "/orders/"+m.order.String()+"/"+verb, in, nil)
}

// look reads what the leader sees of the matter: its version and its requester.
func (x *town) look(t *testing.T, m *matter) {
	t.Helper()
	var o struct {
		Version int64 `json:"version"`
	}
	x.must(t, "leader", "GET", "/orders/"+m.order.String(), nil, &o)
	var behind struct {
		Items []struct {
			Identity *struct {
				ID ids.ID `json:"identity_id"`
			} `json:"identity"`
		} `json:"items"`
	}
	x.must(t, "leader", "GET", "/requests?order_id="+m.order.String(), nil, &behind)
	m.version = o.Version
	if behind.Items[0].Identity != nil && !strings.HasSuffix(m.name, "-pair") {
		m.identity = behind.Items[0].Identity.ID
	}
}
