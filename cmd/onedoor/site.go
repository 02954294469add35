package main

import (
	"context"
	"io/fs"
	"math"
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
	h.triage.Routes(s.API)
	h.supervise.Routes(s.API)
	h.insight.Routes(s.API)
	h.assessing.Routes(s.API)
	h.retention.Routes(s.API)
	h.partner.Routes(s.API)
	h.cti.Routes(s.API)
	h.calls.Routes(s.API)
	h.outreach.Routes(s.API)

	s.Mux.HandleFunc("GET /api/v1/live", httpx.Guard("", h.live.Stream(s.Still)))
	s.Mux.Handle("GET /metrics", localOnly(metrics.Handler()))
	s.Mux.HandleFunc("GET /healthz", healthy)
	s.Mux.HandleFunc("GET /readyz", h.ready)
	s.Mux.Handle("GET /staff/", staffApp())
	h.sockets(s)
	return s, h.portal(s.Mux)
}

// measure adds the program's own figures to the metrics.
func (h *house) measure(m *telemetry.Metrics) {
	m.Counter("onedoor_store_commits_total", "Durable transactions.", func() float64 { return float64(h.store.Stats().Commits) })
	m.Counter("onedoor_store_writes_total", "Writes that were acknowledged.", func() float64 { return float64(h.store.Stats().Closures) })
	m.Counter("onedoor_store_retries_total", "Writes that ran again after a conflict or a lost connection.", func() float64 { return float64(h.store.Stats().Retries) })
	m.Counter("onedoor_store_spoilt_total", "Transactions that ran again, write by write, because one of them failed late.", func() float64 { return float64(h.store.Stats().Spoilt) })
	m.Gauge("onedoor_ledger_lag_events", "How far the slowest follower of the ledger is behind.", func() float64 {
		lag, _, err := h.ledger.Lag(h.store.Read(context.Background()))
		return orNaN(float64(lag), err)
	})
	m.Gauge("onedoor_jobs_waiting", "Jobs that are due and not done.", func() float64 {
		n, err := h.jobs.Due(h.store.Read(context.Background()))
		return orNaN(float64(n), err)
	})
	m.Gauge("onedoor_jobs_dead", "Jobs that failed for good.", func() float64 {
		n, err := h.jobs.Dead(h.store.Read(context.Background()))
		return orNaN(float64(n), err)
	})
	m.Gauge("onedoor_live_streams", "Open live streams.", func() float64 { return float64(h.live.Listeners()) })
}

// orNaN is what a collector reads when a figure could not be had.
func orNaN(v float64, err error) float64 {
	if err != nil {
		return math.NaN()
	}
	return v
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
