package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
)

// keyTime is longer than a key takes to be sent, with the pause behind it.
const keyTime = 400 * time.Millisecond

// pressed hands a key that a seat presses on to whom it speaks with: who was asked into the call, such as a unit with a
// voice menu of its own, else the caller. Keys of a team leader who watches, and of who was asked, go nowhere.
func (p *Phones) pressed(call ids.ID, from *exchange.Line, key byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.calls[call]
	if w == nil || p.taken[from] != call && !p.isSeat(from) {
		return
	}
	to := w.other
	if to == nil || to == from || to.Room() != w.room {
		to = w.caller
	}
	if to == nil || to == from || to.Room() != w.room { // held, or not there yet
		return
	}
	to.SendKeys(string([]byte{key}))
	if w.room.Relayed() { // keys go out by the mix alone, which a third party calls back, even one that says nothing
		m := w.room.Mix()
		var silence *mix.Player
		silence = mix.NewPlayer(make([]int16, int(keyTime/time.Millisecond)*8), false, func() { m.Leave(silence) })
		m.Join(silence, mix.Speak)
	}
}

// isSeat tells whether a line is a seat's in its own call, while the lock is held.
func (p *Phones) isSeat(l *exchange.Line) bool {
	for _, seat := range p.seats {
		if seat == l {
			return true
		}
	}
	return false
}
