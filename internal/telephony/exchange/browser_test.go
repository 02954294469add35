package exchange

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/webrtc"
)

// browser begins a browser before the exchange.
func (b *bench) browser(t *testing.T) *peers.Browser {
	t.Helper()
	w := peers.NewBrowser(t, b.WebSocket(nil))
	b.Stack().ServeWS(netip.MustParseAddrPort(w.Addr))
	return w
}

// TestIdleSecureSocket: likewise where connections are encrypted: beside some that say nothing, half of a greeting, or
// nothing after it, a telephone signs in by TLS and a browser's socket opens by HTTPS.
func TestIdleSecureSocket(t *testing.T) {
	b := newBench(t, nil)
	own := &tls.Config{Certificates: []tls.Certificate{peers.Certificate(t)}}
	trusting := &tls.Config{InsecureSkipVerify: true}
	if err := b.Stack().ListenTLS(netip.MustParseAddrPort("127.0.0.1:0"), own); err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", own)
	if err != nil {
		t.Fatal(err)
	}
	b.Stack().ServeWS(netip.MustParseAddrPort(l.Addr().String()))
	server := &http.Server{Handler: b.WebSocket(nil), ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(l)
	defer server.Close()
	at := b.Stack().Local("TLS")
	for _, addr := range []string{at.String(), l.Addr().String()} {
		for _, said := range []string{"", "\x16\x03\x01", "hello\r\n\r\n"} {
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprint(c, said)
		}
		for _, said := range []string{"", "OPTIONS sip:x SIP/2.0\r\nVia: ", "GET /ws HTTP/1.1\r\nHost: x\r\n"} {
			c, err := tls.Dial("tcp", addr, trusting)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprint(c, said)
		}
	}
	peers.NewPhone(t, at, b.online, "1001", seatHz, true, "PCMA/8000/1", ";transport=tls")
	ctx, cancel := context.WithTimeout(t.Context(), peers.Patient)
	defer cancel()
	socket, _, _, err := ws.Dialer{TLSConfig: trusting, Protocols: []string{"sip"}}.Dial(ctx, "wss://"+l.Addr().String()+"/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	asks := "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:x>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
	if err := wsutil.WriteClientText(socket, []byte(asks)); err != nil {
		t.Fatal(err)
	}
	socket.SetReadDeadline(time.Now().Add(peers.Patient))
	if answer, err := wsutil.ReadServerText(socket); err != nil || !strings.HasPrefix(string(answer), "SIP/2.0 200 ") {
		t.Errorf("%s, %v", answer, err)
	}
}

// TestIdleSocket: connections that say nothing, or half a request, or garbage after the handshake, keep nobody from
// signing in.
func TestIdleSocket(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Browsers = netip.MustParseAddrPort("127.0.0.1:0") })
	w := b.browser(t)
	for _, said := range []string{"", "GET /ws HTTP/1.1\r\nHost: x\r\n", "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n\r\n"} {
		for _, addr := range []string{w.Addr, b.Stack().Local("TCP").String()} {
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprint(c, said)
		}
	}
	w.Open("1101", seatHz, promptHz, callerHz, seatHz)
	for peers.Wait(t, "the browser registers", b.online) != "1101" {
	}
	b.phone("1001", callerHz, true, "PCMA/8000/1")
}

