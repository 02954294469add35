package seal

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

func TestSign(t *testing.T) {
	for _, suite := range SuiteNames() {
		r := newRing(t, suite)
		s := r.Signer("use")
		sig := s.Sign([]byte("message"))
		if !s.Public().Verify([]byte("message"), sig) {
			t.Fatalf("%s: the signature does not verify", suite)
		}
		if s.Public().Verify([]byte("massage"), sig) || r.Signer("other").Public().Verify([]byte("message"), sig) ||
			newRing(t, suite).Signer("use").Public().Verify([]byte("message"), sig) {
			t.Errorf("%s: another message, use or ring verifies", suite)
		}
		for i := range sig {
			changed := bytes.Clone(sig)
			changed[i] ^= 1
			if s.Public().Verify([]byte("message"), changed) {
				t.Fatalf("%s: byte %d of the signature changed and it verifies", suite, i)
			}
		}
		if rotated, err := r.Rotated(suite, made); err != nil || rotated.Signer("use").Public() != s.Public() {
			t.Errorf("%s: rotation changed the signing key: %v", suite, err)
		}
		secret := base64.StdEncoding.EncodeToString(s.key.Seed())
		if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s.LogValue()); strings.Contains(text, secret) || strings.Contains(text, fmt.Sprint([]byte(s.key))) { //nolint:staticcheck // its bytes as numbers, as %v would show them
			t.Errorf("%s: the key shows in %s", suite, text)
		}
	}
}

func TestPublicKey_Malformed(t *testing.T) {
	good := newRing(t, Intl).Signer("use").Public()
	if good.Check() != nil {
		t.Fatal("a good key is refused")
	}
	for _, bad := range []PublicKey{"", "ed25519:", "sm2:" + good[8:], good[8:], good + "A", good[:len(good)-4], "ed25519:!!!!"} {
		if bad.Check() == nil || bad.Verify(nil, nil) {
			t.Errorf("%q passes", bad)
		}
	}
}
