package auth_test

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

const good = "correct horse battery"

// bench is one account, zhang's, with the password good.
type bench struct {
	*testkit.World
	*auth.Accounts
	t testing.TB
}

const zhang ids.ID = 7

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newBench(t, st)) }, auth.Migrations)
}

func newBench(t testing.TB, st *store.Store) *bench {
	t.Helper()
	w := testkit.NewWorld(st)
	ring, err := seal.NewRing("intl", testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{World: w, Accounts: auth.NewAccounts(st, w.Clock, ring.Box("test")), t: t}
	hash, err := b.Hash("zhang", good)
	if err != nil {
		t.Fatal(err)
	}
	b.write(func(tx *store.Tx) error { return b.Create(tx, zhang, "zhang", hash) })
	return b
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.Store.Write(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// try signs in and gives the code of the refusal, "ok" for none.
func (b *bench) try(login, password, code string) string {
	b.t.Helper()
	id, _, err := b.SignIn(b.t.Context(), login, password, code)
	if err == nil && id != zhang || err != nil && id != 0 {
		b.t.Errorf("%q signed in as %d, %v", login, id, err)
	}
	return codeOf(err)
}

func codeOf(err error) string {
	if err == nil {
		return "ok"
	}
	return fault.Of(err).Code
}

// expect compares the code of a refusal.
func (b *bench) expect(what, got, want string) {
	b.t.Helper()
	if got != want {
		b.t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// codeAt is the code of a second factor at a time.
func (b *bench) codeAt(secret string, at time.Time) string {
	b.t.Helper()
	c, err := totp.GenerateCode(secret, at)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}
