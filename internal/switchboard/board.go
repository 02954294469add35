package switchboard

import (
	"sync"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/timer"
)

// Say is what a caller is to hear.
type Say struct {
	Kind  string    // welcome, menu, running, recorded, queue, place, offer, promise, sorry, rate, thanks
	Place int       // with place: 1 is the next
	Until time.Time // with cooled: when the cool-down ends

	// Of the voice menu, and of running announcements:
	Sound []int16 // nil: nobody recorded it
	Keys  bool    // a key is waited for afterwards
	Turn  int     // for Said
}

// Telephone does what the board decides. Its methods must not block; they may call the board only later.
type Telephone interface {
	// Ring calls a seat for a call; SeatAnswered or SeatFailed of the board follows, unless it fails at once.
	Ring(call ids.ID, seat *Seat) error
	// Unring stops calling a seat.
	Unring(seat *Seat)
	// Connect lets the caller and the seat that answered speak.
	Connect(call ids.ID, seat *Seat)
	// Say plays something to the caller.
	Say(call ids.ID, what Say)
	// Release hangs up on the caller, when what is being said has ended.
	Release(call ids.ID)
	// Part takes the seat off its call.
	Part(seat *Seat)

	// Hold takes the caller aside, who hears a sound of Sounds by its name over and over.
	Hold(call ids.ID, sound string)
	// Retrieve lets the caller speak again with whoever is in the call.
	Retrieve(call ids.ID)
	// Ask calls somebody into the call; OtherAnswered or OtherEnded of the board follows, unless it fails at once. Who
	// answers speaks with whoever is in the call, the caller only unless held.
	Ask(call ids.ID, who Target) error
	// Dismiss hangs up on whom Ask called.
	Dismiss(call ids.ID)
	// Promote makes whom Ask called the call's seat.
	Promote(call ids.ID, seat *Seat)
	// Rejoin calls a seat anew, in place of its line that is lost; SeatRejoined follows if it answers.
	Rejoin(call ids.ID, seat *Seat) error
	// Silent tells how long nothing has been heard from a seat's telephone.
	Silent(seat *Seat) time.Duration

	// Watch calls the telephone of a team leader for a call; WatchAnswered or WatchEnded of the board follows, unless it
	// fails at once. Who answers hears nobody until SetMode.
	Watch(call, leader ids.ID, account string) error
	// SetMode sets how a team leader who has answered takes part; with ModeWhisper, whom of the call's seats it reaches.
	SetMode(call, leader ids.ID, mode Mode, seat ids.ID)
	// Unwatch hangs up on a team leader.
	Unwatch(leader ids.ID)
	// TakeOver makes the line of a team leader that of the call's seat; the seat before is parted next.
	TakeOver(call ids.ID, leader *Seat)
}

// Caller is who calls.
type Caller struct {
	Number   string    // as the network gives it; sealed at once
	Hotline  string    // the number that was called
	Web      bool      // by the portal: there is no number
	Elderly  bool      // the caller said so, by a key
	Language string    // that was spoken with the number before, such as yue; empty: none is known
	Errand   Errand    // of somebody who is called: why
	Cooled   time.Time // until when the number cools down; zero: it does not
}

type phase uint8

const (
	inMenu phase = iota
	waitingSeat
	ringingSeat
	talking
	leaving  // only a farewell is played
	outgoing // a seat calls somebody
	handing  // whom the call is handed over to is being called
	rating   // the caller is asked for a key
	cooling  // the caller is told of a cool-down
)

