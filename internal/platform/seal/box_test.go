package seal

import (
	"bytes"
	"errors"
	"testing"
)

func TestBox(t *testing.T) {
	eachSuite(t, func(t *testing.T, name string) {
		r := newRing(t, name)
		b := r.Box("factor")
		sealed, err := b.Seal([]byte("secret"), []byte("who"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := b.Open(sealed, []byte("who")); err != nil || string(got) != "secret" {
			t.Fatalf("Open = %q, %v", got, err)
		}
		if _, err := b.Open(sealed, []byte("whom")); !errors.Is(err, ErrOpen) {
			t.Errorf("another context: %v", err)
		}
		if _, err := r.Box("other").Open(sealed, []byte("who")); !errors.Is(err, ErrOpen) {
			t.Errorf("another kind: %v", err)
		}
		for n := range len(sealed) {
			if _, err := b.Open(sealed[:n], []byte("who")); err == nil {
				t.Errorf("cut to %d bytes and it opened", n)
			}
			changed := bytes.Clone(sealed)
			changed[n]++
			if _, err := b.Open(changed, []byte("who")); err == nil {
				t.Errorf("byte %d changed and it opened", n)
			}
		}
	})
}
