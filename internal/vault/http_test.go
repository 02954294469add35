package vault

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

// call sends one request as the principal and returns status and body.
func call(t *testing.T, r room, p auth.Principal, method, path, body string) (int, string) {
	t.Helper()
	server := httpx.New(httpx.Options{Version: "test"})
	r.Routes(server.API)
	req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "the-same-key")
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
	return w.Code, w.Body.String()
}

func TestHTTP_Reveal(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, Person{Name: "王小明", Phones: []string{"13812345521"}})
		seat := auth.Principal{ID: 7, Name: "林工", Scope: auth.Scope{All: true}}.WithRights(RightReveal)
		path := "/identities/" + id.String() + "/reveal"
		for range 2 { // a repetition is shown and logged again
			status, body := call(t, r, seat, http.MethodPost, path, `{"purpose":"callback"}`)
			if status != 200 || !strings.Contains(body, `"name":"王小明"`) || !strings.Contains(body, `"13812345521"`) {
				t.Fatalf("%d %s", status, body)
			}
		}
		for name, c := range map[string]struct {
			p            auth.Principal
			method, path string
			body         string
			status       int
			code         string
		}{
			"Nobody":       {auth.Principal{}, http.MethodPost, path, `{"purpose":"callback"}`, 401, "auth.sign_in_first"},
			"NoRight":      {auth.Principal{ID: 8}, http.MethodPost, path, `{"purpose":"callback"}`, 403, "auth.forbidden"},
			"NoPurpose":    {seat, http.MethodPost, path, `{}`, 422, "request.invalid"},
			"BadPurpose":   {seat, http.MethodPost, path, `{"purpose":"x"}`, 422, "request.invalid"},
			"WrongType":    {seat, http.MethodPost, path, `{"purpose":1}`, 422, "request.invalid"},
			"UnknownField": {seat, http.MethodPost, path, `{"purpose":"legal","all":true}`, 422, "request.invalid"},
			"NotJSON":      {seat, http.MethodPost, path, `purpose`, 400, "request.invalid"},
			"Unknown":      {seat, http.MethodPost, "/identities/123/reveal", `{"purpose":"legal"}`, 404, "vault.not_found"},
			"LogNoRight":   {seat, http.MethodGet, "/identities/" + id.String() + "/access-log", ``, 403, "auth.forbidden"},
			"LogOneUnit": {auth.Principal{ID: 9, Scope: auth.Scope{Units: []ids.ID{3}}}.WithRights(RightAccessLog), http.MethodGet,
				"/identities/" + id.String() + "/access-log", ``, 403, "auth.forbidden"},
		} {
			status, body := call(t, r, c.p, c.method, c.path, c.body)
			if status != c.status || !strings.Contains(body, `"code":"`+c.code+`"`) {
				t.Errorf("%s: %d %s, want %d %s", name, status, body, c.status, c.code)
			}
			if strings.Contains(body, "13812345521") {
				t.Errorf("%s: the number is shown", name)
			}
		}
		for _, bad := range []string{"x", "-1", "99999999999999999999", "1e3", "%00"} {
			if status, body := call(t, r, seat, http.MethodPost, "/identities/"+bad+"/reveal", `{"purpose":"legal"}`); status < 400 || status >= 500 {
				t.Errorf("id %q: %d %s", bad, status, body)
			}
		}
	})
}

func TestHTTP_AccessLog(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, wang)
		for range 5 {
			if _, err := r.RevealNow(as(t, 7, RightReveal), id, PurposeLegal, 0); err != nil {
				t.Fatal(err)
			}
		}
		cursor, seen := "", map[ids.ID]bool{}
		for range 3 {
			status, body := call(t, r, auditor, http.MethodGet, "/identities/"+id.String()+"/access-log?limit=2&cursor="+cursor, "")
			var page httpx.Page[Access]
			if err := json.Unmarshal([]byte(body), &page); status != 200 || err != nil {
				t.Fatalf("%d %s %v", status, body, err)
			}
			for _, a := range page.Items {
				if seen[a.ID] || a.ActorName != "林工" {
					t.Errorf("line %+v", a)
				}
				seen[a.ID] = true
			}
			cursor = page.NextCursor
		}
		if len(seen) != 5 || cursor != "" {
			t.Errorf("%d lines, cursor %q", len(seen), cursor)
		}
	})
}
