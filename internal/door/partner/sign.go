package partner

import (
	"errors"
	"net/http"
	"time"

	"onedoor/internal/platform/signature"
)

// The headers of a signed request, and of a signed acknowledgement.
const (
	HeaderKey       = signature.HeaderKey
	HeaderTime      = signature.HeaderTime
	HeaderSignature = signature.HeaderSign
)

// ackMethod stands for the method in the signature of an acknowledgement; the message's id stands for the path.
const ackMethod = "ACK"

// secret is a key that is good, opened.
type secret struct {
	kid       string
	algorithm string
	key       []byte
}

func (k secret) shared() signature.Key {
	return signature.Key{ID: k.kid, Algorithm: k.algorithm, Secret: k.key}
}

// Sign is the signature of a request or of an acknowledgement.
func Sign(algorithm string, key []byte, at time.Time, method, path string, body []byte) string {
	return signature.Sign(algorithm, key, at, method, path, body)
}

// sign puts the headers on a request or an answer.
func (k secret) sign(h http.Header, at time.Time, method, path string, body []byte) {
	k.shared().Put(h, at, method, path, body)
}

// check holds headers against the key.
func (k secret) check(h http.Header, now time.Time, method, path string, body []byte) error {
	err := k.shared().Check(h, now, method, path, body)
	switch {
	case errors.Is(err, signature.ErrExpired):
		return ErrExpired
	case err != nil:
		return ErrSignature
	}
	return nil
}
