package switchboard

import (
	"errors"
	"time"

	"onedoor/internal/platform/ids"
)

// Target is whom a seat asks, or hands its call over to.
type Target struct {
	Kind    string // seat, queue, line, unit, number, emergency
	Name    string // shown to the seat
	Seat    ids.ID
	Queue   string
	Account string // of a seat or a line
	Number  string // of a unit or outside
	Service string // of an emergency service: its code
	Tell    string // how it is told the caller's number: ShowAsserted, ShowFrom
	Caller  string // that number; nobody else is told it
}

// askLimit is how long somebody who is asked may let it ring.
const askLimit = 40 * time.Second

type partyState uint8

const (
	asked      partyState = iota // it rings there
	consulting                   // speaks with the seat, without the caller
	together                     // speaks with everybody
)

// party is who was asked into a call.
type party struct {
	Target
	state partyState
}

// Consult lets the caller wait and calls somebody. Of a queue, the seat is asked that is idle longest.
func (b *Board) Consult(staff, id ids.ID, to Target) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, _, err := b.speaks(staff, id)
	switch {
	case err != nil:
		return err
	case call.other != nil:
		return ErrSeat
	}
	if to.Kind == "queue" {
		if to, err = b.first(to.Queue); err != nil {
			return err
		}
	}
	if err := b.ask(call, staff, to); err != nil {
		return err
	}
	if !call.held {
		b.hold(call, staff)
	}
	return nil
}

// first is the seat of a queue that would be offered the next call.
func (b *Board) first(code string) (Target, error) {
	q := b.queue(code)
	if q == nil {
		return Target{}, ErrTarget
	}
	seats := make([]*Seat, 0, len(b.seats))
	for _, s := range b.seats {
		seats = append(seats, s)
	}
	if list := Match([]Waiting{{Call: 1, Needs: q.Needs}}, seats); len(list) > 0 {
		return Target{Kind: "seat", Name: q.Name, Seat: list[0].Seat}, nil
	}
	return Target{}, ErrTargetBusy
}

func (b *Board) queue(code string) *Queue {
	if !b.routing.takes(code, b.clock.Now()) {
		return nil
	}
	return b.routing.queue(code)
}

// ask calls whom a seat wants in its call.
func (b *Board) ask(call *live, staff ids.ID, to Target) error {
	var helper *Seat
	if to.Kind == "seat" {
		helper = b.seats[to.Seat]
		if helper == nil || helper.Staff == staff || helper.Call != 0 || helper.Away || helper.watches() || helper.State != SeatReady && helper.State != SeatBusy {
			return ErrTargetBusy
		}
		to.Account = helper.Account
	}
	p := &party{Target: to}
	call.other = p
	if helper != nil {
		if helper.State == SeatBusy {
			helper.after = helper.Reason // and afterwards again
		}
		helper.Call = call.id
		b.setSeat(helper, SeatRinging, "")
	}
	if err := b.phone.Ask(call.id, to); err != nil {
		b.free(call)
		if errors.Is(err, ErrTrunk) {
			return ErrTrunk
		}
		return ErrTargetBusy
	}
	b.note(EventConsulted, Payload{Call: call.id, Seat: staff, Other: to.Seat, Code: to.Kind}, nil)
	limit := askLimit
	if to.Kind == "emergency" {
		limit = emergencyLimit
	}
	b.at(call, limit, func() {
		if call.other == p && p.state == asked {
			b.emergencyOver(call, CauseNoAnswer)
			b.phone.Dismiss(call.id)
			b.otherEnded(call)
		}
	})
	return nil
}

// free gives a seat that was asked back to its queue and forgets whom the call asked.
func (b *Board) free(call *live) {
	p := call.other
	call.other = nil
	if p == nil || p.Kind != "seat" {
		return
	}
	s := b.seats[p.Seat]
	if s == nil || s.Call != call.id {
		return
	}
	s.Call = 0
	if p.state == asked {
		b.setSeat(s, SeatReady, "") // or busy, as it was
	} else {
		b.wrapUp(s, call.queue)
	}
}

// dismiss hangs up on whom the call asked.
func (b *Board) dismiss(call *live) {
	if call.other != nil {
		b.phone.Dismiss(call.id)
		b.free(call)
	}
}

// OtherAnswered is called when whom a call asked has answered.
func (b *Board) OtherAnswered(id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := b.calls[id]
	if call == nil || call.other == nil {
		return
	}
	p := call.other
	if p.Kind == "emergency" {
		b.emergencyAnswered(call)
		return
	}
	p.state = consulting
	if s := b.seats[p.Seat]; p.Kind == "seat" && s != nil && s.Call == id {
		b.setSeat(s, SeatTalking, "")
	}
	if call.phase == handing {
		b.handOver(call)
	}
}

// OtherEnded is called when the line of whom a call asked has ended.
func (b *Board) OtherEnded(id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil && call.other != nil {
		b.otherEnded(call)
	}
}

func (b *Board) otherEnded(call *live) {
	b.emergencyOver(call, CauseFailed)
	b.free(call)
	switch {
	case call.phase == handing:
		b.again(call)
	case call.seat == 0 && (call.phase == talking || call.phase == outgoing):
		call.outcome = Served
		b.phone.Release(call.id) // who had the call has hung up
	}
	b.dispatch()
}

// Together lets the caller, the seat and whom it asked speak with each other.
func (b *Board) Together(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, _, err := b.speaks(staff, id)
	switch {
	case err != nil:
		return err
	case call.other == nil || call.other.state == asked:
		return ErrSeat
	case call.other.state == together:
		return nil
	}
	call.other.state, call.held = together, false
	b.phone.Retrieve(id)
	b.note(EventTogether, Payload{Call: id, Seat: staff, Other: call.other.Seat}, nil)
	return nil
}

// Complete lets whom the seat asked go on with the caller; the seat leaves, out of a consultation or a call of three.
func (b *Board) Complete(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, s, err := b.speaks(staff, id)
	switch {
	case err != nil:
		return err
	case call.other == nil || call.other.state == asked:
		return ErrSeat
	}
	b.part(call, s)
	b.handOver(call)
	b.dispatch()
	return nil
}

// part takes a seat off its call, which goes on without it.
func (b *Board) part(call *live, s *Seat) {
	b.helpOver(call, HelpLapsed)
	call.seat = 0
	b.phone.Part(s)
	b.wrapUp(s, call.queue)
	call.rater = s.Staff
}

// handOver gives a call whose seat has left to whom it asked.
func (b *Board) handOver(call *live) {
	b.helpOver(call, HelpLapsed)
	p := call.other
	if call.phase == handing {
		call.phase = talking
	}
	call.held, call.aside, call.cut = false, false, time.Time{}
	p.state = together
	b.note(EventHandedOver, Payload{Call: call.id, Seat: call.rater, Other: p.Seat, Code: p.Kind}, nil)
	if s := b.seats[p.Seat]; p.Kind == "seat" && s != nil && s.Call == call.id {
		call.other, call.seat, call.answered = nil, s.Staff, b.clock.Now()
		b.phone.Promote(call.id, s)
		b.note(EventAnswered, Payload{Call: call.id, Seat: s.Staff, Queue: call.queue.Code}, nil)
	}
	b.phone.Retrieve(call.id)
	b.follow(call)
}
