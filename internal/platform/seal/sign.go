package seal

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
)

// Signing keys are derived from the keyring, so that they are kept with it, need no file of their own, and are the
// same on every node of an installation and after each rotation. Ed25519 (RFC 8032) for both suites; the name of the
// algorithm stands before every public key, so that SM2 can be added.

const ed25519Prefix = "ed25519:"

// ErrPublicKey is returned for a text that is no public key known here.
var ErrPublicKey = errors.New("seal: not a public key of the form ed25519:BASE64")

// Signer signs for one use.
type Signer struct{ key ed25519.PrivateKey }

// Signer derives the signing key of one use, named by its label.
func (r *Ring) Signer(label string) Signer {
	return Signer{ed25519.NewKeyFromSeed(r.Secret("sign " + label))}
}

// Sign returns the signature of a message; the same message always has the same one.
func (s Signer) Sign(message []byte) []byte { return ed25519.Sign(s.key, message) }

// Public is the key with which others check.
func (s Signer) Public() PublicKey {
	return PublicKey(ed25519Prefix + base64.StdEncoding.EncodeToString(s.key[ed25519.SeedSize:]))
}

// String, GoString and LogValue keep the key out of logs.
func (s Signer) String() string { return "seal.Signer(" + string(s.Public()) + ")" }

// GoString is String.
func (s Signer) GoString() string { return s.String() }

// LogValue is String.
func (s Signer) LogValue() slog.Value { return slog.StringValue(s.String()) }

// PublicKey is a public key as text: the algorithm, a colon, base64.
type PublicKey string

// Check returns nil when p is a key that Verify can use, else ErrPublicKey.
func (p PublicKey) Check() error {
	_, err := p.bytes()
	return err
}

// Verify tells whether the signature is that of the message by this key.
func (p PublicKey) Verify(message, signature []byte) bool {
	key, err := p.bytes()
	return err == nil && ed25519.Verify(key, message, signature)
}

func (p PublicKey) bytes() (ed25519.PublicKey, error) {
	text, ok := strings.CutPrefix(string(p), ed25519Prefix)
	key, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil || len(key) != ed25519.PublicKeySize {
		return nil, ErrPublicKey
	}
	return key, nil
}
