package exchange

import (
	"crypto/tls"
	"net/netip"
	"testing"
	"time"

	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
)

// TestSecurePhone: a baresip signals by TLS and insists on SRTP; it calls, is heard, and hears. It is called by its
// connection and offered SRTP, since who signals by TLS wants to be heard by nobody else.
func TestSecurePhone(t *testing.T) {
	b := newBench(t, nil)
	if err := b.Stack().ListenTLS(netip.MustParseAddrPort("127.0.0.1:0"), &tls.Config{Certificates: []tls.Certificate{peers.Certificate(t)}}); err != nil {
		t.Fatal(err)
	}
	at := b.Stack().Local("TLS")
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
	phone := peers.NewPhone(t, at, b.online, "1001", seatHz, true, "PCMA/8000/1", ";transport=tls", ";mediaenc=srtp-mand")
	phone.Do("dial", "sip:12345@"+at.String()+";transport=tls")
	line := peers.Wait(t, "the phone's call is answered", up)
	tape := b.tape(line)
	time.Sleep(1500 * time.Millisecond)
	if n := peers.Frames(tape(), seatHz); n < 40 {
		t.Errorf("the phone is heard in %d frames", n)
	}
	phone.Do("hangup", "")
	if e := peers.Wait(t, "the call ends", end); !e.ByPeer || e.Cause != sip.CauseNormal {
		t.Errorf("%+v", e)
	}

	events := make(chan Event, 10)
	line, err := b.Dial(sip.Dial{User: "1001", From: "12345"}, func(_ *Line, e Event) { events <- e })
	if err != nil {
		t.Fatal(err)
	}
	for e := range events {
		if e.Kind == sip.Ended {
			t.Fatalf("%+v", e)
		}
		if e.Kind == sip.Answered {
			break
		}
	}
	line.Play(peers.Tone(callerHz, 1), true, nil)
	tape = b.tape(line)
	time.Sleep(1500 * time.Millisecond)
	if n := peers.Frames(tape(), seatHz); n < 40 {
		t.Errorf("called, the phone is heard in %d frames", n)
	}
	line.Hangup(sip.CauseNormal)
	<-line.Done()
	heard := phone.Heard()
	if a, c := peers.Frames(heard, promptHz), peers.Frames(heard, callerHz); a < 40 || c < 40 {
		t.Errorf("the phone hears %d and %d frames", a, c)
	}
}
