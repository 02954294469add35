package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// A number that cools down 冷却 is not refused: its caller is told why, until when and how to be heard otherwise, and
// reaches the queue by a key, behind everybody else. Such a call is no part of the connect rate and nobody owes it
// anything; its outcome is its own.

// coolPriority puts who cools down behind all others in a queue.
const coolPriority = -1000

// SetGuard sets how often within an hour a number that cools down reaches the queue, before the board is used.
func (b *Board) SetGuard(callsHour int) { b.callsHour = callsHour }

// cools tells whether the caller's number cools down.
func (c Caller) cools() bool { return !c.Cooled.IsZero() }

// coolOff tells a caller whose number cools down how that is.
func (b *Board) coolOff(call *live) {
	call.phase = cooling
	b.phone.Say(call.id, Say{Kind: "cooled", Until: call.caller.Cooled})
}

// Told is called when a caller who cools down has been told so, and has pressed nothing.
func (b *Board) Told(id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil && call.phase == cooling {
		b.farewell(call, Cooled, "thanks")
	}
}

// coolKey lets a caller into the queue by 0, unless the number was there too often.
func (b *Board) coolKey(call *live, key byte) {
	if key != '0' {
		return
	}
	now, recent := b.clock.Now(), []time.Time{}
	for number, times := range b.through { // numbers that nobody counts any more are forgotten
		if now.Sub(times[len(times)-1]) >= time.Hour {
			delete(b.through, number)
		}
	}
	for _, at := range b.through[call.caller.Number] {
		if now.Sub(at) < time.Hour {
			recent = append(recent, at)
		}
	}
	if len(recent) >= b.callsHour {
		b.phone.Say(call.id, Say{Kind: "cooled_enough"})
		return
	}
	b.through[call.caller.Number] = append(recent, now)
	b.note(EventCoolPassed, Payload{Call: call.id}, nil)
	b.lead(call, b.queueFor(call, ""))
}

// outcomeOf is how a call counts that ended so: one that was not served, of a number that cools down, counts by itself.
func (c *live) outcomeOf(o Outcome) Outcome {
	if c.caller.cools() && o != Served {
		return Cooled
	}
	return o
}

// Warn plays the warning to the caller, and to the seat, who go on speaking. The error is ErrCall or ErrSeat.
func (b *Board) Warn(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, _, err := b.speaks(staff, id)
	if err == nil && (call.held || call.withEmergency()) {
		err = ErrSeat
	}
	if err != nil {
		return err
	}
	b.phone.Say(id, Say{Kind: "warning"})
	if call.warned.IsZero() {
		call.warned = b.clock.Now()
	}
	b.note(EventWarned, Payload{Call: id, Seat: staff}, nil)
	return nil
}
