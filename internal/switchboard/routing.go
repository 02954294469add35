package switchboard

import (
	"maps"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

// Routing is where calls go that arrive: menu, queues and special lines, as they were at one moment. It is never changed;
// a call keeps the one that it arrived by.
type Routing struct {
	Version ids.ID // of the menu; 0: the one that the installation began with
	Number  int64
	Menu    Menu
	Lines   []Special
	Running []string // announcements of the moment, before every queue
	// Fill are words for variables of texts.
	Fill map[string]string
	// Working tells whether a day is worked; nil: Monday to Friday are.
	Working func(year int, month time.Month, day int) bool

	base   []Queue // the queues that are always there; the first is of callers who press nothing
	queues []Queue // with those of the lines
	sounds map[prompt][]int16
}

// NewRouting puts a routing together.
func NewRouting(menu Menu, queues []Queue, lines []Special) *Routing {
	r := &Routing{Menu: menu, Lines: lines, base: queues, queues: slices.Clone(queues)}
	for _, l := range lines {
		r.queues = append(r.queues, l.Queue)
	}
	return r
}

// line is the special line of a queue; nil: it is none.
func (r *Routing) line(code string) *Special {
	if i := slices.IndexFunc(r.Lines, func(l Special) bool { return l.Queue.Code == code }); i >= 0 {
		return &r.Lines[i]
	}
	return nil
}

// queue is a queue by its code, whether or not it takes calls; nil: there is none.
func (r *Routing) queue(code string) *Queue {
	if i := slices.IndexFunc(r.queues, func(q Queue) bool { return q.Code == code }); i >= 0 {
		return &r.queues[i]
	}
	return nil
}

// takes tells whether a queue takes calls at a time.
func (r *Routing) takes(code string, now time.Time) bool {
	l := r.line(code)
	return l == nil && r.queue(code) != nil || l != nil && l.open(now)
}

// when is what time it is for the menu: working, night, holiday.
func (r *Routing) when(now time.Time) string {
	local := now.In(wall.Shanghai)
	works := local.Weekday() != time.Saturday && local.Weekday() != time.Sunday
	if r.Working != nil {
		works = r.Working(local.Year(), local.Month(), local.Day())
	}
	minute := local.Hour()*60 + local.Minute()
	switch {
	case !works:
		return WhenHoliday
	case minute < minuteOf(r.Menu.Hours.From) || minute >= minuteOf(r.Menu.Hours.To):
		return WhenNight
	}
	return WhenWorking
}

// menuAt is the menu with the lines that are open: each is an announcement before its queue, by a key of every choice where
// calls begin, or by its number.
func (r *Routing) menuAt(now time.Time) *Menu {
	m := r.Menu
	var open []Special
	for _, l := range r.Lines {
		if l.open(now) {
			open = append(open, l)
		}
	}
	if len(open) == 0 {
		return &m
	}
	m.Steps, m.Entries = slices.Clone(m.Steps), slices.Clone(m.Entries)
	for _, l := range open {
		id := lineStep + l.Queue.Code
		for i := range m.Steps {
			if s := &m.Steps[i]; l.Key != "" && s.choice() && m.isEntry(s.ID) {
				s.Keys = maps.Clone(s.Keys)
				s.Keys[l.Key] = toStep + id
				s.more = append(slices.Clone(s.more), l.keyPrompt())
			}
		}
		if l.Hotline != "" {
			m.Entries = append([]Entry{{Step: id, Hotlines: []string{l.Hotline}}}, m.Entries...)
		}
	}
	for _, l := range open {
		m.Steps = append(m.Steps, MenuStep{ID: lineStep + l.Queue.Code, Name: l.Queue.Name, Say: l.Say, Sound: l.Sound, Then: toQueue + l.Queue.Code})
	}
	return &m
}

// lineStep begins the names of steps of special lines; no step of a menu can be called so.
const lineStep = "line:"

// keyPrompt is what tells a caller of the key of a line.
func (l *Special) keyPrompt() prompt {
	return prompt{text: l.Queue.Name + "，请按" + keyWord(l.Key) + "。"}
}

// enter begins a call's way.
func (r *Routing) enter(now time.Time, hotline, when string) (*menuWalk, menuMove) {
	w := &menuWalk{menu: r.menuAt(now)}
	if when == "" {
		when = r.when(now)
	}
	return w, w.begin(w.menu.entry(hotline, when))
}

// name is what a queue is called.
func (r *Routing) name(code string) string {
	if q := r.queue(code); q != nil {
		return q.Name
	}
	return ""
}

// text is what is said at a step.
func (r *Routing) text(s *MenuStep) string { return r.Menu.words(s, r.Fill, r.name) }

// sound is what is played for a step; nil: nobody recorded it and there is no voice.
func (r *Routing) sound(s *MenuStep) []int16 {
	own := r.sounds[prompt{s.Sound, r.text(s)}]
	if own == nil {
		return nil
	}
	list := slices.Clone(own)
	for _, p := range s.more {
		list = append(list, r.sounds[p]...)
	}
	return list
}

// prompts are all that may be said.
func (r *Routing) prompts() []prompt {
	var list []prompt
	for i := range r.Menu.Steps {
		list = append(list, prompt{r.Menu.Steps[i].Sound, r.text(&r.Menu.Steps[i])})
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Say != "" || l.Sound != "" {
			list = append(list, prompt{l.Sound, r.text(&MenuStep{Say: l.Say})})
		}
		if l.Key != "" {
			list = append(list, l.keyPrompt())
		}
	}
	for _, text := range r.Running {
		list = append(list, prompt{text: text})
	}
	return list
}

// same tells whether two routings lead the calls of now alike, sounds aside.
func (r *Routing) same(o *Routing, now time.Time) bool {
	if r.Version != o.Version || len(r.Lines) != len(o.Lines) || r.when(now) != o.when(now) || !slices.Equal(r.Running, o.Running) {
		return false
	}
	for i, l := range r.Lines {
		if l.ID != o.Lines[i].ID || !l.ClosesAt.Equal(o.Lines[i].ClosesAt) {
			return false
		}
	}
	return true
}
