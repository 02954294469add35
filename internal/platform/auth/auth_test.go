package auth_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		t.Run("Good", func(t *testing.T) {
			for _, login := range []string{"zhang", " Zhang ", "ZHANG\n"} {
				b.expect(login, b.try(login, good, ""), "ok")
			}
		})
		t.Run("WrongOrUnknown", func(t *testing.T) {
			for _, login := range []string{"zhang", "nobody", "", "zhang' OR 1=1 --", "zhang\x00", "张三", strings.Repeat("z", 10_000)} {
				b.expect(login, b.try(login, "wrong password", ""), "auth.wrong_password")
			}
			for _, password := range []string{"", good + " ", strings.ToUpper(good), good[:len(good)-1], "correct horse battery\x00"} {
				b.expect(password, b.try("zhang", password, ""), "auth.wrong_password")
			}
		})
		t.Run("Disabled", func(t *testing.T) {
			b.write(func(tx *store.Tx) error { return b.Disable(tx, zhang, true) })
			b.expect("disabled", b.try("zhang", good, ""), "auth.disabled")
			b.expect("disabled, wrong password", b.try("zhang", "wrong password", ""), "auth.wrong_password")
			b.write(func(tx *store.Tx) error { return b.Disable(tx, zhang, false) })
			b.expect("allowed again", b.try("zhang", good, ""), "ok")
		})
		t.Run("NoAccount", func(t *testing.T) {
			for name, fn := range map[string]func(tx *store.Tx) error{
				"password": func(tx *store.Tx) error { return b.SetPassword(tx, 99, "x") },
				"disable":  func(tx *store.Tx) error { return b.Disable(tx, 99, true) },
				"code":     func(tx *store.Tx) error { return b.ResetCode(tx, 99) },
			} {
				b.expect(name, codeOf(b.Store.Write(t.Context(), fn)), "auth.no_account")
			}
			_, _, err := b.BeginCode(t.Context(), 99)
			b.expect("begin", codeOf(err), "auth.no_account")
			b.expect("confirm", codeOf(b.ConfirmCode(t.Context(), 99, "123456")), "auth.no_account")
			b.expect("change", codeOf(b.ChangePassword(t.Context(), 99, good, "another password")), "auth.no_account")
		})
	})
}

// TestLock holds that an account is locked after ten wrong tries for a quarter of an hour, and that a login nobody
// has behaves alike, so that nobody learns which logins exist.
func TestLock(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, login := range []string{"zhang", "nobody", "Nobody Else!"} {
			for range 10 {
				b.expect(login, b.try(login, "wrong password", ""), "auth.wrong_password")
			}
			b.expect(login+", locked", b.try(login, "wrong password", ""), "auth.locked")
			b.expect(login+", written otherwise", b.try(" "+strings.ToUpper(login), "wrong password", ""), "auth.locked")
		}
		b.expect("the right password while locked", b.try("zhang", good, ""), "auth.locked")
		b.expect("changing the password while locked", codeOf(b.ChangePassword(t.Context(), zhang, good, "another password")), "auth.locked")
		b.Clock.Advance(15*time.Minute - time.Second)
		b.expect("just before the end", b.try("zhang", good, ""), "auth.locked")
		b.Clock.Advance(time.Second)
		for _, login := range []string{"zhang", "nobody"} {
			b.expect(login+", after the lock", b.try(login, "wrong password", ""), "auth.wrong_password")
			b.expect(login+", locked again at once", b.try(login, "wrong password", ""), "auth.locked")
		}
		b.Clock.Advance(15 * time.Minute)
		b.expect("after the lock", b.try("zhang", good, ""), "ok")
		for range 9 {
			b.expect("counted anew", b.try("zhang", "wrong password", ""), "auth.wrong_password")
		}
		b.expect("nine are forgiven", b.try("zhang", good, ""), "ok")
		t.Run("SetPasswordUnlocks", func(t *testing.T) {
			for range 10 {
				b.try("zhang", "wrong password", "")
			}
			hash, err := b.Hash("zhang", "another password")
			if err != nil {
				t.Fatal(err)
			}
			b.write(func(tx *store.Tx) error { return b.SetPassword(tx, zhang, hash) })
			b.expect("new password", b.try("zhang", "another password", ""), "ok")
			b.expect("old password", b.try("zhang", good, ""), "auth.wrong_password")
		})
	})
}

