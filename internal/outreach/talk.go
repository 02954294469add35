package outreach

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
)

// maxTurns is how often a robot speaks in one call at most: a script may lead in circles.
const maxTurns = 40

// talk is a robot's call of one person by a script. Its methods are called one at a time.
type talk struct {
	script Script
	wait   time.Duration
	sounds map[string][]int16 // by step
	ended  func(*talk, string, bool)

	call    ids.ID
	step    *Step
	repeats int
	turns   int
	typed   string
	answers []Answer
	result  string
	bar     bool
}

// Began implements switchboard.Robot.
func (t *talk) Began(call ids.ID) { t.call = call }

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
	t.typed = ""
	if t.turns++; t.turns > maxTurns {
		return switchboard.Turn{End: true}
	}
	turn := switchboard.Turn{Say: t.sounds[t.step.ID]}
	switch {
	case t.step.Queue != "":
		turn.Queue = t.step.Queue
	case t.asks():
		turn.Wait = t.wait
	case t.step.Next == "":
		turn.End = true
	}
	return turn
}

func (t *talk) asks() bool { return len(t.step.Keys) > 0 || t.step.Digits != nil }

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
	case t.asks():
		return t.Silent() // a key that means nothing
	}
	return switchboard.Turn{Keep: true}
}

// Silent implements switchboard.Robot: what was said has ended, and nothing was pressed.
func (t *talk) Silent() switchboard.Turn {
	switch {
	case !t.asks() && t.step.Next != "":
		return t.enter(t.step.Next)
	case t.asks() && t.repeats < t.step.Repeat:
		t.repeats++
		return t.say()
	case t.step.Silent != "":
		return t.enter(t.step.Silent)
	}
	return switchboard.Turn{End: true}
}

// Ended implements switchboard.Robot.
func (t *talk) Ended(cause string, answered bool) { t.ended(t, cause, answered) }

// speak prepares what a script says to somebody.
func (s *Service) speak(ctx context.Context, script Script, words map[string]string) (map[string][]int16, error) {
	sounds := map[string][]int16{}
	for _, x := range script.Steps {
		if x.Sound != "" && s.Sound != nil {
			if sound, there := s.Sound(x.Sound); there {
				sounds[x.ID] = sound
				continue
			}
		}
		if s.Voice == nil {
			return nil, ErrVoice
		}
		sound, err := s.Voice.Speak(ctx, fill(x.Say, words), variable.MatchString(x.Say))
		if err != nil {
			return nil, fmt.Errorf("outreach: speak: %w", err)
		}
		sounds[x.ID] = sound
	}
	return sounds, nil
}
