package tones

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
)

func TestPowerTellsTonesApart(t *testing.T) {
	frequencies := []float64{440, 550, 700, 850, 1000, 1150}
	for _, played := range frequencies {
		g := Sine(played)
		var samples []int16
		for range 10 {
			var f audio.Frame
			g.Pull(&f)
			samples = append(samples, f[:]...)
		}
		for _, asked := range frequencies {
			p := Power(samples, asked)
			if played == asked && p < 0.98 || played != asked && p > 0.01 {
				t.Errorf("%v Hz played: %.3f of it at %v Hz", played, p, asked)
			}
		}
	}
}

func TestCadence(t *testing.T) {
	g := New(Busy)
	var f audio.Frame
	for i := range 105 {
		if on := g.Pull(&f); on != (i%35 < 18) {
			t.Fatalf("frame %d: on = %v", i, on)
		}
	}
	if level := func() float64 { g = New(Ringback); g.Pull(&f); return f.Level() }(); math.Abs(level+16) > 0.5 {
		t.Errorf("level %.1f dB", level)
	}
}

// press returns a key of so many frames and a pause of so many, as it comes through the codec with noise.
func press(key byte, on, off int, noise float64) []audio.Frame {
	g, random := Key(key), rand.New(rand.NewPCG(1, uint64(key)))
	list := make([]audio.Frame, on+off)
	for i := range list {
		if i < on {
			g.Pull(&list[i])
		}
		for k := range list[i] {
			v := list[i][k] + int16(random.NormFloat64()*noise)
			list[i][k] = g711.ALaw.Decode(g711.ALaw.Encode(v))
		}
	}
	return list
}

func heard(frames []audio.Frame) (keys string) {
	var d Detector
	for i := range frames {
		if k := d.Feed(&frames[i]); k != 0 {
			keys += string(k)
		}
	}
	return keys
}

func TestKeys(t *testing.T) {
	var all []audio.Frame
	for _, key := range []byte(pad) {
		all = append(all, press(key, 4, 3, 100)...)
	}
	if got := heard(all); got != pad {
		t.Errorf("heard %q, want %q", got, pad)
	}
	if got := heard(append(press('5', 4, 3, 0), press('5', 4, 3, 0)...)); got != "55" {
		t.Errorf("a key pressed twice is heard as %q", got)
	}
	if got := heard(press('5', 100, 0, 0)); got != "5" {
		t.Errorf("a held key is heard as %q", got)
	}
	if got := heard(press('5', 1, 5, 0)); got != "" {
		t.Errorf("a tone of 20 ms is heard as %q", got)
	}
	dropped := press('7', 6, 3, 0)
	dropped[3].Clear() // a lost packet within a key
	if got := heard(dropped); got != "7" {
		t.Errorf("a key with a gap is heard as %q", got)
	}
}

// TestTalkOff: what is no key must not be heard as one, such as voices (harmonics of a moving pitch), noise, signals.
func TestTalkOff(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	var d Detector
	var f audio.Frame
	for minute := range 3000 {
		pitch := 90 + 160*random.Float64()
		var weight [30]float64
		for h := range weight {
			weight[h] = random.Float64() / float64(h+1)
		}
		for i := range f {
			v := random.NormFloat64() * 200
			for h, w := range weight {
				v += 5000 * w * math.Sin(2*math.Pi*pitch*float64(h+1)*float64(i)/audio.Rate)
			}
			f[i] = audio.Clip(int32(v))
		}
		if k := d.Feed(&f); k != 0 {
			t.Fatalf("frame %d is heard as %q", minute, k)
		}
	}
	for _, c := range []Cadence{Ringback, Busy, {Low: 697, On: 1, Level: -12}, {Low: 1336, On: 1, Level: -12}} {
		g := New(c)
		for range 300 {
			g.Pull(&f)
			if k := d.Feed(&f); k != 0 {
				t.Errorf("%+v is heard as %q", c, k)
			}
		}
	}
}

func TestNoKey(t *testing.T) {
	for _, c := range []byte{0, 'a', 'E', ' ', 255} {
		if ValidKey(c) || Key(c) != nil {
			t.Errorf("%q is taken as a key", c)
		}
	}
}

func FuzzDetector(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var d Detector
		var frame audio.Frame
		for i := range frame {
			if len(raw) >= 2 {
				frame[i] = int16(binary.LittleEndian.Uint16(raw[i*2%(len(raw)-1):]))
			}
		}
		for range 4 {
			if k := d.Feed(&frame); k != 0 && !ValidKey(k) {
				t.Fatalf("heard %d", k)
			}
		}
	})
}
