package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Suite is one family of algorithms. Suites have no state and may be used by
// any number of goroutines.
type Suite interface {
	// Name is the word used in configuration and in the keyring file.
	Name() string
	// Hash returns a new 256-bit hash.
	Hash() hash.Hash
	// MAC returns the 256-bit HMAC of data.
	MAC(key, data []byte) []byte
	// KeySize is the length in bytes of the key that AEAD takes.
	KeySize() int
	// AEAD returns the authenticated cipher, with a 12-byte nonce and a
	// 16-byte tag. It fails only for a key of another length than KeySize.
	AEAD(key []byte) (cipher.AEAD, error)
}

// The names of the suites.
const (
	Intl = "intl" // SHA-256, HMAC-SHA-256, AES-256-GCM
	GM   = "gm"   // SM3, HMAC-SM3, SM4-GCM
)

// suite implements Suite from its parts; code is the suite's byte in an envelope
// and never changes its meaning.
type suite struct {
	name    string
	code    byte
	hash    func() hash.Hash
	keySize int
	block   func(key []byte) (cipher.Block, error)
}

var suites = []*suite{
	{name: Intl, code: 1, hash: sha256.New, keySize: 32, block: aes.NewCipher},
	{name: GM, code: 2, hash: sm3.New, keySize: sm4.BlockSize, block: sm4.NewCipher},
}

// SuiteNames lists what ByName knows, the default first.
func SuiteNames() []string {
	names := make([]string, len(suites))
	for i, s := range suites {
		names[i] = s.name
	}
	return names
}

// ByName returns the suite of that name.
func ByName(name string) (Suite, error) {
	s, err := suiteByName(name)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func suiteByName(name string) (*suite, error) {
	for _, s := range suites {
		if s.name == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("seal: no suite %q, choose one of %v", name, SuiteNames())
}

func suiteByCode(code byte) (*suite, bool) {
	for _, s := range suites {
		if s.code == code {
			return s, true
		}
	}
	return nil, false
}

func (s *suite) Name() string    { return s.name }
func (s *suite) Hash() hash.Hash { return s.hash() }
func (s *suite) KeySize() int    { return s.keySize }

func (s *suite) MAC(key, data []byte) []byte {
	m := hmac.New(s.hash, key)
	m.Write(data)
	return m.Sum(nil)
}

func (s *suite) AEAD(key []byte) (cipher.AEAD, error) {
	if len(key) != s.keySize {
		return nil, fmt.Errorf("seal: suite %s wants a key of %d bytes, got %d", s.name, s.keySize, len(key))
	}
	block, err := s.block(key)
	if err != nil {
		return nil, fmt.Errorf("seal: suite %s: %w", s.name, err)
	}
	return cipher.NewGCM(block)
}
