package rtp

import (
	"errors"
	"net/netip"
	"slices"
	"sync"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/timer"
)

// Params say how a leg reaches its peer and what they agreed on.
type Params struct {
	Format
	Remote  netip.AddrPort // where the peer listens, by its description
	Control netip.AddrPort // where it takes RTCP
	Mux     bool           // RTCP comes on the port of RTP (RFC 5761)
	Sources []netip.Addr   // addresses that the peer may send from: of its description and of its signalling
	Secure  *Secure        // nil for plain RTP
}

// relatchAfter is how many frames the latched port must have been silent before another port of the peer is believed.
const relatchAfter = 10

// Leg is a stream on UDP ports of its own.
type Leg struct {
	*Stream
	media, control *socket

	mu      sync.Mutex
	params  Params
	latched netip.AddrPort
	ctl     netip.AddrPort // latched source of RTCP
	quiet   int            // frames since the latched port sent
	refused uint64         // packets from elsewhere
}

// Open binds a pair of ports and reads from them; nothing is taken or sent before Configure.
func Open(ports *Ports, clock timer.Clock, hooks Hooks) (*Leg, error) {
	media, control, err := ports.open()
	if err != nil {
		return nil, err
	}
	l := &Leg{media: media, control: control}
	l.Stream = NewStream(clock, l.sendMedia, l.sendControl, hooks)
	if err := errors.Join(media.serve(l.takeMedia), control.serve(l.takeControl)); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// Port is the local port of RTP; RTCP is on the next one.
func (l *Leg) Port() int { return l.media.port() }

// Configure sets the peer and forgets the port that was latched: after every offer and answer.
func (l *Leg) Configure(p Params) {
	l.mu.Lock()
	for i, a := range p.Sources {
		p.Sources[i] = a.Unmap()
	}
	l.params, l.latched, l.ctl, l.quiet = p, netip.AddrPort{}, netip.AddrPort{}, 0
	l.mu.Unlock()
	l.Agree(p.Format)
}

// Refused is the number of packets that came from addresses which may not send.
func (l *Leg) Refused() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.refused
}

// Close ends the leg; Pull and Push may still be called.
func (l *Leg) Close() {
	l.media.close()
	l.control.close()
}

// admit tells whether a packet from an address may be taken, and how to open it.
func (l *Leg) admit(from netip.AddrPort) (*Secure, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Contains(l.params.Sources, from.Addr()) {
		l.refused++
		return nil, false
	}
	if l.latched.IsValid() && l.latched != from && l.quiet < relatchAfter {
		l.refused++
		return nil, false
	}
	return l.params.Secure, true
}

func (l *Leg) takeMedia(raw []byte, from netip.AddrPort) {
	if len(raw) < 2 {
		return
	}
	if kind := raw[1]; kind >= 192 && kind <= 223 { // RFC 5761 section 4
		if mux := l.muxed(); mux {
			l.takeControl(raw, from)
		}
		return
	}
	secure, ok := l.admit(from)
	if !ok {
		return
	}
	if secure != nil {
		var err error
		if raw, err = secure.open(raw); err != nil {
			return
		}
	}
	if !l.Incoming(raw) {
		return
	}
	l.mu.Lock()
	l.latched, l.quiet = from, 0
	l.mu.Unlock()
}

func (l *Leg) takeControl(raw []byte, from netip.AddrPort) {
	l.mu.Lock()
	ok := slices.Contains(l.params.Sources, from.Addr())
	secure := l.params.Secure
	if !ok {
		l.refused++
	} else if secure == nil {
		l.ctl = from
	}
	l.mu.Unlock()
	if !ok {
		return
	}
	if secure != nil {
		var err error
		if raw, err = secure.openControl(raw); err != nil {
			return
		}
		l.mu.Lock()
		l.ctl = from
		l.mu.Unlock()
	}
	l.IncomingReport(raw)
}

func (l *Leg) muxed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.params.Mux
}

func (l *Leg) sendMedia(packet []byte) {
	l.mu.Lock()
	to, secure := l.params.Remote, l.params.Secure
	if l.latched.IsValid() {
		to = l.latched
	}
	l.mu.Unlock()
	if secure != nil {
		var err error
		if packet, err = secure.seal(packet); err != nil {
			return
		}
	}
	if usable(to) {
		l.media.send(packet, to)
	}
}

func (l *Leg) sendControl(packet []byte) {
	l.mu.Lock()
	to, secure, mux := l.params.Control, l.params.Secure, l.params.Mux
	if l.ctl.IsValid() {
		to = l.ctl
	} else if mux && l.latched.IsValid() {
		to = l.latched
	}
	l.mu.Unlock()
	if secure != nil {
		var err error
		if packet, err = secure.sealControl(packet); err != nil {
			return
		}
	}
	by := l.control
	if mux {
		by = l.media
	}
	if usable(to) {
		by.send(packet, to)
	}
}

func usable(to netip.AddrPort) bool {
	return to.IsValid() && to.Port() != 0 && !to.Addr().IsUnspecified() && !to.Addr().IsMulticast()
}

// Pull returns the next 20 ms of what the peer says; false if it is silent.
func (l *Leg) Pull(f *audio.Frame) bool {
	l.mu.Lock()
	l.quiet++
	l.mu.Unlock()
	return l.Stream.Pull(f)
}

// Tick counts 20 ms while the leg is relayed.
func (l *Leg) Tick() {
	l.mu.Lock()
	l.quiet++
	l.mu.Unlock()
	l.Stream.Tick()
}
