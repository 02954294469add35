package exchange

import (
	"fmt"
	"testing"
	"time"

	"onedoor/internal/platform/testkit"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
)

// TestNAT: a phone in a home registers, is called and calls, though its own descriptions name an address that leads
// nowhere: signalling goes back where it came from, sound where sound comes from.
func TestNAT(t *testing.T) {
	peers.BehindNAT(t, func(reason string) { testkit.Lack(t, reason) }, func(home peers.Home) {
		b := newBench(t, func(c *Config) { c.Bind = home.Public })
		phone := home.Phone(t, b.Stack().Local("UDP"), b.online, "1001", seatHz, true)

		over := make(chan Event, 1)
		prompt := peers.Tone(promptHz, 1)
		said := func(l *Line, e Event) {
			switch e.Kind {
			case sip.Answered:
				l.Play(prompt, true, nil)
			case sip.Ended:
				over <- e
			}
		}
		l, err := b.Dial(sip.Dial{User: "1001", From: "12345"}, said)
		if err != nil {
			t.Fatal(err)
		}
		phone.Expect("CALL_ESTABLISHED")
		tape := b.tape(l)
		time.Sleep(2 * time.Second)
		if n := peers.Frames(tape(), seatHz); n < 60 {
			t.Errorf("called at home, the phone is heard in %d frames", n)
		}
		l.Hangup(sip.CauseNormal)
		phone.Expect("CALL_CLOSED")
		if e := peers.Wait(t, "the call to the home ends", over); e.Quality.Received < 60 {
			t.Errorf("to the home: %+v", e.Quality)
		}

		up := make(chan *Line, 1)
		end := ends(b, func(l *Line, e Event) {
			switch e.Kind {
			case fresh:
				if got := l.Call().Source(); got != home.Router {
					t.Errorf("the phone calls from %s, not from behind %s", got, home.Router)
				}
				l.Answer()
			case sip.Answered:
				l.Play(prompt, true, nil)
				up <- l
			}
		})
		phone.Do("dial", fmt.Sprintf("sip:12345@%s", b.Stack().Local("UDP")))
		phone.Expect("CALL_ESTABLISHED")
		tape = b.tape(peers.Wait(t, "the call from the home stands", up))
		time.Sleep(2 * time.Second)
		if n := peers.Frames(tape(), seatHz); n < 60 {
			t.Errorf("the phone that calls from home is heard in %d frames", n)
		}
		phone.Do("hangup", "")
		if e := peers.Wait(t, "the call from the home ends", end); e.Quality.Received < 60 {
			t.Errorf("from the home: %+v", e.Quality)
		}
		if n := peers.Frames(phone.Heard(), promptHz); n < 120 {
			t.Errorf("the phone heard the prompt in %d frames of two calls", n)
		}
	})
}
