package webrtc

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/turn/v5"
)

func client(t *testing.T, r *Relay, name, password string) (net.PacketConn, *turn.Client, error) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c, err := turn.NewClient(&turn.ClientConfig{TURNServerAddr: r.Addr().String(), STUNServerAddr: r.Addr().String(), Username: name, Password: password, Realm: "onedoor", Conn: conn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); conn.Close() })
	if err := c.Listen(); err != nil {
		t.Fatal(err)
	}
	relayed, err := c.Allocate()
	return relayed, c, err
}

// TestRelay_Deaf: who asks the relay by TCP for ever and never reads is let go, and meanwhile others are served by it, by
// TCP as by UDP; so are they beside one who says nothing, or half of a message.
func TestRelay_Deaf(t *testing.T) {
	r, err := ListenTURN(netip.MustParseAddrPort("127.0.0.1:0"), netip.Addr{}, []byte("secret"), "onedoor")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	name, password, err := r.Credentials("seat")
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"", "\x00\x01\x00\x08", "GET / HTTP/1.1\r\n\r\n"} {
		idle, err := net.Dial("tcp", r.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer idle.Close()
		if _, err := idle.Write([]byte(said)); err != nil {
			t.Fatal(err)
		}
	}
	deaf, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	gone := make(chan int, 1)
	go func() {
		binding := append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, make([]byte, 12)...)
		n := 0
		for ; n < 10_000_000; n++ {
			deaf.SetWriteDeadline(time.Now().Add(4 * turnWrite))
			if _, err := deaf.Write(binding); err != nil {
				break
			}
		}
		gone <- n
	}()
	serve := func() {
		t.Helper()
		if _, _, err := client(t, r, name, password); err != nil {
			t.Error("by UDP: ", err)
		}
		conn, err := net.Dial("tcp", r.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c, err := turn.NewClient(&turn.ClientConfig{TURNServerAddr: r.Addr().String(), Username: name, Password: password, Realm: "onedoor", Conn: turn.NewSTUNConn(conn)})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		defer conn.Close()
		if err := c.Listen(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Allocate(); err != nil {
			t.Error("by TCP: ", err)
		}
	}
	serve()
	select {
	case n := <-gone:
		t.Logf("let go after %d questions", n)
	case <-time.After(6 * turnWrite):
		t.Fatal("it is never let go")
	}
	serve()
}

// TestRelay: the relay serves whom it gave credentials, and leads to its own address and nowhere else.
func TestRelay(t *testing.T) {
	r, err := ListenTURN(netip.MustParseAddrPort("127.0.0.1:0"), netip.Addr{}, []byte("secret"), "onedoor")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	name, password, err := r.Credentials("seat")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := client(t, r, name, "guess"); err == nil {
		t.Error("a wrong password is taken")
	}
	if _, _, err := client(t, r, "1000000000:seat", password); err == nil {
		t.Error("credentials that ran out are taken")
	}
	relayed, _, err := client(t, r, name, password)
	if err != nil {
		t.Fatal(err)
	}
	peer, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	other, err := net.ListenPacket("udp", "127.0.0.9:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := relayed.WriteTo([]byte("hello"), other.LocalAddr()); err == nil {
		t.Error("the relay leads to another address")
	}
	if _, err := relayed.WriteTo([]byte("hello"), peer.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 100)
	peer.SetReadDeadline(time.Now().Add(5 * time.Second))
	if n, _, err := peer.ReadFrom(buffer); err != nil || string(buffer[:n]) != "hello" {
		t.Errorf("%q, %v", buffer[:n], err)
	}
}
