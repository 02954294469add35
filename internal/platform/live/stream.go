package live

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
)

// pace is how often a stream does what.
type pace struct {
	interval time.Duration // the least time between two writes to one listener
	beat     time.Duration // keeps proxies from closing a quiet stream
	recheck  time.Duration // how often a stream makes sure that its listener may still listen
	patience time.Duration // how long a listener may take to receive a write
}

var usual = pace{interval: 250 * time.Millisecond, beat: 20 * time.Second, recheck: 30 * time.Second, patience: 20 * time.Second}

// maxStreams bounds how many streams one node holds.
const maxStreams = 5000

// Stream serves GET /api/v1/live: the changes that the signed-in person may see. still tells, now and then, who
// that person is by now: nobody ends the stream, a changed scope takes effect.
func (h *Hub) Stream(still func(r *http.Request) (auth.Principal, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at, ok := h.enter()
		if !ok {
			httpx.WriteProblem(w, r, fault.Unavailable)
			return
		}
		defer h.leave()
		if seen, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
			at = seen
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no")
		s := stream{hub: h, r: r, w: w, out: http.NewResponseController(w), p: auth.From(r.Context()), topics: map[string]bool{}, at: at}
		for t := range strings.SplitSeq(r.URL.Query().Get("topics"), ",") {
			if t != "" {
				s.topics[t] = true
			}
		}
		if s.write(fmt.Appendf(nil, "retry: 2000\nid: %d\nevent: hello\ndata: {}\n\n", at)) == nil {
			s.serve(still)
		}
	}
}

// enter counts a new stream and returns where the present is; ok is false when there are too many.
func (h *Hub) enter() (at int64, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open >= maxStreams {
		return 0, false
	}
	h.open++
	return h.last, true
}

func (h *Hub) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open--
}

// stream is one listener.
type stream struct {
	hub    *Hub
	r      *http.Request
	w      http.ResponseWriter
	out    *http.ResponseController
	p      auth.Principal
	topics map[string]bool
	at     int64 // the last event that was told or passed over
}

// serve tells what changed until somebody leaves.
func (s *stream) serve(still func(*http.Request) (auth.Principal, error)) {
	pace := s.hub.pace
	beats, checks := time.NewTicker(pace.beat), time.NewTicker(pace.recheck)
	defer beats.Stop()
	defer checks.Stop()
	for {
		changed := s.hub.wait()
		if s.tell() != nil {
			return
		}
		select {
		case <-s.r.Context().Done():
			return
		case <-s.hub.ended:
			return
		case <-changed:
			if !s.pause(pace.interval) {
				return
			}
		case <-beats.C:
			if s.write([]byte(": beat\n\n")) != nil {
				return
			}
		case <-checks.C:
			p, err := still(s.r)
			if err != nil || p.Anonymous() {
				return
			}
			s.p = p
		}
	}
}

// tell writes what has changed since the last time.
func (s *stream) tell() error {
	frames, last, missed := s.hub.since(s.at, s.p, s.topics)
	s.at = last
	if missed {
		frames = [][]byte{fmt.Appendf(nil, "id: %d\nevent: reset\ndata: {}\n\n", last)}
	}
	if len(frames) == 0 {
		return nil
	}
	return s.write(frames...)
}

// write sends frames at once. A listener that does not take them in time is given up; the deadline is for this write
// alone, and a later one gets its own.
func (s *stream) write(frames ...[]byte) error {
	_ = s.out.SetWriteDeadline(time.Now().Add(s.hub.pace.patience)) // not every connection has deadlines
	for _, f := range frames {
		if _, err := s.w.Write(f); err != nil {
			return err
		}
	}
	return s.out.Flush()
}

// pause waits, so that what comes close together is told together; it is false when the stream ended meanwhile.
func (s *stream) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-s.r.Context().Done():
		return false
	case <-s.hub.ended:
		return false
	case <-t.C:
		return true
	}
}
