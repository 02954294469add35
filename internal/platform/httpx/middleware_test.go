package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/testkit"
)

func TestOtherOrigin(t *testing.T) {
	f := single(t)
	for name, headers := range map[string][]string{
		"CrossSite": {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, "SameSite": {"Sec-Fetch-Site", "same-site"},
		"OldBrowser": {"Origin", "https://evil.example"}, "OtherPort": {"Origin", "http://example.com:8081"}, "Null": {"Origin", "null"},
		"Lookalike": {"Origin", "https://example.com.evil.example"},
	} {
		t.Run(name, func(t *testing.T) {
			w, p := f.post("/things", `{"name":"abc"}`, headers...)
			if w.Code != 403 || p.Code != "request.other_origin" || f.effects.Load() != 0 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	for _, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://example.com"}, {}} {
		if w, _ := f.post("/things", `{"name":"abc"}`, headers...); w.Code != 200 {
			t.Errorf("%v: %d %s", headers, w.Code, w.Body)
		}
	}
}

// TestRetryAfter holds that whoever was told "too many" is told when to try again.
func TestRetryAfter(t *testing.T) {
	f := single(t)
	for path, want := range map[string]string{"/too-many": "6", "/too-many/long": "900", "/too-many/own": "30", "/nowhere": ""} {
		w := f.do(httptest.NewRequest(http.MethodGet, path, nil))
		if got := w.Header().Get("Retry-After"); got != want {
			t.Errorf("%s: %d, Retry-After %q, want %q", path, w.Code, got, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	f := single(t)
	f.p = auth.Principal{}
	refused, _ := f.post("/things", `{}`)
	for _, w := range []*httptest.ResponseRecorder{refused, f.do(httptest.NewRequest(http.MethodGet, "/nowhere", nil)), f.do(httptest.NewRequest(http.MethodGet, "/panics", nil))} {
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Content-Security-Policy": "default-src 'self'"} {
			if got := w.Header().Get(name); !strings.Contains(got, want) {
				t.Errorf("%d %s: %q", w.Code, name, got)
			}
		}
		policy := w.Header().Get("Content-Security-Policy")
		for _, part := range []string{"object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("the policy lacks %s", part)
			}
		}
		for directive := range strings.SplitSeq(policy, ";") {
			if strings.Contains(directive, "*") || strings.Contains(directive, "unsafe-eval") || strings.Contains(directive, "script-src") || strings.Contains(directive, "http:") || strings.Contains(directive, " ws:") {
				t.Errorf("loose: %s", directive)
			}
		}
		if w.Header().Get("X-Request-Id") == "" {
			t.Error("no number")
		}
	}
	if refused.Header().Get("Cache-Control") != "no-store" {
		t.Error("an answer of the API may be kept by a proxy")
	}
}

func TestPanic(t *testing.T) {
	f := single(t)
	w := f.do(httptest.NewRequest(http.MethodGet, "/panics", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	t.Run("HalfAnswered", func(t *testing.T) { // a reader must not take half a file for a whole one
		f.server.Mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("first half"))
			_ = http.NewResponseController(w).Flush()
			panic("secret")
		})
		server := httptest.NewServer(f.server.Handler())
		defer server.Close()
		res, err := http.Get(server.URL + "/half")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		if body, err := io.ReadAll(res.Body); err == nil || strings.Contains(string(body), "problem") {
			t.Errorf("%q was taken for a whole answer", body)
		}
	})
	t.Run("Aborted", func(t *testing.T) {
		f.server.Mux.HandleFunc("GET /abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		defer func() {
			if p, ok := recover().(error); !ok || !errors.Is(p, http.ErrAbortHandler) {
				t.Errorf("%v", p)
			}
		}()
		f.do(httptest.NewRequest(http.MethodGet, "/abort", nil))
	})
}

// TestObserve holds that logs and figures name routes, never what stands in an address or a body.
func TestObserve(t *testing.T) {
	var log bytes.Buffer
	var mu sync.Mutex
	var seen []string
	st := testkit.Store(t, httpx.Migrations)
	f := newFrame(t, st, httpx.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Observe: func(_ context.Context, method, route string, status int, seconds float64) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, method+" "+route+" "+http.StatusText(status))
			if seconds < 0 || seconds > 60 {
				t.Errorf("%f s", seconds)
			}
		}})
	f.server.Mux.HandleFunc("GET /people/{name}", func(http.ResponseWriter, *http.Request) {})
	f.do(httptest.NewRequest(http.MethodGet, "/people/linxiaoman?code=13900001111", nil))
	f.do(httptest.NewRequest(http.MethodGet, "/nowhere/linxiaoman", nil))
	f.post("/things", `{"name":"hunter2"}`)
	f.do(httptest.NewRequest(http.MethodGet, "/panics", nil))
	want := []string{"GET /people/{name} OK", "GET  Not Found", "POST /api/v1/things OK", "GET /panics Internal Server Error"}
	if !slices.Equal(seen, want) {
		t.Errorf("%q", seen)
	}
	for _, secret := range []string{"linxiaoman", "13900001111", "hunter2"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %s:\n%s", secret, log.String())
		}
	}
}

// TestUploadsRemoved holds that files which did not fit into memory are gone when the request is over.
func TestUploadsRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	f := single(t)
	files := func() int {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	var during int
	f.server.Mux.HandleFunc("POST /form", func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 10); err != nil {
			t.Error(err)
		}
		during = files()
	})
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("files", "a.bin")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(bytes.Repeat([]byte("x"), 64<<10))
	_ = form.Close()
	server := httptest.NewServer(f.server.Handler())
	defer server.Close()
	res, err := http.Post(server.URL+"/form", form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	server.Close()
	if during == 0 || files() != 0 {
		t.Errorf("%d files during the request, %d after it", during, files())
	}
}

func TestServer(t *testing.T) {
	f := single(t)
	t.Run("Patterns", func(t *testing.T) {
		patterns := f.server.Mux.Patterns()
		for _, want := range []string{"POST /api/v1/things", "POST /api/v1/public", "GET /panics"} {
			if !slices.Contains(patterns, want) {
				t.Errorf("%s is not in %q", want, patterns)
			}
		}
		patterns[0] = "changed"
		if f.server.Mux.Patterns()[0] == "changed" {
			t.Error("the list can be changed from outside")
		}
	})
	t.Run("RightsInTheDocument", func(t *testing.T) {
		for path, want := range map[string]string{"/things": "thing.add", "/public": "public", "/anybody": "signed-in"} {
			if got := f.server.API.OpenAPI().Paths[path].Post.Extensions["x-right"]; got != want {
				t.Errorf("%s: %v", path, got)
			}
		}
		w := f.do(httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", nil))
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"x-right"`) {
			t.Errorf("%d %.100s", w.Code, w.Body)
		}
	})
	t.Run("Limit", func(t *testing.T) {
		for n, want := range map[int]int{-1: 50, 0: 50, 1: 1, 200: 200, 201: 200, 1 << 40: 200} {
			if got := httpx.Limit(n); got != want {
				t.Errorf("%d: %d", n, got)
			}
		}
	})
	t.Run("StillWithoutSessions", func(t *testing.T) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if p, err := f.server.Still(r.WithContext(auth.With(context.Background(), adder))); err != nil || p.ID != adder.ID {
			t.Errorf("%+v %v", p, err)
		}
	})
}
