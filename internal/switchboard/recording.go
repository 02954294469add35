package switchboard

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/wall"
	"onedoor/internal/telephony/record"
)

// Recordings are the files of what was said in calls: one a call, by day.
type Recordings struct {
	Dir  string
	Ring *seal.Ring
}

// Sound is a recording, opened.
type Sound struct {
	WAV    []byte // A-law, 8 kHz, the citizen on the left and all others on the right
	Length time.Duration
	Whole  bool // false: the program ended in the middle of the call
}

// Path is where the recording of a call that begins at a time is put.
func (r Recordings) Path(call ids.ID, began time.Time) string {
	return filepath.Join(r.Dir, fmt.Sprint(wall.Day(began)), call.String()+".odr")
}

// find looks for the file of a call; it may have begun before midnight, and been answered and recorded after.
func (r Recordings) find(call ids.ID, began time.Time) string {
	if r.Dir == "" {
		return ""
	}
	for _, at := range []time.Time{began, began.AddDate(0, 0, 1)} {
		if info, err := os.Stat(r.Path(call, at)); err == nil && info.Mode().IsRegular() {
			return r.Path(call, at)
		}
	}
	return ""
}

// Remove erases the recording of a call; that there is none is no failure.
func (r Recordings) Remove(call ids.ID, began time.Time) error {
	path := r.find(call, began)
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("switchboard: recording: %w", err)
	}
	return nil
}

// Open decrypts the recording of a call. The error is ErrNoRecording, or ErrRecordingChanged.
func (r Recordings) Open(call ids.ID, began time.Time) (Sound, error) {
	path := r.find(call, began)
	if path == "" {
		return Sound{}, ErrNoRecording
	}
	f, err := os.Open(path) //nolint:gosec // a name made of an id
	if err != nil {
		return Sound{}, ErrNoRecording.Wrap(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	sound, err := record.Open(f, r.Ring, int64(call))
	if err != nil {
		return Sound{}, changed(err)
	}
	var wav bytes.Buffer
	length, err := record.WriteWAV(&wav, sound)
	if err != nil {
		return Sound{}, changed(err)
	}
	return Sound{WAV: wav.Bytes(), Length: length, Whole: sound.Whole()}, nil
}

func changed(err error) error {
	if errors.Is(err, record.ErrChanged) || errors.Is(err, record.ErrFormat) {
		return ErrRecordingChanged.Wrap(err)
	}
	return fmt.Errorf("switchboard: recording: %w", err)
}

// Waveform is the shape of a recording, for a picture: the loudest sample of each of n spans of equal length, in percent
// of full scale, of either side. A recording of fewer samples has fewer spans.
func (s Sound) Waveform(n int) (citizen, seat []int) {
	left, right := record.Split(s.WAV[min(len(s.WAV), record.HeadBytes):])
	return peaks(left, n), peaks(right, n)
}

func peaks(samples []int16, n int) []int {
	n = min(n, len(samples))
	list := make([]int, n)
	for i := range list {
		for _, v := range samples[i*len(samples)/n : (i+1)*len(samples)/n] {
			list[i] = max(list[i], abs(int(v))*100/32768)
		}
	}
	return list
}

func abs(v int) int { return max(v, -v) }
