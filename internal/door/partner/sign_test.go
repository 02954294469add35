package partner

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

// TestSign holds the wire format with signatures that were computed elsewhere (OpenSSL: `printf '1700000000\nPOST\n…' |
// openssl dgst -sha256 -hmac KEY`, and -sm3), so that nobody changes it unseen.
func TestSign(t *testing.T) {
	at := time.Unix(1700000000, 0)
	key := []byte("0123456789abcdef0123456789abcdef")
	for algorithm, want := range map[string]string{
		"hmac-sha256": "c0c0bc6bef5533a6165590ada819cb9bd1363df2c06f7f60968c8a59cf71d1ef",
		"hmac-sm3":    "70b9b9fdea08b4eab3f766fb48234d863a1d507d9eb164b16fcef1249258c0e4",
		"hmac-md5":    "",
		"":            "",
	} {
		if got := Sign(algorithm, key, at, http.MethodPost, messagesPath, []byte(`{"version":1}`)); got != want {
			t.Errorf("%s: %s", algorithm, got)
		}
	}
}

// TestCheck holds which headers are good, and that a signature is of one method, path, body and time.
func TestCheck(t *testing.T) {
	now := time.Unix(1700000000, 0)
	k := secret{"k", "hmac-sha256", []byte("0123456789abcdef0123456789abcdef")}
	body := []byte("body")
	for _, c := range []struct {
		name         string
		at           time.Time
		method, path string
		body         string
		want         error
	}{
		{"Good", now, "POST", "/a", "body", nil},
		{"FourMinutesOld", now.Add(-4 * time.Minute), "POST", "/a", "body", nil},
		{"Old", now.Add(-6 * time.Minute), "POST", "/a", "body", ErrExpired},
		{"Future", now.Add(6 * time.Minute), "POST", "/a", "body", ErrExpired},
		{"OtherMethod", now, "GET", "/a", "body", ErrSignature},
		{"OtherPath", now, "POST", "/b", "body", ErrSignature},
		{"OtherBody", now, "POST", "/a", "bodY", ErrSignature},
	} {
		h := http.Header{}
		k.sign(h, c.at, "POST", "/a", body)
		if got := k.check(h, now, c.method, c.path, []byte(c.body)); !errors.Is(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	h := http.Header{}
	k.sign(h, now, "POST", "/a", body)
	unknown := secret{"k", "none", k.key}
	if got := unknown.check(h, now, "POST", "/a", body); !errors.Is(got, ErrSignature) {
		t.Errorf("an unknown algorithm: %v", got)
	}
	h.Set(HeaderTime, "1e9")
	if got := k.check(h, now, "POST", "/a", body); !errors.Is(got, ErrSignature) {
		t.Errorf("an odd time: %v", got)
	}
}

// TestSigning holds which of a partner's keys signs.
func TestSigning(t *testing.T) {
	proven := time.Unix(1, 0)
	for _, c := range []struct {
		name string
		good []Key // newest first
		want string
	}{
		{"None", nil, ""},
		{"OnlyOneMadeHere", []Key{{KID: "a", MadeHere: true}}, "a"},
		{"NewOneNotProven", []Key{{KID: "b", MadeHere: true}, {KID: "a", MadeHere: true, ProvenAt: proven}}, "a"},
		{"NewOneProven", []Key{{KID: "b", MadeHere: true, ProvenAt: proven}, {KID: "a", MadeHere: true, ProvenAt: proven}}, "b"},
		{"Entered", []Key{{KID: "b"}, {KID: "a", MadeHere: true, ProvenAt: proven}}, "b"},
		{"NeitherProven", []Key{{KID: "b", MadeHere: true}, {KID: "a", MadeHere: true}}, "a"},
	} {
		if got, ok := signing(c.good); got.KID != c.want || ok != (c.want != "") {
			t.Errorf("%s: %s", c.name, got.KID)
		}
	}
}
