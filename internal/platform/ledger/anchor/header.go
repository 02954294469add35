package anchor

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"onedoor/internal/platform/seal"
)

const (
	format = "onedoor-anchor/1"
	// ChunkMax is how many events one anchor speaks for at most: what has to be held in memory, and read again to
	// prove one of them.
	ChunkMax  = 1 << 16
	headerMax = 4 << 10 // bytes of a header; a real one has about 600
)

// Header is what an anchor's signature covers.
type Header struct {
	Format   string         `json:"format"`
	Number   int64          `json:"number"` // 1, 2, 3 … without a gap
	Suite    string         `json:"suite"`  // intl: SHA-256; gm: SM3
	After    int64          `json:"after"`  // it speaks for the events after this number …
	Upto     int64          `json:"upto"`   // … up to and with this one
	At       time.Time      `json:"at"`     // when it was made, by the clock of that machine
	Digest   string         `json:"digest"` // over the lines of all events since the first
	Root     string         `json:"root"`   // of the Merkle tree over the hashes of its events
	Previous string         `json:"previous"`
	Key      seal.PublicKey `json:"key"`
}

// Events is how many numbers it speaks for.
func (h Header) Events() int64 { return h.Upto - h.After }

// signed is a header as the very bytes that were signed, with the signature in base64.
type signed struct {
	line      string
	signature string
}

// signingContext keeps a header's signature from standing for anything else.
const signingContext = "onedoor anchor\n"

func sign(h Header, by seal.Signer) (signed, error) {
	line, err := json.Marshal(h)
	if err != nil {
		return signed{}, fmt.Errorf("anchor: encode header: %w", err)
	}
	return signed{string(line), base64.StdEncoding.EncodeToString(by.Sign([]byte(signingContext + string(line))))}, nil
}

// by tells whether the key made the signature.
func (s signed) by(key seal.PublicKey) bool {
	signature, err := base64.StdEncoding.Strict().DecodeString(s.signature)
	return err == nil && key.Verify([]byte(signingContext+s.line), signature)
}

// header reads the line. It does not check the signature.
func (s signed) header() (Header, error) {
	var h Header
	if len(s.line) > headerMax {
		return h, fmt.Errorf("the header is too long: %w", errDamaged)
	}
	d := json.NewDecoder(strings.NewReader(s.line))
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil {
		return h, fmt.Errorf("the header cannot be read: %w", errDamaged)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return h, fmt.Errorf("there is more in the header's line: %w", errDamaged)
	}
	_, suiteErr := seal.ByName(h.Suite)
	switch {
	case h.Format != format:
		return h, fmt.Errorf("it is not of the form %s: %w", format, errDamaged)
	case suiteErr != nil, !isHash(h.Digest), !isHash(h.Root), h.Previous != "" && !isHash(h.Previous),
		h.Number < 1, h.After < 0, h.Upto <= h.After, h.Events() > ChunkMax, (h.Number == 1) != (h.Previous == "" && h.After == 0):
		return h, fmt.Errorf("the header makes no sense: %w", errDamaged)
	}
	return h, nil
}

// digest is what the next header holds as Previous.
func (s signed) digest(newHash func() hash.Hash) string {
	h := newHash()
	h.Write([]byte(s.line))
	return hex.EncodeToString(h.Sum(nil))
}

const hashSize = 32 // bytes, of both suites

func isHash(s string) bool {
	raw, err := hex.DecodeString(s)
	return err == nil && len(raw) == hashSize && strings.ToLower(s) == s
}

// Fingerprint is a public key shortly, to be compared by eye: 16 bytes of its SHA-256 in groups.
func Fingerprint(key seal.PublicKey) string {
	s, err := seal.ByName(seal.Intl)
	if err != nil {
		panic("anchor: " + err.Error())
	}
	h := s.Hash()
	h.Write([]byte(key))
	return Grouped(hex.EncodeToString(h.Sum(nil)[:16]))
}

// Grouped puts a hash into groups of four, for reading.
func Grouped(hash string) string {
	var b bytes.Buffer
	for i := 0; i < len(hash); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(hash[i:min(i+4, len(hash))])
	}
	return b.String()
}
