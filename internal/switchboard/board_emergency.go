package switchboard

import (
	"errors"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// An emergency service 应急服务 is asked into a call like anybody outside, with these differences: the caller is not put
// on hold, all three speak as soon as it answers, and whatever the seat does after that the caller keeps it. In vain
// nothing changes but that the seat is told.

// emergency is how it stands with the last emergency service that was called from a call.
type emergency struct {
	id      ids.ID
	service EmergencyService
	at      time.Time
	leave   bool   // the seat leaves as soon as the service answers
	outcome string // empty: it rings; answered, or why not
	over    time.Time
}

// How calling an emergency service ended, beside the causes of calls in vain.
const (
	EmergencyAnswered = "answered"
	EmergencyDropped  = "dropped"   // the seat let it be
	EmergencyHungUp   = "caller_up" // the caller hung up while it rang
)

// SetEmergency sets the emergency services, before the board is used; without, there are none.
func (b *Board) SetEmergency(list []EmergencyService) { b.services = list }

// EmergencyServices are those that there are.
func (b *Board) EmergencyServices() []EmergencyService { return b.services }

// Emergency calls an emergency service into the call that a seat speaks on. By a team leader it is called into somebody
// else's call; staff is then the leader, and leads is true. With leave the seat goes as soon as the service answers. The
// error is ErrCall, ErrSeat, ErrNotSpoken, ErrEmergency, ErrEmergencyReason, ErrEmergencyOn, ErrTrunk or ErrTargetBusy.
func (b *Board) Emergency(staff, id ids.ID, service, reason string, leave, leads bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, leader := b.calls[id], ids.ID(0)
	if leads {
		leader = staff
		if !spoken(call) {
			return ErrNotSpoken
		}
	} else if _, _, err := b.speaks(staff, id); err != nil {
		return err
	}
	at := slices.IndexFunc(b.services, func(e EmergencyService) bool { return e.Code == service })
	switch {
	case at < 0:
		return ErrEmergency
	case reason == "":
		reason = b.services[at].Reason
	case !slices.Contains(EmergencyReasons, reason):
		return ErrEmergencyReason
	}
	if call.withEmergency() {
		return ErrEmergencyOn
	}
	b.dismiss(call) // whoever was asked before: danger goes first
	if call.held {
		call.held = false
		b.phone.Retrieve(id)
		b.note(EventRetrieved, Payload{Call: id, Seat: call.seat}, nil)
	}
	e := &emergency{id: ids.New(), service: b.services[at], at: b.clock.Now(), leave: leave && !leads}
	call.emergency = e
	b.note(EventEmergency, Payload{Call: id, Seat: call.seat, Leader: leader, Emergency: e.id, Service: service, Code: reason}, nil)
	if err := b.ask(call, call.seat, e.service.target(call.caller.Number)); err != nil {
		b.emergencyOver(call, CauseFailed)
		if errors.Is(err, ErrTrunk) {
			return ErrTrunk
		}
		return ErrEmergencyLine
	}
	return nil
}

// withEmergency tells whether an emergency service rings, or is spoken with.
func (c *live) withEmergency() bool { return c.other != nil && c.other.Kind == "emergency" }

// DropEmergency lets an emergency service be that has not answered. The error is ErrCall or ErrSeat.
func (b *Board) DropEmergency(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, _, err := b.speaks(staff, id)
	switch {
	case err != nil:
		return err
	case !call.withEmergency() || call.other.state != asked:
		return ErrSeat
	}
	b.emergencyOver(call, EmergencyDropped)
	b.dismiss(call)
	return nil
}

// OtherVain tells why whom a call asked does not answer, before its line is told to have ended.
func (b *Board) OtherVain(id ids.ID, cause string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil && call.withEmergency() && call.other.state == asked {
		b.emergencyOver(call, cause)
	}
}

// emergencyOver writes down how calling the emergency service of a call ended; the first word counts.
func (b *Board) emergencyOver(call *live, outcome string) {
	e := call.emergency
	if e == nil || e.outcome != "" {
		return
	}
	e.outcome, e.over = outcome, b.clock.Now()
	b.note(EventEmergencyOver, Payload{Call: call.id, Seat: call.seat, Emergency: e.id, Service: e.service.Code, Code: outcome,
		Seconds: int(e.over.Sub(e.at) / time.Second)}, nil)
}

// emergencyAnswered lets all three speak, or the two of them if the seat wanted to leave or is not there.
func (b *Board) emergencyAnswered(call *live) {
	b.emergencyOver(call, EmergencyAnswered)
	call.other.state = together
	if call.phase == handing {
		b.handOver(call)
		return
	}
	if call.held || call.aside {
		call.held, call.aside = false, false
		b.phone.Retrieve(call.id)
	}
	b.note(EventTogether, Payload{Call: call.id, Seat: call.seat, Code: "emergency"}, nil)
	if s := b.seats[call.seat]; s != nil && call.emergency.leave && call.cut.IsZero() {
		b.part(call, s)
		b.handOver(call)
		b.dispatch()
	}
}

// leaveToEmergency takes the seat off a call with an emergency service: they go on without it. While the service rings
// the caller waits for it; if it does not answer, the call goes to the head of its queue.
func (b *Board) leaveToEmergency(call *live, s *Seat) {
	b.part(call, s)
	if call.other.state == asked {
		call.phase = handing
		call.cut, call.aside = time.Time{}, false
		b.phone.Hold(call.id, "wait")
	} else {
		b.handOver(call)
	}
	b.dispatch()
}
