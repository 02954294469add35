package httpx

import (
	"context"
	"log/slog"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

// Mux is an http.ServeMux that remembers its patterns, so that a test can hold every route against a list.
type Mux struct {
	http.ServeMux
	mu       sync.Mutex
	patterns []string
}

// Handle adds a route.
func (m *Mux) Handle(pattern string, h http.Handler) {
	m.mu.Lock()
	m.patterns = append(m.patterns, pattern)
	m.mu.Unlock()
	m.ServeMux.Handle(pattern, h)
}

// HandleFunc adds a route.
func (m *Mux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.Handle(pattern, http.HandlerFunc(h))
}

// Patterns returns every route added so far.
func (m *Mux) Patterns() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.patterns...)
}

// Resolver turns the subject of a session into a principal; the zero Principal means that the person may not act.
type Resolver func(ctx context.Context, subject ids.ID) (auth.Principal, error)

// Options describe a server.
type Options struct {
	Version  string
	Sessions *auth.Sessions
	Resolve  Resolver
	Log      *slog.Logger
	// DigestKey keys the digests of what was asked for under an idempotency key: a body may hold a password, and a
	// plain digest of it could be guessed from. It must outlive restarts; empty: plain digests.
	DigestKey []byte
	Wrap      func(http.Handler) http.Handler // outermost middleware, such as tracing; may be nil
	Observe   func(ctx context.Context, method, pattern string, status int, seconds float64)
}

// Server is the frame into which rooms and doors put their routes.
type Server struct {
	Mux *Mux
	API huma.API
	opt Options
}

// New returns an empty server with the API at /api/v1, its document at /api/v1/openapi.json.
func New(opt Options) *Server {
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	speakChinese()
	config := huma.DefaultConfig("Onedoor 一门", opt.Version)
	config.OpenAPIPath = "/openapi"
	config.DocsPath = ""
	config.SchemasPath = ""
	config.CreateHooks = nil // no $schema links in answers
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaNamer())
	config.Servers = []*huma.Server{{URL: "/api/v1"}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "onedoor_session"}}
	mux := &Mux{}
	return &Server{Mux: mux, API: humago.NewWithPrefix(mux, "/api/v1", config), opt: opt}
}

// Handler returns the whole server, middleware included.
func (s *Server) Handler() http.Handler {
	var h http.Handler = s.Mux
	h = removeUploads(h)
	h = idempotency(s.opt.DigestKey, h)
	h = s.principal(h)
	if s.opt.Sessions != nil {
		s.opt.Sessions.OnError(func(w http.ResponseWriter, r *http.Request, err error) { WriteProblem(w, r, err) })
		h = s.opt.Sessions.Middleware(h)
	}
	h = sameOrigin(h)
	h = s.recover(h)
	h = securityHeaders(h)
	h = s.observe(h)
	h = withRequestID(h)
	if s.opt.Wrap != nil {
		h = s.opt.Wrap(h)
	}
	return h
}

// principal puts who is calling into the context.
func (s *Server) principal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.opt.Sessions == nil || s.opt.Resolve == nil {
			next.ServeHTTP(w, r)
			return
		}
		subject, err := s.opt.Sessions.Subject(r.Context())
		if err != nil {
			WriteProblem(w, r, err)
			return
		}
		if subject != 0 {
			p, err := s.opt.Resolve(r.Context(), subject)
			if err != nil {
				WriteProblem(w, r, err)
				return
			}
			note(r.Context()).who = p.ID
			r = r.WithContext(auth.With(r.Context(), p))
		}
		next.ServeHTTP(w, r)
	})
}

// Still tells who is behind a request that has gone on for a while, such as a stream: nobody after signing out or a
// change of password, and with the scope of by now.
func (s *Server) Still(r *http.Request) (auth.Principal, error) {
	if s.opt.Sessions == nil || s.opt.Resolve == nil {
		return auth.From(r.Context()), nil
	}
	subject, err := s.opt.Sessions.Still(r.Context())
	if err != nil || subject == 0 {
		return auth.Principal{}, err
	}
	return s.opt.Resolve(r.Context(), subject)
}
