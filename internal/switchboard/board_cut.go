package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// What a seat's lost telephone means. A page that is loaded anew, or a socket that breaks, comes back in seconds: the
// seat is kept, and its call with it. The caller goes on hearing the seat while its sound comes, since a socket may
// break alone; otherwise hears that somebody is waited for.

const (
	silence   = time.Second         // without sound from a seat: its browser has gone
	cutCheck  = 2 * time.Second     // after a socket broke
	backCheck = silence + silence/4 // after a telephone is there again: what its sound was before tells nothing by then
	cutRepeat = 5 * time.Second     // when the call is to be kept no longer but is still spoken on
)

// LineLost is called when a telephone of somebody cannot be reached any more. It is the seat's only if the seat has signed
// in by that account: who sits at a desk phone may open and close pages.
func (b *Board) LineLost(staff ids.ID, account string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	if s == nil || s.State == SeatOffline || s.Away || s.Account != account {
		return
	}
	s.Away = true
	call := b.calls[s.Call]
	switch {
	case call == nil:
	case call.seat != staff: // it was asked by another seat
		if call.other != nil && call.other.state == asked {
			b.phone.Dismiss(call.id)
			b.otherEnded(call)
		}
	case call.phase == ringingSeat:
		b.phone.Unring(s)
		b.missed(call, s, true)
		b.dispatch()
	case call.phase == talking || call.phase == outgoing && call.reached:
		b.cutOff(call, s)
	}
	b.keepFor(s, b.keep)
}

// SeatLost is called when the sound of a seat's line broke off without a goodbye.
func (b *Board) SeatLost(staff, id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, call := b.seats[staff], b.calls[id]
	if s == nil || call == nil || s.Call != id || call.seat != staff {
		return
	}
	b.cutOff(call, s)
	b.putAside(call)
	if s.kept == nil {
		b.keepFor(s, b.keep)
	}
}

// keepFor keeps a seat so long from now, whatever it was kept for before.
func (b *Board) keepFor(s *Seat, d time.Duration) {
	if s.kept != nil {
		s.kept.Stop()
	}
	s.kept = b.clock.After(d, func() { b.keptLongEnough(s) })
}

func (b *Board) cutOff(call *live, s *Seat) {
	if !call.cut.IsZero() {
		return
	}
	call.cut = b.clock.Now()
	b.note(EventCut, Payload{Call: call.id, Seat: s.Staff}, nil)
	b.at(call, cutCheck, func() {
		if call.seat == s.Staff && !call.cut.IsZero() && b.phone.Silent(s) > silence {
			b.putAside(call)
		}
	})
}

// putAside lets the caller hear that somebody is waited for, unless somebody else is there to speak with.
func (b *Board) putAside(call *live) {
	if call.aside || call.other != nil && call.other.state == together {
		return
	}
	call.aside = true
	b.phone.Hold(call.id, "wait")
}

// keptLongEnough gives up on a seat that did not come back: its call goes to the head of its queue, or on to whom it
// was shared with.
func (b *Board) keptLongEnough(s *Seat) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.kept = nil
	call := b.calls[s.Call]
	if call == nil || call.seat != s.Staff {
		if s.Away {
			b.leaveBoard(s)
		}
		return
	}
	if call.cut.IsZero() { // a call that is not lost, such as one that only rings so far
		if s.Away {
			b.keepFor(s, cutRepeat)
		}
		return
	}
	if b.phone.Silent(s) <= silence { // they still speak; only the screen is lost
		b.keepFor(s, cutRepeat)
		return
	}
	away := s.Away
	b.phone.Part(s)
	s.Call, call.seat, call.rater = 0, 0, s.Staff
	if away {
		b.leaveBoard(s)
	} else {
		b.setSeat(s, SeatBusy, ReasonMissed)
	}
	if call.other != nil && call.other.state != asked {
		b.handOver(call)
		return
	}
	if call.withEmergency() {
		call.phase, call.cut = handing, time.Time{}
		return
	}
	b.again(call)
}

// leaveBoard signs a seat out that has no call of its own.
func (b *Board) leaveBoard(s *Seat) {
	s.Away = true // nothing is offered to it meanwhile
	b.leave(s.Staff)
	if call := b.calls[s.Call]; call != nil && call.seat != s.Staff {
		b.phone.Dismiss(call.id)
		b.otherEnded(call)
	}
	s.Away = false
	b.setSeat(s, SeatOffline, "")
}

// back ends a seat's absence.
func (b *Board) back(s *Seat) {
	s.Away = false
	if s.kept != nil {
		s.kept.Stop()
		s.kept = nil
	}
}

// LineBack is called when a telephone of somebody can be reached again. A call whose sound never broke off goes on, which is
// seen a moment later: of a page that was loaded anew at once the last sound is only just over, and that page has no call until
// it hears that it is to take one up again.
func (b *Board) LineBack(staff ids.ID, account string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	if s == nil || !s.Away || s.Account != account {
		return
	}
	call := b.calls[s.Call]
	if call == nil || call.seat != staff || call.cut.IsZero() {
		b.back(s)
		b.dispatch()
		return
	}
	s.Away = false
	b.at(call, backCheck, func() {
		switch {
		case call.seat != staff || call.cut.IsZero() || s.Away:
		case b.phone.Silent(s) > silence:
			b.putAside(call)
		case !call.aside:
			b.rejoined(call, s)
		}
	})
}

// Rejoin calls the seat's telephone, which is there again, in place of the line that was lost.
func (b *Board) Rejoin(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, s := b.calls[id], b.seats[staff]
	switch {
	case call == nil || s == nil || call.seat != staff || s.Call != id:
		return ErrCall
	case call.phase != talking && !(call.phase == outgoing && call.reached):
		return ErrSeat
	}
	if b.phone.Rejoin(id, s) != nil {
		return ErrLine
	}
	return nil
}

// SeatRejoined is called when a seat that Rejoin called has answered and is in its call again.
func (b *Board) SeatRejoined(staff, id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, call := b.seats[staff], b.calls[id]
	if s != nil && call != nil && call.seat == staff && s.Call == id {
		b.rejoined(call, s)
	}
}

func (b *Board) rejoined(call *live, s *Seat) {
	b.back(s)
	call.cut = time.Time{}
	if call.aside && !call.held {
		b.phone.Retrieve(call.id)
	} else if call.aside {
		b.phone.Hold(call.id, "queue")
	}
	call.aside = false
	b.follow(call)
	b.note(EventRejoined, Payload{Call: call.id, Seat: s.Staff}, nil)
}
