package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// moody is a server that answers badly before it answers well, and writes down what it was asked.
type moody struct {
	*httptest.Server
	mu    sync.Mutex
	moods []int // statuses to answer with; 0 breaks the connection off; then 200
	asked []string
	body  string // of a good answer
	to    string // Location of a good answer
}

func newMoody(t *testing.T, body string, moods ...int) *moody {
	m := &moody{moods: moods, body: body}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		m.mu.Lock()
		defer m.mu.Unlock()
		m.asked = append(m.asked, fmt.Sprintf("%s %s %s %s", r.Method, r.URL.Path, r.Header.Get("Idempotency-Key"), text))
		if r.URL.Path == "/api/v1/session" {
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "s"})
			_, _ = io.WriteString(w, `{"rights":["workorder.sign"]}`)
			return
		}
		mood := 200
		if len(m.moods) > 0 {
			mood, m.moods = m.moods[0], m.moods[1:]
		}
		switch mood {
		case 0:
			panic(http.ErrAbortHandler)
		case 200:
			_, _ = io.WriteString(w, m.body)
		case 303:
			w.Header().Set("Location", m.to)
			w.WriteHeader(mood)
		default:
			w.WriteHeader(mood)
			_, _ = io.WriteString(w, `{"code":"test.bad_mood","detail":"心情不好"}`)
		}
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *moody) wire(t *testing.T) *wire {
	t.Helper()
	r := newRetry(2 * time.Second)
	r.first = time.Millisecond
	w, err := newWire(m.URL, 4, r, newFigures())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestCallRepeats holds that a request without an answer is repeated as it was, under its own key, and that a session
// that has ended is begun again.
func TestCallRepeats(t *testing.T) {
	m := newMoody(t, `{"id":"1"}`, 0, 503, 401, 429, 0)
	who := &member{Account: Account{"officer1", "secret"}, browser: m.wire(t).browser(nil)}
	var out order
	if err := who.call(t.Context(), "sign", http.MethodPost, "/orders/1/sign", "key-00000001", map[string]int{"version": 3}, &out); err != nil || out.ID != "1" {
		t.Fatalf("%+v, %v", out, err)
	}
	verb, session := `POST /api/v1/orders/1/sign key-00000001 {"version":3}`, `POST /api/v1/session  {"login":"officer1","password":"secret"}`
	want := []string{verb, verb, verb, session, verb, verb, verb}
	if strings.Join(m.asked, "\n") != strings.Join(want, "\n") {
		t.Errorf("asked\n%s\nwant\n%s", strings.Join(m.asked, "\n"), strings.Join(want, "\n"))
	}
	if by, _ := who.wire.figures.sum(); by["sign"].Requests != 2 { // 401 and 200 are answers
		t.Errorf("figures %+v", by)
	}
	m.moods, m.asked = []int{409}, nil
	if err := who.call(t.Context(), "sign", http.MethodPost, "/orders/1/sign", "key-00000002", nil, &out); codeOf(err) != "test.bad_mood" || len(m.asked) != 1 {
		t.Errorf("a refusal is no reason to repeat: %v, %q", err, m.asked)
	}
	m.moods = []int{401, 401, 401, 401, 401, 401, 401, 401}
	if err := who.call(t.Context(), "sign", http.MethodPost, "/orders/1/sign", "key-00000003", nil, &out); codeOf(err) != "test.bad_mood" {
		t.Errorf("a session that is never good: %v", err)
	}
	m.body = "<html>"
	if err := who.call(t.Context(), "look", http.MethodGet, "/orders/1", "", nil, &out); err == nil || codeOf(err) != "" {
		t.Errorf("an answer that is no JSON: %v", err)
	}
	m.Close()
	who.wire.retry.within = 50 * time.Millisecond
	err := who.call(t.Context(), "look", http.MethodGet, "/orders/1", "", nil, &out)
	refused(t, "server gone", err, ErrUnsure)
}

// TestCitizen reads the portal's pages as they are, and refuses to take anything else for them.
func TestCitizen(t *testing.T) {
	m := newMoody(t, `<form><input type="hidden" name="token" value="0123456789abcdef_-"></form>`, 503)
	w := m.wire(t)
	b := w.citizen(plan{behaviour(t, ""), 1, "ABCDE", 1}, "X-Source")
	if token, err := b.form(t.Context()); err != nil || token != "0123456789abcdef_-" {
		t.Fatalf("%q, %v", token, err)
	}
	m.body = `<dd class="code" data-testid="number">YM1&amp;2</dd><dd data-testid="code">ab-cd</dd>`
	m.moods, m.to, m.asked = []int{0, 303, 500}, "/receipt", nil
	number, code, err := b.report(t.Context(), "key-00000001", url.Values{"token": {"0123456789abcdef_-"}, "content": {"路灯不亮"}})
	if err != nil || number != "YM1&2" || code != "ab-cd" {
		t.Fatalf("%q %q %v", number, code, err)
	}
	if len(m.asked) != 4 || m.asked[0] != m.asked[1] || !strings.Contains(m.asked[1], "key-00000001") || !strings.Contains(m.asked[1], "路灯不亮") {
		t.Errorf("asked %q", m.asked)
	}
	m.body = `<p class="wrong">请填写诉求内容。</p>`
	if _, err := b.form(t.Context()); codeOf(err) != "portal.no_form" {
		t.Errorf("a page without a form: %v", err)
	}
	if _, _, err := b.report(t.Context(), "key-00000001", nil); codeOf(err) != "portal.http_200" || !strings.Contains(err.Error(), "请填写诉求内容。") {
		t.Errorf("the form shown again: %v", err)
	}
	m.body, m.moods, m.asked = `<input type="hidden" name="seen" value="119&amp;120"> data-testid="number">YM3< data-testid="code">x<`, []int{200, 303, 200}, nil
	if number, _, err = b.report(t.Context(), "key-00000004", url.Values{"content": {"着火了"}}); err != nil || number != "YM3" || len(m.asked) != 3 ||
		strings.Contains(m.asked[0], "119&120") || !strings.Contains(m.asked[1], "119&120") {
		t.Errorf("told of another number first: %q, %v, asked %q", number, err, m.asked)
	}
	m.body = `<p class="wrong">请填写诉求内容。</p>`
	m.moods, m.to = []int{303, 200, 303, 200, 303, 200}, "/receipt"
	if _, _, err := b.report(t.Context(), "key-00000001", nil); codeOf(err) != "portal.no_receipt" {
		t.Errorf("no receipt: %v", err)
	}
	if _, err := b.track(t.Context(), "YM1", "ab-cd", "key-00000003"); codeOf(err) != "portal.http_200" {
		t.Errorf("a wrong code: %v", err)
	}
	m.moods, m.to = []int{303}, "https://evil.example/track/YM1"
	if _, err := b.track(t.Context(), "YM1", "ab-cd", "key-00000003"); codeOf(err) != "portal.http_303" {
		t.Errorf("sent elsewhere: %v", err)
	}
	m.moods, m.to, m.body = []int{303, 200}, "/track/YM1", `YM1 <form method="post" action="/track/YM1/confirm">`
	if page, err := b.track(t.Context(), "YM1", "ab-cd", "key-00000003"); err != nil || !mayRate(page, "YM1") || mayRate(page, "YM2") {
		t.Errorf("%v %s", err, page)
	}
	m.moods, m.to = []int{303}, "/track/YM1?done=confirm"
	if err := b.confirm(t.Context(), "YM1", "key-00000002", nil); err != nil {
		t.Error(err)
	}
	if err := b.confirm(t.Context(), "YM1", "key-00000002", nil); codeOf(err) != "portal.http_200" {
		t.Errorf("not asked yet: %v", err)
	}
}

// TestSlots holds that who is told to wait makes room, and that who meets a server in trouble does not.
func TestSlots(t *testing.T) {
	for mood, room := range map[int]bool{429: true, 503: false} {
		m := newMoody(t, "{}", mood)
		w := m.wire(t)
		w.slots = make(chan struct{}, 1)
		var free bool
		w.retry.sleep = func(context.Context, time.Duration) error {
			free = len(w.slots) == 0
			return nil
		}
		if _, err := w.browser(nil).send(t.Context(), request{verb: "look", method: http.MethodGet, path: "/"}); err != nil || free != room || len(w.slots) != 0 {
			t.Errorf("after %d: %v, room for others %v, %d slots kept", mood, err, free, len(w.slots))
		}
	}
	m := newMoody(t, "{}", 429)
	w := m.wire(t)
	w.retry.sleep = func(context.Context, time.Duration) error { return context.Canceled }
	if _, err := w.browser(nil).send(t.Context(), request{verb: "look", method: http.MethodGet, path: "/"}); !errors.Is(err, context.Canceled) || len(w.slots) != 0 {
		t.Errorf("stopped while waiting: %v, %d slots kept", err, len(w.slots))
	}
}
