package auth

import (
	"maps"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

func TestSessionCodec(t *testing.T) {
	deadline := time.Date(2026, 11, 16, 9, 30, 0, 123456789, time.UTC)
	values := map[string]any{"subject": int64(1<<62 + 1), "epoch": int64(-3)}
	same := func(t *testing.T, b []byte) {
		t.Helper()
		at, got, err := sessionCodec{}.Decode(b)
		if err != nil || !at.Equal(deadline) || !maps.Equal(got, values) {
			t.Fatalf("%v %v %v", at, got, err)
		}
	}
	t.Run("BothWays", func(t *testing.T) {
		b, err := sessionCodec{}.Encode(deadline, values)
		if err != nil {
			t.Fatal(err)
		}
		same(t, b)
	})
	t.Run("OfBefore", func(t *testing.T) {
		b, err := scs.GobCodec{}.Encode(deadline, values)
		if err != nil {
			t.Fatal(err)
		}
		same(t, b)
	})
	t.Run("OtherValuesAreRefused", func(t *testing.T) {
		if b, err := (sessionCodec{}).Encode(deadline, map[string]any{"name": "林"}); err == nil {
			t.Fatalf("%s", b)
		}
	})
	t.Run("Broken", func(t *testing.T) {
		for _, b := range []string{"", "{", "{}x", `{"values":{"subject":"1"}}`, "\x05gob", `{"deadline":3}`} {
			if _, _, err := (sessionCodec{}).Decode([]byte(b)); err == nil {
				t.Errorf("%q was read", b)
			}
		}
	})
}
