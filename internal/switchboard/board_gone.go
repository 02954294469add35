package switchboard

import "onedoor/internal/platform/ids"

// Close says that the exchange stops: calls that end from now on were cut off.
func (b *Board) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closing = true
}

// Gone is called when the caller's line has ended, whoever ended it.
func (b *Board) Gone(id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := b.calls[id]
	if call == nil {
		return
	}
	delete(b.calls, id)
	b.quiet(call)
	b.helpOver(call, HelpLapsed)
	b.unwatch(call)
	b.emergencyOver(call, EmergencyHungUp)
	b.dismiss(call)
	outcome := b.outcome(call)
	ended := Payload{Call: id, Code: string(outcome), Seat: call.seat, Errand: call.caller.Errand.Kind, About: call.caller.Errand.Subject, Quality: call.quality}
	if outcome == Unreached {
		ended.Cause = call.cause
	}
	b.note(EventEnded, ended, nil)
	seat := b.seats[call.seat]
	if seat == nil || seat.Call != id {
		return
	}
	switch call.phase {
	case ringingSeat:
		b.phone.Unring(seat)
		seat.Call = 0
		b.setSeat(seat, SeatReady, "")
	case talking, outgoing:
		b.phone.Part(seat)
		b.wrapUp(seat, call.queue)
	}
	b.dispatch()
}

// outcome is how a call that ends now ends.
func (b *Board) outcome(call *live) Outcome {
	outcome := call.outcome
	left := call.rater != 0 && call.seat == 0 && call.phase != waitingSeat // the seat handed it over, to nobody of ours
	switch {
	case call.phase == outgoing && call.reached:
		outcome = Served
	case call.phase == outgoing:
		outcome = Unreached
	case outcome == "" && left:
		outcome = Served
	case outcome == "":
		outcome = map[phase]Outcome{inMenu: Left, waitingSeat: Abandoned, ringingSeat: Abandoned, talking: Served, handing: Served, rating: Served}[call.phase]
	}
	outcome = call.outcomeOf(outcome)
	if b.closing && call.outcome == "" && !left && outcome != Unreached && outcome != Cooled {
		return Interrupted
	}
	return outcome
}
