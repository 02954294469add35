package signature

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestCheck holds which headers are good, and that a signature is of one method, path, body and time.
func TestCheck(t *testing.T) {
	now := time.Unix(1700000000, 0)
	k := Key{"k", "hmac-sm3", []byte("0123456789abcdef0123456789abcdef")}
	for _, c := range []struct {
		name         string
		at           time.Time
		method, path string
		body         string
		want         error
	}{
		{"Good", now, "POST", "/a?b=1", "body", nil},
		{"Old", now.Add(-6 * time.Minute), "POST", "/a?b=1", "body", ErrExpired},
		{"Future", now.Add(6 * time.Minute), "POST", "/a?b=1", "body", ErrExpired},
		{"OtherMethod", now, "GET", "/a?b=1", "body", ErrBad},
		{"OtherQuery", now, "POST", "/a?b=2", "body", ErrBad},
		{"OtherBody", now, "POST", "/a?b=1", "bodY", ErrBad},
	} {
		h := http.Header{}
		k.Put(h, c.at, "POST", "/a?b=1", []byte("body"))
		if got := k.Check(h, now, c.method, c.path, []byte(c.body)); !errors.Is(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if err := k.Check(http.Header{}, now, "POST", "/", nil); !errors.Is(err, ErrBad) {
		t.Errorf("without headers: %v", err)
	}
}

// TestLine: the line of a key is read as it was written, and nothing else is a line.
func TestLine(t *testing.T) {
	for _, algorithm := range []string{"hmac-sha256", "hmac-sm3"} {
		k := NewKey(algorithm)
		got, err := ReadLine(" " + k.Line() + "\n")
		if err != nil || got.ID != k.ID || got.Algorithm != algorithm || string(got.Secret) != string(k.Secret) {
			t.Errorf("%+v, %v", got, err)
		}
		for _, bad := range []string{"", "onedoor-key", strings.Replace(k.Line(), "onedoor", "other", 1), strings.Replace(k.Line(), algorithm, "md5", 1), k.Line()[:40], k.Line() + ":", k.Line() + "!"} {
			if _, err := ReadLine(bad); !errors.Is(err, ErrLine) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	}
}