// TestBrowser: Chromium with JsSIP registers, is called and answers, presses keys, holds, loses its socket in
// mid-call and gets it back, is hung up on; then it calls and hangs up itself.
func TestBrowser(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Browsers = netip.MustParseAddrPort("127.0.0.1:0") })
	w := b.browser(t)
	w.Open("1101", seatHz, promptHz, callerHz, seatHz)
	w.Expect("registered")

	events := make(chan Event, 100)
	room := b.NewRoom()
	rec := newRecordings(t)
	recorder := rec.create(t)
	line, err := b.Dial(sip.Dial{User: "1101", From: "12345"}, func(l *Line, e Event) { events <- e })
	if err != nil {
		t.Fatal(err)
	}
	expect := func(kind sip.Kind) Event {
		t.Helper()
		for {
			e := peers.Wait(t, fmt.Sprintf("event %d", kind), events)
			if e.Kind == kind {
				return e
			}
			if e.Kind == sip.Ended {
				t.Fatalf("ended: %+v", e)
			}
		}
	}
	if m := w.Expect("session"); m["originator"] != "remote" || m["from"] != "12345" {
		t.Errorf("%v", m)
	}
	expect(sip.Ringing)
	w.Do("answer")
	expect(sip.Answered)
	w.Expect("confirmed")
	line.Move(room, mix.All)
	room.Mix().Record(recorder, line.Party())
	line.Play(peers.Tone(promptHz, 1), true, nil)
	w.Hears(promptHz, seatHz)

	w.Do("key", "key", "5")
	if e := expect(sip.KeyPressed); e.Key != '5' {
		t.Errorf("key %q", e.Key)
	}
	w.Do("info", "key", "7")
	if e := expect(sip.KeyPressed); e.Key != '7' {
		t.Errorf("key by INFO %q", e.Key)
	}

	w.Do("hold")
	w.Expect("hold")
	expect(sip.Changed)
	before := line.Quality().Received
	w.Do("unhold")
	w.Expect("unhold")
	expect(sip.Changed)
	w.Hears(promptHz, seatHz)
	if line.Quality().Received <= before {
		t.Error("nothing comes after hold")
	}

	w.Do("drop")
	w.Expect("disconnected")
	w.Hears(promptHz, seatHz) // sound survives
	w.Expect("registered")
	expect(sip.Moved)
	room.Mix().Record(nil, nil)
	if res, err := recorder.Close(); err != nil || res.Dropped != 0 {
		t.Errorf("%+v, %v", res, err)
	}
	line.Hangup(sip.CauseNormal)
	if m := w.Expect("ended"); m["originator"] != "remote" {
		t.Errorf("%v", m)
	}
	e := expect2(t, events)
	if e.Cause != sip.CauseNormal || e.ByPeer || e.Quality.MOS < 3.5 {
		t.Errorf("%+v", e)
	}
	left, right := rec.read(t)
	if l, r := peers.Frames(left, seatHz), peers.Frames(right, promptHz); l < 50 || r < 50 {
		t.Errorf("recorded: browser %d, prompt %d frames", l, r)
	}
	room.Close()

	in := make(chan *Line, 1)
	end := ends(b, func(l *Line, e Event) {
		if e.Kind == fresh {
			l.Answer()
		}
		if e.Kind == sip.Answered {
			l.Play(peers.Tone(callerHz, 1), true, nil)
			in <- l
		}
	})
	w.Do("call", "number", "12345")
	caller := peers.Wait(t, "the browser's call is answered", in)
	if caller.Call().User() != "1101" || caller.Call().To().User != "12345" {
		t.Errorf("%s calls %s", caller.Call().User(), caller.Call().To().User)
	}
	w.Hears(callerHz, promptHz)
	w.Do("hangup")
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseNormal || !e.ByPeer {
		t.Errorf("%+v", e)
	}
}

func expect2(t *testing.T, events <-chan Event) Event {
	t.Helper()
	for {
		if e := peers.Wait(t, "the end", events); e.Kind == sip.Ended {
			return e
		}
	}
}

// TestRelayedBrowser: a browser that may only use the relay, by TCP, is heard and hears; whom it does not know, and where
// else it leads, is tested in webrtc.
func TestRelayedBrowser(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Browsers = netip.MustParseAddrPort("127.0.0.1:0") })
	relay, err := webrtc.ListenTURN(netip.MustParseAddrPort("127.0.0.1:0"), netip.Addr{}, []byte("secret"), "onedoor")
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close()
	w := b.browser(t)
	name, password, err := relay.Credentials("1101")
	if err != nil {
		t.Fatal(err)
	}
	w.Turn = []string{"turn:" + relay.Addr().String() + "?transport=tcp", name, password}
	w.Open("1101", seatHz, promptHz, callerHz, seatHz)
	w.Expect("registered")
	up := make(chan *Line, 1)
	end := ends(b, func(l *Line, e Event) {
		switch e.Kind {
		case fresh:
			l.Answer()
		case sip.Answered:
			l.Play(peers.Tone(promptHz, 1), true, nil)
			up <- l
		}
	})
	w.Do("call", "number", "12345")
	line := peers.Wait(t, "the call is answered", up)
	tape := b.tape(line)
	w.Hears(promptHz, seatHz)
	for before := line.Quality().Received; line.Quality().Received < before+50; time.Sleep(audioTick) {
		select {
		case e := <-end:
			t.Fatalf("%+v", e)
		default:
		}
	}
	if n := peers.Frames(tape(), seatHz); n < 40 {
		t.Errorf("the browser is heard by the relay in %d frames", n)
	}
	w.Do("hangup")
	peers.Wait(t, "the call ends", end)
}
