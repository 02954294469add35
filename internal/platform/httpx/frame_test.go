package httpx_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

var errTaken = fault.New(http.StatusConflict, "test.taken", "已被占用，请换一个。")

type thingIn struct {
	Body struct {
		Name string   `json:"name" minLength:"2" maxLength:"10"`
		Kind string   `json:"kind,omitempty" enum:"big,small"`
		N    int      `json:"n,omitempty" minimum:"1" maximum:"9"`
		At   string   `json:"at,omitempty" format:"date-time"`
		Tags []string `json:"tags,omitempty" maxItems:"2" uniqueItems:"true"`
		Code string   `json:"code,omitempty" pattern:"^[a-z]+$"`
	}
}

type thing struct {
	Name  string `json:"name"`
	N     int64  `json:"n"`
	Extra string `json:"extra,omitempty"`
}

// frame is a server with one operation, which counts how often it took effect.
type frame struct {
	t       *testing.T
	h       http.Handler
	p       auth.Principal // who calls
	store   *store.Store
	server  *httpx.Server
	effects atomic.Int64
	during  func() // runs in the operation's transaction
}

func newFrame(t *testing.T, st *store.Store, o httpx.Options) *frame {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f := &frame{t: t, p: adder, store: st, server: httpx.New(o)}
	httpx.Register(f.server.API, httpx.Op{Method: http.MethodPost, Path: "/things", ID: "thing-add", Right: "thing.add"}, f.add)
	httpx.Register(f.server.API, httpx.Op{Method: http.MethodPost, Path: "/public", ID: "thing-public", Public: true}, f.add)
	httpx.Register(f.server.API, httpx.Op{Method: http.MethodPost, Path: "/anybody", ID: "thing-anybody"}, f.add)
	httpx.Register(f.server.API, httpx.Op{Method: http.MethodPost, Path: "/big", ID: "thing-big", Right: "thing.add", MaxBody: 4 << 20}, f.add)
	f.server.Mux.HandleFunc("GET /too-many", func(w http.ResponseWriter, r *http.Request) { httpx.WriteProblem(w, r, fault.TooMany) })
	f.server.Mux.HandleFunc("GET /too-many/long", func(w http.ResponseWriter, r *http.Request) {
		httpx.WriteProblem(w, r, fault.TooMany.After(15*time.Minute))
	})
	f.server.Mux.HandleFunc("GET /too-many/own", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	f.server.Mux.HandleFunc("GET /panics", func(http.ResponseWriter, *http.Request) { panic("secret") })
	f.h = f.server.Handler()
	return f
}

func (f *frame) add(ctx context.Context, in *thingIn) (*httpx.Out[thing], error) {
	return httpx.Reply(httpx.Once(ctx, f.store, func(tx *store.Tx) (thing, error) {
		switch in.Body.Name {
		case "taken":
			return thing{}, errTaken
		case "broken":
			return thing{}, errors.New("secret detail of the database")
		case "panic":
			panic("secret")
		}
		if f.during != nil {
			f.during()
		}
		if _, err := tx.Exec(`DELETE FROM httpx_idempotency WHERE at < 0`); err != nil {
			return thing{}, err
		}
		return thing{Name: in.Body.Name, N: f.effects.Add(1)}, nil
	}))
}

var (
	someone = auth.Principal{ID: 7, Scope: auth.Scope{All: true}}
	adder   = someone.WithRights("thing.add")
)

func single(t *testing.T) *frame {
	t.Helper()
	return newFrame(t, testkit.Store(t, httpx.Migrations), httpx.Options{})
}

// post sends a body to a path below /api/v1; headers are names and values in turn.
func (f *frame) post(path, body string, headers ...string) (*httptest.ResponseRecorder, httpx.Problem) {
	r := httptest.NewRequest(http.MethodPost, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := f.do(r)
	var p httpx.Problem
	_ = json.Unmarshal(w.Body.Bytes(), &p)
	return w, p
}

func (f *frame) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.h.ServeHTTP(w, r.WithContext(auth.With(r.Context(), f.p)))
	return w
}
