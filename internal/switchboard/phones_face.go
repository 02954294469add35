package switchboard

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
)

// see lets the caller and the call's seat see each other, if both are browsers, while the lock is held. Whoever is held,
// parted or handed over sees nobody: the exchange ends it when a line leaves its room.
func (p *Phones) see(w *wire) {
	if w.seat != nil && w.caller != nil && w.seat.Room() == w.room {
		p.x.Face(w.caller, w.seat)
	}
}

// unseen forgets a seat's line, while the lock is held.
func (p *Phones) unseen(l *exchange.Line) {
	for _, w := range p.calls {
		if l != nil && w.seat == l {
			w.seat = nil
		}
	}
}

// Faced tells whether the caller and the seat of a call see each other's pictures, if they send any.
func (p *Phones) Faced(call ids.ID) bool {
	w := p.wire(call)
	return w != nil && w.caller != nil && w.caller.Faced()
}

// CallOf is the call of a visitor of the portal, by its account; 0: it does not stand.
func (p *Phones) CallOf(account string) ids.ID {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.guests[account]
}
