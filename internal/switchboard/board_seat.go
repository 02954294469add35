package switchboard

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// SignIn puts a seat to the board, busy until its person says ready.
func (b *Board) SignIn(staff ids.ID, account string, skills []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.signIn(staff, account, skills)
}

// SignInBy signs a seat in by a telephone that was switched on, at once ready or not. A seat that has signed in by another
// telephone, which is there or has its call, stays with that one, and what a seat that is there is doing it goes on doing.
func (b *Board) SignInBy(staff ids.ID, account string, skills []string, ready bool, there func(account string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	offline := s == nil || s.State == SeatOffline
	if !offline && s.Account != account && (s.Call != 0 || there(s.Account)) {
		return
	}
	b.signIn(staff, account, skills)
	if offline && ready {
		_ = b.ready(b.seats[staff]) // it was signed in just now
	}
}

func (b *Board) signIn(staff ids.ID, account string, skills []string) {
	s := b.seats[staff]
	if s == nil {
		s = &Seat{Staff: staff, State: SeatOffline}
		b.seats[staff] = s
	}
	s.Account, s.Skills = account, slices.Clone(skills)
	if s.after == string(SeatOffline) {
		s.after = "" // its phone was away in mid-call and is back
	}
	b.back(s)
	if s.State == SeatOffline {
		s.Shift, s.SignedIn = ids.New(), b.clock.Now()
		b.newDay(s)
		b.setSeat(s, SeatBusy, "duty")
	}
	b.dispatch() // it may have learnt what a waiting call needs
}

// SignOut takes a seat from the board; what it was offered goes to others. A call that it speaks on goes on to its end.
func (b *Board) SignOut(staff ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.seats[staff]; s != nil {
		b.signOut(s)
	}
}

// SignOutBy takes a seat from the board that has signed in by an account, when that telephone is switched off.
func (b *Board) SignOutBy(staff ids.ID, account string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.seats[staff]; s != nil && s.Account == account {
		b.signOut(s)
	}
}

func (b *Board) signOut(s *Seat) {
	staff := s.Staff
	b.leave(staff)
	switch s.State {
	case SeatRinging:
		s.Away = true // nothing is offered to it meanwhile
		switch call := b.calls[s.Call]; {
		case call == nil:
		case call.seat != staff: // a colleague asks it
			b.phone.Dismiss(call.id)
			b.otherEnded(call)
		default:
			b.phone.Unring(s)
			b.missed(call, s, false)
		}
		b.dispatch()
	case SeatTalking:
		s.after = string(SeatOffline)
		return
	}
	b.setSeat(s, SeatOffline, "")
	b.back(s)
}

// Ready offers calls to a seat again. While it speaks this holds for afterwards.
func (b *Board) Ready(staff ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ready(b.seats[staff])
}

func (b *Board) ready(s *Seat) error {
	switch {
	case s == nil || s.State == SeatOffline || s.State == SeatRinging:
		return ErrSeat
	case s.watches():
		s.back = ""
		return nil
	case s.State == SeatTalking:
		s.after = ""
		return nil
	case s.State != SeatReady:
		b.setSeat(s, SeatReady, "")
	}
	b.dispatch()
	return nil
}

// Busy keeps calls from a seat, for a reason. While it rings or speaks this holds for afterwards.
func (b *Board) Busy(staff ids.ID, reason string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	if err := b.mayBreak(s, reason); err != nil && s.State != SeatOffline {
		return err
	}
	return b.busy(s, reason)
}

func (b *Board) busy(s *Seat, reason string) error {
	switch {
	case !slices.Contains(Reasons, reason) || reason == ReasonMissed:
		return ErrReason
	case s == nil || s.State == SeatOffline:
		return ErrSeat
	case s.watches():
		s.back = reason
		return nil
	case s.State == SeatTalking || s.State == SeatRinging:
		s.after = reason
		return nil
	}
	b.setSeat(s, SeatBusy, reason)
	return nil
}

// SeatAnswered is called when the phone of a seat was taken up.
func (b *Board) SeatAnswered(staff, id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, call := b.seats[staff], b.calls[id]
	if s == nil || s.Call != id || call == nil || call.phase != ringingSeat || call.seat != staff {
		if s != nil && s.Call != id {
			b.phone.Part(s) // the caller was gone already
		}
		return
	}
	call.phase, call.answered = talking, b.clock.Now()
	b.setSeat(s, SeatTalking, "")
	b.note(EventAnswered, Payload{Call: id, Seat: staff, Queue: call.queue.Code}, nil)
	b.phone.Connect(id, s)
}

// SeatEnded is called when the line of a seat for a call has ended: it refused, could not be reached, or hung up.
func (b *Board) SeatEnded(staff, id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, call := b.seats[staff], b.calls[id]
	if s == nil || s.Call != id || call == nil || call.seat != staff {
		return
	}
	switch call.phase {
	case ringingSeat:
		b.missed(call, s, true)
		b.dispatch()
	case talking, outgoing:
		if call.withEmergency() {
			b.leaveToEmergency(call, s)
			return
		}
		if call.other != nil && call.other.state != asked { // who hangs up leaves the two others to each other
			b.part(call, s)
			b.handOver(call)
			b.dispatch()
			return
		}
		b.dismiss(call)
		if !call.vain.IsZero() && b.clock.Now().Sub(call.vain) < inVain {
			call.vain = time.Time{}
			b.part(call, s)
			b.again(call)
			return
		}
		if call.phase == talking {
			call.outcome = Served
		}
		b.phone.Release(id) // the caller is let go; Gone follows
	}
}

// Out begins a call of a seat to somebody outside. It is refused while the seat rings or speaks: ErrNotSignedIn, ErrOnCall.
func (b *Board) Out(id, staff ids.ID, to Caller) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	switch {
	case s == nil || s.State == SeatOffline:
		return ErrNotSignedIn
	case s.Call != 0:
		return ErrOnCall
	}
	b.leave(staff)
	if s.State == SeatBusy {
		s.after = s.Reason // and afterwards again
	}
	b.back(s) // its telephone is there
	call := &live{id: id, caller: to, phase: outgoing, queue: &b.routing.queues[0], seat: staff, began: b.clock.Now()}
	b.calls[id] = call
	s.Call = id
	b.note(EventBegan, Payload{Call: id, Direction: "out", Hotline: to.Hotline, Seat: staff, Errand: to.Errand.Kind, About: to.Errand.Subject}, &to)
	b.setSeat(s, SeatTalking, "")
	s.taken = time.Time{} // how long callers of a queue take is learnt from them alone
	return nil
}

