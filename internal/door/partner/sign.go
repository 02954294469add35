package partner

import (
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"onedoor/internal/platform/seal"
)

// The headers of a signed request, and of a signed acknowledgement.
const (
	HeaderKey       = "X-Onedoor-Key"
	HeaderTime      = "X-Onedoor-Time"      // Unix seconds
	HeaderSignature = "X-Onedoor-Signature" // lower-case hex
)

// goodFor is how long a signature is good, before and after the time it names.
const goodFor = 5 * time.Minute

// ackMethod stands for the method in the signature of an acknowledgement; the message's id stands for the path.
const ackMethod = "ACK"

// algorithms are the MACs by the names in keys.
var algorithms = map[string]string{"hmac-sha256": seal.Intl, "hmac-sm3": seal.GM}

// secret is a key that is good, opened.
type secret struct {
	kid       string
	algorithm string
	key       []byte
}

// Sign is the signature of a request or of an acknowledgement: the HMAC over time, method, path (with its query) and
// body, the first three each followed by a line feed. An unknown algorithm gives an empty one, which nobody accepts.
func Sign(algorithm string, key []byte, at time.Time, method, path string, body []byte) string {
	suite, err := seal.ByName(algorithms[algorithm])
	if err != nil || algorithms[algorithm] == "" {
		return ""
	}
	var text bytes.Buffer
	text.WriteString(strconv.FormatInt(at.Unix(), 10))
	text.WriteString("\n" + method + "\n" + path + "\n")
	text.Write(body)
	return hex.EncodeToString(suite.MAC(key, text.Bytes()))
}

// sign puts the headers on a request or an answer.
func (k secret) sign(h http.Header, at time.Time, method, path string, body []byte) {
	h.Set(HeaderKey, k.kid)
	h.Set(HeaderTime, strconv.FormatInt(at.Unix(), 10))
	h.Set(HeaderSignature, Sign(k.algorithm, k.key, at, method, path, body))
}

// check holds headers against the key. The signature is looked at first: a stranger learns nothing about our clock.
func (k secret) check(h http.Header, now time.Time, method, path string, body []byte) error {
	seconds, err := strconv.ParseInt(h.Get(HeaderTime), 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return ErrSignature
	}
	at := time.Unix(seconds, 0)
	given, err := hex.DecodeString(h.Get(HeaderSignature))
	want, _ := hex.DecodeString(Sign(k.algorithm, k.key, at, method, path, body))
	if err != nil || len(want) == 0 || !hmac.Equal(given, want) {
		return ErrSignature
	}
	if at.Before(now.Add(-goodFor)) || at.After(now.Add(goodFor)) {
		return ErrExpired
	}
	return nil
}
