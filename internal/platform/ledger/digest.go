package ledger

import (
	"crypto/rand"
	"encoding/binary"
	"hash"
)

// An event is closed by a hash over every field. Since events carry a salt, the hash is made in two steps, so that
// somebody who may see only what happened and when can check just that:
//
//	inner = H(salt, id, subject, actor, units, payload)
//	hash  = H(2, prev, pos, kind, at, inner)
//
// Texts are preceded by their length, numbers are 8 bytes. Older events (salt 0) are one run over all fields, which
// begins with the length of prev, 0 or 32, and therefore never like the newer form.

// form is what the newer form begins with.
const form = 2

// newSalt is a random positive number.
func newSalt() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	b[0] &= 0x7f
	b[7] |= 1                                   // never 0
	return int64(binary.BigEndian.Uint64(b[:])) //nolint:gosec // the sign bit is clear
}

// fields writes fields into a hash so that no two lists of fields write alike.
type fields struct{ hash.Hash }

func (f fields) number(list ...int64) {
	var n [8]byte
	for _, v := range list {
		binary.BigEndian.PutUint64(n[:], uint64(v)) //nolint:gosec // bit pattern, not a size
		f.Write(n[:])
	}
}

func (f fields) text(list ...string) {
	for _, s := range list {
		f.number(int64(len(s)))
		f.Write([]byte(s))
	}
}

// Inner is the digest of what an event keeps to itself. Events of the older form (salt 0) have none: nil.
func (r Raw) Inner(newHash func() hash.Hash) []byte {
	if r.Salt == 0 {
		return nil
	}
	f := fields{newHash()}
	f.number(r.Salt, int64(r.ID), int64(r.Subject), int64(r.Actor))
	f.text(r.Units, r.Payload)
	return f.Sum(nil)
}

// Sum is the hash that the event must carry.
func (r Raw) Sum(newHash func() hash.Hash) []byte {
	if inner := r.Inner(newHash); inner != nil {
		return SumOf(newHash, r.Prev, r.Pos, r.Kind, r.At, inner)
	}
	f := fields{newHash()}
	f.text(string(r.Prev))
	f.number(int64(r.ID), int64(r.Subject), r.Pos)
	f.text(r.Kind)
	f.number(int64(r.Actor))
	f.text(r.Units)
	f.number(r.At)
	f.text(r.Payload)
	return f.Sum(nil)
}

// SumOf is the hash of an event of which only what happened and when is known, beside the digest of the rest.
func SumOf(newHash func() hash.Hash, prev []byte, pos int64, kind string, at int64, inner []byte) []byte {
	f := fields{newHash()}
	f.number(form)
	f.text(string(prev))
	f.number(pos)
	f.text(kind)
	f.number(at)
	f.text(string(inner))
	return f.Sum(nil)
}
