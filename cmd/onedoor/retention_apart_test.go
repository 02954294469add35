package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/retention"
)

// erasedApart holds the rules of what ends apart from orders: supervision, refused requests, recordings. Each erases what its
// time has come for, passes over what is held, and counts beforehand what it will reach.
func (x *town) erasedApart(t *testing.T) {
	m := &matter{name: "apart", unit: "b", sign: "鹮"}
	x.takeOn(t, 61, m)
	x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["b"].ID})
	var opened struct {
		Items []struct {
			ID ids.ID `json:"id"`
		} `json:"items"`
	}
	x.must(t, "supervisor", "POST", "/supervise/cases", map[string]any{"order_ids": []any{m.order}, "reason_code": "leader", "words": "请核实鹮桥"}, &opened)
	file := opened.Items[0].ID.String()
	x.must(t, "supervisor", "POST", "/supervise/cases/"+file+"/close", map[string]any{"version": 1, "conclusion": "鹮桥已修复"}, nil)

	meeting := x.endedMeeting(t, m)

	refused := func(sign, phone string) *matter {
		r := &matter{name: sign, sign: sign}
		form := x.form(r)
		form["then"] = map[string]any{"verb": "refuse", "code": "outside-city", "text": sign + "桥不在本市"}
		var out struct {
			Receipts []struct {
				Number string `json:"number"`
			} `json:"receipts"`
		}
		x.must(t, "seat", "POST", "/contacts", map[string]any{"door": "phone", "caller_name": "赵小明", "contact_phone": phone, "requests": []any{form}}, &out)
		r.number = out.Receipts[0].Number
		return r
	}
	gone, kept := refused("鸨", "13800007001"), refused("鸩", "13800007002")
	hold := func(kind, number string) (h retention.Hold) {
		t.Helper()
		x.must(t, "leader", "POST", "/retention/holds", map[string]any{"kind": kind, "number": number, "reason": "法院来函要求保全"}, &h)
		return h
	}
	lift := func(h retention.Hold) {
		t.Helper()
		x.must(t, "supervisor", "POST", "/retention/holds/"+h.ID.String()+"/lift", map[string]any{"reason": "案件已结", "version": 1}, nil)
	}
	person := hold("requester", kept.number)

	calls := map[string]ids.ID{"free": ids.New(), "held": ids.New(), "of a held order": ids.New()}
	evidence := &matter{name: "evidence", unit: "b", sign: "鹈"}
	x.takeOn(t, 62, evidence)
	path := func(call ids.ID) string {
		return filepath.Join(x.config.RecordingDir(), fmt.Sprint(wall.Day(x.clock.Now())), call.String()+".odr")
	}
	files := map[ids.ID]string{}
	for _, call := range calls {
		files[call] = path(call)
		if err := os.MkdirAll(filepath.Dir(files[call]), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[call], []byte("sound"), 0o600); err != nil {
			t.Fatal(err)
		}
		x.write(t, func(tx *store.Tx) error {
			at := wall.Micros(x.clock.Now())
			_, err := tx.Exec(`INSERT INTO switchboard_call (id, peer_id, direction, hotline, began_at, ended_at) VALUES (?, 0, 'in', '12345', ?, ?)`, call, at, at)
			return err
		})
	}
	x.write(t, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE intake_contact SET call_id = ? WHERE id = ?`, calls["of a held order"], evidence.contact)
		return err
	})
	recording, order := hold("recording", calls["held"].String()), hold("order", evidence.number)
	there := func(which string) bool {
		_, err := os.Stat(files[calls[which]])
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return err == nil
	}

	x.clock.Advance(13 * 31 * 24 * time.Hour)
	for code, want := range map[string]int{"supervision": 3, "refusals": 1, "recordings": 1} {
		got := x.say(t, "admin", http.MethodGet, "/api/v1/retention/preview?months=12&code="+code, "")
		if !strings.Contains(got.body, `"orders":`+fmt.Sprint(want)) {
			t.Errorf("preview of %s: %d %s", code, got.status, got.body)
		}
		x.must(t, "admin", "PUT", "/retention/rules/"+code, map[string]any{"months": 12, "active": true, "version": 1}, nil)
	}
	run := func() {
		x.clock.Advance(25 * time.Hour)
		for range 4 {
			x.settle(t)
		}
	}
	run()
	if got := x.say(t, "supervisor", http.MethodGet, "/api/v1/supervise/cases/"+file, ""); got.status != http.StatusOK || strings.Contains(got.body, "核实鹮桥") || strings.Contains(got.body, "鹮桥已修复") {
		t.Errorf("the case still says: %d %s", got.status, got.body)
	}
	run() // the bytes of files stay for another day
	meeting.gone(t)
	list := func() string {
		return x.say(t, "leader", http.MethodGet, "/api/v1/refusals?limit=200", "").body
	}
	if body := list(); strings.Contains(body, gone.sign) || !strings.Contains(body, gone.number) || !strings.Contains(body, kept.sign) {
		t.Errorf("refusals: %s", body)
	}
	if there("free") || !there("held") || !there("of a held order") {
		t.Errorf("recordings: free %v, held %v, of a held order %v", there("free"), there("held"), there("of a held order"))
	}
	lift(person)
	lift(recording)
	lift(order)
	run()
	if body := list(); strings.Contains(body, kept.sign) {
		t.Errorf("refusals after the hold: %s", body)
	}
	if there("held") || there("of a held order") {
		t.Error("a recording is kept after its hold was lifted")
	}
	if o, err := x.orders.Get(x.store.Read(t.Context()), auth.System, m.order); err != nil || !strings.Contains(o.Title, m.sign) {
		t.Errorf("an open order lost words: %q, %v", o.Title, err)
	}
}
