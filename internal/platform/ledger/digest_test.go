package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"onedoor/internal/platform/ledger"
)

func row() ledger.Raw {
	return ledger.Raw{ID: 11, Subject: 22, Pos: 3, Kind: "thing.changed", Actor: 44, Units: ",5,6,", At: 1_700_000_000_000_000,
		Payload: `{"i":1}`, Salt: 77, Prev: bytes.Repeat([]byte{9}, 32)}
}

// TestSum holds that every field but number and hash itself changes the hash, in both forms, and that fields cannot
// lend each other their bytes.
func TestSum(t *testing.T) {
	changes := map[string]func(r *ledger.Raw){
		"id": func(r *ledger.Raw) { r.ID++ }, "subject": func(r *ledger.Raw) { r.Subject++ }, "pos": func(r *ledger.Raw) { r.Pos++ },
		"kind": func(r *ledger.Raw) { r.Kind += "x" }, "actor": func(r *ledger.Raw) { r.Actor = 0 }, "units": func(r *ledger.Raw) { r.Units = "5,6" },
		"at": func(r *ledger.Raw) { r.At++ }, "payload": func(r *ledger.Raw) { r.Payload = `{"i": 1}` }, "salt": func(r *ledger.Raw) { r.Salt ^= 2 },
		"no salt": func(r *ledger.Raw) { r.Salt = 0 }, "prev": func(r *ledger.Raw) { r.Prev = nil },
		"swapped": func(r *ledger.Raw) { r.ID, r.Subject = r.Subject, r.ID },
		"lent":    func(r *ledger.Raw) { r.Units, r.Payload = r.Units+r.Payload[:1], r.Payload[1:] },
	}
	for name, newHash := range map[string]func() hash.Hash{"sha256": sha256.New, "sm3": sm3.New} {
		for _, salt := range []int64{0, 77} {
			base := row()
			base.Salt = salt
			seen := map[string]string{hex.EncodeToString(base.Sum(newHash)): "unchanged"}
			for what, change := range changes {
				if salt == 0 && (what == "salt" || what == "no salt") {
					continue
				}
				r := base
				change(&r)
				sum := hex.EncodeToString(r.Sum(newHash))
				if other, twice := seen[sum]; twice {
					t.Errorf("%s, salt %d: %s gives the hash of %s", name, salt, what, other)
				}
				seen[sum] = what
			}
		}
	}
	if r := row(); !bytes.Equal(r.Sum(sha256.New), ledger.SumOf(sha256.New, r.Prev, r.Pos, r.Kind, r.At, r.Inner(sha256.New))) {
		t.Error("the hash cannot be made from what happened, when, and the digest of the rest")
	}
}

// TestSum_Fixed holds the forms themselves: a hash that was written must be found again by any later version. The older
// one was computed before the newer existed.
func TestSum_Fixed(t *testing.T) {
	r := row()
	if got := hex.EncodeToString(r.Sum(sha256.New)); got != fixedNew {
		t.Errorf("newer form: %s", got)
	}
	r.Salt = 0
	if got := hex.EncodeToString(r.Sum(sha256.New)); got != fixedOld {
		t.Errorf("older form: %s", got)
	}
}

// Computed apart from this program, from the description in digest.go.
const (
	fixedOld = "bd2e9de231c39f4b396f5bb007701c29b9240df842e4e1c589f4d93af377d0de"
	fixedNew = "7c67805f9171a3e9f11e814d60723f0d3cdaf266da53e8212e0b0d0fb81fd190"
)
