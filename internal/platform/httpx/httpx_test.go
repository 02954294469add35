package httpx_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

var errTaken = fault.New(http.StatusConflict, "test.taken", "已被占用，请换一个。")

type thingIn struct {
	Body struct {
		Name string `json:"name" minLength:"2" maxLength:"10"`
	}
}

type thing struct {
	Name string `json:"name"`
	N    int64  `json:"n"`
}

// frame is a server with one operation that counts how often it took effect.
func frame(t *testing.T, p auth.Principal) (http.Handler, *atomic.Int64) {
	t.Helper()
	st := testkit.Store(t, httpx.Migrations)
	s := httpx.New(httpx.Options{Log: slog.New(slog.DiscardHandler)})
	var effects atomic.Int64
	httpx.Register(s.API, httpx.Op{Method: http.MethodPost, Path: "/things", ID: "thing-add", Right: "thing.add"},
		func(ctx context.Context, in *thingIn) (*httpx.Out[thing], error) {
			return httpx.Reply(httpx.Once(ctx, st, func(tx *store.Tx) (thing, error) {
				switch in.Body.Name {
				case "taken":
					return thing{}, errTaken
				case "broken":
					return thing{}, errors.New("secret detail of the database")
				case "panic":
					panic("secret")
				}
				if _, err := tx.Exec(`DELETE FROM httpx_idempotency WHERE at < 0`); err != nil {
					return thing{}, err
				}
				return thing{in.Body.Name, effects.Add(1)}, nil
			}))
		})
	s.Mux.HandleFunc("GET /panics", func(http.ResponseWriter, *http.Request) { panic("secret") })
	h := s.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r.WithContext(auth.With(r.Context(), p))) }), &effects
}

func post(h http.Handler, body, key string, headers ...string) (*httptest.ResponseRecorder, httpx.Problem) {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/things", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var p httpx.Problem
	_ = json.Unmarshal(w.Body.Bytes(), &p)
	return w, p
}

var someone = auth.Principal{ID: 7, Scope: auth.Scope{All: true}}

func TestRights(t *testing.T) {
	for name, c := range map[string]struct {
		p    auth.Principal
		body string
		code string
	}{
		"Nobody":         {auth.Principal{}, `{"name":"abc"}`, "auth.sign_in_first"},
		"NobodyRubbish":  {auth.Principal{}, `{{{`, "auth.sign_in_first"},
		"Without":        {someone, `{"name":"abc"}`, "auth.forbidden"},
		"WithoutRubbish": {someone, `rubbish`, "auth.forbidden"},
		"With":           {someone.WithRights("thing.add"), `{"name":"abc"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h, _ := frame(t, c.p)
			if w, p := post(h, c.body, ""); p.Code != c.code {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	h, effects := frame(t, someone.WithRights("thing.add"))
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"Fault": {`{"name":"taken"}`, 409, "test.taken"}, "Short": {`{"name":"a"}`, 422, "request.invalid"}, "Long": {`{"name":"` + strings.Repeat("长", 11) + `"}`, 422, "request.invalid"},
		"Type": {`{"name":5}`, 422, "request.invalid"}, "Missing": {`{}`, 422, "request.invalid"}, "Unknown": {`{"name":"abc","x":1}`, 422, "request.invalid"},
		"Syntax": {`{"name":`, 400, "request.invalid"}, "Empty": {``, 400, "request.invalid"}, "Huge": {`{"name":"` + strings.Repeat("a", 2<<20) + `"}`, 413, "request.too_large"},
		"Foreign": {`{"name":"broken"}`, 500, "internal.error"}, "Panic": {`{"name":"panic"}`, 500, "internal.error"},
	} {
		t.Run(name, func(t *testing.T) {
			w, p := post(h, c.body, "")
			if w.Code != c.status || p.Code != c.code || p.Detail == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
				t.Errorf("%d %s %s; want %d %s", w.Code, w.Header().Get("Content-Type"), w.Body, c.status, c.code)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Error("an internal detail was shown")
			}
		})
	}
	if effects.Load() != 0 {
		t.Errorf("%d refused requests took effect", effects.Load())
	}
	t.Run("HandlerPanic", func(t *testing.T) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/panics", nil))
		if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestOnce(t *testing.T) {
	h, effects := frame(t, someone.WithRights("thing.add"))
	t.Run("Repeated", func(t *testing.T) {
		first, _ := post(h, `{"name":"abc"}`, "key-number-one")
		again, _ := post(h, `{"name":"abc"}`, "key-number-one")
		if first.Code != 200 || first.Body.String() != again.Body.String() || effects.Load() != 1 {
			t.Errorf("%s, then %s; %d effects", first.Body, again.Body, effects.Load())
		}
	})
	t.Run("OtherBody", func(t *testing.T) {
		if w, p := post(h, `{"name":"xyz"}`, "key-number-one"); w.Code != 409 || p.Code != "request.key_reused" || effects.Load() != 1 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("FailureKeepsNothing", func(t *testing.T) {
		for range 2 {
			if _, p := post(h, `{"name":"taken"}`, "key-number-two"); p.Code != "test.taken" {
				t.Error(p.Code)
			}
		}
		if w, _ := post(h, `{"name":"free"}`, "key-number-two"); w.Code != 200 {
			t.Errorf("a key whose first use failed is lost: %s", w.Body)
		}
	})
	t.Run("BadKey", func(t *testing.T) {
		for _, key := range []string{"short", strings.Repeat("k", 129), "key with blanks"} {
			if _, p := post(h, `{"name":"abc"}`, key); p.Code != "request.bad_key" {
				t.Errorf("%q: %s", key, p.Code)
			}
		}
	})
	t.Run("Twins", func(t *testing.T) {
		before := effects.Load()
		var wg sync.WaitGroup
		answers := make([]string, 8)
		for i := range answers {
			wg.Go(func() { w, _ := post(h, `{"name":"twin"}`, "key-of-the-twins"); answers[i] = w.Body.String() })
		}
		wg.Wait()
		for _, a := range answers {
			if a != answers[0] {
				t.Errorf("twins got %s and %s", answers[0], a)
			}
		}
		if effects.Load() != before+1 {
			t.Errorf("%d effects for one key", effects.Load()-before)
		}
	})
}

func TestOtherOrigin(t *testing.T) {
	h, effects := frame(t, someone.WithRights("thing.add"))
	w, p := post(h, `{"name":"abc"}`, "", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	if w.Code != 403 || p.Code != "request.other_origin" || effects.Load() != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestHeaders(t *testing.T) {
	h, _ := frame(t, auth.Principal{})
	w, _ := post(h, `{}`, "")
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'self'"} {
		if got := w.Header().Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if _, err := io.Copy(io.Discard, w.Body); err != nil {
		t.Error(err)
	}
}

func TestLimiter(t *testing.T) {
	l := httpx.NewLimiter(1<<40, 3)
	for i := range 3 {
		if !l.Allow("a") {
			t.Fatalf("try %d was refused", i+1)
		}
	}
	if l.Allow("a") || !l.Allow("b") {
		t.Error("keys are not counted one by one")
	}
}
