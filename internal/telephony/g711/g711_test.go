package g711

import (
	"math"
	"testing"

	"onedoor/internal/telephony/audio"
)

// Values of G.711: the smallest and largest magnitudes of either law.
func TestKnownValues(t *testing.T) {
	for _, c := range []struct {
		law    Law
		code   byte
		sample int16
	}{
		{ALaw, 0xd5, 8}, {ALaw, 0x55, -8}, {ALaw, 0xaa, 32256}, {ALaw, 0x2a, -32256},
		{MuLaw, 0xff, 0}, {MuLaw, 0x7f, 0}, {MuLaw, 0x80, 32124}, {MuLaw, 0x00, -32124},
	} {
		if got := c.law.Decode(c.code); got != c.sample {
			t.Errorf("%s %#x = %d, want %d", c.law.Name(), c.code, got, c.sample)
		}
	}
}

// TestMilliwatt holds the digital milliwatt of G.711 tables 5 and 6: 1 kHz at 0 dBm0 repeats these eight bytes. Its
// level is 3.14 dB (A) and 3.17 dB (µ) below the overload point of the law.
func TestMilliwatt(t *testing.T) {
	for law, codes := range map[Law][8]byte{
		ALaw:  {0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4},
		MuLaw: {0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e},
	} {
		var f audio.Frame
		for i := range f {
			f[i] = law.Decode(codes[i%8])
		}
		if level := f.Level(); math.Abs(level+6.15) > 0.1 { // 3.14 below overload, and a sine's RMS is 3.01 below its peak
			t.Errorf("%s: milliwatt at %.2f dB of full scale", law.Name(), level)
		}
	}
}

func TestEncodeIsNearest(t *testing.T) {
	for _, law := range []Law{ALaw, MuLaw} {
		for v := math.MinInt16; v <= math.MaxInt16; v++ {
			best := math.MaxInt
			for c := range 256 {
				best = min(best, abs(int(law.Decode(byte(c)))-v))
			}
			got := abs(int(law.Decode(law.Encode(int16(v)))) - v)
			if got > best+8+abs(v)/64 { // where two segments meet, the recommendation decides a little beside the middle
				t.Fatalf("%s: %d is %d off, nearest is %d", law.Name(), v, got, best)
			}
		}
	}
}

func TestCodesSurvive(t *testing.T) {
	for _, law := range []Law{ALaw, MuLaw} {
		for c := range 256 {
			if got := law.Decode(law.Encode(law.Decode(byte(c)))); got != law.Decode(byte(c)) {
				t.Errorf("%s %#x: %d became %d", law.Name(), c, law.Decode(byte(c)), got)
			}
		}
	}
}

func TestTranscode(t *testing.T) {
	for _, law := range []Law{ALaw, MuLaw} {
		other := 1 - law
		for c := range 256 {
			b := []byte{byte(c)}
			law.Transcode(b)
			was, is := int(law.Decode(byte(c))), int(other.Decode(b[0]))
			if abs(was-is) > 16+abs(was)/24 {
				t.Errorf("%s %#x: %d became %d", law.Name(), c, was, is)
			}
		}
	}
}

// TestNoise holds the signal-to-noise ratio that G.712 asks of a codec pair: 33 dB from -30 to 0 dBm0.
func TestNoise(t *testing.T) {
	for _, law := range []Law{ALaw, MuLaw} {
		for _, peak := range []float64{700, 3000, 12000, 22000} {
			var signal, noise float64
			for i := range audio.Rate {
				v := math.Round(peak * math.Sin(2*math.Pi*1020*float64(i)/audio.Rate))
				d := v - float64(law.Decode(law.Encode(int16(v))))
				signal, noise = signal+v*v, noise+d*d
			}
			if snr := 10 * math.Log10(signal/noise); snr < 33 {
				t.Errorf("%s at peak %.0f: %.1f dB", law.Name(), peak, snr)
			}
		}
	}
}

func FuzzLaw(f *testing.F) {
	f.Add([]byte{0, 1, 0xd5}, uint8(0))
	f.Fuzz(func(t *testing.T, payload []byte, l uint8) {
		law := Law(l % 2)
		samples := make([]int16, len(payload)/2+1)
		n := law.DecodeTo(samples, payload)
		for i := range n {
			if law.Decode(law.Encode(samples[i])) != samples[i] {
				t.Fatalf("sample %d does not survive", samples[i])
			}
		}
	})
}

func abs(v int) int { return max(v, -v) }