// TestVolley sends wrong passwords side by side: those begun before the lock do not lengthen the list of guesses.
func TestVolley(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var wg sync.WaitGroup
		for range 24 {
			wg.Go(func() { b.try("zhang", "wrong password", "") })
		}
		wg.Wait()
		b.expect("after the volley", b.try("zhang", good, ""), "auth.locked")
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		_, epoch, err := b.SignIn(t.Context(), "zhang", good, "")
		if err != nil {
			t.Fatal(err)
		}
		b.expect("wrong old one", codeOf(b.ChangePassword(t.Context(), zhang, "wrong password", "another password")), "auth.wrong_password")
		b.expect("weak new one", codeOf(b.ChangePassword(t.Context(), zhang, good, "short")), "auth.weak_password")
		b.expect("good", codeOf(b.ChangePassword(t.Context(), zhang, good, "another password")), "ok")
		_, after, err := b.SignIn(t.Context(), "zhang", "another password", "")
		if err != nil || after <= epoch {
			t.Errorf("epoch %d, then %d, %v: sessions live on", epoch, after, err)
		}
		b.expect("old one", b.try("zhang", good, ""), "auth.wrong_password")
		t.Run("GuessesAreCounted", func(t *testing.T) { // by somebody at an unlocked screen
			for range 10 {
				_ = b.ChangePassword(t.Context(), zhang, "wrong password", "yet another password")
			}
			b.expect("right", codeOf(b.ChangePassword(t.Context(), zhang, "another password", "yet another password")), "auth.locked")
		})
	})
}

func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		create := func(subject ids.ID, login string) string {
			return codeOf(b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.Create(tx, subject, login, "x") }))
		}
		b.expect("taken", create(8, "zhang"), "auth.login_taken")
		for _, login := range []string{"", "ab", "Zhang San", "zhang san", "ZHANG", "张三", strings.Repeat("a", 33), "a\x00bc", "a/b", "a'--"} {
			b.expect(login, create(8, login), "auth.bad_login")
		}
		b.expect("good", create(8, "li.si-2_b"), "ok")
		if login, err := b.Login(b.Store.Read(t.Context()), 8); err != nil || login != "li.si-2_b" {
			t.Errorf("%q %v", login, err)
		}
	})
}

func TestPrincipal(t *testing.T) {
	p := auth.Principal{ID: 1, Scope: auth.Scope{Units: []ids.ID{5}}}.WithRights("b.c", "a.b")
	if !p.Can("a.b") || p.Can("a") || p.Can("") || !auth.System.Can("anything") || (auth.Principal{}).Can("") {
		t.Error("rights")
	}
	if narrowed := p.WithRights(); narrowed.Can("a.b") || !p.Can("a.b") {
		t.Error("a copy shares its rights")
	}
	if got := p.Rights(); len(got) != 2 || got[0] != "a.b" {
		t.Errorf("%v", got)
	}
	if !p.Scope.Allows(5) || p.Scope.Allows(6) || p.Scope.Allows(0) || (auth.Scope{}).Allows(5) || !(auth.Scope{All: true}).Allows(0) {
		t.Error("scope")
	}
	if (auth.Scope{Units: []ids.ID{0}}).Allows(0) || p.Scope.AllowsAny(nil) || p.Scope.AllowsAny([]ids.ID{6, 0}) || !p.Scope.AllowsAny([]ids.ID{6, 5}) {
		t.Error("scope of several")
	}
	if !(auth.Principal{}).Anonymous() || p.Anonymous() || auth.System.Anonymous() || !auth.System.IsSystem() || p.IsSystem() {
		t.Error("anonymous")
	}
	ctx := auth.With(context.Background(), p)
	for _, c := range []struct {
		ctx         context.Context
		right, want string
	}{
		{ctx, "a.b", "ok"}, {ctx, "", "ok"}, {ctx, "x", "auth.forbidden"}, {context.Background(), "a.b", "auth.sign_in_first"},
		{context.Background(), "", "auth.sign_in_first"}, {auth.With(ctx, auth.System), "x", "ok"},
	} {
		if _, err := auth.Need(c.ctx, c.right); codeOf(err) != c.want {
			t.Errorf("%q: %v, want %s", c.right, err, c.want)
		}
	}
	if !errors.Is(auth.ErrWrong, auth.ErrWrong) || errors.Is(auth.ErrWrong, auth.ErrWrongCode) {
		t.Error("faults are mixed up")
	}
}
