package switchboard

import (
	"cmp"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// Route sets where calls go that arrive from now on; calls that are there keep theirs. Who waits in the queue of a line
// that takes no more calls is served by any seat.
func (b *Board) Route(r *Routing) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.routing = r
	for _, q := range r.queues {
		b.names[q.Code] = q.Name
	}
	for _, call := range b.calls {
		call.drains = call.queue != nil && !r.takes(call.queue.Code, b.clock.Now())
	}
	b.dispatch()
}

// Routed tells by which menu and which lines calls that arrive now are led.
func (b *Board) Routed() *Routing {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.routing
}

// Takes tells whether a queue takes calls now.
func (b *Board) Takes(code string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.queue(code) != nil
}

// NameOf is what a queue is called, of one that is closed too.
func (b *Board) NameOf(code string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if name := b.names[code]; name != "" {
		return name
	}
	return code
}

// Queues are the queues that take calls now, and those of closed lines in which somebody still waits.
func (b *Board) Queues() []Queue {
	b.mu.Lock()
	defer b.mu.Unlock()
	list, now := slices.Clone(b.routing.base), b.clock.Now()
	for _, l := range b.routing.Lines {
		if l.open(now) {
			list = append(list, l.Queue)
		}
	}
	open := len(list)
	for _, call := range b.calls {
		waits := call.phase == waitingSeat || call.phase == ringingSeat
		if waits && !slices.ContainsFunc(list, func(q Queue) bool { return q.Code == call.queue.Code }) {
			list = append(list, *call.queue)
		}
	}
	slices.SortFunc(list[open:], func(x, y Queue) int { return cmp.Compare(x.Code, y.Code) })
	return list
}

// greet leads a call into the menu.
func (b *Board) greet(call *live) {
	call.routing = b.routing
	menu, first := b.routing.enter(b.clock.Now(), call.caller.Hotline, "")
	call.menu = menu
	b.move(call, first)
}

// Said is called when what the menu said in a turn has been played to its end and nothing was pressed.
func (b *Board) Said(id ids.ID, turn int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch call := b.calls[id]; {
	case call == nil || call.phase != inMenu || call.turn != turn:
	case call.next != nil:
		b.sayNext(call)
	default:
		b.move(call, call.menu.silent())
	}
}

// move does what the menu says next.
func (b *Board) move(call *live, m menuMove) {
	switch {
	case m.say != nil:
		call.turn++
		kind := "menu"
		if call.menu.menu.isEntry(m.say.ID) {
			kind = "welcome"
		}
		if m.say.announces() {
			b.noticed(call, ToldMenu, call.routing.Number)
		}
		b.phone.Say(call.id, Say{Kind: kind, Sound: call.routing.sound(m.say), Keys: m.say.choice(), Turn: call.turn})
	case m.queue != "":
		b.lead(call, b.queueFor(call, m.queue))
	case m.end:
		call.phase, call.outcome = leaving, Left
		b.phone.Release(call.id)
	}
}

// elderlyQueue is the code of the queue of elderly callers.
const elderlyQueue = "elderly"

// queueFor is a queue that the menu leads to, or the first one if that is gone. In place of the first one it is that of
// elderly callers for who has said to be one, and that of the language that was spoken with the number before.
func (b *Board) queueFor(call *live, code string) *Queue {
	first := &call.routing.queues[0]
	q := call.routing.queue(code)
	if q == nil {
		q = first
	}
	if q == first && call.caller.Elderly {
		if elderly := call.routing.queue(elderlyQueue); elderly != nil {
			q = elderly
		}
	}
	if skill := "lang:" + call.caller.Language; q == first && call.caller.Language != "" {
		if i := slices.IndexFunc(call.routing.base, func(q Queue) bool { return slices.Contains(q.Needs, skill) }); i >= 0 {
			q = &call.routing.base[i]
		}
	}
	call.caller.Elderly = call.caller.Elderly || q.Code == elderlyQueue
	return q
}

// needs are the skills that a call needs now.
func (c *live) needs(now time.Time) []string {
	if c.drains {
		return nil
	}
	return c.queue.needs(now.Sub(c.since))
}
