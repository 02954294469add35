package record

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"onedoor/internal/platform/seal"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
)

// Reader gives out a recording's sound, left and right bytes of A-law in turn.
type Reader struct {
	in     io.Reader
	aead   cipher.AEAD
	id     int64
	number uint32
	rest   []byte
	end    error
	whole  bool
}

// Open reads a recording that was written for id. The error is ErrFormat or wraps ErrChanged.
func Open(in io.Reader, ring *seal.Ring, id int64) (*Reader, error) {
	aead, err := openKey(in, ring, id)
	if err != nil {
		return nil, err
	}
	return &Reader{in: in, aead: aead, id: id}, nil
}

// Whole tells, once Read has returned io.EOF, whether the recording was closed: false after a crash.
func (r *Reader) Whole() bool { return r.whole }

// Read implements io.Reader. It ends with io.EOF after the last whole chunk, with ErrChanged at one that was changed.
func (r *Reader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.end != nil {
			return 0, r.end
		}
		r.next()
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *Reader) next() {
	var head [4]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		r.fail(err)
		return
	}
	length := binary.BigEndian.Uint32(head[:])
	last := length&lastChunk != 0
	length &^= lastChunk
	if length > maxSealed {
		r.end = ErrChanged
		return
	}
	sealed := make([]byte, length)
	if _, err := io.ReadFull(r.in, sealed); err != nil {
		r.fail(err)
		return
	}
	sound, err := r.aead.Open(sealed[:0], nonce(r.aead, r.number), sealed, bound(r.id, r.number, last))
	if err != nil {
		r.end = ErrChanged
		return
	}
	r.rest = sound
	if r.number++; last {
		r.whole, r.end = true, io.EOF
	}
}

// fail ends at what a crash left: a chunk that is not whole.
func (r *Reader) fail(err error) {
	r.end = io.EOF
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		r.end = fmt.Errorf("record: %w", err)
	}
}

// WriteWAV writes the recording as a WAV file of A-law, stereo, which any player knows. It returns the length.
func WriteWAV(out io.Writer, r *Reader) (time.Duration, error) {
	sound, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	if len(sound) > math.MaxUint32-64 {
		return 0, ErrFormat
	}
	if _, err := out.Write(wavHead(len(sound))); err != nil {
		return 0, err
	}
	_, err = out.Write(sound)
	return time.Duration(len(sound)/2) * time.Second / audio.Rate, err
}

// HeadBytes is how long the head of the WAV file is; its sound follows.
const HeadBytes = 58

func wavHead(n int) []byte {
	le := binary.LittleEndian
	b := append([]byte("RIFF"), 0, 0, 0, 0)
	le.PutUint32(b[4:], uint32(50+n))
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 18)
	b = le.AppendUint16(b, 6) // A-law
	b = le.AppendUint16(b, 2)
	b = le.AppendUint32(b, audio.Rate)
	b = le.AppendUint32(b, 2*audio.Rate)
	b = le.AppendUint16(b, 2)
	b = le.AppendUint16(b, 8)
	b = le.AppendUint16(b, 0)
	b = append(b, "fact"...)
	b = le.AppendUint32(b, 4)
	b = le.AppendUint32(b, uint32(n/2))
	b = append(b, "data"...)
	return le.AppendUint32(b, uint32(n))
}

// Split returns both channels of a recording as samples, for tests and for recognition.
func Split(sound []byte) (left, right []int16) {
	for i := 0; i+1 < len(sound); i += 2 {
		left = append(left, g711.ALaw.Decode(sound[i]))
		right = append(right, g711.ALaw.Decode(sound[i+1]))
	}
	return left, right
}
