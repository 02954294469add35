package httpx_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
)

// TestRights holds that the right is looked at before the body: whoever may not act learns nothing of it, and sends
// nothing that is read.
func TestRights(t *testing.T) {
	f := single(t)
	bodies := map[string]string{"Good": `{"name":"abc"}`, "Rubbish": `{{{`, "WrongType": `{"name":5}`, "Huge": strings.Repeat("x", 2<<20), "Empty": ``}
	for who, c := range map[string]struct {
		p                      auth.Principal
		things, anybody, opens string
	}{
		"Nobody":  {auth.Principal{}, "auth.sign_in_first", "auth.sign_in_first", ""},
		"Without": {someone, "auth.forbidden", "", ""},
		"Other":   {someone.WithRights("thing.read", "thing.add.all", ""), "auth.forbidden", "", ""},
		"With":    {adder, "", "", ""},
		"System":  {auth.System, "", "", ""},
	} {
		for name, body := range bodies {
			for _, key := range []string{"", "idempotency-key-" + who + name} {
				t.Run(fmt.Sprint(who, name, key != ""), func(t *testing.T) {
					f.p = c.p
					for path, refused := range map[string]string{"/things": c.things, "/anybody": c.anybody, "/public": c.opens} {
						w, p := f.post(path, body, "Idempotency-Key", key)
						switch {
						case refused != "" && p.Code != refused, refused == "" && strings.HasPrefix(p.Code, "auth."):
							t.Errorf("%s: %d %s, want %q", path, w.Code, p.Code, refused)
						case refused == "" && name == "Good" && w.Code != 200 && p.Code != "request.key_reused":
							t.Errorf("%s: %d %s", path, w.Code, w.Body)
						}
					}
				})
			}
		}
	}
	t.Run("BodyIsNotRead", func(t *testing.T) {
		f.p = auth.Principal{}
		r := httptest.NewRequest(http.MethodPost, "/api/v1/things", failingReader{t})
		r.Header.Set("Idempotency-Key", "idempotency-key")
		if w := f.do(r); w.Code != http.StatusUnauthorized {
			t.Errorf("%d", w.Code)
		}
	})
	t.Run("Guard", func(t *testing.T) {
		h := httpx.Guard("thing.add", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
		for want, p := range map[int]auth.Principal{401: {}, 403: someone, 418: adder} {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			h(w, r.WithContext(auth.With(r.Context(), p)))
			if w.Code != want {
				t.Errorf("%d, want %d", w.Code, want)
			}
		}
	})
}

type failingReader struct{ t *testing.T }

func (f failingReader) Read([]byte) (int, error) {
	f.t.Error("the body of somebody who may not act was read")
	return 0, io.ErrUnexpectedEOF
}

func TestProblems(t *testing.T) {
	f := single(t)
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
		field  string // location of the first wrong input
	}{
		"Fault":    {`{"name":"taken"}`, 409, "test.taken", ""},
		"Short":    {`{"name":"a"}`, 422, "request.invalid", "body.name"},
		"Long":     {`{"name":"` + strings.Repeat("长", 11) + `"}`, 422, "request.invalid", "body.name"},
		"Type":     {`{"name":5}`, 422, "request.invalid", "body.name"},
		"Null":     {`{"name":null}`, 422, "request.invalid", "body.name"},
		"Missing":  {`{}`, 422, "request.invalid", "body"},
		"Unknown":  {`{"name":"abc","x":1}`, 422, "request.invalid", "body.x"},
		"Enum":     {`{"name":"abc","kind":"huge"}`, 422, "request.invalid", "body.kind"},
		"Low":      {`{"name":"abc","n":0}`, 422, "request.invalid", "body.n"},
		"High":     {`{"name":"abc","n":10}`, 422, "request.invalid", "body.n"},
		"Fraction": {`{"name":"abc","n":1.5}`, 422, "request.invalid", "body.n"},
		"Time":     {`{"name":"abc","at":"yesterday"}`, 422, "request.invalid", "body.at"},
		"Items":    {`{"name":"abc","tags":["a","b","c"]}`, 422, "request.invalid", "body.tags"},
		"Twice":    {`{"name":"abc","tags":["a","a"]}`, 422, "request.invalid", "body.tags"},
		"Pattern":  {`{"name":"abc","code":"A1"}`, 422, "request.invalid", "body.code"},
		"Array":    {`[1,2]`, 422, "request.invalid", "body"},
		"Syntax":   {`{"name":`, 400, "request.invalid", "body"},
		"Tail":     {`{"name":"abc"} {"name":"abc"}`, 400, "request.invalid", "body"},
		"Deep":     {strings.Repeat(`[`, 20_000), 400, "request.invalid", "body"},
		"Empty":    {``, 400, "request.invalid", ""},
		"Huge":     {`{"name":"` + strings.Repeat("a", 2<<20) + `"}`, 413, "request.too_large", ""},
		"Foreign":  {`{"name":"broken"}`, 500, "internal.error", ""},
		"Panic":    {`{"name":"panic"}`, 500, "internal.error", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, p := f.post("/things", c.body)
			if w.Code != c.status || p.Code != c.code || p.Status != c.status || p.Type != "urn:onedoor:problem:"+c.code || p.Title != http.StatusText(c.status) ||
				!strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
				t.Fatalf("%d %s %s; want %d %s", w.Code, w.Header().Get("Content-Type"), w.Body, c.status, c.code)
			}
			if c.field != "" && (len(p.Errors) == 0 || p.Errors[0].Location != c.field) {
				t.Errorf("points to %+v, want %s", p.Errors, c.field)
			}
			for _, text := range append([]fault.Field{{Message: p.Detail}}, p.Errors...) {
				if !strings.ContainsFunc(text.Message, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					t.Errorf("not in Chinese: %q", text.Message)
				}
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Error("an internal detail was shown")
			}
			if c.status == 500 && (p.Request == "" || p.Request != w.Header().Get("X-Request-Id")) {
				t.Errorf("request %q, header %q", p.Request, w.Header().Get("X-Request-Id"))
			}
		})
	}
	if f.effects.Load() != 0 {
		t.Errorf("%d refused requests took effect", f.effects.Load())
	}
	for name, kind := range map[string]string{"Plain": "text/plain", "Form": "application/x-www-form-urlencoded", "XML": "application/xml"} {
		t.Run("ContentType"+name, func(t *testing.T) {
			if w, p := f.post("/things", `{"name":"abc"}`, "Content-Type", kind); w.Code < 400 || w.Code > 499 || p.Code != "request.invalid" || f.effects.Load() != 0 {
				t.Errorf("%s: %d %s", kind, w.Code, w.Body)
			}
		})
	}
	t.Run("LargerWhereAllowed", func(t *testing.T) { // with a key too
		for _, key := range []string{"", "idempotency-key"} {
			body := `{"name":"abc","tags":["` + strings.Repeat("a", 3<<20) + `"]}`
			if w, _ := f.post("/big", body, "Idempotency-Key", key); w.Code != 200 {
				t.Errorf("%q: %d %.200s", key, w.Code, w.Body)
			}
		}
	})
}

func TestProblemOf(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		err  error
		code string
	}{
		"Fault": {fmt.Errorf("room: %w", errTaken), "test.taken"}, "Ready": {&httpx.Problem{Status: 418, Code: "test.ready"}, "test.ready"},
		"ClientGone": {fmt.Errorf("store: %w", context.Canceled), "internal.unavailable"}, "Foreign": {errors.New("x"), "internal.error"},
		"Both": {errors.Join(errTaken, errors.New("x")), "test.taken"},
	} {
		if p := httpx.ProblemOf(ctx, c.err); p.Code != c.code {
			t.Errorf("%s: %s, want %s", name, p.Code, c.code)
		}
	}
	w := httptest.NewRecorder()
	httpx.WriteProblem(w, httptest.NewRequest(http.MethodGet, "/", nil), errTaken.WithField("body.a", "错"))
	var p httpx.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Errors[0].Location != "body.a" || w.Header().Get("Cache-Control") != "no-store" || w.Code != 409 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
