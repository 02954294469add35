package rtp

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/timer"
	"onedoor/internal/telephony/tones"
)

var loopback = netip.MustParseAddr("127.0.0.1")

func openLeg(t *testing.T, hooks Hooks) *Leg {
	t.Helper()
	l, err := Open(NewPorts(loopback, 0, 0), timer.Real{}, hooks)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

func to(l *Leg) Params {
	at := netip.AddrPortFrom(loopback, uint16(l.Port()))
	return Params{Format: both, Remote: at, Control: netip.AddrPortFrom(loopback, at.Port()+1), Sources: []netip.Addr{loopback}}
}

// until pushes and pulls until done or far too much was tried.
func until(t *testing.T, what string, a, b *Leg, done func(heard *audio.Frame) bool) {
	t.Helper()
	g := tones.Sine(850)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for range 5000 {
		var f audio.Frame
		g.Pull(&f)
		a.Push(&f)
		b.Pull(&f)
		if done(&f) {
			return
		}
		<-ticker.C
	}
	t.Fatal("never: " + what)
}

func hears850(f *audio.Frame) bool { return tones.Power(f[:], 850) > 0.9 }

func TestLegs(t *testing.T) {
	a, b := openLeg(t, Hooks{}), openLeg(t, Hooks{})
	a.Configure(to(b))
	b.Configure(to(a))
	until(t, "the tone arrives", a, b, hears850)
	if a.control.port() != a.Port()+1 {
		t.Error("RTCP is not on the next port")
	}
}

func TestSecureLegs(t *testing.T) {
	a, b := openLeg(t, Hooks{}), openLeg(t, Hooks{})
	ka, kb := NewKey(), NewKey()
	pa, pb := to(b), to(a)
	var err error
	if pa.Secure, err = NewSecure(kb, ka); err != nil {
		t.Fatal(err)
	}
	if pb.Secure, err = NewSecure(ka, kb+"|2^48"); err != nil {
		t.Fatal(err)
	}
	a.Configure(pa)
	b.Configure(pb)
	until(t, "the tone arrives", a, b, hears850)

	c := openLeg(t, Hooks{}) // knows the address, not the key
	c.Configure(to(b))
	var f audio.Frame
	for range 100 {
		c.Push(&f)
	}
	until(t, "the tone still arrives", a, b, hears850)
	if q := b.Quality(); q.Received > uint64(a.out.packets) {
		t.Errorf("%d packets taken of %d that were sent with the key", q.Received, a.out.packets)
	}
}

func TestBadKeys(t *testing.T) {
	good := NewKey()
	for _, bad := range []string{"", "inline:", "inline:AAAA", good[7:], good + "|2^20|1:4", "inline:" + good} {
		if _, err := NewSecure(bad, good); err == nil {
			t.Errorf("%q is taken as a key", bad)
		}
	}
}

// TestLatching: sound goes where the peer sends from, not where it says; nobody else may send; a new agreement
// forgets what was latched.
func TestLatching(t *testing.T) {
	l := openLeg(t, Hooks{})
	listen := func(ip string) *net.UDPConn {
		c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(ip)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	peer, stranger, second := listen("127.0.0.1"), listen("127.0.0.9"), listen("127.0.0.1")
	signalled := listen("127.0.0.1").LocalAddr().(*net.UDPAddr).AddrPort()
	params := Params{Format: both, Remote: signalled, Sources: []netip.Addr{loopback}}
	l.Configure(params)
	var sender *wire
	packet := func() []byte {
		if sender == nil {
			sender = newWire(epoch(), Format{Law: g711.ALaw, Send: true})
		}
		sender.Push(&audio.Frame{})
		p := sender.packets[len(sender.packets)-1]
		return p
	}
	dest := net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback, uint16(l.Port())))
	send := func(c *net.UDPConn, p []byte) {
		if _, err := c.WriteToUDP(p, dest); err != nil {
			t.Fatal(err)
		}
	}
	waitFor := func(what string, ok func() bool) {
		t.Helper()
		for range 5000 {
			if ok() {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Fatal("never: " + what)
	}
	target := func() netip.AddrPort {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.latched
	}
	send(stranger, packet())
	waitFor("the stranger is refused", func() bool { return l.Refused() == 1 })
	send(peer, []byte("not a packet of RTP at all"))
	if target().IsValid() {
		t.Fatal("latched to a stranger or to rubbish")
	}
	send(peer, packet())
	own := peer.LocalAddr().(*net.UDPAddr).AddrPort()
	waitFor("latched to the peer", func() bool { return target() == own })
	send(second, packet())
	waitFor("another port is refused while the first one sends", func() bool { return l.Refused() == 2 })
	for range relatchAfter {
		l.Pull(&audio.Frame{})
	}
	send(second, packet())
	waitFor("another port is believed when the first is silent", func() bool {
		return target() == second.LocalAddr().(*net.UDPAddr).AddrPort()
	})
	l.Configure(params)
	if target().IsValid() {
		t.Error("a new agreement keeps the port")
	}
	l.Push(&audio.Frame{}) // goes to where the peer says it listens
}

func TestPortsRunOut(t *testing.T) {
	first := peers.FreePort(t, loopback.String())
	ports := NewPorts(loopback, first, first+3)
	var legs []*Leg
	for range 3 {
		l, err := Open(ports, timer.Real{}, Hooks{})
		if err != nil {
			break
		}
		legs = append(legs, l)
	}
	if len(legs) != 2 {
		t.Errorf("%d legs on two pairs of ports", len(legs))
	}
	for _, l := range legs {
		l.Close()
	}
	if l, err := Open(ports, timer.Real{}, Hooks{}); err != nil {
		t.Error("a port that was given back is not found again:", err)
	} else {
		l.Close()
	}
}
