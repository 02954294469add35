package switchboard

import "onedoor/internal/platform/ids"

// SetTakes says who takes calls on which hotline number, before any call comes: the own seats of a number take those on
// theirs only. It is asked under the board's lock.
func (b *Board) SetTakes(takes func(staff ids.ID, hotline string) bool) { b.takes = takes }

func (b *Board) waiting(call *live) Waiting {
	priority := call.queue.Priority
	if call.caller.Elderly {
		priority++
	}
	if call.caller.cools() {
		priority = coolPriority
	}
	w := Waiting{
		Call: call.id, Head: call.head && !call.caller.cools(), Priority: priority, Since: call.since,
		Needs: call.needs(b.clock.Now()),
	}
	if b.takes != nil {
		w.Takes = func(staff ids.ID) bool { return b.takes(staff, call.caller.Hotline) }
	}
	return w
}

// dispatch offers waiting calls to ready seats, as many as there are; again when a seat could not be called. Whom nobody
// rings for any more gets what came due while somebody did.
func (b *Board) dispatch() {
	for b.offers() {
	}
	for _, call := range b.calls {
		b.waitedLong(call)
	}
}

// offers makes one round of offers and tells whether one failed.
func (b *Board) offers() (failed bool) {
	var waiting []Waiting
	for _, call := range b.calls {
		if call.phase == waitingSeat {
			waiting = append(waiting, b.waiting(call))
		}
	}
	if len(waiting) == 0 {
		return false
	}
	seats := make([]*Seat, 0, len(b.seats))
	for _, s := range b.seats {
		seats = append(seats, s)
	}
	for _, o := range Match(waiting, seats) {
		failed = !b.offer(b.calls[o.Call], b.seats[o.Seat]) || failed
	}
	return failed
}

func (b *Board) offer(call *live, seat *Seat) bool {
	call.phase, call.seat = ringingSeat, seat.Staff
	b.setSeat(seat, SeatRinging, "")
	seat.Call = call.id
	b.note(EventOffered, Payload{Call: call.id, Seat: seat.Staff, Queue: call.queue.Code}, nil)
	if b.phone.Ring(call.id, seat) != nil {
		b.missed(call, seat, false)
		return false
	}
	b.at(call, call.queue.Ring.D(), func() {
		if call.phase == ringingSeat && call.seat == seat.Staff {
			b.phone.Unring(seat)
			b.missed(call, seat, true)
			b.dispatch()
		}
	})
	return true
}

// missed puts a call back to the head of its queue; its seat gets no more until its person says so. A phone that could
// not be called at all is offline.
func (b *Board) missed(call *live, seat *Seat, rang bool) {
	b.note(EventMissed, Payload{Call: call.id, Seat: seat.Staff, Queue: call.queue.Code}, nil)
	call.phase, call.seat, call.head = waitingSeat, 0, true
	seat.Call = 0
	if rang {
		b.setSeat(seat, SeatBusy, ReasonMissed)
	} else {
		b.setSeat(seat, SeatOffline, "")
	}
}
