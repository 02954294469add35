package auth_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

const good = "correct horse battery"

func accounts(t *testing.T, st *store.Store) (*auth.Accounts, *testkit.World) {
	t.Helper()
	w := testkit.NewWorld(st)
	ring, err := seal.NewRing("intl", testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	a := auth.NewAccounts(st, w.Clock, ring.Box("test"))
	hash, err := a.Hash("zhang", good)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Write(t.Context(), func(tx *store.Tx) error { return a.Create(tx, 7, "zhang", hash) }); err != nil {
		t.Fatal(err)
	}
	return a, w
}

func TestSignIn(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a, w := accounts(t, st)
		try := func(login, password, code string) (ids.ID, error) {
			id, _, err := a.SignIn(t.Context(), login, password, code)
			return id, err
		}
		t.Run("Good", func(t *testing.T) {
			if id, err := try(" Zhang ", good, ""); err != nil || id != 7 {
				t.Errorf("%v, %v", id, err)
			}
		})
		t.Run("WrongOrUnknown", func(t *testing.T) {
			for _, login := range []string{"zhang", "nobody", "", "zhang' OR 1=1 --"} {
				if _, err := try(login, "wrong password", ""); !errors.Is(err, auth.ErrWrong) {
					t.Errorf("%q: %v", login, err)
				}
			}
		})
		t.Run("Locked", func(t *testing.T) {
			for range 10 {
				_, _ = try("zhang", "wrong password", "")
			}
			if _, err := try("zhang", good, ""); !errors.Is(err, auth.ErrLocked) {
				t.Errorf("after ten failures: %v", err)
			}
			w.Clock.Advance(16 * time.Minute)
			if _, err := try("zhang", good, ""); err != nil {
				t.Errorf("after the lock: %v", err)
			}
		})
		t.Run("SecondFactor", func(t *testing.T) {
			secret, _, err := a.BeginCode(t.Context(), 7)
			if err != nil {
				t.Fatal(err)
			}
			code := func(at time.Time) string {
				c, err := totp.GenerateCode(secret, at)
				if err != nil {
					t.Fatal(err)
				}
				return c
			}
			if _, err := try("zhang", good, ""); err != nil {
				t.Errorf("a factor that is not confirmed counts already: %v", err)
			}
			if err := a.ConfirmCode(t.Context(), 7, "000000"); !errors.Is(err, auth.ErrWrongCode) {
				t.Errorf("a wrong first code: %v", err)
			}
			if err := a.ConfirmCode(t.Context(), 7, code(w.Clock.Now())); err != nil {
				t.Fatal(err)
			}
			if _, err := try("zhang", good, ""); !errors.Is(err, auth.ErrNeedsCode) {
				t.Errorf("without a code: %v", err)
			}
			w.Clock.Advance(time.Minute)
			now := code(w.Clock.Now())
			if _, err := try("zhang", good, now); err != nil {
				t.Errorf("the right code: %v", err)
			}
			if _, err := try("zhang", good, now); !errors.Is(err, auth.ErrWrongCode) {
				t.Errorf("the same code twice: %v", err)
			}
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return a.ResetCode(tx, 7) }); err != nil {
				t.Fatal(err)
			}
			if _, err := try("zhang", good, ""); err != nil {
				t.Errorf("after the reset: %v", err)
			}
		})
		t.Run("Disabled", func(t *testing.T) {
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return a.Disable(tx, 7, true) }); err != nil {
				t.Fatal(err)
			}
			if _, err := try("zhang", good, ""); !errors.Is(err, auth.ErrDisabled) {
				t.Errorf("%v", err)
			}
		})
		t.Run("LoginTaken", func(t *testing.T) {
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return a.Create(tx, 8, "zhang", "x") }); !errors.Is(err, auth.ErrLoginTaken) {
				t.Errorf("%v", err)
			}
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return a.Create(tx, 8, "Zhang San", "x") }); !errors.Is(err, auth.ErrBadLogin) {
				t.Errorf("%v", err)
			}
		})
	}, auth.Migrations)
}

func TestHash(t *testing.T) {
	a, _ := accounts(t, testkit.Store(t, auth.Migrations))
	for _, weak := range []string{"short", "zhangzhang"[:5], "ZHANG", strings.Repeat("a", 12), strings.Repeat("长", 200)} {
		if _, err := a.Hash("zhang", weak); !errors.Is(err, auth.ErrWeak) {
			t.Errorf("%q: %v", weak, err)
		}
	}
	one, two := auth.HashPassword(good), auth.HashPassword(good)
	if one == two || strings.Contains(one, good) {
		t.Error("a hash has no salt, or holds the password")
	}
	if ok, err := auth.CheckPassword(one, good); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if ok, err := auth.CheckPassword(one, good+" "); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}

// FuzzCheckPassword holds that a damaged hash is refused, never taken and never a crash.
func FuzzCheckPassword(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA")
	f.Add("$argon2id$v=19$m=99999999999,t=1,p=1$$")
	f.Add("")
	f.Fuzz(func(t *testing.T, phc string) {
		if strings.Contains(phc, "m=") && len(phc) > 60 {
			return // real hashes are slow
		}
		if ok, _ := auth.CheckPassword(phc, good); ok {
			t.Errorf("%q was taken", phc)
		}
	})
}

func TestPrincipal(t *testing.T) {
	p := auth.Principal{ID: 1, Scope: auth.Scope{Units: []ids.ID{5}}}.WithRights("a.b")
	if !p.Can("a.b") || p.Can("a") || p.Can("") || !auth.System.Can("anything") || (auth.Principal{}).Can("") {
		t.Error("rights")
	}
	if !p.Scope.Allows(5) || p.Scope.Allows(6) || p.Scope.Allows(0) || (auth.Scope{}).Allows(5) || !(auth.Scope{All: true}).Allows(0) {
		t.Error("scope")
	}
	if !(auth.Principal{}).Anonymous() || p.Anonymous() || auth.System.Anonymous() {
		t.Error("anonymous")
	}
}
