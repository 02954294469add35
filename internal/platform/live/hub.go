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
	"slices"
	"strings"
	"sync"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// ringSize is how many events can be resumed from memory, at least; at most twice as many are kept.
const ringSize = 8192

type entry struct {
	seq   int64
	topic string // the room: the part of the kind before the dot
	units []ids.ID
	line  string // the hotline number that the subject came in on
	frame []byte

	subject ids.ID
	hidden  func(auth.Principal) bool // from whom the subject is kept; nil: from nobody
	only    func(auth.Principal) bool // who alone hears of it; nil: whose scope and rights it is
}

// Hub holds the newest events and wakes listeners.
type Hub struct {
	store  *store.Store
	ledger *ledger.Ledger
	log    *slog.Logger

	mu      sync.RWMutex
	ring    []entry // oldest first, without gaps
	last    int64
	changed chan struct{} // closed and replaced when something was added
	open    int
	ended   chan struct{} // closed when the server stops: streams end, browsers come back to the next process
	end     sync.Once
	pace    pace
	hears   Hears
	veil    Veil
	only    Audience
	veiled  map[ids.ID]bool // subjects of the ring that are kept from somebody
}

// Hears tells whether somebody may hear of a topic at all; whose things they hear of is then their scope's matter.
type Hears func(p auth.Principal, topic string) bool

// Audience tells who alone hears of an event, such as the person whose own thing it is; nil: everybody whose scope and
// rights it is.
type Audience func(r ledger.Record) func(auth.Principal) bool

// SetAudience installs the audience, before anybody listens.
func (h *Hub) SetAudience(a Audience) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.only = a
}

// Veil tells from whom things are kept whatever their rights, by subject; most are kept from nobody and absent.
type Veil func(q store.Queryer, subjects []ids.ID) (map[ids.ID]func(auth.Principal) bool, error)

// SetVeil installs the veil, before anybody listens.
func (h *Hub) SetVeil(v Veil) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.veil = v
}

// NewHub returns a hub fed by led, whose listeners hear of what hears allows.
func NewHub(st *store.Store, led *ledger.Ledger, hears Hears, log *slog.Logger) *Hub {
	if log == nil {
		log = slog.Default()
	}
	return &Hub{store: st, ledger: led, log: log, changed: make(chan struct{}), veiled: map[ids.ID]bool{}, ended: make(chan struct{}), pace: usual, hears: hears}
}

// EndStreams ends every open stream, before the server waits for its requests.
func (h *Hub) EndStreams() { h.end.Do(func() { close(h.ended) }) }

// message is what a browser gets: not which other units were told.
type message struct {
	Seq     int64     `json:"seq"`
	Kind    string    `json:"kind"`
	Subject ids.ID    `json:"subject"`
	At      time.Time `json:"at"`
	To      string    `json:"to,omitempty"`
}

// Start feeds the hub until ctx ends; the returned function waits for it.
func (h *Hub) Start(ctx context.Context) (wait func(), err error) {
	fresh := h.ledger.Listen()
	last, err := h.ledger.Last(h.store.Read(ctx))
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	h.last = last
	h.mu.Unlock()
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
		h.mu.RLock()
		audience := h.only
		h.mu.RUnlock()
		for _, r := range recs {
			e := render(r)
			if audience != nil {
				e.only = audience(r)
			}
			added = append(added, e)
		}
		hidden, err := h.askVeil(ctx, added)
		if err != nil {
			return err
		}
		h.mu.Lock()
		h.ring = append(h.ring, added...)
		h.cover(added, hidden)
		if over := len(h.ring) - ringSize; over >= ringSize { // now and then, not with every event
			h.ring = append([]entry(nil), h.ring[over:]...)
		}
		h.last = recs[len(recs)-1].Seq
		close(h.changed)
		h.changed = make(chan struct{})
		h.mu.Unlock()
	}
}

// askVeil asks from whom what just happened is kept.
func (h *Hub) askVeil(ctx context.Context, added []entry) (map[ids.ID]func(auth.Principal) bool, error) {
	h.mu.RLock()
	veil := h.veil
	h.mu.RUnlock()
	if veil == nil {
		return nil, nil
	}
	var subjects []ids.ID
	for _, e := range added {
		if !slices.Contains(subjects, e.subject) {
			subjects = append(subjects, e.subject)
		}
	}
	return veil(h.store.Read(ctx), subjects)
}

// cover keeps subjects from whom they are about: what is new of them, and what happened before that was known, which
// somebody who comes back would ask for.
func (h *Hub) cover(added []entry, hidden map[ids.ID]func(auth.Principal) bool) {
	changed := map[ids.ID]bool{}
	for _, e := range added {
		if hidden[e.subject] != nil || h.veiled[e.subject] {
			changed[e.subject] = true
		}
	}
	if len(changed) == 0 {
		return
	}
	for i := range h.ring {
		if e := &h.ring[i]; changed[e.subject] {
			e.hidden = hidden[e.subject]
		}
	}
	for subject := range changed {
		if h.veiled[subject] = true; hidden[subject] == nil {
			delete(h.veiled, subject)
		}
	}
}

func render(r ledger.Record) entry {
	var state struct {
		To      string `json:"to"`
		Hotline string `json:"hotline"`
	}
	_ = json.Unmarshal(r.Payload, &state) // events without a state have none to tell
	body, err := json.Marshal(message{Seq: r.Seq, Kind: r.Kind, Subject: r.Subject, At: r.At, To: state.To})
	if err != nil {
		body = []byte("{}")
	}
	topic, _, _ := strings.Cut(r.Kind, ".")
	return entry{seq: r.Seq, topic: topic, units: r.Units, line: state.Hotline, subject: r.Subject, frame: fmt.Appendf(nil, "id: %d\ndata: %s\n\n", r.Seq, body)}
}

// since returns the frames after seq that p may have and asks for, and the new position. missed tells that some are
// not known any more, or that seq is from another life of this database: whoever listens loads everything anew.
func (h *Hub) since(seq int64, p auth.Principal, topics map[string]bool) (frames [][]byte, last int64, missed bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if first := h.last - int64(len(h.ring)); seq < first || seq > h.last {
		return nil, h.last, true
	}
	heard := map[string]bool{}
	hears := func(topic string) bool {
		may, asked := heard[topic]
		if !asked {
			may = h.hears(p, topic)
			heard[topic] = may
		}
		return may
	}
	for _, e := range h.ring[len(h.ring)-int(h.last-seq):] {
		if (len(topics) == 0 || topics[e.topic]) && (p.Scope.AllowsAny(e.units) || p.Scope.AllowsNumber(e.line)) && hears(e.topic) && (e.hidden == nil || !e.hidden(p)) && (e.only == nil || e.only(p)) {
			frames = append(frames, e.frame)
		}
	}
	return frames, h.last, false
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
