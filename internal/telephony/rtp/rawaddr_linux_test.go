package rtp

import (
	"net/netip"
	"testing"
)

// TestRawAddr: what is set is what is got, by a socket of either family.
func TestRawAddr(t *testing.T) {
	for _, c := range []struct {
		at   string
		six  bool
		want string
	}{
		{"192.0.2.7:5004", false, "192.0.2.7:5004"},
		{"192.0.2.7:5004", true, "192.0.2.7:5004"},
		{"[::ffff:192.0.2.7]:65535", false, "192.0.2.7:65535"},
		{"[2001:db8::1]:256", true, "[2001:db8::1]:256"},
	} {
		var a rawAddr
		if a.set(netip.MustParseAddrPort(c.at), c.six); a.get().String() != c.want {
			t.Errorf("%s, six %v: %s", c.at, c.six, a.get())
		}
	}
	if (&rawAddr{}).get().IsValid() {
		t.Error("nothing is an address")
	}
}

// TestSockets: packets go to and fro between sockets of both families, and each is told where they came from.
func TestSockets(t *testing.T) {
	type told struct {
		packet string
		from   netip.AddrPort
	}
	for name, c := range map[string]struct{ bind, to netip.Addr }{
		"Four": {loopback, loopback}, "Six": {netip.IPv6Loopback(), netip.IPv6Loopback()}, "Any": {netip.Addr{}, loopback},
	} {
		t.Run(name, func(t *testing.T) {
			got := make(chan told, 10)
			one, err := listen(c.bind, 0)
			if err != nil {
				if name != "Six" { // containers often have no IPv6
					t.Fatal(err)
				}
				return
			}
			defer one.close()
			two, err := listen(c.to, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer two.close()
			for _, s := range []*socket{one, two} {
				if err := s.serve(func(p []byte, from netip.AddrPort) { got <- told{string(p), from} }); err != nil {
					t.Fatal(err)
				}
			}
			at := netip.AddrPortFrom(c.to, uint16(one.port()))
			two.send([]byte("there"), at)
			if x := <-got; x.packet != "there" || x.from != two.at {
				t.Errorf("%+v, from %s", x, two.at)
			}
			one.send([]byte("and back"), two.at)
			if x := <-got; x.packet != "and back" || x.from != at {
				t.Errorf("%+v, from %s", x, at)
			}
		})
	}
}
