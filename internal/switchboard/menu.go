package switchboard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Menu is the voice menu 语音菜单: what a caller hears before the queue and where keys lead. The key 0 is in no menu: it
// leads to people from everywhere, whatever a menu says.
type Menu struct {
	Human   string     `json:"human" maxLength:"60" doc:"the queue of the key 0, and of who presses nothing where a step names none"`
	Hours   Hours      `json:"hours" doc:"of working days; what is outside is night"`
	Entries []Entry    `json:"entries" maxItems:"60" doc:"where a call begins: the first that fits; the last one fits every call"`
	Steps   []MenuStep `json:"steps" maxItems:"40"`
}

// Hours are working hours in the city's time, the end left out.
type Hours struct {
	From string `json:"from" maxLength:"5" doc:"HH:MM"`
	To   string `json:"to" maxLength:"5" doc:"HH:MM"`
}

// Entry says at which step calls of some numbers or times begin.
type Entry struct {
	Step     string   `json:"step" maxLength:"40"`
	Hotlines []string `json:"hotlines,omitempty" maxItems:"60" doc:"numbers that were called; none: all"`
	When     string   `json:"when,omitempty" maxLength:"10" doc:"working, night, holiday; empty: always"`
}

// MenuStep is one thing that is said. With keys it is a choice; without it is an information, and Then says what follows.
type MenuStep struct {
	ID    string            `json:"id" maxLength:"40"`
	Name  string            `json:"name" maxLength:"40" doc:"in the picture, and for {按键} of the step that leads here"`
	Say   string            `json:"say" maxLength:"600" doc:"for a voice, with {城市}, {热线} and {按键}"`
	Sound string            `json:"sound,omitempty" maxLength:"60" doc:"a recording of the folder of announcements, without .wav; it goes before the voice"`
	Keys  map[string]string `json:"keys,omitempty" doc:"1 to 9, * or #, and where it leads: queue:CODE, step:ID, back"`
	Then  string            `json:"then,omitempty" maxLength:"60" doc:"queue:CODE, back, end; of a choice, where pressing nothing leads: a queue"`

	more []prompt // what is said after it: keys of special lines
}

// Times of calls.
const (
	WhenWorking = "working"
	WhenNight   = "night"
	WhenHoliday = "holiday"
)

const (
	toQueue = "queue:"
	toStep  = "step:"
	toBack  = "back"
	toEnd   = "end"
)

//go:embed menu.json
var shippedMenu []byte

// FirstMenu is the menu that an installation begins with: the shipped one, with the keys of its own queues.
func FirstMenu(queues []Queue) Menu {
	m, err := ParseMenu(shippedMenu)
	if err != nil {
		panic("switchboard: menu.json: " + err.Error())
	}
	m.Human, m.Steps[0].Keys = queues[0].Code, map[string]string{}
	for _, q := range queues {
		if q.Key != "" && q.Key != "0" {
			m.Steps[0].Keys[q.Key] = toQueue + q.Code
		}
	}
	return m
}

// ParseMenu reads a menu. It is not checked; see Menu.Check.
func ParseMenu(raw []byte) (m Menu, err error) {
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, fmt.Errorf("switchboard: menu: %w", err)
	}
	return m, nil
}

// step is the step of a name; nil: none.
func (m *Menu) step(id string) *MenuStep {
	if i := slices.IndexFunc(m.Steps, func(s MenuStep) bool { return s.ID == id }); i >= 0 {
		return &m.Steps[i]
	}
	return nil
}

// entry is the step at which a call begins; nil: there is none.
func (m *Menu) entry(hotline, when string) *MenuStep {
	for _, e := range m.Entries {
		if (len(e.Hotlines) == 0 || slices.Contains(e.Hotlines, hotline)) && (e.When == "" || e.When == when) {
			return m.step(e.Step)
		}
	}
	return nil
}

// isEntry tells whether calls can begin at a step.
func (m *Menu) isEntry(id string) bool {
	return slices.ContainsFunc(m.Entries, func(e Entry) bool { return e.Step == id })
}

// choice tells whether a step asks for a key.
func (s *MenuStep) choice() bool { return len(s.Keys) > 0 }

// keys are the keys of a step in the order of the telephone.
func (s *MenuStep) keys() []string {
	return slices.SortedFunc(maps.Keys(s.Keys), func(a, b string) int { return strings.Index(menuKeys, a) - strings.Index(menuKeys, b) })
}

const menuKeys = "123456789*#"

// prompt is something that is said: a recording by its name, else a text.
type prompt struct{ sound, text string }

// words are what is said at a step, variables filled in.
func (m *Menu) words(s *MenuStep, fill map[string]string, name func(queue string) string) string {
	keys := ""
	for _, key := range s.keys() {
		if label := m.label(s.Keys[key], name); label != "" {
			keys += label + "，请按" + keyWord(key) + "。"
		}
	}
	keys += "人工服务，请按0。"
	pairs := []string{"{按键}", keys}
	for variable, word := range fill {
		pairs = append(pairs, "{"+variable+"}", word)
	}
	return strings.NewReplacer(pairs...).Replace(s.Say)
}

// label is what somebody is told that a key leads to.
func (m *Menu) label(to string, name func(queue string) string) string {
	if code, ok := strings.CutPrefix(to, toQueue); ok {
		return name(code)
	}
	if id, ok := strings.CutPrefix(to, toStep); ok {
		if s := m.step(id); s != nil {
			return s.Name
		}
	}
	if to == toBack {
		return "返回上一级"
	}
	return ""
}

func keyWord(key string) string {
	switch key {
	case "*":
		return "星号键"
	case "#":
		return "井号键"
	}
	return key
}
