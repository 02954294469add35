package seal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
)

// Sealed form, version 1. All lengths are in bytes.
//
//	head: version 1 | suite 1 | key id 8 | nonce 12 | data key, sealed (KeySize+16)
//	body: nonce 12 | text, sealed (n+16)
//
// Both parts authenticate the version, the suite and the record; the head
// authenticates the key id as well. The body does not, so that a head can be
// wrapped anew without touching the body.
const (
	version   = 1
	idSize    = 8
	nonceSize = 12
	tagSize   = 16
	headFixed = 2 + idSize + nonceSize
)

// Errors of opening. They carry neither key nor plaintext.
var (
	// ErrFormat: these bytes are not an envelope of a version known here.
	ErrFormat = errors.New("seal: not a sealed record")
	// ErrKey: the keyring does not hold the key that sealed this record.
	ErrKey = errors.New("seal: the keyring lacks the key of this record")
	// ErrOpen: the record was changed, or belongs to another row.
	ErrOpen = errors.New("seal: the record was changed or belongs to another row")
)

// Record names what an envelope belongs to. An envelope opens only under the
// Record it was sealed for.
type Record struct {
	Kind  string // what the bytes are, "vault.person"
	ID    int64  // the row
	Bound []byte // more of the row that must not change, may be empty
}

// Envelope is a sealed record. Without Head the Body is unreadable for good.
type Envelope struct {
	Head []byte // the wrapped data key
	Body []byte // the encrypted text
}

// Seal encrypts plain with the ring's active key for that record. It touches
// neither disk nor network.
func (r *Ring) Seal(rec Record, plain []byte) (Envelope, error) {
	k := r.active
	s := k.suite
	// One read of the random source gives the data key and both nonces.
	random := make([]byte, s.keySize+2*nonceSize)
	rand.Read(random) // never fails: it ends the program if the kernel does
	dataKey, random := random[:s.keySize], random[s.keySize:]

	head := make([]byte, headFixed, headFixed+s.keySize+tagSize)
	head[0], head[1] = version, s.code
	copy(head[2:], k.id[:])
	copy(head[2+idSize:], random[:nonceSize])
	head = k.aead.Seal(head, head[2+idSize:headFixed], dataKey, bind(partHead, head[:2+idSize], rec))

	body := make([]byte, nonceSize, nonceSize+len(plain)+tagSize)
	copy(body, random[nonceSize:])
	aead, err := s.AEAD(dataKey)
	if err != nil {
		return Envelope{}, err
	}
	body = aead.Seal(body, body[:nonceSize], plain, bind(partBody, head[:2], rec))
	return Envelope{Head: head, Body: body}, nil
}

// Open decrypts an envelope. The error is ErrFormat, ErrKey or ErrOpen.
func (r *Ring) Open(rec Record, e Envelope) ([]byte, error) {
	dataKey, s, err := r.unwrap(rec, e.Head)
	if err != nil {
		return nil, err
	}
	if len(e.Body) < nonceSize+tagSize {
		return nil, ErrFormat
	}
	aead, err := s.AEAD(dataKey)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, e.Body[:nonceSize], e.Body[nonceSize:], bind(partBody, e.Head[:2], rec))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// Rewrap returns the envelope under the ring's active key, and whether it
// changed. Within one suite only the head changes; when the active key is of
// another suite the record is sealed anew with a fresh data key.
func (r *Ring) Rewrap(rec Record, e Envelope) (Envelope, bool, error) {
	dataKey, s, err := r.unwrap(rec, e.Head)
	if err != nil {
		return Envelope{}, false, err
	}
	k := r.active
	if [idSize]byte(e.Head[2:2+idSize]) == k.id {
		return e, false, nil
	}
	if s != k.suite {
		plain, err := r.Open(rec, e)
		if err != nil {
			return Envelope{}, false, err
		}
		fresh, err := r.Seal(rec, plain)
		return fresh, err == nil, err
	}
	head := make([]byte, headFixed, headFixed+s.keySize+tagSize)
	head[0], head[1] = version, s.code
	copy(head[2:], k.id[:])
	rand.Read(head[2+idSize:])
	head = k.aead.Seal(head, head[2+idSize:headFixed], dataKey, bind(partHead, head[:2+idSize], rec))
	return Envelope{Head: head, Body: e.Body}, true, nil
}

// KeyPrefix is how many bytes of a head KeyOf needs.
const KeyPrefix = 2 + idSize

// KeyOf returns the id of the key an envelope's head is wrapped with. The first
// KeyPrefix bytes of the head are enough.
func KeyOf(head []byte) (string, error) {
	if len(head) < KeyPrefix || head[0] != version {
		return "", ErrFormat
	}
	return fmt.Sprintf("%x", head[2:2+idSize]), nil
}

// unwrap opens the head: it returns the data key and the record's suite.
func (r *Ring) unwrap(rec Record, head []byte) ([]byte, *suite, error) {
	if len(head) < headFixed || head[0] != version {
		return nil, nil, ErrFormat
	}
	s, ok := suiteByCode(head[1])
	if !ok || len(head) != headFixed+s.keySize+tagSize {
		return nil, nil, ErrFormat
	}
	k, ok := r.keys[[idSize]byte(head[2:2+idSize])]
	if !ok || k.suite != s {
		return nil, nil, ErrKey
	}
	dataKey, err := k.aead.Open(nil, head[2+idSize:headFixed], head[headFixed:], bind(partHead, head[:2+idSize], rec))
	if err != nil {
		return nil, nil, ErrOpen
	}
	return dataKey, s, nil
}

// The two parts authenticate under different words, so that one cannot stand
// in for the other.
const (
	partHead = "onedoor seal head"
	partBody = "onedoor seal body"
)

// bind is the additional data of one part: every field is preceded by its
// length, so that no two records share it.
func bind(part string, header []byte, rec Record) []byte {
	b := make([]byte, 0, len(part)+len(header)+len(rec.Kind)+len(rec.Bound)+24)
	b = append(b, part...)
	b = append(b, byte(len(header)))
	b = append(b, header...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(rec.Kind)))
	b = append(b, rec.Kind...)
	b = binary.BigEndian.AppendUint64(b, uint64(rec.ID))
	b = binary.BigEndian.AppendUint32(b, uint32(len(rec.Bound)))
	return append(b, rec.Bound...)
}
