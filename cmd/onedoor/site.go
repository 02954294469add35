package main

import (
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/signin"
	"onedoor/internal/platform/telemetry"
	"onedoor/web"
)

// site puts every route of the program on one server: the API, the staff application, the citizens' portal.
func (h *house) site(wrap func(http.Handler) http.Handler) (*httpx.Server, error) {
	metrics := telemetry.NewMetrics()
	h.measure(metrics)
	s := httpx.New(httpx.Options{Version: version, Sessions: h.sessions, Resolve: h.directory.Resolve, Log: h.log, Wrap: wrap, Observe: metrics.Observe,
		DigestKey: h.ring.Secret("httpx digest")})

	signin.New(h.accounts, h.sessions, h.directory.Resolve).Routes(s.API)
	h.audit.Routes(s.API)
	h.directory.Routes(s.API)
	h.catalogue.Routes(s.API)
	h.dueRoutes(s.API)
	h.vault.Routes(s.API)
	h.notice.Routes(s.API)
	h.orders.Routes(s.API)
	h.knowledge.Routes(s.API)
	h.intake.Routes(s.API)
	h.followup.Routes(s.API)
	h.insight.Routes(s.API)

	s.Mux.HandleFunc("GET /api/v1/live", httpx.Guard("", h.live.Stream(s.Still)))
	s.Mux.Handle("GET /metrics", localOnly(metrics.Handler()))
	s.Mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	s.Mux.HandleFunc("GET /readyz", h.ready)
	s.Mux.Handle("GET /staff/", staffApp())
	return s, h.portal(s.Mux)
}

// ready tells a load balancer whether this process can serve.
func (h *house) ready(w http.ResponseWriter, r *http.Request) {
	if err := h.store.Check(r.Context()); err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// measure adds the program's own figures to the metrics.
func (h *house) measure(m *telemetry.Metrics) {
	m.Counter("onedoor_store_commits_total", "Durable transactions.", func() float64 { return float64(h.store.Stats().Commits) })
	m.Counter("onedoor_store_writes_total", "Writes that were acknowledged.", func() float64 { return float64(h.store.Stats().Closures) })
	m.Gauge("onedoor_live_streams", "Open live streams.", func() float64 { return float64(h.live.Listeners()) })
}

// forwarded are the headers of a proxy that speaks for somebody else.
var forwarded = []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"}

// localOnly refuses whoever is not on this machine, also behind a proxy that is: metrics are for the operator's
// collector beside it.
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		relayed := slices.ContainsFunc(forwarded, func(name string) bool { return r.Header.Get(name) != "" })
		if relayed || !strings.HasPrefix(r.RemoteAddr, "127.") && !strings.HasPrefix(r.RemoteAddr, "[::1]") {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// staffApp serves the built single-page application; paths without a file are the application's own screens.
func staffApp() http.Handler {
	files := web.FS()
	server := http.StripPrefix("/staff/", http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/staff/")
		if strings.HasPrefix(name, "assets/") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // their names change with their content
			server.ServeHTTP(w, r)
			return
		}
		if info, err := fs.Stat(files, name); err == nil && !info.IsDir() && name != "index.html" {
			server.ServeHTTP(w, r)
			return
		}
		page, err := fs.ReadFile(files, "index.html")
		if err != nil {
			http.Error(w, web.MissingNotice, http.StatusNotImplemented)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(page)
	})
}
