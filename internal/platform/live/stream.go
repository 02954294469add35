package live

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
)

const (
	// interval is the least time between two writes to one listener.
	interval = 250 * time.Millisecond
	// beat keeps proxies from closing a quiet stream.
	beat = 20 * time.Second
	// recheck is how often a stream makes sure that its listener may still listen.
	recheck = 30 * time.Second
	// maxStreams bounds how many streams one node holds.
	maxStreams = 5000
)

// Stream serves GET /api/v1/live: the changes that the signed-in person may see. still tells, now and then, who
// that person is by now: nobody ends the stream, a changed scope takes effect.
func (h *Hub) Stream(still func(r *http.Request) (auth.Principal, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p := auth.From(r.Context())
		topics := map[string]bool{}
		for t := range strings.SplitSeq(r.URL.Query().Get("topics"), ",") {
			if t != "" {
				topics[t] = true
			}
		}
		h.mu.Lock()
		full := h.open >= maxStreams
		if !full {
			h.open++
		}
		at := h.last
		h.mu.Unlock()
		if full {
			http.Error(w, "too many streams", http.StatusServiceUnavailable)
			return
		}
		defer func() { h.mu.Lock(); h.open--; h.mu.Unlock() }()

		if seen, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
			at = seen
		}
		out := http.NewResponseController(w)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no")
		if _, err := fmt.Fprintf(w, "retry: 2000\nid: %d\nevent: hello\ndata: {}\n\n", at); err != nil || out.Flush() != nil {
			return
		}
		h.serve(w, r, out, p, topics, at, still)
	}
}

func (h *Hub) serve(w http.ResponseWriter, r *http.Request, out *http.ResponseController, p auth.Principal, topics map[string]bool, at int64,
	still func(*http.Request) (auth.Principal, error)) {
	beats, checks := time.NewTicker(beat), time.NewTicker(recheck)
	defer beats.Stop()
	defer checks.Stop()
	for {
		changed := h.wait()
		frames, last, missed := h.since(at, p.Scope, topics)
		at = last
		var err error
		if missed {
			_, err = fmt.Fprintf(w, "id: %d\nevent: reset\ndata: {}\n\n", last)
		}
		for _, f := range frames {
			if err == nil {
				_, err = w.Write(f)
			}
		}
		if len(frames) > 0 || missed {
			_ = out.SetWriteDeadline(time.Now().Add(beat)) // not every connection has deadlines
			if err == nil {
				err = out.Flush()
			}
		}
		if err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-h.ended:
			return
		case <-changed:
			select {
			case <-r.Context().Done():
				return
			case <-h.ended:
				return
			case <-time.After(interval):
			}
		case <-beats.C:
			if _, err := fmt.Fprint(w, ": beat\n\n"); err != nil || out.Flush() != nil {
				return
			}
		case <-checks.C:
			if p, err = still(r); err != nil || p.Anonymous() {
				return
			}
		}
	}
}
