package signin_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/signin"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

const good = "correct horse battery"

// desk is a server on which zhang (7) may sign in, and li (8) has an account but no post.
type desk struct {
	t        *testing.T
	accounts *auth.Accounts
	clock    interface{ Advance(time.Duration) }
	now      func() time.Time
	store    *store.Store
	server   *httptest.Server
	zhang    auth.Principal
}

func newDesk(t *testing.T, st *store.Store) *desk {
	t.Helper()
	w := testkit.NewWorld(st)
	ring, err := seal.NewRing("intl", testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, accounts: auth.NewAccounts(st, w.Clock, ring.Box("test")), clock: w.Clock, now: w.Clock.Now, store: st}
	d.zhang = auth.Principal{ID: 7, Name: "张敏", Login: "zhang", Roles: []string{"officer"}, RoleTitles: []string{"承办员"}, Unit: 5, UnitName: "水务局",
		Scope: auth.Scope{Units: []ids.ID{5}}}.WithRights("workorder.read", "workorder.reply")
	sessions := auth.NewSessions(d.accounts, time.Hour, false)
	resolve := func(_ context.Context, subject ids.ID) (auth.Principal, error) {
		if subject == 7 {
			return d.zhang, nil
		}
		return auth.Principal{}, nil
	}
	s := httpx.New(httpx.Options{Sessions: sessions, Resolve: resolve, Log: slog.New(slog.DiscardHandler)})
	signin.New(d.accounts, sessions, resolve).Routes(s.API)
	d.server = httptest.NewServer(s.Handler())
	t.Cleanup(d.server.Close)
	for id, login := range map[ids.ID]string{7: "zhang", 8: "li.si"} {
		hash, err := d.accounts.Hash(login, good)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return d.accounts.Create(tx, id, login, hash) }); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// browser is one person's browser, with its own cookies.
type browser struct {
	*desk
	client *http.Client
}

func (d *desk) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return &browser{d, &http.Client{Jar: jar}}
}

// call returns the status, the code of a problem, and the body.
func (b *browser) call(method, path, body string) (status int, code, text string) {
	b.t.Helper()
	r, err := http.NewRequest(method, b.server.URL+"/api/v1/session"+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	var p httpx.Problem
	if res.StatusCode >= 400 {
		if err := json.Unmarshal(raw, &p); err != nil || !strings.ContainsFunc(p.Detail, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			b.t.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
		}
	}
	return res.StatusCode, p.Code, string(raw)
}

func (b *browser) expect(wantStatus int, wantCode, method, path, body string) string {
	b.t.Helper()
	status, code, text := b.call(method, path, body)
	if status != wantStatus || code != wantCode {
		b.t.Errorf("%s %s %s: %d %s; want %d %s", method, path, body, status, text, wantStatus, wantCode)
	}
	return text
}

func credentials(login, password, code string) string {
	raw, _ := json.Marshal(map[string]string{"login": login, "password": password, "totp": code}) // strings always marshal
	return string(raw)
}
