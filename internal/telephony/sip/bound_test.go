package sip

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// TestSocketKept: a socket is closed as soon as whoever opened it may not have it any more, and its owner is told.
func TestSocketKept(t *testing.T) {
	k := newKit(t, nil)
	k.ServeWS(netip.MustParseAddrPort("127.0.0.1:5060"))
	var may atomic.Bool
	may.Store(true)
	opened, closed := make(chan struct{}, 1), make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(&WebSocket{Stack: k.Stack, User: "1001", Every: 10 * time.Millisecond, Keep: may.Load,
			Opened: func() { opened <- struct{}{} }, Closed: func() { closed <- struct{}{} }}).ServeHTTP(w, r)
	}))
	defer server.Close()
	d := ws.Dialer{Protocols: []string{"sip"}}
	conn, _, _, err := d.Dial(t.Context(), "ws://"+server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	<-opened
	if err := conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); !isTimeout(err) {
		t.Fatalf("closed while it may stay: %v", err)
	}
	may.Store(false)
	select {
	case <-closed:
	case <-time.After(patient):
		t.Fatal("never: the socket is closed")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.bound) != 0 || len(k.conns) != 0 {
		t.Errorf("%d accounts and %d connections are remembered", len(k.bound), len(k.conns))
	}
}

func isTimeout(err error) bool {
	e, ok := err.(net.Error) //nolint:errorlint // as it comes
	return ok && e.Timeout()
}

// TestA1: where only the hash of a password is known, whoever knows the password is let in, and by any of several.
func TestA1(t *testing.T) {
	hashes := []string{A1("1001", "onedoor", "first"), A1("1001", "onedoor", "second")}
	k := newKit(t, func(c *Config) {
		c.A1 = func(user string) []string {
			if user == "1001" {
				return hashes
			}
			return nil
		}
	})
	p := k.peer(ip)
	for _, c := range []struct {
		user, password string
		status         int
	}{{"1001", "first", 200}, {"1001", "second", 200}, {"1001", "third", 403}, {"1001", "secret-1001", 403}, {"1001", hashes[0], 403}, {"1002", "secret-1002", 200}} {
		p.send("REGISTER", "", "as "+c.user)
		challenge := p.status(401)
		p.send("REGISTER", "", "as "+c.user, "Authorization: "+credentialsFor(t, challenge, "WWW-Authenticate", "REGISTER", c.user, c.password, 1))
		p.status(c.status)
	}
}
