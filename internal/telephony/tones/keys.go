package tones

import (
	"math"
	"strings"

	"onedoor/internal/telephony/audio"
)

// Frequencies of the keys in the voice band, ITU-T Q.23, in Hz.
var (
	rows    = [4]float64{697, 770, 852, 941}
	columns = [4]float64{1209, 1336, 1477, 1633}
)

const pad = "123A456B789C*0#D"

// ValidKey tells whether key is one of 0 to 9, *, #, A to D.
func ValidKey(key byte) bool { return strings.IndexByte(pad, key) >= 0 }

// Key returns a generator of a key's two frequencies, without end; nil for what is no key.
func Key(key byte) *Generator {
	i := strings.IndexByte(pad, key)
	if i < 0 {
		return nil
	}
	return New(Cadence{Low: rows[i/4], High: columns[i%4], On: 1, Level: -12})
}

// Detector recognises keys in the voice band by the limits of ITU-T Q.24: 40 ms of tone are a key, shorter than 20 ms
// is none, and a pause of 40 ms ends it. Speech is told apart by the share of energy outside the two frequencies.
type Detector struct {
	last  byte // what the last frame held
	run   int  // for how many frames
	held  byte // the key that was reported and is still held
	quiet int  // frames since it was last heard
}

const (
	minLevel  = -40.0 // dB of full scale; Q.24 asks for -25 dBm0 and more, and lines lose some
	pureShare = 0.80  // of the energy in the two frequencies
	minShare  = 0.08  // of the weaker one: a twist of about 9 dB
)

// Feed examines 20 ms of sound and returns a key once, when it has been heard long enough; else 0.
func (d *Detector) Feed(f *audio.Frame) byte {
	key := classify(f)
	if key != 0 && key == d.last {
		d.run++
	} else {
		d.last, d.run = key, 1
	}
	if key == d.held && key != 0 {
		d.quiet = 0
		return 0
	}
	if d.held != 0 {
		if d.quiet++; d.quiet >= 2 {
			d.held = 0
		}
	}
	if key == 0 || d.run < 2 {
		return 0
	}
	d.held, d.quiet = key, 0
	return key
}

func classify(f *audio.Frame) byte {
	if f.Level() < minLevel {
		return 0
	}
	row, low := strongest(f, rows)
	column, high := strongest(f, columns)
	if low+high < pureShare || math.Min(low, high) < minShare {
		return 0
	}
	return pad[row*4+column]
}

func strongest(f *audio.Frame, hz [4]float64) (at int, share float64) {
	for i, h := range hz {
		if p := Power(f[:], h); p > share {
			at, share = i, p
		}
	}
	return at, share
}
