package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/peers"
)

const plainSound = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"

func (o *office) line(login string) switchboard.LineView {
	o.t.Helper()
	var v switchboard.LineView
	if err := o.people[login].call(o.t.Context(), http.MethodPost, "/seat/line", "", struct{}{}, &v); err != nil {
		o.t.Fatal(err)
	}
	return v
}

// TestSeatSocket: the socket is for who may sit at a telephone, from a page of this host, and for the own account alone;
// a seat signs in once its telephone is there.
func TestSeatSocket(t *testing.T) {
	o := newOffice(t, `{}`)
	for name, c := range map[string]struct {
		who    *client
		origin string
		want   int
	}{
		"Nobody":       {nil, "", 401},
		"WithoutRight": {o.people["officer1"], "", 403},
		"OtherSite":    {o.people["seat1"], "https://elsewhere.example", 403},
		"NoOrigin":     {o.people["seat1"], "", 101},
		"OwnSite":      {o.people["seat1"], o.server.URL, 101},
	} {
		if _, got := o.dial("/sip", c.origin, c.who); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	mine, theirs := o.line("seat1"), o.line("seat2")
	if mine.WSPath != "/sip" || mine.Password == theirs.Password || mine.Account == theirs.Account || mine.ICEServers == nil {
		t.Errorf("%+v, %+v", mine.WSPath, mine.ICEServers)
	}
	if _, err := o.seat("seat1", "sign-in", struct{}{}); err == nil || !strings.Contains(err.Error(), "switchboard.line_offline") {
		t.Errorf("sign-in without a telephone: %v", err)
	}
	w, _ := o.dial(mine.WSPath, o.server.URL, o.people["seat1"])
	for name, c := range map[string][3]string{
		"AnothersAccount": {theirs.Account, theirs.Password, "403"},
		"WrongPassword":   {mine.Account, "wrong", "403"},
		"Own":             {mine.Account, mine.Password, "200"},
	} {
		if got := w.ask("REGISTER", c[0], "onedoor", c[1], ""); got != c[2] {
			t.Errorf("%s: %s, want %s", name, got, c[2])
		}
	}
	if v := o.until("seat1", "online", func(v switchboard.SeatView) bool { return v.Online }); v.State != switchboard.SeatOffline {
		t.Errorf("signed in by its telephone alone: %s", v.State)
	}
	if v := o.must("seat1", "sign-in", struct{}{}); v.State != switchboard.SeatBusy || v.Reason != "duty" {
		t.Errorf("after sign-in %s %s", v.State, v.Reason)
	}
	if v := o.must("seat1", "ready", struct{}{}); v.State != switchboard.SeatReady {
		t.Errorf("after ready %s", v.State)
	}
	if v := o.must("seat1", "break", map[string]string{"kind": "meal"}); v.Reason != "meal" {
		t.Errorf("after break %s", v.Reason)
	}
	_ = w.conn.Close()
	o.until("seat1", "away", func(v switchboard.SeatView) bool { return v.Away && !v.Online && v.State == switchboard.SeatBusy })
	if v := o.must("seat1", "sign-out", struct{}{}); v.State != switchboard.SeatOffline {
		t.Errorf("after sign-out %s", v.State)
	}
}

// TestGuestSocket: a visitor calls the hotline once and nothing else; the call rings at a seat, which sees by which door
// it came.
func TestGuestSocket(t *testing.T) {
	o := newOffice(t, `{"trunks": [{"name": "city", "transport": "UDP", "allow": ["127.0.0.1/32"]}]}`) // a browser beside it is no trunk
	for _, path := range []string{"/call/sip", "/call/sip?line=guest-0", "/call/sip?line=" + o.line("seat1").Account} {
		if _, got := o.dial(path, "", nil); got != 403 {
			t.Errorf("%s: %d", path, got)
		}
	}
	line, err := o.calls.Guest("192.0.2.7")
	if err != nil {
		t.Fatal(err)
	}
	if _, got := o.dial(line.WSPath, "https://elsewhere.example", nil); got != 403 {
		t.Errorf("from another site: %d", got)
	}
	seat, mine := o.atDesk("seat1")
	w, got := o.dial(line.WSPath, o.server.URL, nil)
	if got != 101 {
		t.Fatalf("the visitor's socket: %d", got)
	}
	for _, c := range []struct{ name, user, to, password, want string }{
		{"WrongPassword", line.Account, "12345@onedoor", "wrong", "403"},
		{"SeatsAccount", mine.Account, "12345@onedoor", mine.Password, "403"},
		{"Emergency", line.Account, "110@onedoor", line.Password, "403"},
		{"Seat", line.Account, mine.Account + "@onedoor", line.Password, "403"},
		{"Hotline", line.Account, "12345@onedoor", line.Password, "200"},
		{"Twice", line.Account, "12345@onedoor", line.Password, "403"},
	} {
		if got := w.ask("INVITE", c.user, c.to, c.password, plainSound); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	invite := seat.read("INVITE ")
	seat.reply(invite, "180 Ringing")
	v := o.until("seat1", "ringing", func(v switchboard.SeatView) bool { return v.State == switchboard.SeatRinging })
	call := v.Calls[0]
	if call.Door != "web" || call.CallerNumber != "" || call.State != "ringing" || call.Hotline != "12345" || !strings.Contains(invite, "X-Onedoor-Call: "+call.ID.String()) {
		t.Errorf("the seat sees %+v", call)
	}
	if v := o.must("seat1", "calls/"+call.ID.String()+"/hang-up", struct{}{}); v.State != switchboard.SeatBusy || len(v.Calls) != 0 {
		t.Errorf("after refusing: %s, %d calls", v.State, len(v.Calls))
	}
	seat.reply(seat.read("CANCEL "), "200 OK")
	seat.reply(invite, "487 Request Terminated")
	if err := o.calls.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	var door string
	if err := o.store.Read(t.Context()).QueryRow(`SELECT door FROM switchboard_call WHERE id = ?`, call.ID).Scan(&door); err != nil || door != "web" {
		t.Errorf("kept with door %q, %v", door, err)
	}
}

// atDesk is a seat whose browser is registered and which is ready.
func (o *office) atDesk(login string) (*sipWire, switchboard.LineView) {
	o.t.Helper()
	line := o.line(login)
	w, _ := o.dial(line.WSPath, "", o.people[login])
	if got := w.ask("REGISTER", line.Account, "onedoor", line.Password, ""); got != "200" {
		o.t.Fatalf("register: %s", got)
	}
	o.must(login, "sign-in", struct{}{})
	o.must(login, "ready", struct{}{})
	return w, line
}

// TestSecureSocket: a browser of another machine comes by HTTPS with the certificate that the program made, which is kept
// for the next start.
func TestSecureSocket(t *testing.T) {
	o := newOffice(t, `{}`)
	listener, err := selfSigned(t.Context(), o.config, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secure := &http.Server{Handler: o.server.Config.Handler, ReadHeaderTimeout: peers.Patient}
	go secure.Serve(listener)
	t.Cleanup(func() { _ = secure.Close() })
	line, at := o.line("seat1"), listener.Addr().String()
	w, status := o.dialAt("wss://"+at, line.WSPath, "https://"+at, o.people["seat1"])
	if status != 101 {
		t.Fatalf("the socket: %d", status)
	}
	if got := w.ask("REGISTER", line.Account, "onedoor", line.Password, ""); got != "200" {
		t.Errorf("register: %s", got)
	}
	path := filepath.Join(o.config.Data, certificateFile)
	first, err := ownCertificate(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ownCertificate(path)
	if err != nil || !bytes.Equal(first.Certificate[0], again.Certificate[0]) {
		t.Errorf("another certificate at the next start; %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key may be read by others: %v, %v", info.Mode(), err)
	}
	if first.Leaf.VerifyHostname("127.0.0.1") != nil || first.Leaf.VerifyHostname("localhost") != nil {
		t.Error("the certificate is not this machine's")
	}
}
