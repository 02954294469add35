package httpx

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// requestNote is what the middleware knows of the request under way. The outer layers read what the inner ones find.
type requestNote struct {
	id   string
	who  ids.ID
	wait time.Duration // of a refusal: when trying again is worth it
}

type requestNoteKey struct{}

func note(ctx context.Context) *requestNote {
	if n, ok := ctx.Value(requestNoteKey{}).(*requestNote); ok {
		return n
	}
	return &requestNote{}
}

// RequestID is the number of the request under way, shown with errors and written in logs.
func RequestID(ctx context.Context) string { return note(ctx).id }

func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := ids.New().String()
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestNoteKey{}, &requestNote{id: id})))
	})
}

var errOrigin = fault.New(http.StatusForbidden, "request.other_origin", "请求来自其他网站，已拒绝。请在本系统页面内操作。")

// sameOrigin refuses what another website makes a browser send.
func sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { WriteProblem(w, r, errOrigin) }))
	return guard.Handler(next)
}

// contentPolicy allows only our own scripts; antd writes its styles into the page.
const contentPolicy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; " +
	"connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// recorder remembers the status for logs, and sees to it that every "too many" says when to try again.
type recorder struct {
	http.ResponseWriter
	note   *requestNote
	status int
}

// soon is when trying again is worth it after a refusal that does not say: the slowest [Limiter] of the doors gives a
// try every six seconds.
const soon = 6 * time.Second

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	if h := w.Header(); status == http.StatusTooManyRequests && h.Get("Retry-After") == "" {
		h.Set("Retry-After", strconv.Itoa(int(cmp.Or(w.note.wait, soon).Seconds())))
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observe counts and logs requests: by route, never with the query or an address, which may hold personal data.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w, note: note(r.Context())}
		defer func() { // an aborted answer is counted too
			_, pattern := s.Mux.Handler(r)
			_, route, spaced := strings.Cut(pattern, " ")
			if !spaced {
				route = pattern
			}
			took, status := time.Since(start), cmp.Or(rec.status, http.StatusOK)
			if s.opt.Observe != nil {
				s.opt.Observe(r.Context(), r.Method, route, status, took.Seconds())
			}
			n := note(r.Context())
			s.opt.Log.DebugContext(r.Context(), "request", "request", n.id, "method", r.Method,
				"route", route, "status", status, "ms", took.Milliseconds(), "who", n.who)
		}()
		next.ServeHTTP(rec, r)
	})
}

// recover answers for a handler that panicked, or breaks the connection off when half an answer is on its way.
func (s *Server) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			s.opt.Log.ErrorContext(r.Context(), "panic in a handler", "request", RequestID(r.Context()), "error", fault.Panic(p), "stack", string(debug.Stack()))
			if rec, ok := w.(*recorder); ok && rec.status != 0 {
				panic(http.ErrAbortHandler)
			}
			WriteProblem(w, r, fault.Internal)
		}()
		next.ServeHTTP(w, r)
	})
}

// removeUploads deletes the files of a form that did not fit into memory. net/http does so only for the request that
// it made itself, and every layer above hands on a copy.
func removeUploads(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if r.MultipartForm != nil {
				_ = r.MultipartForm.RemoveAll() // what stays lies in the machine's temporary folder
			}
		}()
		next.ServeHTTP(w, r)
	})
}