// live is a call that has not ended.
type live struct {
	id      ids.ID
	caller  Caller
	phase   phase
	queue   *Queue
	since   time.Time // in the queue
	head    bool
	seat    ids.ID
	offered bool   // of a call back
	reached bool   // of an outgoing call: somebody answered
	cause   string // of one in vain: why
	outcome Outcome
	timers  []timer.Timer

	began    time.Time
	answered time.Time // by the seat that has it now
	held     bool      // by its seat: the caller hears music
	aside    bool      // the seat's telephone was lost, and the caller hears that they are waited for
	cut      time.Time // when the seat's telephone was lost; zero: it is there
	vain     time.Time // when the seat's telephone last referred the caller to somebody in vain
	other    *party    // who was asked into the call
	rater    ids.ID    // the seat that is rated
	help     *help     // that its seat has asked for
	sent     []Sent    // by the caller, oldest first

	emergency *emergency // the last emergency service that was called
	warned    time.Time  // when the caller was warned; zero: not
	quality   Quality    // of the caller's sound, once it has ended

	routing *Routing  // by which it arrived
	menu    *menuWalk // where it is in the voice menu
	turn    int       // counts what was said before the queue
	told    bool      // that the call is recorded
	before  []Say     // what is still to be heard before the queue
	saying  string    // of that, what is heard now
	next    *Queue    // that comes after it; nil: the menu has not led into one
	drains  bool      // its line was closed: any seat serves it
}

// Door is by which door the call came.
func (c Caller) door() string {
	if c.Web {
		return "web"
	}
	return ""
}

// Board is the living state of all queues and seats of a node. Every step is told to the journal in order.
type Board struct {
	clock   timer.Clock
	phone   Telephone
	keep    time.Duration // how long a seat whose telephone was lost is kept, with its call
	journal func(kind string, p Payload, caller *Caller)

	mu       sync.Mutex
	closing  bool                                            // the exchange hangs up on everybody
	recorded bool                                            // calls are
	takes    func(staff ids.ID, hotline string) bool         // nil: everybody takes calls on every number
	copies   func(file, heir ids.ID, done func(copy ids.ID)) // of photos, for who has the call next; nil: there are none
	routing  *Routing
	names    map[string]string // of all queues that there ever were, by code
	calls    map[ids.ID]*live
	seats    map[ids.ID]*Seat
	watches  map[ids.ID]*watch          // by who watches
	spent    map[string][]time.Duration // what the last calls of a queue took, wrap-up included

	services []EmergencyService

	callsHour int
	through   map[string][]time.Time // when numbers that cool down came into the queue

	breaks  []Break
	used    map[ids.ID]map[string]time.Duration // breaks before the program began, of usedDay
	usedDay int
}

// DefaultKeep is how long a seat whose telephone was lost is kept, with its call.
const DefaultKeep = time.Minute

// Keep sets how long a seat whose telephone was lost is kept, before the board is used.
func (b *Board) Keep(d time.Duration) { b.keep = d }

// NewBoard returns a board without seats. journal must not block.
func NewBoard(clock timer.Clock, queues []Queue, phone Telephone, journal func(kind string, p Payload, caller *Caller)) *Board {
	b := &Board{keep: DefaultKeep, clock: clock, phone: phone, journal: journal, calls: map[ids.ID]*live{}, seats: map[ids.ID]*Seat{},
		watches: map[ids.ID]*watch{}, spent: map[string][]time.Duration{}, names: map[string]string{}, through: map[string][]time.Time{},
		callsHour: ShippedGuard().CallsHour}
	b.Route(NewRouting(FirstMenu(queues), queues, nil))
	return b
}

func (b *Board) note(kind string, p Payload, caller *Caller) {
	p.At = b.clock.Now().UnixMicro()
	b.journal(kind, p, caller)
	if kind == EventAnswered {
		b.passOn(b.calls[p.Call], p.Seat)
	}
}

// Arrive takes a call that was answered by the voice menu, under a new id.
func (b *Board) Arrive(id ids.ID, c Caller) {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := &live{id: id, caller: c, began: b.clock.Now(), routing: b.routing}
	b.calls[id] = call
	b.note(EventBegan, Payload{Call: call.id, Direction: "in", Door: c.door(), Hotline: c.Hotline}, &c)
	if c.Web {
		b.noticed(call, ToldPage, 0)
	}
	if c.cools() {
		b.coolOff(call)
		return
	}
	b.greet(call)
}

