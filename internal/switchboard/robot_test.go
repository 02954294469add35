package switchboard

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
)

// asker is a robot that asks one thing, thanks whoever presses a key, and tells how it ended.
type asker struct {
	call  ids.ID
	key   byte
	ended chan string
}

func (a *asker) Began(call ids.ID) { a.call = call }
func (a *asker) Answered() Turn    { return Turn{Say: peers.Tone(welcomeHz, 0.5), Wait: 5 * time.Second} }
func (a *asker) Silent() Turn      { return Turn{End: true} }
func (a *asker) Key(key byte) Turn {
	a.key = key
	return Turn{Say: peers.Tone(otherHz, 0.3), End: true}
}
func (a *asker) Ended(cause string, answered bool) {
	if answered {
		cause = "answered"
	}
	a.ended <- cause
}

// TestRobot: acceptance 8, with SIPp as the operator's network: somebody answers, hears the question and presses a key;
// somebody is busy; nobody answers in time. The call is journalled without a seat, recorded, and pays no debt.
func TestRobot(t *testing.T) {
	for name, c := range map[string]struct {
		manner peers.Manner
		want   string
		key    byte
	}{
		"Presses":      {peers.Presses, "answered", '2'},
		"Busy":         {peers.IsBusy, CauseBusy, 0},
		"NeverAnswers": {peers.NeverAnswers, CauseNoAnswer, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h, _, ended := dialHouse(t, c.manner)
			a := &asker{ended: make(chan string, 1)}
			if err := h.Robot("13900000001", Errand{Kind: ErrandOutreach, Subject: 5, Veiled: true}, 2*time.Second, a); err != nil {
				t.Fatal(err)
			}
			if got := peers.Wait(t, "the call ends", a.ended); got != c.want || a.key != c.key {
				t.Errorf("%s, key %q", got, a.key)
			}
			if err := peers.Wait(t, "SIPp is content", ended); err != nil {
				t.Error(err)
			}
			errand, about, outcome, cause := h.outcome()
			if c.key == 0 {
				if errand != ErrandOutreach || about != 5 || outcome != string(Unreached) || cause != c.want {
					t.Errorf("%s %d %s %s", errand, about, outcome, cause)
				}
				return
			}
			if outcome != string(Served) || cause != "" {
				t.Errorf("%s %s", outcome, cause)
			}
			if id := peers.Wait(t, "the recording is closed", h.kept); id != a.call {
				t.Errorf("recorded %d", id)
			}
			if _, right := h.recording(a.call); peers.Frames(right, noticeHz) < 10 || peers.Frames(right, welcomeHz) < 5 || peers.Frames(right, otherHz) < 10 {
				t.Errorf("the robot says %d, %d and %d frames", peers.Frames(right, noticeHz), peers.Frames(right, welcomeHz), peers.Frames(right, otherHz))
			}
		})
	}
}
