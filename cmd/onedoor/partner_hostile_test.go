package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"onedoor/internal/door/partner"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

// stranger speaks the wire to b with a key that it shares, as a program that somebody else wrote.
type stranger struct {
	t    *testing.T
	b    *platformHouse
	kid  string
	alg  string
	key  []byte
	at   func() time.Time
	spy  func(*http.Request)
	last *http.Response
}

func newStranger(t *testing.T, a, b *platformHouse) *stranger {
	t.Helper()
	x := &stranger{t: t, b: b, at: b.wall.Now}
	b.write(func(tx *store.Tx) error {
		_, line, err := b.partner.NewKey(tx, auth.System, b.other.ID, "hmac-sm3", "")
		if err != nil {
			return err
		}
		parts := strings.Split(line, ":")
		x.kid, x.alg = parts[1], parts[2]
		x.key, err = base64.RawURLEncoding.DecodeString(parts[3])
		return err
	})
	return x
}

func (x *stranger) offer(name string) partner.Message {
	return partner.Message{Version: 1, ID: "m-" + name, Kind: partner.MsgOffered, Exchange: "x-" + name, Seq: 1, SentAt: x.at(),
		Body: partner.Body{Offer: &partner.Offer{Number: "SW-" + name, Kind: "help", Title: "停水", Content: "停水两天"}}}
}

func (x *stranger) send(m partner.Message) (int, string) {
	x.t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		x.t.Fatal(err)
	}
	return x.post(text)
}

func (x *stranger) post(text []byte) (int, string) {
	x.t.Helper()
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodPost, x.b.server.URL+"/partner/v1/messages", bytes.NewReader(text))
	if err != nil {
		x.t.Fatal(err)
	}
	req.Header.Set(partner.HeaderKey, x.kid)
	req.Header.Set(partner.HeaderTime, fmt.Sprint(x.at().Unix()))
	req.Header.Set(partner.HeaderSignature, partner.Sign(x.alg, x.key, x.at(), http.MethodPost, "/partner/v1/messages", text))
	if x.spy != nil {
		x.spy(req)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	x.last = res
	return res.StatusCode, string(body)
}

// TestPartner_Hostile sends what a broken or hostile partner may send. Nothing of it has an effect.
func TestPartner_Hostile(t *testing.T) { eachPlatform(t, testHostile) }