// Vain tells why a call of a seat reaches nobody, before it is gone. The first word on it counts.
func (b *Board) Vain(id ids.ID, cause string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil && call.phase == outgoing && !call.reached && call.cause == "" {
		call.cause = cause
	}
}

// OutAnswered is called when whom a seat calls has answered.
func (b *Board) OutAnswered(id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil && call.phase == outgoing && !call.reached {
		call.reached, call.answered = true, b.clock.Now()
		b.note(EventAnswered, Payload{Call: id, Seat: call.seat}, nil)
	}
}

// wrapUp gives a seat time to write, with a limit.
func (b *Board) wrapUp(s *Seat, q *Queue) {
	s.Call, s.on = 0, q
	if !s.Away {
		b.back(s) // it was kept for the call alone
	}
	switch {
	case s.after == string(SeatOffline):
		b.setSeat(s, SeatOffline, "")
		return
	case s.after != "":
		b.setSeat(s, SeatBusy, s.after)
		return
	}
	b.setSeat(s, SeatWrapUp, "")
	s.WrapEnd = b.clock.Now().Add(q.WrapUp.D())
	s.timer = b.clock.After(q.WrapUp.D(), func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if s.State == SeatWrapUp {
			b.setSeat(s, SeatReady, "")
			b.dispatch()
		}
	})
}

func (b *Board) setSeat(s *Seat, state SeatState, reason string) {
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	now := b.clock.Now()
	switch {
	case state != SeatReady:
	case s.State != SeatRinging:
		s.Idle = now
	case s.after != "": // who was called in vain stays as long idle as before, unless the person wants to be busy
		state, reason = SeatBusy, s.after
	}
	if state != SeatRinging && state != SeatTalking {
		s.after = ""
	}
	b.spend(s, now)
	b.learn(s, state, now)
	s.State, s.Reason, s.Since = state, reason, now
	b.begin(s)
	b.note(EventSeatState, Payload{Seat: s.Staff, Shift: s.Shift, State: string(state), Code: reason}, nil)
}

// SeatNow is a copy of a seat for a screen.
func (b *Board) SeatNow(staff ids.ID) (Seat, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.seats[staff]; s != nil {
		c := *s
		c.Skills, c.timer, c.kept = slices.Clone(s.Skills), nil, nil
		return c, true
	}
	return Seat{}, false
}

// Waits is how many calls wait in each queue now.
func (b *Board) Waits() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := map[string]int{}
	for _, c := range b.calls {
		if c.phase == waitingSeat || c.phase == ringingSeat {
			n[c.queue.Code]++
		}
	}
	return n
}
