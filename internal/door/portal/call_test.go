package portal_test

import (
	"bytes"
	"encoding/json"
	"image"
	encode "image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"onedoor/internal/door/portal"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/switchboard"
)

// guests gives lines to visitors, or has no exchange.
type guests struct {
	portal.Calls
	open    bool
	sources []string
	seat    ids.ID
	sent    []switchboard.Sent
}

func (g *guests) TakesGuests() bool { return g.open }

func (g *guests) Guest(source string) (switchboard.LineView, error) {
	if !g.open {
		return switchboard.LineView{}, switchboard.ErrNoExchange
	}
	g.sources = append(g.sources, source)
	return switchboard.LineView{Account: "guest", Password: "secret", Target: "sip:12345@here"}, nil
}

var callToken = regexp.MustCompile(`data-token="([^"]*)"`)

func (g *guests) GuestCall(account, secret string) (switchboard.GuestView, error) {
	if account != "guest" || secret != "secret" {
		return switchboard.GuestView{}, switchboard.ErrGuestLine
	}
	return switchboard.GuestView{State: "waiting", Place: 3, Wait: 240}, nil
}

func (g *guests) GuestSeat(account, secret string) (ids.ID, error) {
	if _, err := g.GuestCall(account, secret); err != nil {
		return 0, err
	}
	if g.seat == 0 {
		return 0, switchboard.ErrNobody
	}
	return g.seat, nil
}

func (g *guests) GuestSend(_, _ string, to ids.ID, what switchboard.Sent) error {
	if to != 0 && to != g.seat {
		return switchboard.ErrNobody
	}
	g.sent = append(g.sent, what)
	return nil
}

// TestCallSend: photos and places go to the seat by whoever holds the line, a photo drawn anew as the seat's own upload;
// nothing goes by others, before anybody speaks, or that is no photo or place.
func TestCallSend(t *testing.T) {
	c := newCity(t, testkit.Store(t, migrations...))
	c.calls.open = true
	b := c.browser()
	line := []string{"Authorization", "Basic Z3Vlc3Q6c2VjcmV0"}
	var picture bytes.Buffer
	if err := encode.Encode(&picture, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	photo := func(content string, headers ...string) page {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, _ := w.CreateFormFile("photo", "../../x.html")
		_, _ = part.Write([]byte(content))
		_ = w.Close()
		return b.send("/call/photo", w.FormDataContentType(), &body, headers...)
	}
	place := func(latitude string, headers ...string) page {
		form := url.Values{"latitude": {latitude}, "longitude": {"120.15"}, "accuracy": {"20"}}
		return b.send("/call/place", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), headers...)
	}
	expect := func(what string, got page, want string) {
		t.Helper()
		if want == "" && got.status != http.StatusNoContent || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d %s, want %s", what, got.status, got.body, want)
		}
	}
	expect("a stranger's photo", photo(picture.String()), "switchboard.guest_line_over")
	expect("a stranger's place", place("30"), "switchboard.guest_line_over")
	expect("to nobody", photo(picture.String(), line...), "switchboard.nobody_speaks")
	c.calls.seat = 42
	expect("a photo", photo(picture.String(), line...), "")
	expect("a program", photo("MZ\x90\x00", line...), "portal.not_a_photo")
	expect("a huge file", photo(strings.Repeat("x", 10<<20), line...), "portal.photo_too_large")
	expect("no form", b.send("/call/photo", "text/plain", strings.NewReader("x"), line...), "portal.not_a_photo")
	expect("a place", place("30.25", line...), "")
	expect("no place", place("here", line...), "switchboard.bad_place")
	if len(c.calls.sent) != 2 || c.calls.sent[0].Kind != "photo" || c.calls.sent[0].File == 0 || !strings.HasSuffix(c.calls.sent[0].Name, ".jpg") || c.calls.sent[1].Latitude != 30.25 {
		t.Errorf("sent %+v", c.calls.sent)
	}
}

// TestCallPage holds that the page of a call names the number to dial, in words that need no script, and brings a
// telephone only where calls are taken; that a line is given for the page's token alone.
func TestCallPage(t *testing.T) {
	c := newCity(t, testkit.Store(t, migrations...))
	b := c.browser()
	shut := b.get("/call")
	b.expect("no exchange", shut, http.StatusOK, "<h1>网上通话</h1>", "现在不能在网页上通话", `href="tel:12345"`)
	if strings.Contains(shut.body, "<script") || strings.Contains(b.get("/").body, `href="/call"`) {
		t.Errorf("a telephone is offered: %s", words(shut.body))
	}

	c.calls.open = true
	p := b.get("/call")
	b.expect("open", p, http.StatusOK, "<noscript>", "不能在网页上通话，请直接拨打", `src="/portal/call.js"`, "呼叫 12345")
	if notice, button := strings.Index(p.body, "通话可能被录音"), strings.Index(p.body, `id="call-start"`); notice < 0 || notice > button {
		t.Errorf("the recording is not told before the button: %d, %d", notice, button)
	}
	b.expect("home", b.get("/"), http.StatusOK, `href="/call"`)
	if script := b.get("/portal/call.js"); script.status != http.StatusOK || !strings.Contains(script.header.Get("Content-Type"), "javascript") {
		t.Errorf("the script: %d %v", script.status, script.header)
	}
	m := callToken.FindStringSubmatch(p.body)
	if m == nil {
		t.Fatal("the page has no token")
	}
	for _, wrong := range []string{"", "x", m[1][:len(m[1])-4] + "AAAA"} {
		if got := b.post("/call/line", url.Values{"token": {wrong}}); got.status != http.StatusForbidden || !strings.Contains(got.body, "portal.page_stale") {
			t.Errorf("token %q: %d %s", wrong, got.status, got.body)
		}
	}
	got := b.post("/call/line", url.Values{"token": {m[1]}})
	var line switchboard.LineView
	if err := json.Unmarshal([]byte(got.body), &line); err != nil || got.status != http.StatusOK || line.Target != "sip:12345@here" {
		t.Errorf("a line: %d %s %v", got.status, got.body, err)
	}
	for auth, want := range map[string]string{
		"": "switchboard.guest_line_over", "Basic Z3Vlc3Q6eA==": "switchboard.guest_line_over", "Basic Z3Vlc3Q6c2VjcmV0": `{"state":"waiting","place":3,"wait":240,"video":false}`,
	} {
		if got := b.ask("/call/state", auth); !strings.Contains(got.body, want) {
			t.Errorf("%q: %d %s", auth, got.status, got.body)
		}
	}
	for range 30 {
		got = b.ask("/call/state", "")
	}
	if !strings.Contains(got.body, "portal.too_fast") {
		t.Errorf("guesses are not counted: %s", got.body)
	}
	if len(c.calls.sources) != 1 || c.calls.sources[0] != b.source {
		t.Errorf("counted by %q", c.calls.sources)
	}
}
