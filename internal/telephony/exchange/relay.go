package exchange

import (
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/webrtc"
)

// plainFor is how many ticks a call must have been plain before it is relayed: a prompt or a transfer is often near.
const plainFor = 25

// relay is how the two parties of a plain call are joined without a mix. Its methods are called under the room's lock.
type relay struct {
	a, b  mix.Party
	stop  func()
	plain int // ticks
}

// streamOf is the sound of a line's leg; nil for what is played.
func streamOf(p mix.Party) *rtp.Stream {
	switch l := p.(type) {
	case *plainLeg:
		return l.Stream
	case *webrtc.Leg:
		return l.Stream
	}
	return nil
}

// end goes back to the mix.
func (y *relay) end() {
	if y.stop != nil {
		y.stop()
	}
	*y = relay{}
}

// follow begins and ends the relay by what the room is, and tells whether it relays.
func (y *relay) follow(m *mix.Mix) bool {
	a, b, ok := m.Pair()
	var left, right *rtp.Stream
	if ok {
		left, right = streamOf(a), streamOf(b)
	}
	// Keys that come in the voice band are found in the mix alone.
	if left == nil || right == nil || left.Format().KeyType == 0 || right.Format().KeyType == 0 || y.stop != nil && (y.a != a || y.b != b) {
		y.end()
		return false
	}
	if y.stop != nil {
		return true
	}
	if y.plain++; y.plain < plainFor {
		return false
	}
	y.a, y.b, y.stop = a, b, rtp.Relay(left, right)
	return true
}

// ticked is what a relayed leg still does every 20 ms.
type ticked interface{ Tick() }

// Tick implements mix.Ticker.
func (r *Room) Tick() {
	r.mu.Lock()
	relays := r.relay.follow(r.mix)
	a, b := r.relay.a, r.relay.b
	r.mu.Unlock()
	if !relays {
		r.mix.Tick()
		return
	}
	for _, p := range []mix.Party{a, b} {
		p.(ticked).Tick() // both are legs
	}
}

// Relayed tells whether the room is a plain call whose packets are handed on as they come.
func (r *Room) Relayed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.relay.stop != nil
}
