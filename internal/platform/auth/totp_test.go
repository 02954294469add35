package auth_test

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

func TestSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		begin := func() string {
			t.Helper()
			secret, url, err := b.BeginCode(t.Context(), zhang)
			if err != nil || !strings.HasPrefix(url, "otpauth://totp/Onedoor:zhang?") || !strings.Contains(url, secret) {
				t.Fatalf("%q %v", url, err)
			}
			return secret
		}
		confirm := func(code string) string { return codeOf(b.ConfirmCode(t.Context(), zhang, code)) }
		b.expect("nothing begun", confirm("123456"), "request.conflict")
		first := begin()
		secret := begin()
		b.expect("not confirmed, so not asked for", b.try("zhang", good, ""), "ok")
		for _, code := range []string{"", "000000", "abcdef", "１２３４５６", b.codeAt(first, b.Clock.Now())} {
			b.expect("confirm "+code, confirm(code), "auth.wrong_code")
		}
		b.expect("still not asked for", b.try("zhang", good, ""), "ok")
		used := b.codeAt(secret, b.Clock.Now())
		b.expect("confirm", confirm(used), "ok")
		b.expect("confirmed twice", confirm(used), "request.conflict")
		b.expect("without a code", b.try("zhang", good, ""), "auth.code_needed")
		b.expect("the code that confirmed", b.try("zhang", good, used), "auth.wrong_code")
		b.expect("wrong password, right code", b.try("zhang", "wrong password", b.codeAt(secret, b.Clock.Now().Add(30*time.Second))), "auth.wrong_password")

		t.Run("Once", func(t *testing.T) {
			b.Clock.Advance(time.Minute)
			now := b.codeAt(secret, b.Clock.Now())
			b.expect("first use", b.try("zhang", good, now), "ok")
			b.expect("second use", b.try("zhang", good, now), "auth.wrong_code")
			b.expect("an older one", b.try("zhang", good, b.codeAt(secret, b.Clock.Now().Add(-30*time.Second))), "auth.wrong_code")
		})
		t.Run("Drift", func(t *testing.T) { // the telephone's clock is off
			for drift, want := range map[time.Duration]string{-60 * time.Second: "auth.wrong_code", -30 * time.Second: "ok", 0: "ok", 30 * time.Second: "ok", 60 * time.Second: "auth.wrong_code"} {
				b.Clock.Advance(10 * time.Minute)
				b.expect(drift.String(), b.try("zhang", good, b.codeAt(secret, b.Clock.Now().Add(drift))), want)
			}
		})
		t.Run("Form", func(t *testing.T) {
			b.Clock.Advance(10 * time.Minute)
			now := b.codeAt(secret, b.Clock.Now())
			for _, code := range []string{now + "0", now[:5], "+" + now[1:], now + "\x00"} {
				b.expect(code, b.try("zhang", good, code), "auth.wrong_code")
			}
			b.expect("right", b.try("zhang", good, now), "ok")
		})
		t.Run("GuessesLock", func(t *testing.T) {
			for range 10 {
				b.try("zhang", good, "not it")
			}
			b.Clock.Advance(time.Minute)
			b.expect("right code", b.try("zhang", good, b.codeAt(secret, b.Clock.Now())), "auth.locked")
			b.Clock.Advance(15 * time.Minute)
			b.expect("after the lock", b.try("zhang", good, b.codeAt(secret, b.Clock.Now())), "ok")
		})
		t.Run("SealedAtRest", func(t *testing.T) {
			var kept []byte
			if err := b.Store.Read(t.Context()).QueryRow(`SELECT totp FROM auth_account`).Scan(&kept); err != nil || len(kept) == 0 || strings.Contains(string(kept), secret) {
				t.Errorf("%q %v", kept, err)
			}
		})
		t.Run("Reset", func(t *testing.T) {
			b.write(func(tx *store.Tx) error { return b.ResetCode(tx, zhang) })
			b.expect("without a code", b.try("zhang", good, ""), "ok")
		})
	})
}
