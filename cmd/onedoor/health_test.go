package main

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"syscall"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

// answerOf asks one of the two addresses; code is empty when all is well.
func answerOf(t *testing.T, base, path string) (status int, code string) {
	t.Helper()
	res, err := http.Get(base + path) //nolint:gosec,noctx // the server under test
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p struct{ Code string }
	_ = json.Unmarshal(text, &p) // what is well is no JSON
	return res.StatusCode, p.Code
}

// becomes asks until the answer is this one.
func becomes(t *testing.T, base, path string, status int, code string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		s, c := answerOf(t, base, path)
		if s == status && c == code {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %d %q, want %d %q", path, s, c, status, code)
		}
	}
}

// TestHealth_Stopping holds that a server that was asked to stop is not ready, is alive, and answers until it stops.
func TestHealth_Stopping(t *testing.T) {
	p := newProgram(t, store.SQLite)
	p.env = append(p.env, "ONEDOOR_HTTP_DRAIN_TIME=10m")
	s := p.serve()
	becomes(t, s.url, "/healthz", http.StatusOK, "")
	becomes(t, s.url, "/readyz", http.StatusOK, "")
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	becomes(t, s.url, "/readyz", http.StatusServiceUnavailable, "health.stopping")
	becomes(t, s.url, "/healthz", http.StatusOK, "")
	if status, _ := answerOf(t, s.url, "/"); status != http.StatusOK {
		t.Errorf("the portal while it stops: %d", status)
	}
}

// TestHealth_Database holds that a server is not ready while its database is away, alive all the while, and ready again
// by itself once the database is back.
// An embedded database cannot be away while the process lives.
func TestHealth_Database(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *program) {
		if p.engine == store.Postgres {
			p.losesDatabase(t)
		}
	})
}

func (p *program) losesDatabase(t *testing.T) {
	t.Helper()
	address, err := url.Parse(p.url)
	if err != nil || address.Host == "" {
		t.Fatalf("the test wants a database that is reached by TCP: %v", err)
	}
	wire := newWire(t, address.Host)
	address.Host = wire.address
	p.env = append(p.env, "ONEDOOR_STORE_URL="+address.String())
	s := p.serve()
	becomes(t, s.url, "/readyz", http.StatusOK, "")
	wire.cut()
	becomes(t, s.url, "/readyz", http.StatusServiceUnavailable, "health.no_database")
	becomes(t, s.url, "/healthz", http.StatusOK, "")
	wire.mend()
	becomes(t, s.url, "/readyz", http.StatusOK, "")
}

// wire stands between the program and its database and can be cut.
type wire struct {
	address, target string
	mu              sync.Mutex
	broken          bool
	open            map[net.Conn]bool
}

func newWire(t *testing.T, target string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed with the test
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{address: l.Addr().String(), target: target, open: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = l.Close(); w.cut() })
	go func() {
		for {
			in, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				go w.join(in)
			}
		}
	}()
	return w
}

// join carries bytes both ways, or hangs up at once while the wire is cut.
func (w *wire) join(in net.Conn) {
	out, err := net.Dial("tcp", w.target) //nolint:noctx // a test's
	w.mu.Lock()
	if err != nil || w.broken {
		w.mu.Unlock()
		_ = in.Close()
		if out != nil {
			_ = out.Close()
		}
		return
	}
	w.open[in], w.open[out] = true, true
	w.mu.Unlock()
	go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
	_, _ = io.Copy(in, out)
	_ = in.Close()
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = true
	for c := range w.open {
		_ = c.Close()
	}
	clear(w.open)
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = false
}
