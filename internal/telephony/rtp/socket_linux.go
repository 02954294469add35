package rtp

import (
	"fmt"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// socket is a UDP port that a shared reader reads. It is not of package net, whose poller would wake for each packet
// and look for a second one in vain: that is a third of what a relayed call costs.
type socket struct {
	gate
	fd   int
	at   netip.AddrPort
	six  bool // its addresses are of 16 bytes
	take taker

	reader *reader // that has it by this number; nil: none yet
	number int32

	from rawAddr        // of the packet that is taken
	to   netip.AddrPort // where the last packet went
	dest rawAddr        // the same
}

// listen binds a port of an address, 0 for any; an invalid address means all of them.
func listen(bind netip.Addr, port uint16) (*socket, error) {
	s := &socket{six: !bind.Is4()}
	family := unix.AF_INET
	if s.six {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err == unix.EAFNOSUPPORT && !bind.IsValid() {
		return listen(netip.IPv4Unspecified(), port)
	}
	if err != nil {
		return nil, fmt.Errorf("rtp: socket: %w", os.NewSyscallError("socket", err))
	}
	if !bind.IsValid() {
		bind = netip.IPv6Unspecified()
	}
	s.fd = fd
	if s.six && bind.IsUnspecified() {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0)
	}
	if err == nil {
		err = unix.Bind(fd, s.address(netip.AddrPortFrom(bind, port)))
	}
	var own unix.Sockaddr
	if err == nil {
		own, err = unix.Getsockname(fd)
	}
	if err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("rtp: port %d: %w", port, os.NewSyscallError("bind", err))
	}
	s.at = addrPort(own)
	return s, nil
}

// port is its number.
func (s *socket) port() int { return int(s.at.Port()) }

// serve begins to read; it is called once.
func (s *socket) serve(take taker) error {
	s.take = take
	return shared().add(s)
}

// send sends a packet; what is lost is lost, the peer's reports tell.
func (s *socket) send(packet []byte, to netip.AddrPort) {
	s.sending.Lock()
	defer s.sending.Unlock()
	if s.closed {
		return
	}
	if to != s.to {
		s.to = to
		s.dest.set(to, s.six)
	}
	s.dest.send(s.fd, packet)
}

// close ends it; what is being taken is taken to its end.
func (s *socket) close() {
	s.shut(func() {
		if s.reader != nil {
			s.reader.remove(s)
		}
		_ = unix.Close(s.fd)
	})
}

// read takes one packet into a buffer, if there is one.
func (s *socket) read(buffer []byte) {
	s.taking.Lock()
	defer s.taking.Unlock()
	if s.closed {
		return
	}
	n, ok := s.from.receive(s.fd, buffer)
	if !ok {
		return // somebody else's error of an earlier packet, or nothing there
	}
	s.take(buffer[:n], s.from.get())
}

func (s *socket) address(to netip.AddrPort) unix.Sockaddr {
	if s.six {
		return &unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().Unmap().As4()}
}

func addrPort(a unix.Sockaddr) netip.AddrPort {
	switch a := a.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr).Unmap(), uint16(a.Port))
	}
	return netip.AddrPort{}
}
