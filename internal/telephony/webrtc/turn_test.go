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
