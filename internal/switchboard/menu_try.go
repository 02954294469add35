package switchboard

import (
	"strings"
	"time"
)

// TryIn is a caller who is thought of.
type TryIn struct {
	Menu    *Menu    `json:"menu,omitempty" doc:"absent: the one that holds"`
	Hotline string   `json:"hotline,omitempty" maxLength:"20" doc:"the number that is called"`
	When    string   `json:"when,omitempty" enum:",working,night,holiday" doc:"absent: as it is now"`
	Keys    []string `json:"keys" maxItems:"40" doc:"what is pressed, in order; an empty one: nothing is pressed until all was said"`
}

// TryView is where such a caller goes.
type TryView struct {
	Said      []TrySaid `json:"said" doc:"what is heard, in order"`
	At        string    `json:"at" doc:"the step at which the caller stands; empty: the menu is over"`
	Queue     string    `json:"queue" doc:"the caller waits there; empty: not yet"`
	QueueName string    `json:"queue_name"`
	Ended     bool      `json:"ended" doc:"the menu hung up"`
}

// TrySaid is something that is heard.
type TrySaid struct {
	Step string `json:"step"`
	Name string `json:"name"`
	Text string `json:"text" doc:"empty: only a recording"`
	Key  string `json:"key" doc:"that led here; empty: none was pressed"`
}

// try walks through a menu as the board does. Keys after its end are not pressed.
func (r *Routing) try(now time.Time, in TryIn) TryView {
	v := TryView{Said: []TrySaid{}}
	w, m := r.enter(now, in.Hotline, in.When)
	v.follow(r, m, "")
	for _, key := range in.Keys {
		switch {
		case v.Queue != "" || v.Ended:
			return v
		case key == "0", len(key) == 1 && strings.Contains(menuKeys, key):
			v.follow(r, w.key(key[0]), key)
		default:
			v.follow(r, w.silent(), "")
		}
	}
	return v
}

func (v *TryView) follow(r *Routing, m menuMove, key string) {
	switch {
	case m.say != nil:
		text := r.text(m.say)
		for _, p := range m.say.more {
			text += p.text
		}
		v.At = m.say.ID
		v.Said = append(v.Said, TrySaid{Step: m.say.ID, Name: m.say.Name, Text: text, Key: key})
	case m.queue != "":
		v.At, v.Queue = "", m.queue
		if r.queue(m.queue) == nil {
			v.Queue = r.queues[0].Code
		}
		v.QueueName = r.name(v.Queue)
	case m.end:
		v.At, v.Ended = "", true
	}
}