func testHostile(t *testing.T) {
	a, b, _ := platforms(t, nil)
	x := newStranger(t, a, b)
	long := strings.Repeat("水", 20001)
	change := func(fn func(*partner.Message)) func() (int, string) {
		return func() (int, string) { m := x.offer("h"); fn(&m); return x.send(m) }
	}
	header := func(name, value string) func() (int, string) {
		return func() (int, string) {
			x.spy = func(r *http.Request) { r.Header.Set(name, value) }
			defer func() { x.spy = nil }()
			return x.send(x.offer("h"))
		}
	}
	raw := func(text string) func() (int, string) { return func() (int, string) { return x.post([]byte(text)) } }
	at := func(d time.Duration) func() (int, string) {
		return func() (int, string) {
			x.at = func() time.Time { return b.wall.Now().Add(d) }
			defer func() { x.at = b.wall.Now }()
			return x.send(x.offer("h"))
		}
	}
	for _, c := range []struct {
		name   string
		do     func() (int, string)
		status int
		code   string
	}{
		{"UnknownKey", header(partner.HeaderKey, "0000000000000000"), 401, "partner.bad_signature"},
		{"NoKey", header(partner.HeaderKey, ""), 401, "partner.bad_signature"},
		{"OddKey", header(partner.HeaderKey, "' OR 1=1 --"), 401, "partner.bad_signature"},
		{"WrongSignature", header(partner.HeaderSignature, strings.Repeat("00", 32)), 401, "partner.bad_signature"},
		{"NoHex", header(partner.HeaderSignature, "xyz"), 401, "partner.bad_signature"},
		{"EmptySignature", header(partner.HeaderSignature, ""), 401, "partner.bad_signature"},
		{"OtherTime", header(partner.HeaderTime, "1"), 401, "partner.bad_signature"},
		{"Old", at(-6 * time.Minute), 401, "partner.expired"},
		{"Future", at(6 * time.Minute), 401, "partner.expired"},
		{"NoJSON", raw(`{`), 422, "partner.invalid_message"},
		{"Empty", raw(``), 422, "partner.invalid_message"},
		{"Null", raw(`null`), 422, "partner.version_unknown"},
		{"Array", raw(`[]`), 422, "partner.invalid_message"},
		{"Two", raw(`{"version":1} {}`), 422, "partner.invalid_message"},
		{"NoText", raw("\xff\xfe"), 422, "partner.invalid_message"},
		{"Deep", raw(strings.Repeat("[", 200000)), 422, "partner.invalid_message"},
		{"Types", raw(`{"version":1,"id":7,"kind":"ping"}`), 422, "partner.invalid_message"},
		{"Huge", raw(`{"version":1,"id":"` + strings.Repeat("a", 600<<10) + `"}`), 413, "partner.too_large"},
		{"OtherVersion", change(func(m *partner.Message) { m.Version = 2 }), 422, "partner.version_unknown"},
		{"UnknownKind", change(func(m *partner.Message) { m.Kind = "order.deleted" }), 422, "partner.invalid_message"},
		{"NoID", change(func(m *partner.Message) { m.ID = "" }), 422, "partner.invalid_message"},
		{"NoExchange", change(func(m *partner.Message) { m.Exchange = "" }), 422, "partner.invalid_message"},
		{"SequenceZero", change(func(m *partner.Message) { m.Seq = 0 }), 422, "partner.invalid_message"},
		{"NoOffer", change(func(m *partner.Message) { m.Body.Offer = nil }), 422, "partner.invalid_message"},
		{"NoContent", change(func(m *partner.Message) { m.Body.Offer.Content = "" }), 422, "partner.invalid_message"},
		{"LongContent", change(func(m *partner.Message) { m.Body.Offer.Content = long }), 422, "partner.invalid_message"},
		{"UnknownOrderKind", change(func(m *partner.Message) { m.Body.Offer.Kind = "order" }), 422, "partner.invalid_message"},
		{"BadFile", change(func(m *partner.Message) { m.Body.Files = []partner.File{{ID: "../../etc", SHA256: "x", Size: -1}} }), 422, "partner.invalid_message"},
		{"ManyFiles", change(func(m *partner.Message) { m.Body.Files = make([]partner.File, 1000) }), 422, "partner.invalid_message"},
		{"NotTheFirst", change(func(m *partner.Message) { m.Seq = 2 }), 409, "partner.out_of_order"},
		{"OfNothing", change(func(m *partner.Message) { m.Kind = partner.MsgUrged }), 409, "partner.out_of_order"},
	} {
		status, text := c.do()
		if status != c.status || !strings.Contains(text, `"`+c.code+`"`) {
			t.Errorf("%s: %d %.300s", c.name, status, text)
		}
		if x.last.Header.Get(partner.HeaderSignature) != "" {
			t.Errorf("%s: a refusal is signed", c.name)
		}
	}
	var in, exchanges int
	q := b.store.Read(t.Context())
	for sql, to := range map[string]*int{`SELECT COUNT(*) FROM partner_in`: &in, `SELECT COUNT(*) FROM partner_exchange`: &exchanges} {
		if err := q.QueryRow(sql).Scan(to); err != nil {
			t.Fatal(err)
		}
	}
	if in != 0 || exchanges != 0 {
		t.Errorf("%d messages, %d exchanges came of it", in, exchanges)
	}
	t.Run("Twice", func(t *testing.T) {
		m := x.offer("t")
		one, first := x.send(m)
		two, second := x.send(m)
		if one != 200 || two != 200 || !strings.Contains(second, `"again":true`) {
			t.Errorf("%d %s; %d %s", one, first, two, second)
		}
		m.Body.Offer.Title = "另一件"
		if status, text := x.send(m); status != 422 || !strings.Contains(text, "partner.message_changed") {
			t.Errorf("changed: %d %s", status, text)
		}
		m.ID = "m-other"
		if status, text := x.send(m); status != 409 || !strings.Contains(text, "partner.out_of_order") {
			t.Errorf("offered again under another id: %d %s", status, text)
		}
		n := 0
		if err := q.QueryRow(`SELECT COUNT(*) FROM partner_exchange`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d orders, %v", n, err)
		}
	})
	t.Run("OutOfOrder", func(t *testing.T) {
		urge := partner.Message{Version: 1, ID: "m-t3", Kind: partner.MsgUrged, Exchange: "x-t", Seq: 3, Body: partner.Body{Text: "请尽快"}}
		if status, text := x.send(urge); status != 409 || !strings.Contains(text, "partner.out_of_order") {
			t.Errorf("%d %s", status, text)
		}
		before := partner.Message{Version: 1, ID: "m-t2", Kind: partner.MsgSupplemented, Exchange: "x-t", Seq: 2, Body: partner.Body{Text: "三楼也停水"}}
		for _, m := range []partner.Message{before, urge} {
			if status, text := x.send(m); status != 200 {
				t.Errorf("%d %s", status, text)
			}
		}
	})
	t.Run("Stopped", func(t *testing.T) {
		no := false
		b.write(func(tx *store.Tx) error {
			p, err := b.partner.Change(tx, auth.System, b.other.ID, partner.PartnerPatch{Version: b.other.Version, Takes: &no})
			b.other = p
			return err
		})
		if status, text := x.send(x.offer("n")); status != 403 || !strings.Contains(text, "partner.not_agreed") {
			t.Errorf("not agreed: %d %s", status, text)
		}
		b.write(func(tx *store.Tx) error {
			_, err := b.partner.Change(tx, auth.System, b.other.ID, partner.PartnerPatch{Version: b.other.Version, Active: &no})
			return err
		})
		if status, text := x.send(x.offer("n")); status != 403 || !strings.Contains(text, "partner.inactive") {
			t.Errorf("stopped: %d %s", status, text)
		}
	})
}
