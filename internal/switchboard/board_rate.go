package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// ratingLimit is how long a key is waited for after a call, the question included.
const ratingLimit = 30 * time.Second

// Rate hands the caller to the question after the call; the seat leaves. Keys 1 to 5 mean 非常满意 to 非常不满意.
func (b *Board) Rate(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, s, err := b.speaks(staff, id)
	if err == nil && call.other != nil {
		err = ErrSeat
	}
	if err != nil {
		return err
	}
	b.part(call, s)
	b.unwatch(call)
	call.phase, call.outcome, call.held = rating, Served, false
	b.phone.Retrieve(id)
	b.phone.Say(id, Say{Kind: "rate"})
	b.at(call, ratingLimit, func() {
		if call.phase == rating {
			b.farewell(call, Served, "thanks")
		}
	})
	b.dispatch()
	return nil
}

// rated takes a key; others than 1 to 5 say nothing.
func (b *Board) rated(call *live, key byte) {
	if key < '1' || key > '5' {
		return
	}
	b.note(EventRated, Payload{Call: call.id, Seat: call.rater, Rating: 6 - int(key-'0')}, nil)
	b.farewell(call, Served, "thanks")
}

// HangUp ends the call of a seat for everybody in it; a call that rings is refused, and a seat that was asked leaves.
func (b *Board) HangUp(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, s := b.calls[id], b.seats[staff]
	if call == nil || s == nil || s.Call != id {
		return ErrCall
	}
	switch {
	case call.seat != staff:
		b.phone.Dismiss(id)
		b.otherEnded(call)
	case call.phase == ringingSeat:
		b.phone.Unring(s)
		b.missed(call, s, true)
		b.dispatch()
	case call.withEmergency():
		b.leaveToEmergency(call, s) // the caller keeps the service
	default:
		b.dismiss(call)
		if call.phase == talking {
			call.outcome = Served
		}
		b.phone.Release(id) // Gone follows
	}
	return nil
}

// WrapUpDone ends a seat's wrap-up before its limit.
func (b *Board) WrapUpDone(staff ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	if s == nil || s.State != SeatWrapUp {
		return ErrSeat
	}
	b.setSeat(s, SeatReady, "")
	b.dispatch()
	return nil
}
