package record

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"onedoor/internal/platform/seal"
)

func syncCond(mu *sync.Mutex) *sync.Cond { return sync.NewCond(mu) }

// maxSealedKey bounds the parts of a file's sealed key. The key follows the name of its suite.
const maxSealedKey = 1 << 12

// newKey makes a file's own key and returns the file's head and the function that seals its chunks.
func newKey(ring *seal.Ring, id int64) (head []byte, sealer func(uint32, bool, []byte) []byte, err error) {
	suite := ring.Suite()
	key := make([]byte, suite.KeySize())
	rand.Read(key)
	aead, err := suite.AEAD(key)
	if err != nil {
		return nil, nil, fmt.Errorf("record: %w", err)
	}
	envelope, err := ring.Seal(seal.Record{Kind: SealedAs, ID: id}, append([]byte(suite.Name()+"\x00"), key...))
	if err != nil {
		return nil, nil, fmt.Errorf("record: %w", err)
	}
	head = append(head, magic...)
	for _, part := range [][]byte{envelope.Head, envelope.Body} {
		head = append(binary.BigEndian.AppendUint16(head, uint16(len(part))), part...)
	}
	return head, func(number uint32, last bool, sound []byte) []byte {
		return aead.Seal(nil, nonce(aead, number), sound, bound(id, number, last))
	}, nil
}

// openKey reads a file's head and returns the cipher of its chunks.
func openKey(in io.Reader, ring *seal.Ring, id int64) (cipher.AEAD, error) {
	start := make([]byte, len(magic))
	if _, err := io.ReadFull(in, start); err != nil || string(start) != magic {
		return nil, ErrFormat
	}
	var parts [2][]byte
	for i := range parts {
		var length [2]byte
		if _, err := io.ReadFull(in, length[:]); err != nil {
			return nil, ErrFormat
		}
		n := binary.BigEndian.Uint16(length[:])
		if n > maxSealedKey {
			return nil, ErrFormat
		}
		parts[i] = make([]byte, n)
		if _, err := io.ReadFull(in, parts[i]); err != nil {
			return nil, ErrFormat
		}
	}
	plain, err := ring.Open(seal.Record{Kind: SealedAs, ID: id}, seal.Envelope{Head: parts[0], Body: parts[1]})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChanged, err)
	}
	for i, c := range plain {
		if c != 0 {
			continue
		}
		suite, err := seal.ByName(string(plain[:i]))
		if err != nil {
			return nil, fmt.Errorf("record: %w", err)
		}
		return suite.AEAD(plain[i+1:])
	}
	return nil, ErrFormat
}

func nonce(aead cipher.AEAD, number uint32) []byte {
	n := make([]byte, aead.NonceSize())
	binary.BigEndian.PutUint32(n[len(n)-4:], number)
	return n
}

func bound(id int64, number uint32, last bool) []byte {
	b := binary.BigEndian.AppendUint64([]byte(SealedAs), uint64(id))
	b = binary.BigEndian.AppendUint32(b, number)
	if last {
		return append(b, 1)
	}
	return append(b, 0)
}
