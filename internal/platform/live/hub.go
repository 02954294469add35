// Package live tells browsers what changed, by server-sent events fed from the ledger.
//
// One goroutine reads new events and renders each once. Every listener has a cursor into a ring of rendered events
// and writes at most every interval, so 500 open screens cost a few writes a second each, whatever the rate of
// changes. Messages name what changed, never its words; a screen then asks the API, which checks rights again. A
// listener that comes back names the last event it saw (Last-Event-ID) and is told what it missed, or, when that is
// too long ago, to load everything anew ("reset").
package live

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// ringSize is how many events can be resumed from memory.
const ringSize = 8192

type entry struct {
	seq   int64
	topic string // the room: the part of the kind before the dot
	units []ids.ID
	frame []byte
}

// Hub holds the newest events and wakes listeners.
type Hub struct {
	store  *store.Store
	ledger *ledger.Ledger
	log    *slog.Logger

	mu      sync.RWMutex
	ring    []entry // oldest first, at most ringSize
	last    int64
	changed chan struct{} // closed and replaced when something was added
	open    int
	ended   chan struct{} // closed when the server stops: streams end, browsers come back to the next process
	end     sync.Once
}

// NewHub returns a hub fed by led.
func NewHub(st *store.Store, led *ledger.Ledger, log *slog.Logger) *Hub {
	if log == nil {
		log = slog.Default()
	}
	return &Hub{store: st, ledger: led, log: log, changed: make(chan struct{}), ended: make(chan struct{})}
}

// EndStreams ends every open stream, before the server waits for its requests.
func (h *Hub) EndStreams() { h.end.Do(func() { close(h.ended) }) }

// message is what a browser gets.
type message struct {
	Seq     int64     `json:"seq"`
	Kind    string    `json:"kind"`
	Subject ids.ID    `json:"subject"`
	Units   []ids.ID  `json:"units,omitempty"`
	At      time.Time `json:"at"`
	To      string    `json:"to,omitempty"`
}

// Start feeds the hub until ctx ends; the returned function waits for it.
func (h *Hub) Start(ctx context.Context) (wait func(), err error) {
	fresh := h.ledger.Listen()
	if h.last, err = h.ledger.Last(h.store.Read(ctx)); err != nil {
		return nil, err
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		poll := time.NewTicker(time.Second)
		defer poll.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-fresh:
			case <-poll.C:
			}
			if err := h.read(ctx); err != nil && ctx.Err() == nil {
				h.log.Error("live updates could not be read, will try again", "error", err)
			}
		}
	})
	return wg.Wait, nil
}

func (h *Hub) read(ctx context.Context) error {
	for {
		recs, err := h.ledger.Next(h.store.Read(ctx), h.last, 500)
		if err != nil || len(recs) == 0 {
			return err
		}
		added := make([]entry, 0, len(recs))
		for _, r := range recs {
			added = append(added, render(r))
		}
		h.mu.Lock()
		h.ring = append(h.ring, added...)
		if over := len(h.ring) - ringSize; over > 0 {
			h.ring = append([]entry(nil), h.ring[over:]...)
		}
		h.last = recs[len(recs)-1].Seq
		close(h.changed)
		h.changed = make(chan struct{})
		h.mu.Unlock()
	}
}

func render(r ledger.Record) entry {
	var state struct {
		To string `json:"to"`
	}
	_ = json.Unmarshal(r.Payload, &state) // events without a state have none to tell
	body, err := json.Marshal(message{Seq: r.Seq, Kind: r.Kind, Subject: r.Subject, Units: r.Units, At: r.At, To: state.To})
	if err != nil {
		body = []byte("{}")
	}
	topic, _, _ := strings.Cut(r.Kind, ".")
	return entry{seq: r.Seq, topic: topic, units: r.Units, frame: fmt.Appendf(nil, "id: %d\ndata: %s\n\n", r.Seq, body)}
}

// since returns the frames after seq that the scope and topics allow, the new position, and whether some may have
// been missed.
func (h *Hub) since(seq int64, scope auth.Scope, topics map[string]bool) (frames [][]byte, last int64, missed bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if seq > h.last {
		return nil, h.last, true // from another life of this database
	}
	oldest := h.last
	if len(h.ring) > 0 {
		oldest = h.ring[0].seq - 1
	}
	missed = seq < oldest
	first := max(0, len(h.ring)-int(h.last-min(h.last, max(seq, oldest))))
	for _, e := range h.ring[first:] {
		if (len(topics) == 0 || topics[e.topic]) && scope.AllowsAny(e.units) {
			frames = append(frames, e.frame)
		}
	}
	return frames, h.last, missed
}

func (h *Hub) wait() <-chan struct{} {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.changed
}

// Listeners tells how many streams are open.
func (h *Hub) Listeners() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.open
}
