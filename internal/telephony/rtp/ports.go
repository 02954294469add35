package rtp

import (
	"errors"
	"net/netip"
	"sync"
)

// ErrNoPort means that all ports of the range are in use.
var ErrNoPort = errors.New("rtp: no free port in the configured range")

// Ports gives out pairs of UDP ports, an even one for RTP and the next for RTCP, round and round, so that a late
// packet of one call does not reach the next.
type Ports struct {
	bind     netip.Addr
	from, to int

	mu   sync.Mutex
	next int
}

// NewPorts returns the even ports of the range from..to on an address. 0, 0 lets the system choose, for tests.
func NewPorts(bind netip.Addr, from, to int) *Ports {
	from += from % 2
	return &Ports{bind: bind, from: from, to: to, next: from}
}

func (p *Ports) open() (media, control *socket, err error) {
	tries := max(1, (p.to-p.from+1)/2)
	if p.from == 0 {
		tries = 32
	}
	for range tries {
		port := p.take()
		if media, err = listen(p.bind, uint16(port)); err != nil {
			continue
		}
		if own := media.port(); own < 65535 {
			if control, err = listen(p.bind, uint16(own+1)); err == nil {
				return media, control, nil
			}
		}
		media.close()
	}
	return nil, nil, errors.Join(ErrNoPort, err)
}

func (p *Ports) take() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.from == 0 {
		return 0
	}
	port := p.next
	if p.next += 2; p.next+1 > p.to {
		p.next = p.from
	}
	return port
}
