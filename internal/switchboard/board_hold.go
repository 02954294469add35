package switchboard

import "onedoor/internal/platform/ids"

// speaks is the call that a seat speaks on, with the lock: ErrCall if it is not the seat's, ErrSeat if it is not at a
// point where its seat can do something with it.
func (b *Board) speaks(staff, id ids.ID) (*live, *Seat, error) {
	call, s := b.calls[id], b.seats[staff]
	switch {
	case call == nil || s == nil || call.seat != staff || s.Call != id:
		return nil, nil, ErrCall
	case call.phase != talking && !(call.phase == outgoing && call.reached), !call.cut.IsZero():
		return nil, nil, ErrSeat
	}
	return call, s, nil
}

// Hold lets the caller wait, who hears music, while the seat can speak with somebody else.
func (b *Board) Hold(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, _, err := b.speaks(staff, id)
	if err == nil && call.withEmergency() {
		err = ErrSeat // nobody in danger hears music
	}
	if err == nil && !call.held {
		b.hold(call, staff)
	}
	return err
}

func (b *Board) hold(call *live, staff ids.ID) {
	call.held = true
	if call.other != nil && call.other.state == together {
		call.other.state = consulting
	}
	b.phone.Hold(call.id, "queue")
	b.note(EventHeld, Payload{Call: call.id, Seat: staff, Other: call.helper()}, nil)
}

// Retrieve speaks with the caller again. Who was asked meanwhile is let go.
func (b *Board) Retrieve(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, _, err := b.speaks(staff, id)
	if err != nil || !call.held {
		return err
	}
	b.dismiss(call)
	call.held = false
	b.phone.Retrieve(id)
	b.note(EventRetrieved, Payload{Call: id, Seat: staff}, nil)
	b.dispatch()
	return nil
}

// helper is the seat that was asked into the call; 0: none.
func (c *live) helper() ids.ID {
	if c.other == nil {
		return 0
	}
	return c.other.Seat
}

// quiet stops the timers of a call.
func (b *Board) quiet(call *live) {
	for _, t := range call.timers {
		t.Stop()
	}
	call.timers = nil
}
