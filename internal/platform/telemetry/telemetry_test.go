package telemetry_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"onedoor/internal/platform/telemetry"
)

func scrape(t *testing.T, m *telemetry.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestMetrics(t *testing.T) {
	m := telemetry.NewMetrics()
	figure := 3.0
	m.Gauge("onedoor_test_gauge", "A figure.", func() float64 { return figure })
	m.Counter("onedoor_test_total", "A count.", func() float64 { return 7 })
	m.Observe(t.Context(), "GET", "/track/{number}", 200, 0.003)
	m.Observe(t.Context(), "GET", "/track/{number}", 200, 0.2)
	m.Observe(t.Context(), "BREW-"+strings.Repeat("x", 100), "", 405, 0.001)
	m.Observe(t.Context(), "MAKE", "", 405, 0.001)
	figure = 4
	text := scrape(t, m)
	for _, want := range []string{
		"onedoor_test_gauge 4", "onedoor_test_total 7", `onedoor_http_request_seconds_count{method="GET",route="/track/{number}",status="200"} 2`,
		`onedoor_http_request_seconds_bucket{method="GET",route="/track/{number}",status="200",le="0.005"} 1`,
		`onedoor_http_request_seconds_count{method="other",route="",status="405"} 2`, "go_goroutines", "process_cpu_seconds_total",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(text, "BREW") {
		t.Error("a client's own methods fill the memory")
	}
	t.Run("TwoRegistries", func(t *testing.T) { // two servers in one process do not meet
		if other := scrape(t, telemetry.NewMetrics()); strings.Contains(other, "onedoor_test_gauge") {
			t.Error("registries are shared")
		}
	})
}

// collector takes traces as an OTLP collector does, and keeps their bytes: strings stand in them as they are.
type collector struct {
	mu   sync.Mutex
	seen bytes.Buffer
}

func (c *collector) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		if z, err := gzip.NewReader(body); err == nil {
			body = z
		}
	}
	_, _ = io.Copy(&c.seen, body)
}

// TestTracing holds that a trace tells what took how long, and nothing of who asked for what.
func TestTracing(t *testing.T) {
	c := &collector{}
	server := httptest.NewServer(c)
	defer server.Close()
	wrap, stop, err := telemetry.Tracing(t.Context(), server.URL, "v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	var inside *http.Request
	h := wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inside = r; w.WriteHeader(http.StatusTeapot) }))
	r := httptest.NewRequest(http.MethodPost, "http://hotline.example/track/ZH20261116000017/confirm?code=SECRETCODE&q=linxiaoman", strings.NewReader("body"))
	r.RemoteAddr = "203.0.113.77:4711"
	r.Header.Set("X-Forwarded-For", "203.0.113.88")
	r.Header.Set("User-Agent", "linxiaomans-telephone")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusTeapot || inside.URL.Path != "/track/ZH20261116000017/confirm" || inside.FormValue("code") != "SECRETCODE" || inside.RemoteAddr != r.RemoteAddr ||
		inside.Header.Get("User-Agent") == "" {
		t.Errorf("%d: the handler got %s of %s", w.Code, inside.URL, inside.RemoteAddr)
	}
	if err := stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := c.seen.String()
	for _, want := range []string{"POST", "v1.2.3", "onedoor"} {
		if !strings.Contains(seen, want) {
			t.Errorf("no %s in %q", want, seen)
		}
	}
	for _, secret := range []string{"ZH20261116000017", "SECRETCODE", "linxiaoman", "203.0.113"} {
		if strings.Contains(seen, secret) {
			t.Errorf("the trace holds %s", secret)
		}
	}
}

func TestTracingOff(t *testing.T) {
	wrap, stop, err := telemetry.Tracing(t.Context(), "", "v")
	if wrap != nil || err != nil || stop(t.Context()) != nil {
		t.Errorf("%v", err)
	}
	if _, _, err := telemetry.Tracing(t.Context(), "::not a url", "v"); err == nil {
		t.Error("a bad endpoint was taken")
	}
}

func TestLogger(t *testing.T) {
	for level, want := range map[string]int{"debug": 4, "info": 3, "INFO": 3, "warn": 2, "error": 1} {
		for format, mark := range map[string]string{"json": `"msg":"x"`, "text": "msg=x", "": "msg=x"} {
			var b bytes.Buffer
			log, err := telemetry.Logger(&b, level, format)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
				log.Log(t.Context(), l, "x")
			}
			if n := strings.Count(b.String(), mark); n != want {
				t.Errorf("%s %s: %d lines, want %d:\n%s", level, format, n, want, b.String())
			}
		}
	}
	if _, err := telemetry.Logger(io.Discard, "loud", "text"); err == nil {
		t.Error("an unknown level was taken")
	}
}
