package switchboard

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// Mode is how a team leader takes part in a call.
type Mode string

// The modes.
const (
	ModeListen  Mode = "listen"    // 监听: nobody hears the leader
	ModeWhisper Mode = "whisper"   // 密语: the seat alone hears the leader
	ModeBarge   Mode = "barge"     // 强插: everyone does
	ModeTake    Mode = "take_over" // 接管: the leader becomes the seat of the call as soon as the telephone is answered
)

// Modes are those in which a leader can stay.
var Modes = []Mode{ModeListen, ModeWhisper, ModeBarge}

// watch is a team leader who takes part in a call, or is called to.
type watch struct {
	leader, call ids.ID
	seat         ids.ID // whose call it was when the leader came in
	mode         Mode
	since        time.Time // when the leader came in; zero: the leader's telephone rings
}

// spoken tells whether a seat and somebody outside are in a call.
func spoken(call *live) bool {
	return call != nil && call.seat != 0 && (call.phase == talking || call.phase == outgoing && call.reached)
}

// Watch lets a team leader take part in a call by a mode, or changes the mode; another call that the leader took part in
// is left. The leader's own seat gets no calls meanwhile. The error is ErrMode, ErrNotSpoken, ErrOwnCall or ErrLine.
func (b *Board) Watch(leader ids.ID, account string, id ids.ID, mode Mode) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Contains(Modes, mode) {
		return ErrMode
	}
	return b.watch(leader, account, id, mode)
}

func (b *Board) watch(leader ids.ID, account string, id ids.ID, mode Mode) error {
	call, own := b.calls[id], b.seats[leader]
	switch {
	case !spoken(call):
		return ErrNotSpoken
	case own != nil && own.Call != 0:
		return ErrOwnCall
	}
	if w := b.watches[leader]; w != nil && w.call == id {
		b.turn(w, call, mode)
		return nil
	}
	b.leave(leader)
	if b.phone.Watch(id, leader, account) != nil {
		return ErrLine
	}
	b.watches[leader] = &watch{leader: leader, call: id, mode: mode}
	if own != nil && own.State != SeatOffline {
		back := ""
		if own.State == SeatBusy {
			back = own.Reason
		}
		b.setSeat(own, SeatBusy, ReasonWatch)
		own.back = back
	}
	return nil
}

// turn changes how a leader takes part.
func (b *Board) turn(w *watch, call *live, mode Mode) {
	changed := w.mode != mode
	w.mode = mode
	if w.since.IsZero() || !changed {
		return
	}
	b.phone.SetMode(call.id, w.leader, mode, call.seat)
	b.note(EventWatchMode, Payload{Call: call.id, Leader: w.leader, Watched: call.seat, Mode: mode}, nil)
}

// WatchAnswered is called when the telephone of a leader was taken up.
func (b *Board) WatchAnswered(leader, id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w, call := b.watches[leader], b.calls[id]
	if w == nil || w.call != id || !w.since.IsZero() {
		return
	}
	if !spoken(call) {
		b.leave(leader)
		return
	}
	w.since, w.seat = b.clock.Now(), call.seat
	if w.mode == ModeTake {
		if b.takeOver(w, call) == nil {
			return
		}
		w.mode = ModeListen // the seat asks somebody just now
	}
	b.phone.SetMode(id, leader, w.mode, call.seat)
	b.note(EventWatched, Payload{Call: id, Leader: leader, Watched: call.seat, Mode: w.mode}, nil)
}

// WatchEnded is called when the line of a leader who watched has ended.
func (b *Board) WatchEnded(leader, id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if w := b.watches[leader]; w != nil && w.call == id {
		b.left(w)
		b.dispatch()
	}
}

// Unwatch takes a team leader out of the call that the leader takes part in.
func (b *Board) Unwatch(leader ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.leave(leader)
	b.dispatch()
}

// leave hangs up on a leader who watches; dispatch is still to be done.
func (b *Board) leave(leader ids.ID) {
	if w := b.watches[leader]; w != nil {
		b.phone.Unwatch(leader)
		b.left(w)
	}
}

// left forgets that a leader watches and gives the leader's seat back what it was.
func (b *Board) left(w *watch) {
	delete(b.watches, w.leader)
	b.told(w)
	s := b.seats[w.leader]
	switch {
	case s == nil || !s.watches():
	case s.back == "":
		b.setSeat(s, SeatReady, "")
	default:
		b.setSeat(s, SeatBusy, s.back)
	}
}

// told writes down for how long a leader took part, and what that means for help that was asked for.
func (b *Board) told(w *watch) {
	call := b.calls[w.call]
	if !w.since.IsZero() {
		b.note(EventWatchLeft, Payload{Call: w.call, Leader: w.leader, Watched: w.seat, Seconds: int(b.clock.Now().Sub(w.since) / time.Second)}, nil)
	}
	switch {
	case call == nil || call.help == nil || call.help.taken != w.leader:
	case w.since.IsZero():
		call.help.taken = 0 // the leader's telephone was not answered: somebody else may
	default:
		b.helpOver(call, HelpGiven)
	}
}

// unwatch takes all team leaders out of a call that nobody speaks on any more.
func (b *Board) unwatch(call *live) {
	for leader, w := range b.watches {
		if w.call == call.id {
			b.leave(leader)
		}
	}
}

// follow lets who whispers reach the call's seat of now; without one only listening is left.
func (b *Board) follow(call *live) {
	for _, w := range b.watches {
		if w.call != call.id || w.since.IsZero() {
			continue
		}
		if w.mode == ModeWhisper && call.seat == 0 {
			w.mode = ModeListen
			b.note(EventWatchMode, Payload{Call: call.id, Leader: w.leader, Mode: w.mode}, nil)
		}
		b.phone.SetMode(call.id, w.leader, w.mode, call.seat)
	}
}

// TakeOver makes a team leader the seat of a call, at once or when the leader's telephone is answered; the seat before
// wraps up. The leader's seat has to be signed in. The error is ErrSeat, ErrAsking or one of Watch.
func (b *Board) TakeOver(leader ids.ID, account string, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, own := b.calls[id], b.seats[leader]
	switch {
	case own == nil || own.State == SeatOffline:
		return ErrSeat
	case call != nil && call.other != nil && call.other.state != together:
		return ErrAsking
	}
	if w := b.watches[leader]; w != nil && w.call == id && !w.since.IsZero() && spoken(call) {
		return b.takeOver(w, call)
	}
	return b.watch(leader, account, id, ModeTake)
}

func (b *Board) takeOver(w *watch, call *live) error {
	heir, from := b.seats[w.leader], b.seats[call.seat]
	switch {
	case heir == nil || heir.State == SeatOffline || heir.Call != 0:
		return ErrSeat
	case call.other != nil && call.other.state != together:
		return ErrAsking
	}
	b.helpOver(call, HelpGiven)
	delete(b.watches, w.leader)
	b.told(w)
	after := heir.back
	b.phone.TakeOver(call.id, heir)
	if from != nil {
		b.part(call, from)
	}
	call.seat, heir.Call, call.answered = heir.Staff, call.id, b.clock.Now()
	if call.held || call.aside {
		b.phone.Retrieve(call.id)
	}
	call.held, call.aside, call.cut = false, false, time.Time{}
	b.setSeat(heir, SeatTalking, "")
	heir.after = after
	b.note(EventTakenOver, Payload{Call: call.id, Seat: heir.Staff, Other: call.rater}, nil)
	b.note(EventAnswered, Payload{Call: call.id, Seat: heir.Staff, Queue: call.queue.Code}, nil)
	b.follow(call)
	b.dispatch()
	return nil
}
