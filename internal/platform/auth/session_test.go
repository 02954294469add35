package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// visits is a server that signs zhang in, tells who is signed in, and signs out.
type visits struct {
	*bench
	sessions *auth.Sessions
	h        http.Handler
	epoch    int64
}

func newVisits(b *bench, lifetime time.Duration, secure bool) *visits {
	v := &visits{bench: b, sessions: auth.NewSessions(b.Accounts, lifetime, secure), epoch: 1}
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(_ http.ResponseWriter, r *http.Request) {
		if err := v.sessions.Begin(r.Context(), zhang, v.epoch); err != nil {
			b.t.Error(err)
		}
	})
	mux.HandleFunc("/out", func(_ http.ResponseWriter, r *http.Request) {
		if err := v.sessions.End(r.Context()); err != nil {
			b.t.Error(err)
		}
	})
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		who, err := v.sessions.Subject(r.Context())
		if err != nil {
			b.t.Error(err)
		}
		_, _ = w.Write([]byte(who.String()))
	})
	v.h = v.sessions.Middleware(mux)
	return v
}

func (v *visits) get(path, cookie string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	w := httptest.NewRecorder()
	v.h.ServeHTTP(w, r)
	return w
}

// in signs zhang in and returns the cookie.
func (v *visits) in() string {
	v.t.Helper()
	c := v.get("/in", "").Result().Cookies()
	if len(c) != 1 {
		v.t.Fatalf("%v", c)
	}
	return c[0].Name + "=" + c[0].Value
}

func (v *visits) who(cookie string) string { return v.get("/who", cookie).Body.String() }

func TestSession(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		v := newVisits(b, time.Hour, true)
		t.Run("Cookie", func(t *testing.T) {
			c := v.get("/in", "").Result().Cookies()[0]
			if c.Name != "onedoor_session" || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge < 3500 || c.MaxAge > 3601 || len(c.Value) < 40 {
				t.Errorf("%+v", c)
			}
			if plain := newVisits(b, time.Hour, false).get("/in", "").Result().Cookies()[0]; plain.Secure {
				t.Error("a cookie that asks for HTTPS on a plain server never comes back")
			}
			if cookies := v.get("/who", "").Result().Cookies(); len(cookies) != 0 {
				t.Errorf("somebody who did not sign in got %v", cookies)
			}
		})
		t.Run("InAndOut", func(t *testing.T) {
			cookie := v.in()
			b.expect("signed in", v.who(cookie), zhang.String())
			b.expect("nobody", v.who(""), "")
			v.get("/out", cookie)
			b.expect("signed out", v.who(cookie), "")
		})
		t.Run("FreshToken", func(t *testing.T) { // whoever planted a token does not know the one that was signed in
			planted := v.in()
			c := v.get("/in", planted).Result().Cookies()
			if len(c) != 1 || c[0].Name+"="+c[0].Value == planted {
				t.Fatalf("%v after %s", c, planted)
			}
			b.expect("the planted one", v.who(planted), "")
		})
		t.Run("Hostile", func(t *testing.T) {
			for _, value := range []string{"x", "' OR 1=1 --", strings.Repeat("a", 10_000), "%00", "\xff"} {
				b.expect(value, v.who("onedoor_session="+value), "")
			}
		})
		t.Run("TokenIsNotStored", func(t *testing.T) {
			_, token, _ := strings.Cut(v.in(), "=")
			var n int
			if err := b.Store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM auth_session WHERE token = ?`, token).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d rows with the cookie's token, %v", n, err)
			}
		})
	})
}

// TestEpoch ends sessions: each change counts at once where it was made, and soon everywhere.
func TestEpoch(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		v := newVisits(b, time.Hour, false)
		elsewhere := newVisits(b, time.Hour, false)
		for name, change := range map[string]func(tx *store.Tx) error{
			"Password": func(tx *store.Tx) error { return b.SetPassword(tx, zhang, "x") },
			"Reset":    func(tx *store.Tx) error { return b.ResetCode(tx, zhang) },
			"Disabled": func(tx *store.Tx) error { return b.Disable(tx, zhang, true) },
		} {
			t.Run(name, func(t *testing.T) {
				b.write(func(tx *store.Tx) error { return b.Disable(tx, zhang, false) })
				v.sessions.Forget(zhang)
				elsewhere.sessions.Forget(zhang)
				if err := b.Store.Read(t.Context()).QueryRow(`SELECT epoch FROM auth_account`).Scan(&v.epoch); err != nil {
					t.Fatal(err)
				}
				cookie := v.in()
				b.expect("before", v.who(cookie), zhang.String())
				b.expect("before, elsewhere", elsewhere.who(cookie), zhang.String())
				b.write(change)
				v.sessions.Forget(zhang)
				b.expect("after", v.who(cookie), "")
				for end := time.Now().Add(10 * time.Second); elsewhere.who(cookie) != ""; {
					if time.Now().After(end) {
						t.Fatal("another node never notices")
					}
				}
			})
		}
		b.write(func(tx *store.Tx) error { _, err := tx.Exec(`DELETE FROM auth_account`); return err })
		v.sessions.Forget(zhang)
		b.expect("no account", v.who(v.in()), "")
	})
}

func TestSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		v := newVisits(b, time.Hour, false)
		t.Run("Expired", func(t *testing.T) {
			cookie := v.in()
			b.write(func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE auth_session SET expires = ?`, time.Now().Add(-time.Second).UnixMicro())
				return err
			})
			b.expect("expired", v.who(cookie), "")
			b.write(v.sessions.Sweep)
			var n int
			if err := b.Store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM auth_session`).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d sessions after the sweep, %v", n, err)
			}
		})
		t.Run("StrangersForgotten", func(t *testing.T) {
			b.try("nobody", "wrong password", "")
			b.write(v.sessions.Sweep)
			strangers := func() (n int) {
				if err := b.Store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM auth_stranger`).Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			if strangers() != 1 {
				t.Error("forgotten at once")
			}
			b.Clock.Advance(25 * time.Hour)
			b.write(v.sessions.Sweep)
			if strangers() != 0 {
				t.Error("never forgotten")
			}
		})
		t.Run("Still", func(t *testing.T) { // a stream that began while somebody was signed in
			var still func() (ids.ID, error)
			cookie := v.in()
			v.sessions.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				still = func() (ids.ID, error) { return v.sessions.Still(r.Context()) }
			})).ServeHTTP(httptest.NewRecorder(), func() *http.Request {
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				r.Header.Set("Cookie", cookie)
				return r
			}())
			if who, err := still(); who != zhang || err != nil {
				t.Errorf("%d %v", who, err)
			}
			v.get("/out", cookie)
			if who, err := still(); who != 0 || err != nil {
				t.Errorf("after signing out: %d %v", who, err)
			}
		})
	})
}

func TestSessionsUnreadable(t *testing.T) {
	b := newBench(t, testkit.Store(t, auth.Migrations))
	v := newVisits(b, time.Hour, false)
	v.sessions.OnError(func(w http.ResponseWriter, _ *http.Request, err error) {
		if err == nil {
			t.Error("no reason")
		}
		w.WriteHeader(http.StatusTeapot)
	})
	cookie := v.in()
	b.write(func(tx *store.Tx) error { _, err := tx.Exec(`DROP TABLE auth_session`); return err })
	for end := time.Now().Add(10 * time.Second); v.get("/who", cookie).Code != http.StatusTeapot; {
		if time.Now().After(end) {
			t.Fatal("nobody was told")
		}
	}
}
