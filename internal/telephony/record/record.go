// Package record keeps what was said in a call: stereo, one party on the left and all others on the right, as A-law.
//
// The file is written off the media path: Tap only copies into memory, and a goroutine encrypts and writes. A disk that
// stalls costs silence in the recording and never a call. Every half a second a chunk is written, sealed with a key of
// the file's own which is sealed by the keyring, and every second one is made durable: a killed program loses less than
// half a second, a power cut a second. After either the file can be read up to its last whole chunk, and tells that it
// was not closed. A chunk that was changed, dropped or moved within the file is found out.
//
// The file:
//
//	head:  "ODR1" | length of the sealed key's head 2 | head | length of its body 2 | body
//	chunk: length of the sealed sound 4 (top bit: the last one) | sealed sound
//	sound: one A-law byte left and one right, 8000 times a second
//
// A chunk's nonce is its number; number, last and the file's id are authenticated.
package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"onedoor/internal/platform/seal"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
)

const (
	magic     = "ODR1"
	lastChunk = 1 << 31
	// chunkBytes is half a second of two channels.
	chunkBytes = 2 * audio.Rate / 2
	// maxSealed is the longest chunk that is read; recordings of before have chunks of two seconds.
	maxSealed = 8 * chunkBytes
	// maxWaiting is how many chunks may wait for the disk (a minute); beyond that they are dropped as silence.
	maxWaiting = 120
	// syncEvery is how many chunks the disk is asked to keep at once: calls by the hundred share it.
	syncEvery = 2
)

// SealedAs is the seal.Record kind of recordings.
const SealedAs = "telephony.recording"

var (
	// ErrFormat means that a file is no recording.
	ErrFormat = errors.New("record: not a recording")
	// ErrChanged means that a recording was changed after it was written, or is another one's.
	ErrChanged = errors.New("record: the recording was changed")
)

// Recorder writes one recording.
type Recorder struct {
	file io.WriteCloser
	sync func() error
	seal func(number uint32, last bool, sound []byte) []byte

	mu      sync.Mutex
	ready   *sync.Cond
	filling []byte
	waiting [][]byte
	missing int64 // frames that were dropped and not yet made up for by silence
	closed  bool
	started time.Time
	frames  int64

	done    chan struct{}
	err     error
	dropped int64
}

// Create begins a recording in a new file; id binds the file to its row, so that it opens as no other.
func Create(path string, ring *seal.Ring, id int64, now time.Time) (*Recorder, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	r, err := start(f, f.Sync, ring, id, now)
	if err != nil {
		f.Close()
		os.Remove(path)
		return nil, err
	}
	return r, nil
}

func start(f io.WriteCloser, sync func() error, ring *seal.Ring, id int64, now time.Time) (*Recorder, error) {
	head, sealer, err := newKey(ring, id)
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(head); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	r := &Recorder{file: f, sync: sync, seal: sealer, started: now, done: make(chan struct{}), filling: make([]byte, 0, chunkBytes)}
	r.ready = syncCond(&r.mu)
	go r.write()
	return r, nil
}

// Tap takes 20 ms of either channel. It neither blocks nor fails; Close tells what went wrong.
func (r *Recorder) Tap(left, right *audio.Frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	r.frames++
	silence := g711.ALaw.Silence()
	for ; r.missing > 0 && len(r.waiting) < maxWaiting; r.missing-- { // what was dropped lasts as long as it did
		for range 2 * audio.FrameSamples {
			r.filling = append(r.filling, silence)
		}
		r.hand(chunkBytes)
	}
	if len(r.waiting) >= maxWaiting {
		r.missing++
		r.dropped++
		return
	}
	for i := range left {
		r.filling = append(r.filling, g711.ALaw.Encode(left[i]), g711.ALaw.Encode(right[i]))
	}
	r.hand(chunkBytes)
}

// hand gives the writer what was filled, if it is enough.
func (r *Recorder) hand(enough int) {
	if len(r.filling) < enough {
		return
	}
	r.waiting = append(r.waiting, r.filling)
	r.filling = make([]byte, 0, chunkBytes)
	r.ready.Signal()
}

// Length is how long the recording is.
func (r *Recorder) Length() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Duration(r.frames) * audio.FrameTime
}

// Started is when the recording began.
func (r *Recorder) Started() time.Time { return r.started }

// Result tells what became of a recording.
type Result struct {
	Length  time.Duration
	Dropped time.Duration // silence in place of sound that the disk was too slow for
}

// Close writes what is left and waits for the disk. The error is the first one of writing.
func (r *Recorder) Close() (Result, error) {
	r.mu.Lock()
	if !r.closed {
		r.closed = true
		r.ready.Signal()
	}
	r.mu.Unlock()
	<-r.done
	return Result{Length: time.Duration(r.frames) * audio.FrameTime, Dropped: time.Duration(r.dropped) * audio.FrameTime}, r.err
}

func (r *Recorder) write() {
	defer close(r.done)
	for number := uint32(0); ; number++ {
		r.mu.Lock()
		for len(r.waiting) == 0 && !r.closed {
			r.ready.Wait()
		}
		var chunk []byte
		last := len(r.waiting) == 0
		if last {
			chunk, r.filling = r.filling, nil
		} else {
			chunk, r.waiting = r.waiting[0], r.waiting[1:]
		}
		r.mu.Unlock()
		r.put(number, last, chunk)
		if last {
			if err := r.file.Close(); err != nil && r.err == nil {
				r.err = fmt.Errorf("record: %w", err)
			}
			return
		}
	}
}

func (r *Recorder) put(number uint32, last bool, chunk []byte) {
	if r.err != nil {
		return // the rest is lost; the reader gets what is whole
	}
	sealed := r.seal(number, last, chunk)
	length := uint32(len(sealed))
	if last {
		length |= lastChunk
	}
	raw := append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(sealed)), length), sealed...)
	_, err := r.file.Write(raw)
	if err == nil && (last || number%syncEvery == syncEvery-1) {
		err = r.sync()
	}
	if err != nil {
		r.err = fmt.Errorf("record: %w", err)
	}
}