// Music is called when an announcement has been played to its end.
func (b *Board) Music(id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil && (call.phase == waitingSeat || call.phase == ringingSeat) {
		b.phone.Say(id, Say{Kind: "queue"})
	}
}

// SeatOf is who speaks with a caller; 0 if nobody does.
func (b *Board) SeatOf(id ids.ID) ids.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil && (call.phase == talking || call.phase == outgoing && call.reached) {
		return call.seat
	}
	return 0
}

// Key is a key that the caller pressed.
func (b *Board) Key(id ids.ID, key byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := b.calls[id]
	switch {
	case call == nil:
	case call.phase == inMenu && call.next != nil:
		b.skip(call)
	case call.phase == inMenu:
		b.move(call, call.menu.key(key))
	case call.phase == waitingSeat && call.offered && key == '1':
		b.note(EventAsked, Payload{Call: id, Queue: call.queue.Code}, nil)
		b.farewell(call, Asked, "promise")
	case call.phase == rating:
		b.rated(call, key)
	case call.phase == cooling:
		b.coolKey(call, key)
	}
}

func (b *Board) enqueue(call *live, q *Queue) {
	b.queued(call, q)
	b.dispatch()
	if call.phase == waitingSeat {
		b.phone.Say(call.id, Say{Kind: "queue"})
	}
}

// queued puts a call into a queue; dispatch is still to be done.
func (b *Board) queued(call *live, q *Queue) {
	call.phase, call.queue, call.since = waitingSeat, q, b.clock.Now()
	call.drains = !b.routing.takes(q.Code, call.since)
	joined := Payload{Call: call.id, Queue: q.Code, Target: q.Target.D().Microseconds(), Short: q.Short.D().Microseconds()}
	if call.caller.cools() {
		joined.Code = string(Cooled)
	}
	b.note(EventQueued, joined, nil)
	b.at(call, q.MaxWait.D(), func() { b.waitedLong(call) })
	b.announceLater(call)
	b.at(call, q.Callback.D(), func() { b.waitedLong(call) })
	for _, w := range q.Widen {
		b.at(call, w.After.D(), b.dispatch)
	}
}

// waitedLong lets a caller go who has waited as long as anybody may, or offers to call back once it is time for that. While
// a seat rings neither is done; what came due meanwhile is done when the seat does not answer.
func (b *Board) waitedLong(call *live) {
	q := call.queue
	waited := b.clock.Now().Sub(call.since)
	switch {
	case call.phase != waitingSeat:
	case waited >= q.MaxWait.D():
		b.farewell(call, LetGo, "sorry")
	case call.offered || q.Callback == 0 || waited < q.Callback.D() || call.caller.Web || call.caller.cools(): // a visitor of the portal has no number
	default:
		call.offered = true
		b.phone.Say(call.id, Say{Kind: "offer"})
	}
}

func (b *Board) announceLater(call *live) {
	b.at(call, call.queue.Announce.D(), func() {
		if call.phase == waitingSeat {
			b.phone.Say(call.id, Say{Kind: "place", Place: b.place(call)})
		}
		b.announceLater(call)
	})
}

// place is how many calls of the same queue are served before this one, and one more.
func (b *Board) place(call *live) int {
	own, n := b.waiting(call), 1
	for _, other := range b.calls {
		if other != call && other.phase == waitingSeat && other.queue.Code == call.queue.Code && before(b.waiting(other), own) < 0 {
			n++
		}
	}
	return n
}

// at calls f, with the lock, unless the call has ended by then.
func (b *Board) at(call *live, d time.Duration, f func()) {
	call.timers = append(call.timers, b.clock.After(d, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.calls[call.id] == call {
			f()
		}
	}))
}

// farewell lets a caller go.
func (b *Board) farewell(call *live, outcome Outcome, say string) {
	call.phase, call.outcome = leaving, outcome
	b.phone.Say(call.id, Say{Kind: say})
	b.phone.Release(call.id)
}
