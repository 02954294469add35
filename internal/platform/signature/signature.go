// Package signature signs and checks HTTP requests between systems that share a key: an HMAC over time, method, path and
// body in three headers. Keys are handed from one administrator to the other as one line of text.
package signature

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"onedoor/internal/platform/seal"
)

// The headers of a signed request, or of a signed answer.
const (
	HeaderKey  = "X-Onedoor-Key"
	HeaderTime = "X-Onedoor-Time"      // Unix seconds
	HeaderSign = "X-Onedoor-Signature" // lower-case hex
)

// GoodFor is how long a signature is good, before and after the time it names.
const GoodFor = 5 * time.Minute

var (
	// ErrBad means that a signature is not this key's over this request.
	ErrBad = errors.New("signature: not good")
	// ErrExpired means that a good signature names a time that is too far off.
	ErrExpired = errors.New("signature: too old, or of the future")
	// ErrLine means that a text is not the line of a key.
	ErrLine = errors.New("signature: not the line of a key")
)

// suites are the MACs by the names in keys.
var suites = map[string]string{"hmac-sha256": seal.Intl, "hmac-sm3": seal.GM}

// Known tells whether there is such an algorithm.
func Known(algorithm string) bool { return suites[algorithm] != "" }

// Key is a shared secret, opened.
type Key struct {
	ID        string
	Algorithm string
	Secret    []byte
}

// NewKey makes a key of a known algorithm.
func NewKey(algorithm string) Key {
	id, secret := make([]byte, 8), make([]byte, 32)
	_, _ = rand.Read(id) // crypto/rand never fails
	_, _ = rand.Read(secret)
	return Key{hex.EncodeToString(id), algorithm, secret}
}

// linePrefix begins the one line in which a key is handed over.
const linePrefix = "onedoor-key"

// Line is the text that one side shows once and the other enters.
func (k Key) Line() string {
	return strings.Join([]string{linePrefix, k.ID, k.Algorithm, base64.RawURLEncoding.EncodeToString(k.Secret)}, ":")
}

var idShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// GoodID tells whether a text can be the id of a key.
func GoodID(id string) bool { return idShape.MatchString(id) }

// ReadLine undoes Line. The error is ErrLine.
func ReadLine(text string) (Key, error) {
	parts := strings.Split(strings.TrimSpace(text), ":")
	if len(parts) != 4 || parts[0] != linePrefix || !GoodID(parts[1]) || !Known(parts[2]) {
		return Key{}, ErrLine
	}
	secret, err := base64.RawURLEncoding.DecodeString(parts[3])
	if err != nil || len(secret) < 32 || len(secret) > 128 {
		return Key{}, ErrLine
	}
	return Key{parts[1], parts[2], secret}, nil
}

// Sign is the signature: the HMAC over time, method, path (with its query) and body, the first three each followed by a
// line feed. An unknown algorithm gives an empty one, which nobody accepts.
func Sign(algorithm string, secret []byte, at time.Time, method, path string, body []byte) string {
	suite, err := seal.ByName(suites[algorithm])
	if err != nil || !Known(algorithm) {
		return ""
	}
	var text bytes.Buffer
	text.WriteString(strconv.FormatInt(at.Unix(), 10))
	text.WriteString("\n" + method + "\n" + path + "\n")
	text.Write(body)
	return hex.EncodeToString(suite.MAC(secret, text.Bytes()))
}

// Put puts the headers on a request or an answer.
func (k Key) Put(h http.Header, at time.Time, method, path string, body []byte) {
	h.Set(HeaderKey, k.ID)
	h.Set(HeaderTime, strconv.FormatInt(at.Unix(), 10))
	h.Set(HeaderSign, Sign(k.Algorithm, k.Secret, at, method, path, body))
}

// Check holds headers against the key. The signature is looked at first: a stranger learns nothing about our clock. The
// error is ErrBad or ErrExpired.
func (k Key) Check(h http.Header, now time.Time, method, path string, body []byte) error {
	seconds, err := strconv.ParseInt(h.Get(HeaderTime), 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return ErrBad
	}
	at := time.Unix(seconds, 0)
	given, err := hex.DecodeString(h.Get(HeaderSign))
	want, _ := hex.DecodeString(Sign(k.Algorithm, k.Secret, at, method, path, body))
	if err != nil || len(want) == 0 || !hmac.Equal(given, want) {
		return ErrBad
	}
	if at.Before(now.Add(-GoodFor)) || at.After(now.Add(GoodFor)) {
		return ErrExpired
	}
	return nil
}
