package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// materialSize is the length in bytes of a long-lived secret, whatever the
// suite; what a cipher takes is derived from it.
const materialSize = 32

// Ring holds the long-lived keys. It never changes once made: rotation makes
// another ring. Any number of goroutines may use it.
type Ring struct {
	active *key
	keys   map[[idSize]byte]*key
	order  []*key // as they were made, the file's order
	index  *key   // feeds Secret; the same for the life of an installation
}

// key is one long-lived secret with what was derived from it.
type key struct {
	id       [idSize]byte
	suite    *suite
	made     time.Time
	material []byte
	aead     cipher.AEAD
}

// KeyInfo describes a key without its secret.
type KeyInfo struct {
	ID     string
	Suite  string
	Made   time.Time
	Active bool
}

// NewRing makes a ring with one new key of that suite, in memory only.
func NewRing(suiteName string, now time.Time) (*Ring, error) {
	s, err := suiteByName(suiteName)
	if err != nil {
		return nil, err
	}
	k, err := newKey(s, now)
	if err != nil {
		return nil, err
	}
	index, err := newKey(s, now)
	if err != nil {
		return nil, err
	}
	return assemble([]*key{k}, k.id, index)
}

// Rotated returns a ring with one more key, which is the active one. The older
// keys stay and open what they sealed.
func (r *Ring) Rotated(suiteName string, now time.Time) (*Ring, error) {
	s, err := suiteByName(suiteName)
	if err != nil {
		return nil, err
	}
	k, err := newKey(s, now)
	if err != nil {
		return nil, err
	}
	return assemble(append(append([]*key(nil), r.order...), k), k.id, r.index)
}

// Keys describes the ring's keys, oldest first.
func (r *Ring) Keys() []KeyInfo {
	infos := make([]KeyInfo, len(r.order))
	for i, k := range r.order {
		infos[i] = KeyInfo{ID: hex.EncodeToString(k.id[:]), Suite: k.suite.name, Made: k.made, Active: k == r.active}
	}
	return infos
}

// Has tells whether the ring holds the key of that id.
func (r *Ring) Has(id string) bool {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != idSize {
		return false
	}
	_, ok := r.keys[[idSize]byte(raw)]
	return ok
}

// Suite is the suite of the active key.
func (r *Ring) Suite() Suite { return r.active.suite }

// Secret derives a 32-byte secret for one use, named by its label. It is the
// same for the life of the installation, rotation included: it keys what must
// be found again, such as a look-up by telephone number.
func (r *Ring) Secret(label string) []byte {
	secret, err := hkdf.Key(r.index.suite.hash, r.index.material, nil, "onedoor secret "+label, materialSize)
	if err != nil {
		panic("seal: derive: " + err.Error()) // only for lengths no suite has
	}
	return secret
}

// MAC is the HMAC of data under a secret of the ring, in the suite the
// installation was made with.
func (r *Ring) MAC(secret, data []byte) []byte { return r.index.suite.MAC(secret, data) }

// String, GoString and LogValue keep keys out of logs.
func (r *Ring) String() string {
	return fmt.Sprintf("seal.Ring(%d keys, active %x)", len(r.order), r.active.id)
}

// GoString is String.
func (r *Ring) GoString() string { return r.String() }

// LogValue is String.
func (r *Ring) LogValue() slog.Value { return slog.StringValue(r.String()) }

func newKey(s *suite, now time.Time) (*key, error) {
	material := make([]byte, materialSize)
	rand.Read(material)
	return makeKey(s, material, now)
}

// makeKey derives the cipher and the id. The id is a check value of the
// material: a keyring file with a flipped bit does not load.
func makeKey(s *suite, material []byte, made time.Time) (*key, error) {
	if len(material) != materialSize {
		return nil, fmt.Errorf("seal: a key has %d bytes, not %d", materialSize, len(material))
	}
	wrap, err := hkdf.Key(s.hash, material, nil, "onedoor wrap "+s.name, s.keySize)
	if err != nil {
		return nil, fmt.Errorf("seal: derive: %w", err)
	}
	aead, err := s.AEAD(wrap)
	if err != nil {
		return nil, err
	}
	k := &key{suite: s, made: made.UTC().Truncate(time.Second), material: material, aead: aead}
	copy(k.id[:], s.MAC(material, []byte("onedoor key id "+s.name)))
	return k, nil
}

func assemble(keys []*key, active [idSize]byte, index *key) (*Ring, error) {
	r := &Ring{keys: make(map[[idSize]byte]*key, len(keys)), order: keys, index: index}
	for _, k := range keys {
		if _, twice := r.keys[k.id]; twice {
			return nil, fmt.Errorf("seal: key %x appears twice", k.id)
		}
		r.keys[k.id] = k
	}
	if r.active = r.keys[active]; r.active == nil {
		return nil, errors.New("seal: the active key is not in the keyring")
	}
	return r, nil
}
