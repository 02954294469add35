package exchange

import (
	"slices"
	"testing"
	"time"

	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
)

// TestFailover: the first SIPp of a trunk is out of service; the call goes to the second one, where somebody presses a key.
func TestFailover(t *testing.T) {
	b := newBench(t, nil)
	out, refused := peers.Server(t, peers.IsOut)
	up, served := peers.Server(t, peers.Presses)
	trunk := b.Stack().AddTrunk(sip.TrunkConfig{Name: "out", Transport: "UDP", Peers: []string{out, up}})
	events := make(chan Event, 20)
	if _, err := b.Dial(sip.Dial{Trunk: trunk, Number: "13900000000", From: "12345"}, func(l *Line, e Event) {
		if e.Kind == sip.KeyPressed {
			l.Hangup(sip.CauseNormal)
		}
		events <- e
	}); err != nil {
		t.Fatal(err)
	}
	var kinds []sip.Kind
	for len(kinds) == 0 || kinds[len(kinds)-1] != sip.Ended {
		kinds = append(kinds, peers.Wait(t, "the call ends", events).Kind)
	}
	if want := []sip.Kind{sip.Ringing, sip.Answered, sip.KeyPressed, sip.Ended}; !slices.Equal(kinds, want) {
		t.Errorf("%v, want %v", kinds, want)
	}
	for _, ended := range []<-chan error{refused, served} {
		if err := peers.Wait(t, "SIPp is content", ended); err != nil {
			t.Error(err)
		}
	}
}

// TestRobotCall: what a robot needs of the exchange, with SIPp as the operator's network: somebody answers, hears the
// question and presses a key; a callee is busy; nobody answers within the time.
func TestRobotCall(t *testing.T) {
	for name, c := range map[string]struct {
		manner peers.Manner
		key    byte
		cause  sip.Cause
		code   int
	}{
		"presses":       {peers.Presses, '2', sip.CauseNormal, 0},
		"is busy":       {peers.IsBusy, 0, sip.CauseRejected, 486},
		"never answers": {peers.NeverAnswers, 0, sip.CauseNoAnswer, 487},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			at, ended := peers.Server(t, c.manner)
			trunk := b.Stack().AddTrunk(sip.TrunkConfig{Name: "out", Transport: "UDP", Peers: []string{at}})
			events := make(chan Event, 20)
			_, err := b.Dial(sip.Dial{Trunk: trunk, Number: "13900000000", From: "12345", Timeout: 2 * time.Second}, func(l *Line, e Event) {
				switch e.Kind {
				case sip.Answered:
					l.Play(peers.Tone(promptHz, 0.3), false, nil)
				case sip.KeyPressed:
					l.Hangup(sip.CauseNormal)
				}
				events <- e
			})
			if err != nil {
				t.Fatal(err)
			}
			var key byte
			for {
				e := peers.Wait(t, "the call ends", events)
				if e.Kind == sip.KeyPressed {
					key = e.Key
				}
				if e.Kind == sip.Ended {
					if e.Cause != c.cause || e.Code != c.code || key != c.key {
						t.Errorf("%+v, key %q", e, key)
					}
					break
				}
			}
			if err := peers.Wait(t, "SIPp is content", ended); err != nil {
				t.Error(err)
			}
		})
	}
}
