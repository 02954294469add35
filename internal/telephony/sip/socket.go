package sip

import (
	"bytes"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// watched is a listener whose connections are known to the stack until they close, so that a message is never sent to
// whoever has the same address next.
type watched struct {
	net.Listener
	stack *Stack
	kind  string
}

// Accept implements net.Listener.
func (w *watched) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3}) //nolint:errcheck // a hint
	}
	return w.stack.watch(c, w.kind, "", nil), nil
}

type watchedConn struct {
	net.Conn
	once  sync.Once
	gone  func()
	over  chan struct{} // closed with the connection
	write sync.Mutex

	rate *rate.Limiter

	mu      sync.Mutex
	fewer   *sync.Cond
	pending int // messages that wait to be written
	closed  bool
}

// maxPending is how many messages may wait for a client before no more is read from it.
const maxPending = 32

// A connection is read at no more than readRate bytes a second (more than a thousand messages), so that one that floods
// does not take the processors from all others.
const readRate, readBurst = 1 << 20, 1 << 16

// Read implements net.Conn. A client that does not take its answers is not asked for more questions.
func (c *watchedConn) Read(b []byte) (int, error) {
	c.mu.Lock()
	for c.pending > maxPending && !c.closed {
		c.fewer.Wait()
	}
	c.mu.Unlock()
	n, err := c.Conn.Read(b)
	if pause := c.rate.ReserveN(time.Now(), min(n, readBurst)).Delay(); pause > 0 {
		time.Sleep(pause)
	}
	return n, err
}

func (c *watchedConn) count(n int) {
	c.mu.Lock()
	c.pending += n
	c.mu.Unlock()
	if n < 0 {
		c.fewer.Broadcast()
	}
}

// Write implements net.Conn. Each write has its own deadline, and who does not read until then is cut off, with all that
// waits for it. The library would set the connection's deadline anew with each message that it wants to send, so that
// a client which goes on asking and never reads would keep ever more goroutines waiting.
func (c *watchedConn) Write(b []byte) (int, error) {
	c.count(1)
	defer c.count(-1)
	c.write.Lock()
	defer c.write.Unlock()
	if err := c.Conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(b)
	if err != nil {
		_ = c.Close()
	}
	return n, err
}

// SetWriteDeadline implements net.Conn; see Write.
func (c *watchedConn) SetWriteDeadline(time.Time) error { return nil }

// SetDeadline implements net.Conn.
func (c *watchedConn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

// Close implements net.Conn.
func (c *watchedConn) Close() error {
	c.once.Do(c.gone)
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.fewer.Broadcast()
	return c.Conn.Close()
}

// watch makes a connection known; of an account alone, if user is not empty.
func (s *Stack) watch(c net.Conn, kind, user string, closed func()) *watchedConn {
	key := kind + " " + c.RemoteAddr().String()
	s.mu.Lock()
	s.serial++
	id := s.serial
	s.conns[key] = id
	if user != "" {
		s.bound[id] = user
	}
	s.mu.Unlock()
	over := make(chan struct{})
	w := &watchedConn{Conn: c, over: over, rate: rate.NewLimiter(readRate, readBurst), gone: func() {
		s.mu.Lock()
		if s.conns[key] == id {
			delete(s.conns, key)
		}
		delete(s.bound, id)
		s.mu.Unlock()
		close(over)
		s.registrar.connectionClosed(id)
		if closed != nil {
			closed()
		}
	}}
	w.fewer = sync.NewCond(&w.mu)
	return w
}

// connection is the id of the open connection to an address; 0 if there is none, as always with UDP.
func (s *Stack) connection(kind, remote string) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns[kind+" "+remote]
}

// feed is a listener whose connections are brought by somebody else.
type feed struct {
	addr net.Addr
	in   chan net.Conn
	done chan struct{}
	once sync.Once
}

func newFeed(addr netip.AddrPort) *feed {
	return &feed{addr: net.TCPAddrFromAddrPort(addr), in: make(chan net.Conn), done: make(chan struct{})}
}

