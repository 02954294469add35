package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
)

var (
	errNoDatabase = fault.New(http.StatusServiceUnavailable, "health.no_database", "数据库暂时无法访问，请稍后重试。")
	errStopping   = fault.New(http.StatusServiceUnavailable, "health.stopping", "服务正在停止，请稍后重试。")
)

// databaseWait is how long a database may take to answer before it counts as away: a load balancer does not wait longer.
const databaseWait = 3 * time.Second

// healthy tells that this process is alive, whatever the database does: it is not to be killed for that.
func healthy(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }

// ready tells a load balancer whether this process can serve: the database answers, and nobody asked it to stop.
func (h *house) ready(w http.ResponseWriter, r *http.Request) {
	if h.stopping.Load() {
		httpx.WriteProblem(w, r, errStopping)
		return
	}
	ctx, done := context.WithTimeout(r.Context(), databaseWait)
	defer done()
	if err := h.store.Check(ctx); err != nil {
		httpx.WriteProblem(w, r, errNoDatabase.Wrap(err))
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// drain says on /readyz that the server stops, and goes on serving for as long as the configuration wants.
func (h *house) drain(log *slog.Logger) {
	h.stopping.Store(true)
	if wait := h.config.HTTP.DrainTime; wait > 0 {
		log.Info("not ready any more; serving on", "for", wait)
		time.Sleep(wait)
	}
}
