package exchange

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

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
