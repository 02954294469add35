package rtp

import (
	"net/netip"
	"sync"
)

// taker takes a packet, which it must not keep, and where it came from.
type taker func(packet []byte, from netip.AddrPort)

// largest is the longest packet that is read, in bytes.
const largest = 2048

// gate makes a socket's end safe: nobody reads from, sends to or is told by a port that was closed, whose number may
// be another's by then.
type gate struct {
	taking  sync.Mutex // held while a packet is read and taken
	sending sync.Mutex // held while one is sent
	closed  bool       // under both
}

// shut closes by a function, once, when nobody takes or sends.
func (g *gate) shut(f func()) {
	g.taking.Lock()
	defer g.taking.Unlock()
	g.sending.Lock()
	defer g.sending.Unlock()
	if !g.closed {
		g.closed = true
		f()
	}
}
