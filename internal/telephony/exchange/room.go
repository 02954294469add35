package exchange

import (
	"slices"
	"sync"

	"onedoor/internal/telephony/mix"
)

// Room is a mix that the engine drives and the lines that are in it. While it is a plain call of two, their packets are
// relayed as they come.
type Room struct {
	x   *Exchange
	mix *mix.Mix

	mu     sync.Mutex
	lines  []*Line
	closed bool
	relay  relay
}

// NewRoom returns an empty room. It ticks until it is closed.
func (x *Exchange) NewRoom() *Room {
	r := &Room{x: x, mix: mix.New()}
	x.engine.Add(r)
	return r
}

// Mix is the room's mix: for rules, players and a recording.
func (r *Room) Mix() *mix.Mix { return r.mix }

// Lines are the lines that are in the room.
func (r *Room) Lines() []*Line {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lines)
}

// Close ends the room's ticks. Lines that are still there must be moved before.
func (r *Room) Close() {
	r.mu.Lock()
	r.closed = true
	r.relay.end()
	r.mu.Unlock()
	r.x.engine.Remove(r)
}

func (r *Room) join(l *Line, rule mix.Rule) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.relay.end()
	if r.closed || !r.mix.Join(l.leg, rule) {
		return false
	}
	if !slices.Contains(r.lines, l) {
		r.lines = append(r.lines, l)
	}
	return true
}

func (r *Room) leave(l *Line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.relay.end()
	r.mix.Leave(l.leg)
	r.lines = slices.DeleteFunc(r.lines, func(o *Line) bool { return o == l })
}
