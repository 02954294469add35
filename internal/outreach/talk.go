package outreach

import (
	"sync/atomic"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/audio"
)

const (
	maxTurns = 40          // how often a robot speaks in one call at most: a script may lead in circles
	stillFor = time.Second // how long it waits each time for somebody who still speaks, or for what was understood
	maxStill = 75          // how often at most
)

// talk is a robot's call of one person by a script. Its methods are called one at a time, but for Hear.
type talk struct {
	script Script
	wait   time.Duration
	sounds map[string][]int16 // by step
	ears   *ears              // nil: nobody understands speech
	ended  func(*talk, string, bool)
	spoke  func(step *Step, again bool) // of a trial; may be nil

	call    ids.ID
	goOn    func(func() switchboard.Turn)
	ear     atomic.Pointer[hearing]
	step    *Step
	repeats int
	turns   int
	still   int
	typed   string
	answers []Answer
	said    []Answer // in the person's own words
	deaf    bool     // the recognizer failed: the rest goes by keys
	result  string
	bar     bool
}

// Began implements switchboard.Robot.
func (t *talk) Began(call ids.ID) { t.call = call }

// Listening implements switchboard.Listener.
func (t *talk) Listening(goOn func(func() switchboard.Turn)) { t.goOn = goOn }

// Answered implements switchboard.Robot.
func (t *talk) Answered() switchboard.Turn { return t.enter(t.script.Steps[0].ID) }

// enter goes to a step.
func (t *talk) enter(id string) switchboard.Turn {
	t.step, t.repeats = t.script.step(id), 0
	if t.step.Result != "" {
		t.result = t.step.Result
	}
	t.bar = t.bar || t.step.Bar
	return t.say()
}

func (t *talk) say() switchboard.Turn {
	t.typed, t.still = "", 0
	t.listen()
	if t.turns++; t.turns > maxTurns {
		return switchboard.Turn{End: true}
	}
	if t.spoke != nil {
		t.spoke(t.step, t.repeats > 0)
	}
	turn := switchboard.Turn{Say: t.sounds[t.step.ID]}
	switch {
	case t.step.Queue != "":
		turn.Queue = t.step.Queue
	case t.step.asks():
		turn.Wait, turn.Hear = t.wait, t.ear.Load() != nil
	case t.step.Next == "":
		turn.End = true
	}
	return turn
}

// Key implements switchboard.Robot.
func (t *talk) Key(key byte) switchboard.Turn {
	switch d := t.step.Digits; {
	case d != nil && key != '#':
		t.typed += string(key)
		if len(t.typed) < d.Max {
			return switchboard.Turn{Wait: t.wait}
		}
		fallthrough
	case d != nil && t.typed != "":
		t.answers = append(t.answers, Answer{Step: d.Name, Value: t.typed})
		return t.enter(d.Next)
	case d == nil && t.step.Keys[string(key)] != "":
		t.answers = append(t.answers, Answer{Step: t.step.ID, Value: string(key)})
		return t.enter(t.step.Keys[string(key)])
	case t.step.asks():
		return t.unanswered() // a key that means nothing
	}
	return switchboard.Turn{Keep: true}
}

// Silent implements switchboard.Robot: what was said has ended, and nothing was pressed. Whoever speaks is heard out.
func (t *talk) Silent() switchboard.Turn {
	if ear := t.ear.Load(); ear != nil && ear.busy.Load() && t.still < maxStill {
		t.still++
		return switchboard.Turn{Wait: stillFor, Hear: true}
	}
	return t.unanswered()
}

// unanswered goes on without an answer.
func (t *talk) unanswered() switchboard.Turn {
	switch {
	case !t.step.asks() && t.step.Next != "":
		return t.enter(t.step.Next)
	case t.step.asks() && t.repeats < t.step.Repeat:
		t.repeats++
		return t.say()
	case t.step.Silent != "":
		return t.enter(t.step.Silent)
	}
	t.hush()
	return switchboard.Turn{End: true}
}

// understood goes on with what somebody said, as far as it is understood; over: they say no more.
func (t *talk) understood(text string, over bool) switchboard.Turn {
	if branch, phrase := heardAs(t.step.Spoken, text); branch >= 0 {
		t.answers = append(t.answers, Answer{Step: t.step.ID, Value: phrase})
		return t.enter(t.step.Spoken[branch].Next)
	}
	switch free := t.step.Free; {
	case !over:
		return switchboard.Turn{Keep: true}
	case free != nil && plainSpeech(text) != "":
		t.said = append(t.said, Answer{Step: free.Name, Value: text})
		return t.enter(free.Next)
	}
	return t.unanswered()
}

// Hear implements switchboard.Listener.
func (t *talk) Hear(f *audio.Frame) {
	if ear := t.ear.Load(); ear != nil {
		ear.hear(f)
	}
}

// listen begins to listen to the answer of the step, if it may be spoken.
func (t *talk) listen() {
	t.hush()
	if t.ears == nil || t.deaf || t.goOn == nil || !t.step.hears() {
		return
	}
	var own *hearing
	own = t.ears.listen(t.step.Free != nil, func(text string, over bool, failed error) {
		t.goOn(func() switchboard.Turn {
			switch {
			case t.ear.Load() != own: // of a question that is over
			case failed != nil:
				t.deaf = true
				t.hush()
			default:
				if over {
					t.hush()
				}
				return t.understood(text, over)
			}
			return switchboard.Turn{Keep: true}
		})
	})
	t.ear.Store(own)
	own.begin()
}

func (t *talk) hush() {
	if ear := t.ear.Swap(nil); ear != nil {
		ear.cancel()
	}
}

// Ended implements switchboard.Robot.
func (t *talk) Ended(cause string, answered bool) {
	t.hush()
	t.ended(t, cause, answered)
}
