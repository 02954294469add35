package live

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// The people of the tests: waters and roads are units.
const waters, roads ids.ID = 5, 6

var (
	centre  = auth.Principal{ID: 1, Scope: auth.Scope{All: true}}
	officer = auth.Principal{ID: 2, Scope: auth.Scope{Units: []ids.ID{waters}}}
)

// hears lets everybody hear of everything but of secrets, which are the centre's.
func hears(p auth.Principal, topic string) bool { return topic != "secret" || p.ID == centre.ID }

// bench is a hub behind a real server.
type bench struct {
	*testkit.World
	t      *testing.T
	hub    *Hub
	server *httptest.Server

	mu    sync.Mutex
	still func() (auth.Principal, error) // who listens by now; nil: the one who began
}

// each runs a test on both engines.
func each(t *testing.T, p pace, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newBench(t, st, p)) })
}

func newBench(t *testing.T, st *store.Store, p pace) *bench {
	t.Helper()
	b := &bench{World: testkit.NewWorld(st), t: t}
	b.append(1, "workorder.created", 1) // the ledger is older than the hub
	if err := b.Ledger.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.hub = NewHub(st, b.Ledger, hears, slog.New(slog.DiscardHandler))
	b.hub.pace = p
	ctx, stop := context.WithCancel(context.Background())
	waitHub, err := b.hub.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	waitLedger := b.Ledger.Start(ctx)
	stream := b.hub.Stream(func(r *http.Request) (auth.Principal, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.still != nil {
			return b.still()
		}
		return auth.From(r.Context()), nil
	})
	b.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := centre
		if r.Header.Get("X-Who") == "officer" {
			p = officer
		}
		stream(w, r.WithContext(auth.With(r.Context(), p)))
	}))
	b.server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		_ = c.(*net.TCPConn).SetWriteBuffer(4 << 10) // so that a listener who does not read is noticed soon
		return ctx
	}
	b.server.Start()
	t.Cleanup(func() {
		b.hub.EndStreams()
		b.server.Close()
		stop()
		waitHub()
		waitLedger()
	})
	return b
}

// quick has a pace for tests: nothing but events is written.
var quick = pace{interval: time.Millisecond, beat: time.Hour, recheck: time.Hour, patience: 10 * time.Second}

// append writes n events of a kind about subject, in one transaction.
func (b *bench) append(n int, kind string, subject ids.ID, units ...ids.ID) {
	b.t.Helper()
	err := b.Store.Write(b.t.Context(), func(tx *store.Tx) error {
		for range n {
			if _, err := b.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Units: units,
				Payload: map[string]string{"to": "dispatched", "commitment": "secretword"}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// event is what a browser was told.
type event struct {
	id    int64
	name  string // "" for a change
	data  string
	m     message
	beats int // before it
}

// listener is one browser.
type listener struct {
	t      *testing.T
	events chan event
	close  func()
}

// listen opens a stream; query and headers as a browser sends them.
func (b *bench) listen(who, query, lastID string) *listener {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+"/?"+query, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("X-Who", who)
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := (&http.Client{Transport: &http.Transport{}}).Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		b.t.Errorf("%d %s", res.StatusCode, res.Header)
	}
	l := &listener{t: b.t, events: make(chan event, 100_000), close: cancel}
	go func() {
		defer close(l.events)
		defer func() { _ = res.Body.Close() }()
		var e event
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id, _ = strconv.ParseInt(value, 10, 64)
			case "event":
				e.name = value
			case "data":
				e.data = value
				_ = json.Unmarshal([]byte(value), &e.m)
				l.events <- e
				e = event{}
			case "":
				if value == "beat" {
					e.beats++
				}
			}
		}
	}()
	b.t.Cleanup(cancel)
	return l
}

// next waits for the next event; ok is false when the stream ended.
func (l *listener) next() (event, bool) {
	l.t.Helper()
	select {
	case e, ok := <-l.events:
		return e, ok
	case <-time.After(20 * time.Second):
		l.t.Fatal("nothing arrives")
		return event{}, false
	}
}

// expect waits for an event of a name ("": a change) and, for a change, a kind.
func (l *listener) expect(name, kind string) event {
	l.t.Helper()
	e, ok := l.next()
	if !ok || e.name != name || e.m.Kind != kind {
		l.t.Fatalf("%q %q arrived (%v), want %q %q", e.name, e.data, ok, name, kind)
	}
	return e
}

// ended waits until the server has ended the stream, whatever arrives before.
func (l *listener) ended() {
	l.t.Helper()
	for {
		if _, ok := l.next(); !ok {
			return
		}
	}
}
