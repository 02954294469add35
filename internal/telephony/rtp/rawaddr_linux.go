package rtp

import (
	"encoding/binary"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// rawAddr is an address as the kernel reads and writes it (sockaddr_in, sockaddr_in6). Packets go by calls that do not wait
// (MSG_DONTWAIT) and so need not tell the scheduler that they might, and without an allocation for each address: together
// a part of what a relayed packet costs that can be measured.
type rawAddr struct {
	data [unix.SizeofSockaddrInet6]byte
	size uint32
}

// set is the address of a socket of one family or the other.
func (a *rawAddr) set(to netip.AddrPort, six bool) {
	a.data = [unix.SizeofSockaddrInet6]byte{}
	binary.BigEndian.PutUint16(a.data[2:], to.Port())
	if !six {
		binary.NativeEndian.PutUint16(a.data[:], unix.AF_INET)
		ip := to.Addr().Unmap().As4()
		copy(a.data[4:], ip[:])
		a.size = unix.SizeofSockaddrInet4
		return
	}
	binary.NativeEndian.PutUint16(a.data[:], unix.AF_INET6)
	ip := to.Addr().As16()
	copy(a.data[8:], ip[:])
	a.size = unix.SizeofSockaddrInet6
}

// get is what receive was told.
func (a *rawAddr) get() netip.AddrPort {
	port := binary.BigEndian.Uint16(a.data[2:])
	switch binary.NativeEndian.Uint16(a.data[:]) {
	case unix.AF_INET:
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(a.data[4:8])), port)
	case unix.AF_INET6:
		return netip.AddrPortFrom(netip.AddrFrom16([16]byte(a.data[8:24])).Unmap(), port)
	}
	return netip.AddrPort{}
}

// receive takes a packet, if there is one, and where it came from.
func (a *rawAddr) receive(fd int, buffer []byte) (n int, ok bool) {
	a.size = unix.SizeofSockaddrInet6
	r, _, err := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(buffer))), uintptr(len(buffer)), unix.MSG_DONTWAIT, //nolint:gosec // as the kernel wants it
		uintptr(unsafe.Pointer(&a.data)), uintptr(unsafe.Pointer(&a.size))) //nolint:gosec // as the kernel wants it
	return int(r), err == 0 //nolint:gosec // at most len(buffer)
}

// send sends a packet; what is lost is lost.
func (a *rawAddr) send(fd int, packet []byte) {
	_, _, _ = unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(packet))), uintptr(len(packet)), unix.MSG_DONTWAIT, //nolint:gosec // as the kernel wants it
		uintptr(unsafe.Pointer(&a.data)), uintptr(a.size)) //nolint:gosec // as the kernel wants it
}
