package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// What a telephone does by itself: the one on a seat's desk refers its caller to somebody (REFER), at once or after a
// call of its own to whom it consults. Blind it is Transfer, so that the board knows who rings, and who comes back.

// hasAlone tells whether somebody who is no seat, such as an expert, has a call that was handed over.
func (c *live) hasAlone() bool {
	return c.seat == 0 && c.other != nil && c.other.state == together && c.other.Kind != "emergency" && (c.phase == talking || c.phase == outgoing)
}

// PassOn is Transfer by whom a call was handed over to who is no seat. Nobody is there to have it back: in vain the call
// goes to the head of its queue.
func (b *Board) PassOn(id ids.ID, to Target) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := b.calls[id]
	if call == nil || !call.hasAlone() {
		return ErrCall
	}
	return b.transfer(call, nil, to)
}

// inVain is how long after a reference in vain a telephone's hanging up is taken for a consequence of it.
const inVain = 5 * time.Second

// SentInVain is called when the telephone of a call's seat referred the caller to somebody who could not be had. Some
// telephones hang up then: the caller goes back to the head of the queue.
func (b *Board) SentInVain(staff, id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call, _, err := b.speaks(staff, id); err == nil {
		call.vain = b.clock.Now()
	}
}

// HandedOver gives a call to an account that its seat consulted by a call of its own; staff 0: whom it was handed over to
// did. The account's line is whom Phones know as asked into the call. A seat that is signed in by it and has no call
// becomes the call's; whoever handed over wraps up. It tells false when the call is not theirs to give.
func (b *Board) HandedOver(id, staff ids.ID, account string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, from, err := b.speaks(staff, id)
	switch {
	case staff == 0:
		if call = b.calls[id]; call == nil || !call.hasAlone() {
			return false
		}
	case err != nil || call.other != nil:
		return false
	}
	heir := &party{Target: Target{Kind: "line", Name: account, Account: account}, state: together}
	for _, s := range b.seats {
		if s.Account == account && s.Call == 0 && s.State != SeatOffline {
			b.leave(s.Staff)
			heir.Kind, heir.Seat, s.Call = "seat", s.Staff, id
			b.setSeat(s, SeatTalking, "")
			break
		}
	}
	if from != nil {
		b.part(call, from)
	} else {
		b.free(call) // its line is let go by who asks
	}
	call.other = heir
	b.handOver(call)
	b.dispatch()
	return true
}

// signedIn is the seat that has signed in by an account, or whose person it belongs to; 0: none is there.
func (b *Board) signedIn(account string, who ids.ID) ids.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.seats {
		if s.State != SeatOffline && (s.Account == account || s.Staff == who) {
			return s.Staff
		}
	}
	return 0
}