// Accept implements net.Listener.
func (f *feed) Accept() (net.Conn, error) {
	select {
	case c := <-f.in:
		return c, nil
	case <-f.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (f *feed) Close() error {
	f.once.Do(func() { close(f.done) })
	return nil
}

// Addr implements net.Listener.
func (f *feed) Addr() net.Addr { return f.addr }

// WebSocket takes browsers at a path of the web server (RFC 7118). The request has been read in full by the web
// server, with its deadlines, before the connection comes here: a socket that says nothing never does. Who may open
// one is for Allow to say.
type WebSocket struct {
	Stack *Stack
	Allow func(*http.Request) bool
	// User is the only account that the browser may be; empty: any whose password it knows.
	User string
	// Keep is asked now and then whether the socket may stay open; nil: always.
	Keep  func() bool
	Every time.Duration // how often; 0 means 20 s
	// Opened is told that the connection was taken; may be nil.
	Opened func()
	// Closed is told when a socket that was opened has closed; may be nil.
	Closed func()
}

// keepEvery is how often WebSocket.Keep is asked.
const keepEvery = 20 * time.Second

// keep closes a connection that may not stay.
func (h *WebSocket) keep(c *watchedConn) {
	pause := h.Every
	if pause == 0 {
		pause = keepEvery
	}
	every := time.NewTicker(pause)
	defer every.Stop()
	for {
		select {
		case <-c.over:
			return
		case <-every.C:
			if !h.Keep() {
				_ = c.Close()
				return
			}
		}
	}
}

// maxHello is the longest request that is handed on.
const maxHello = 16 << 10

// ServeHTTP hands the connection over to the stack.
func (h *WebSocket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case h.Allow != nil && !h.Allow(r):
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	case r.Method != http.MethodGet || !strings.EqualFold(r.Header.Get("Upgrade"), "websocket"),
		!slices.ContainsFunc(r.Header.Values("Sec-WebSocket-Protocol"), func(v string) bool { return strings.Contains(strings.ToLower(v), "sip") }):
		http.Error(w, "a WebSocket of the protocol sip is expected", http.StatusBadRequest)
		return
	}
	h.Stack.mu.Lock()
	to, kind := h.Stack.wsFeed, "WS"
	if r.TLS != nil {
		to, kind = h.Stack.wssFeed, "WSS"
	}
	h.Stack.mu.Unlock()
	if to == nil {
		http.Error(w, "not in service", http.StatusServiceUnavailable)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "not possible here", http.StatusInternalServerError)
		return
	}
	// The library does the handshake itself: it reads the request once more, from memory.
	var hello bytes.Buffer
	hello.WriteString("GET " + r.URL.RequestURI() + " HTTP/1.1\r\nHost: " + r.Host + "\r\n")
	r.Header.Write(&hello) //nolint:errcheck // memory
	hello.WriteString("\r\n")
	if n := buffered.Reader.Buffered(); n > 0 {
		early, _ := buffered.Reader.Peek(n)
		hello.Write(early)
	}
	if hello.Len() > maxHello || conn.SetDeadline(time.Time{}) != nil {
		_ = conn.Close()
		return
	}
	socket := h.Stack.watch(conn, kind, h.User, h.Closed)
	if h.Opened != nil {
		h.Opened()
	}
	if h.Keep != nil {
		go h.keep(socket)
	}
	replay := &replayed{Conn: socket, first: hello.Bytes()}
	select {
	case to.in <- replay:
	case <-to.done:
		_ = replay.Close()
	}
}

// replayed is a connection of which some bytes were read already.
type replayed struct {
	net.Conn
	first []byte
}

// Read implements net.Conn.
func (c *replayed) Read(b []byte) (int, error) {
	if len(c.first) > 0 {
		n := copy(b, c.first)
		c.first = c.first[n:]
		return n, nil
	}
	return c.Conn.Read(b)
}
