package outreach

import (
	"strings"
	"unicode/utf8"

	"onedoor/internal/switchboard"
)

// Limits of a trial.
const (
	maxMoves = 60
	maxSaid  = 200
)

// TryIn is a script that is tried, and what somebody does in the call; nobody is called.
type TryIn struct {
	Script Script            `json:"script"`
	Words  map[string]string `json:"words,omitempty" doc:"the columns of a row of the list"`
	Moves  []Move            `json:"moves" maxItems:"60"`
}

// Move is one thing that somebody does: presses a key, says something, or nothing.
type Move struct {
	Key  string `json:"key,omitempty" pattern:"^[0-9*#]$"`
	Said string `json:"said,omitempty" maxLength:"200"`
}

// Trial is the path through a script.
type Trial struct {
	Path    []Stop   `json:"path"`
	Answers []Answer `json:"answers"`
	Said    []Answer `json:"said" doc:"in the person's own words"`
	Result  string   `json:"result,omitempty"`
	Bar     bool     `json:"bar,omitempty" doc:"the person is not to be called again"`
	Queue   string   `json:"queue,omitempty" doc:"handed to people by this queue"`
	Waits   bool     `json:"waits" doc:"the robot waits for the next move"`
	Typing  string   `json:"typing,omitempty" doc:"what is typed so far"`
}

// Stop is one thing that the robot said.
type Stop struct {
	Step  string `json:"step"`
	Say   string `json:"say" doc:"with the words filled in"`
	Again bool   `json:"again,omitempty" doc:"it was said before and is said again"`
	Move  *Move  `json:"move,omitempty" doc:"what led here; absent: the step before went on by itself"`
}

// Try walks through a script as a robot's call does. Faults: outreach.invalid.
func (s *Service) Try(in TryIn) (Trial, error) {
	if err := in.Script.Check(); err != nil {
		return Trial{}, err
	}
	if len(in.Moves) > maxMoves {
		return Trial{}, ErrCampaign.WithField("body.moves", "步数过多，请重新开始试走。")
	}
	r := Trial{Path: []Stop{}, Answers: []Answer{}, Said: []Answer{}}
	var move *Move
	t := &talk{script: in.Script, sounds: map[string][]int16{}, spoke: func(step *Step, again bool) {
		r.Path = append(r.Path, Stop{Step: step.ID, Say: fill(step.Say, in.Words), Again: again, Move: move})
		move = nil
	}}
	over := r.follow(t, t.Answered())
	for _, m := range in.Moves {
		if over {
			break
		}
		move = &m
		var turn switchboard.Turn
		switch {
		case m.Key != "":
			turn = t.Key(m.Key[0])
		case m.Said != "" && t.step.hears():
			turn = t.understood(shortened(m.Said), true)
		default:
			turn = t.unanswered()
		}
		over = r.follow(t, turn)
	}
	r.Answers, r.Said = append(r.Answers, t.answers...), append(r.Said, t.said...)
	r.Result, r.Bar, r.Waits, r.Typing = t.result, t.bar, !over, t.typed
	if over && r.Result == "" {
		r.Result = ResultSilent
	}
	return r, nil
}

// follow goes on by itself as far as nothing is asked, and tells whether the robot's part is over.
func (r *Trial) follow(t *talk, turn switchboard.Turn) (over bool) {
	for {
		switch {
		case turn.Queue != "":
			r.Queue = turn.Queue
			return true
		case turn.End:
			return true
		case t.step.asks():
			return false
		}
		turn = t.unanswered()
	}
}

func shortened(text string) string {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	if utf8.RuneCountInString(text) > maxSaid {
		text = string([]rune(text)[:maxSaid])
	}
	return text
}

// Means are what a script can be made of here.
type Means struct {
	Voice      bool     `json:"voice" doc:"texts without a recording can be said"`
	Recognizer bool     `json:"recognizer" doc:"what is said can be understood"`
	Sounds     []string `json:"sounds" doc:"recordings of the folder of announcements"`
	Queues     []Choice `json:"queues" doc:"of people, that somebody can be handed to"`
}

// Choice is a code with its name.
type Choice struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Means tells what a script can be made of here.
func (s *Service) Means() Means {
	m := Means{Voice: s.Voice != nil, Recognizer: s.Recognizer != nil, Sounds: []string{}, Queues: []Choice{}}
	if s.Sounds != nil {
		m.Sounds = append(m.Sounds, s.Sounds()...)
	}
	if s.Queues != nil {
		for _, q := range s.Queues() {
			m.Queues = append(m.Queues, Choice{q.Code, q.Name})
		}
	}
	return m
}
