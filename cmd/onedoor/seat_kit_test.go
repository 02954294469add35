package main

import (
	"context"
	"crypto/md5" //nolint:gosec // of digest authentication
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
)

// office is a house with an exchange behind a real server, with two seats and an officer.
type office struct {
	*house
	t      *testing.T
	server *httptest.Server
	sip    netip.AddrPort
	people map[string]*client
	ids    map[string]ids.ID
}

func newOffice(t *testing.T, plan string) *office {
	t.Helper()
	c, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.Exchange.MediaFrom, c.Exchange.MediaTo = t.TempDir()+"/data", 34000, 34999
	c.Exchange.SIPPort, c.Exchange.BrowserPort = peers.FreePort(t, "127.0.0.1"), peers.FreePort(t, "127.0.0.1")
	ctx, cancel := context.WithCancel(context.Background())
	h, err := openHouse(ctx, c, slog.New(slog.NewTextHandler(io.Discard, nil)), houseOptions{plan: []byte(plan)})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{house: h, t: t, people: map[string]*client{}, ids: map[string]ids.ID{}}
	for login, role := range map[string]string{"seat1": "seat", "seat2": "seat", "officer1": "auditor"} {
		newcomer, err := h.directory.Prepare(directory.StaffIn{Login: login, Name: login, Roles: []string{role}, Password: testPassword})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.store.Write(ctx, func(tx *store.Tx) error {
			s, err := h.directory.AddStaff(tx, auth.System, newcomer)
			o.ids[login] = s.ID
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	wait, err := h.start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	at, hangUp, err := h.answer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	site, err := h.site(nil)
	if err != nil {
		t.Fatal(err)
	}
	o.sip, o.server = at, httptest.NewServer(site.Handler())
	t.Cleanup(func() {
		h.live.EndStreams()
		o.server.Close()
		hangUp()
		cancel()
		wait()
		_ = h.close()
	})
	for login := range o.ids {
		o.people[login] = newClient(o.server.URL)
		o.people[login].signIn(t, login, testPassword)
	}
	return o
}

// seat does a verb of the seat, or reads it with an empty one.
func (o *office) seat(login, verb string, in any) (v switchboard.SeatView, err error) {
	o.t.Helper()
	method, path := http.MethodPost, "/seat/"+verb
	if verb == "" {
		method, path = http.MethodGet, "/seat"
	}
	err = o.people[login].call(o.t.Context(), method, path, "", in, &v)
	return v, err
}

func (o *office) must(login, verb string, in any) switchboard.SeatView {
	o.t.Helper()
	v, err := o.seat(login, verb, in)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// until reads the seat until it is as wanted.
func (o *office) until(login, what string, is func(switchboard.SeatView) bool) switchboard.SeatView {
	o.t.Helper()
	for deadline := time.Now().Add(peers.Patient); ; time.Sleep(20 * time.Millisecond) {
		v := o.must(login, "", nil)
		if is(v) {
			return v
		}
		if time.Now().After(deadline) {
			o.t.Fatalf("never: %s is %s; %+v", login, what, v)
		}
	}
}

// sipWire is a SIP client on a WebSocket, message by message.
type sipWire struct {
	t    *testing.T
	conn net.Conn
	seq  int
	tag  string
}

// dial opens a WebSocket; the status is that of a refusal.
func (o *office) dial(path, origin string, who *client) (*sipWire, int) {
	o.t.Helper()
	return o.dialAt(strings.Replace(o.server.URL, "http", "ws", 1), path, origin, who)
}

func (o *office) dialAt(base, path, origin string, who *client) (*sipWire, int) {
	o.t.Helper()
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	at, _ := url.Parse(o.server.URL)
	if who != nil {
		for _, c := range who.http.Jar.Cookies(at) {
			header.Add("Cookie", c.String())
		}
	}
	status := 0
	d := ws.Dialer{Header: ws.HandshakeHeaderHTTP(header), Protocols: []string{"sip"}, Timeout: peers.Patient, TLSConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // made a moment ago
		OnStatusError: func(code int, _ []byte, _ io.Reader) { status = code }}
	conn, buffered, _, err := d.Dial(o.t.Context(), base+path)
	if err != nil {
		return nil, status
	}
	if buffered != nil {
		ws.PutReader(buffered)
	}
	o.t.Cleanup(func() { _ = conn.Close() })
	return &sipWire{t: o.t, conn: conn, tag: ids.New().String()}, http.StatusSwitchingProtocols
}

// read returns the next message that begins so; others are passed over.
func (w *sipWire) read(begin string) string {
	w.t.Helper()
	_ = w.conn.SetReadDeadline(time.Now().Add(peers.Patient))
	for {
		raw, err := wsutil.ReadServerText(w.conn)
		if err != nil {
			w.t.Fatalf("never: %s: %v", begin, err)
		}
		if text := string(raw); strings.HasPrefix(text, begin) {
			return text
		}
	}
}

var (
	statusOf = regexp.MustCompile(`^SIP/2\.0 ([2-6]\d\d) `)
	nonceOf  = regexp.MustCompile(`nonce="([^"]+)"`)
)

// ask sends a request, answers the challenge with the password, and returns the final status.
func (w *sipWire) ask(method, user, to, password, body string) string {
	w.t.Helper()
	auth, challenge := "", ""
	for {
		w.seq++
		w.send(method, user, to, auth, body)
		for {
			res := w.read("SIP/2.0 ")
			m := statusOf.FindStringSubmatch(res)
			if m == nil || !strings.Contains(res, fmt.Sprintf("CSeq: %d %s", w.seq, method)) {
				continue
			}
			if (m[1] != "401" && m[1] != "407") || challenge != "" {
				if method == "INVITE" && m[1] == "200" {
					w.ack(res)
				}
				return m[1]
			}
			challenge = nonceOf.FindStringSubmatch(res)[1]
			name := map[string]string{"401": "Authorization", "407": "Proxy-Authorization"}[m[1]]
			auth = name + ": " + proof(user, password, method, "sip:"+to, challenge) + "\r\n"
			break
		}
	}
}

// reply answers a request.
func (w *sipWire) reply(req, status string) {
	w.t.Helper()
	text := "SIP/2.0 " + status + "\r\n"
	for line := range strings.SplitSeq(req, "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		switch name {
		case "Via", "From", "Call-ID", "CSeq":
			text += line + "\r\n"
		case "To":
			text += line + ";tag=" + w.tag + "\r\n"
		}
	}
	if err := wsutil.WriteClientText(w.conn, []byte(text+"Content-Length: 0\r\n\r\n")); err != nil {
		w.t.Fatal(err)
	}
}

// ack confirms an answer.
func (w *sipWire) ack(res string) {
	w.t.Helper()
	head := func(name string) string {
		for line := range strings.SplitSeq(res, "\r\n") {
			if strings.HasPrefix(line, name+": ") {
				return line + "\r\n"
			}
		}
		return ""
	}
	text := fmt.Sprintf("ACK sip:exchange@onedoor SIP/2.0\r\nVia: SIP/2.0/WS client.invalid;branch=z9hG4bKack%s%d\r\nMax-Forwards: 70\r\n%s%s%sCSeq: %d ACK\r\nContent-Length: 0\r\n\r\n",
		w.tag, w.seq, head("From"), head("To"), head("Call-ID"), w.seq)
	if err := wsutil.WriteClientText(w.conn, []byte(text)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *sipWire) send(method, user, to, auth, body string) {
	w.t.Helper()
	target, kind := to, ""
	if method == "REGISTER" {
		target = user + "@onedoor"
	}
	if body != "" {
		kind = "Content-Type: application/sdp\r\n"
	}
	text := fmt.Sprintf("%s sip:%s SIP/2.0\r\nVia: SIP/2.0/WS client.invalid;branch=z9hG4bK%s%d\r\nMax-Forwards: 70\r\nFrom: <sip:%s@onedoor>;tag=%s\r\nTo: <sip:%s>\r\n"+
		"Call-ID: %s%s%d\r\nCSeq: %d %s\r\nContact: <sip:%s@client.invalid;transport=ws>;expires=600\r\n%s%sContent-Length: %d\r\n\r\n%s",
		method, to, w.tag, w.seq, user, w.tag, target, w.tag, method, w.seq, w.seq, method, user, auth, kind, len(body), body)
	if err := wsutil.WriteClientText(w.conn, []byte(text)); err != nil {
		w.t.Fatal(err)
	}
}

// proof is the answer to a challenge.
func proof(user, password, method, uri, nonce string) string {
	sum := func(s string) string { m := md5.Sum([]byte(s)); return hex.EncodeToString(m[:]) } //nolint:gosec // likewise
	response := sum(strings.Join([]string{sip.A1(user, sipRealm, password), nonce, "00000001", "abcdef", "auth", sum(method + ":" + uri)}, ":"))
	return fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=MD5, qop=auth, nc=00000001, cnonce="abcdef"`,
		user, sipRealm, nonce, uri, response)
}
