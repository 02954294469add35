package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"onedoor/internal/door/partner"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// bureau is a department's own system, written from docs/api.md alone: it shares no code with the door.
type bureau struct {
	t      *testing.T
	p      *platformHouse
	kid    string
	secret []byte
	url    string

	mu  sync.Mutex
	got []bureauMessage
	seq int
}

type bureauMessage struct {
	ID       string         `json:"id"`
	Kind     string         `json:"kind"`
	Exchange string         `json:"exchange"`
	Seq      int            `json:"seq"`
	Body     map[string]any `json:"body"`
}

func newBureau(t *testing.T, p *platformHouse) *bureau {
	t.Helper()
	x := &bureau{t: t, p: p}
	server := httptest.NewServer(x)
	t.Cleanup(server.Close)
	x.url = server.URL
	p.write(func(tx *store.Tx) (err error) {
		p.other, err = p.partner.Add(tx, auth.System, partner.PartnerIn{Code: "bureau", Name: "水务局业务系统", URL: x.url, UnitID: p.standing})
		if err != nil {
			return err
		}
		_, line, err := p.partner.NewKey(tx, auth.System, p.other.ID, "hmac-sha256", "")
		if err != nil {
			return err
		}
		parts := strings.Split(line, ":")
		x.kid = parts[1]
		x.secret, err = base64.RawURLEncoding.DecodeString(parts[3])
		return err
	})
	return x
}

func (x *bureau) hmac(at, method, path string, body []byte) string {
	mac := hmac.New(sha256.New, x.secret)
	fmt.Fprintf(mac, "%s\n%s\n%s\n%s", at, method, path, body)
	return hex.EncodeToString(mac.Sum(nil))
}

// ServeHTTP takes what the platform sends.
func (x *bureau) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var m bureauMessage
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	want := x.hmac(r.Header.Get("X-Onedoor-Time"), r.Method, r.URL.RequestURI(), body)
	if err != nil || r.URL.Path != "/partner/v1/messages" || r.Header.Get("X-Onedoor-Key") != x.kid || r.Header.Get("X-Onedoor-Signature") != want {
		x.t.Errorf("%s %s with key %q: %v", r.Method, r.URL, r.Header.Get("X-Onedoor-Key"), err)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	x.mu.Lock()
	x.got = append(x.got, m)
	x.mu.Unlock()
	answer := fmt.Appendf(nil, `{"message":%q,"outcome":"ok"}`, m.ID)
	at := unix(x.p.wall.Now())
	w.Header().Set("X-Onedoor-Key", x.kid)
	w.Header().Set("X-Onedoor-Time", at)
	w.Header().Set("X-Onedoor-Signature", x.hmac(at, "ACK", m.ID, answer))
	_, _ = w.Write(answer)
}

// tells sends a message about the exchange that was offered and returns the outcome of the signed acknowledgement.
func (x *bureau) tells(kind string, body map[string]any) string {
	x.t.Helper()
	x.seq++
	id := fmt.Sprintf("sw-%d", x.seq)
	text, err := json.Marshal(map[string]any{"version": 1, "id": id, "kind": kind, "exchange": x.got[0].Exchange, "seq": x.seq, "sent_at": x.p.wall.Now(), "body": body})
	if err != nil {
		x.t.Fatal(err)
	}
	res := x.post(text, x.hmac(unix(x.p.wall.Now()), http.MethodPost, "/partner/v1/messages", text))
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		x.t.Fatalf("%s: %d %s %v", kind, res.StatusCode, answer, err)
	}
	if res.Header.Get("X-Onedoor-Signature") != x.hmac(res.Header.Get("X-Onedoor-Time"), "ACK", id, answer) {
		x.t.Errorf("%s: the acknowledgement is signed otherwise", kind)
	}
	var ack struct {
		Message, Outcome string
	}
	if err := json.Unmarshal(answer, &ack); err != nil || ack.Message != id {
		x.t.Errorf("%s: %s %v", kind, answer, err)
	}
	return ack.Outcome
}

func (x *bureau) post(text []byte, sign string) *http.Response {
	x.t.Helper()
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodPost, x.p.server.URL+"/partner/v1/messages", strings.NewReader(string(text)))
	if err != nil {
		x.t.Fatal(err)
	}
	req.Header.Set("X-Onedoor-Key", x.kid)
	req.Header.Set("X-Onedoor-Time", unix(x.p.wall.Now()))
	req.Header.Set("X-Onedoor-Signature", sign)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	return res
}

func (x *bureau) kinds() (list []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, m := range x.got {
		list = append(list, m.Kind)
	}
	return list
}

// TestPartner_Foreign hands an order to a department's own system and follows it there and back by what the document says
// alone: offered, accepted, progress, replied, completed, archived.
func TestPartner_Foreign(t *testing.T) {
	eachPlatform(t, func(t *testing.T) {
		p := newPlatform(t, "甲市", "JA", wall.NewManual(partnerDay))
		x := newBureau(t, p)
		given := p.request(1, nil)
		settle(t, p)
		if got := x.kinds(); !slices.Equal(got, []string{"order.offered"}) {
			t.Fatalf("it was sent %v", got)
		}
		offer, _ := x.got[0].Body["offer"].(map[string]any)
		if x.got[0].Seq != 1 || offer["number"] != given.Number || offer["title"] != given.Title || offer["content"] != given.Content {
			t.Errorf("offered %v", x.got[0])
		}
		if who := fmt.Sprint(x.got[0]); strings.Contains(who, "王小明") || strings.Contains(who, "13900001001") {
			t.Errorf("without an agreement it learns who asked: %s", who)
		}
		if got := x.tells("order.accepted", map[string]any{"number": "SW-1"}); got != "ok" || p.stateAt(given.ID) != partner.StateAccepted {
			t.Errorf("accepted: %s, %s", got, p.stateAt(given.ID))
		}
		if got := x.tells("order.progress", map[string]any{"text": "抢修队已出发"}); got != "ok" {
			t.Error(got)
		}
		if got := x.tells("order.replied", map[string]any{"reply": map[string]any{"outcome": "resolved", "text": "已恢复供水", "basis": "现场抢修",
			"contacted_at": p.wall.Now(), "reached": true}}); got != "ok" {
			t.Error(got)
		}
		replies, err := p.orders.Replies(p.store.Read(t.Context()), given.ID)
		if err != nil || len(replies) != 1 || replies[0].PublicText != "已恢复供水" || !replies[0].Reached || p.order(given.ID).State != workorder.StateReplied {
			t.Fatalf("%+v %v", replies, err)
		}
		// Whoever does not know the secret is not heard.
		res := x.post([]byte(`{"version":1,"id":"sw-9","kind":"order.progress","exchange":"`+x.got[0].Exchange+`","seq":4,"body":{"text":"冒名"}}`), strings.Repeat("0", 64))
		_ = res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("a forged message: %d", res.StatusCode)
		}
		p.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return p.orders.ReviewReply(tx, auth.System, given.ID, o.Version, workorder.ReviewIn{Approve: true})
		})
		settle(t, p)
		p.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
			return p.orders.Archive(tx, auth.System, given.ID, o.Version)
		})
		settle(t, p)
		if got := x.kinds(); !slices.Equal(got, []string{"order.offered", "order.completed", "order.archived"}) || p.stateAt(given.ID) != partner.StateArchived {
			t.Errorf("it was sent %v, the exchange is %s", got, p.stateAt(given.ID))
		}
		for i, m := range x.got {
			if m.Seq != i+1 || m.Exchange != x.got[0].Exchange {
				t.Errorf("message %d: %+v", i, m)
			}
		}
	})
}
