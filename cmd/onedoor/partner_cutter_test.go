package main

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// cutter is a proxy that cuts connections after a seeded number of bytes, in one direction or the other and nowhere twice,
// until it has cut as often as it was told to. Then it is an ordinary proxy.
type cutter struct {
	listener net.Listener
	target   atomic.Pointer[string]
	left     *atomic.Int64 // cuts to be made, of all proxies
	cuts     atomic.Int64
	places   [2]sync.Map // offsets cut at: there, back
	mu       sync.Mutex
	dice     *rand.Rand
	decks    [2][]int64 // offsets not cut at yet, in the order in which they are drawn: there, back
}

// reach are how many offsets there are to cut at. A request has some 900 to 2,000 bytes and connections are kept; an
// acknowledgement has some 500.
var reach = [2]int{2500, 900}

func newCutter(t *testing.T, seed uint64, left *atomic.Int64) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's proxy
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{listener: l, left: left, dice: rand.New(rand.NewPCG(seed, 11))} //nolint:gosec // a test's dice
	for way, n := range reach {
		for _, at := range c.dice.Perm(n) {
			c.decks[way] = append(c.decks[way], int64(at))
		}
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.carry(conn)
		}
	}()
	return c
}

func (c *cutter) url() string { return "http://" + c.listener.Addr().String() }

// fate draws when the next connection is cut: by which direction's bytes, and after how many; false: not.
func (c *cutter) fate() (way int, after int64, cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	way = c.dice.IntN(2)
	if c.left.Load() <= 0 || len(c.decks[way]) == 0 {
		return 0, 0, false
	}
	after, c.decks[way] = c.decks[way][0], c.decks[way][1:]
	return way, after, true
}

// putBack keeps an offset for later that a connection did not come to.
func (c *cutter) putBack(way int, after int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.decks[way] = append(c.decks[way], after)
}

func (c *cutter) carry(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	out, err := net.Dial("tcp", *c.target.Load()) //nolint:noctx // a test's proxy
	if err != nil {
		return // the platform is down
	}
	defer func() { _ = out.Close() }()
	way, after, cut := c.fate()
	gone := make(chan struct{}, 2)
	pass := func(to, from net.Conn, dir int) {
		defer func() { gone <- struct{}{} }()
		if !cut || dir != way {
			_, _ = io.Copy(to, from)
			return
		}
		n, err := io.CopyN(to, from, after)
		if err != nil || c.left.Add(-1) < 0 {
			c.putBack(way, after)
			_, _ = io.Copy(to, from) // it ended before, or enough were cut
			return
		}
		c.cuts.Add(1)
		c.places[dir].Store(n, true)
		for _, half := range []net.Conn{conn, out} {
			if tcp, ok := half.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0) // a reset, as a cable that is pulled
			}
		}
	}
	go pass(out, conn, 0)
	go pass(conn, out, 1)
	<-gone
}

func (c *cutter) offsets() (n int) {
	for i := range c.places {
		c.places[i].Range(func(any, any) bool { n++; return true })
	}
	return n
}
