package live

import (
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/testkit"
)

// TestSlowListener lets one browser stop reading: it is given up, and nobody else waits for it.
func TestSlowListener(t *testing.T) {
	p := quick
	p.patience = 3 * time.Second // enough for who reads, on a busy machine too
	b := newBench(t, testkit.Store(t), p)
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\nX-Who: centre\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	l := b.listen("centre", "", "")
	l.expect("hello", "")
	for b.hub.Listeners() < 2 {
		time.Sleep(time.Millisecond)
	}
	const n = 20_000
	for range n / 500 {
		b.append(500, "workorder.created", 1)
	}
	for range n {
		l.expect("", "workorder.created")
	}
	gone(t, b.hub, 1)
}

// TestQuietStream holds that a stream lives on when longer than its patience passes between two writes.
func TestQuietStream(t *testing.T) {
	b := newBench(t, testkit.Store(t), pace{interval: time.Millisecond, beat: 400 * time.Millisecond, recheck: time.Hour, patience: 300 * time.Millisecond})
	l := b.listen("centre", "", "")
	l.expect("hello", "")
	for range 2 {
		time.Sleep(time.Second) // two beats; what follows tells whether they passed
		b.append(1, "workorder.created", 1)
		if e := l.expect("", "workorder.created"); e.beats == 0 {
			t.Error("no beat in a quiet time")
		}
	}
}

// flushes counts the writes that reach the network.
type flushes struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (f flushes) Unwrap() http.ResponseWriter { return f.ResponseWriter }
func (f flushes) Flush()                      { f.n.Add(1); f.ResponseWriter.(http.Flusher).Flush() }

// TestCoalescing holds that changes which come close together are told together.
func TestCoalescing(t *testing.T) {
	p := quick
	p.interval = 300 * time.Millisecond
	b := newBench(t, testkit.Store(t), p)
	var n atomic.Int64
	inner := b.server.Config.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inner.ServeHTTP(flushes{w, &n}, r) }))
	defer server.Close()
	defer b.hub.EndStreams()
	b.server.URL = server.URL
	l := b.listen("centre", "", "")
	l.expect("hello", "")
	start := time.Now()
	for range 200 {
		b.append(1, "workorder.created", 1)
	}
	for range 200 {
		l.expect("", "workorder.created")
	}
	if most := int64(time.Since(start)/p.interval) + 3; n.Load() > most {
		t.Errorf("%d writes, want at most %d", n.Load(), most)
	}
}

// TestRing feeds the hub more than it remembers.
func TestRing(t *testing.T) {
	b := newBench(t, testkit.Store(t), quick)
	l := b.listen("centre", "", "")
	start := l.expect("hello", "").id
	const n = 3 * ringSize
	for range n / 512 {
		b.append(512, "workorder.created", 1, waters)
	}
	for range n {
		l.expect("", "workorder.created")
	}
	if kept := len(b.hub.ring); kept < ringSize || kept > 2*ringSize {
		t.Errorf("%d events are kept", kept)
	}
	last := start + n
	everything := auth.Principal{Scope: auth.Scope{All: true}}
	if frames, at, missed := b.hub.since(last-ringSize, everything, nil); len(frames) != ringSize || at != last || missed {
		t.Errorf("%d frames to %d, missed %v", len(frames), at, missed)
	}
	if frames, at, missed := b.hub.since(start, everything, nil); len(frames) != 0 || at != last || !missed {
		t.Errorf("%d frames to %d, missed %v", len(frames), at, missed)
	}
}

// TestSince compares with a plain search, for many hubs, places and scopes.
func TestSince(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		h := &Hub{last: r.Int64N(30), hears: func(_ auth.Principal, topic string) bool { return topic != "c" }}
		kept := r.Int64N(h.last + 1)
		for seq := h.last - kept + 1; seq <= h.last; seq++ {
			h.ring = append(h.ring, entry{seq: seq, topic: []string{"a", "b", "c"}[r.IntN(3)], units: []ids.ID{ids.ID(r.IntN(3))}, frame: []byte{byte(seq)}})
		}
		from, scope := r.Int64N(40)-5, auth.Scope{All: r.IntN(2) == 0, Units: []ids.ID{ids.ID(r.IntN(3))}}
		topics := map[string]bool{}
		if r.IntN(2) == 0 {
			topics["a"] = true
		}
		wantMissed := from > h.last || from < h.last-kept
		var want [][]byte
		for _, e := range h.ring {
			if !wantMissed && e.seq > from && (len(topics) == 0 || topics[e.topic]) && scope.AllowsAny(e.units) && e.topic != "c" {
				want = append(want, e.frame)
			}
		}
		frames, last, missed := h.since(from, auth.Principal{Scope: scope}, topics)
		if last != h.last || missed != wantMissed || !slices.EqualFunc(frames, want, slices.Equal[[]byte]) {
			t.Fatalf("since %d of %d with %d kept: %v, %d, %v; want %v, %v", from, h.last, kept, frames, last, missed, want, wantMissed)
		}
	}
}
