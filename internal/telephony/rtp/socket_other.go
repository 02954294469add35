//go:build !linux

package rtp

import (
	"net"
	"net/netip"
	"sync"
)

// socket is a UDP port that is read by a goroutine of its own.
type socket struct {
	gate
	conn   *net.UDPConn
	reader sync.WaitGroup
}

// listen binds a port of an address, 0 for any; an invalid address means all of them.
func listen(bind netip.Addr, port uint16) (*socket, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(bind, port)))
	if err != nil {
		return nil, err
	}
	return &socket{conn: conn}, nil
}

// port is its number.
func (s *socket) port() int { return s.conn.LocalAddr().(*net.UDPAddr).Port }

// serve begins to read; it is called once.
func (s *socket) serve(take taker) error {
	s.reader.Go(func() {
		buffer := make([]byte, largest)
		for {
			n, from, err := s.conn.ReadFromUDPAddrPort(buffer)
			s.taking.Lock()
			closed := s.closed
			if err == nil && !closed {
				take(buffer[:n], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
			}
			s.taking.Unlock()
			if closed {
				return // any other error is of an earlier packet
			}
		}
	})
	return nil
}

// send sends a packet; what is lost is lost, the peer's reports tell.
func (s *socket) send(packet []byte, to netip.AddrPort) {
	_, _ = s.conn.WriteToUDPAddrPort(packet, to)
}

// close ends it; what is being taken is taken to its end.
func (s *socket) close() {
	s.shut(func() { _ = s.conn.Close() })
	s.reader.Wait()
}
