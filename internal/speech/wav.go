package speech

import (
	"encoding/binary"
	"errors"
	"math"
)

var errWAV = errors.New("speech: no WAV file of linear sound, 16 bits, 8 to 48 kHz")

// readWAV reads a WAV file of linear sound with 16 bits, mono or stereo, and returns it at 8 kHz. The length that a
// streaming server writes into the head is not believed.
func readWAV(raw []byte) ([]int16, error) {
	le := binary.LittleEndian
	if len(raw) < 12 || string(raw[:4]) != "RIFF" || string(raw[8:12]) != "WAVE" {
		return nil, errWAV
	}
	rate, channels := 0, 0
	for rest := raw[12:]; len(rest) >= 8; {
		name, n := string(rest[:4]), le.Uint32(rest[4:])
		rest = rest[8:]
		size := len(rest)
		if uint64(n) < uint64(size) {
			size = int(n)
		}
		body := rest[:size]
		switch {
		case name == "fmt " && size >= 16:
			kind, bits := le.Uint16(body), le.Uint16(body[14:])
			channels, rate = int(le.Uint16(body[2:])), int(le.Uint32(body[4:]))
			if kind != 1 && kind != 0xfffe || bits != 16 || channels < 1 || channels > 2 || rate < Rate || rate > 48000 {
				return nil, errWAV
			}
		case name == "data" && rate != 0:
			return resample(mono(body, channels), rate), nil
		}
		rest = rest[size:]
		if size%2 == 1 && len(rest) > 0 {
			rest = rest[1:]
		}
	}
	return nil, errWAV
}

func mono(body []byte, channels int) []int16 {
	samples := make([]int16, len(body)/2/channels)
	for i := range samples {
		sum := 0
		for c := range channels {
			sum += int(int16(binary.LittleEndian.Uint16(body[2*(i*channels+c):])))
		}
		samples[i] = int16(sum / channels)
	}
	return samples
}

// writeWAV writes sound of 8 kHz.
func writeWAV(samples []int16) []byte {
	le := binary.LittleEndian
	size := uint32(2 * len(samples))
	b := le.AppendUint32([]byte("RIFF"), 36+size)
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(le.AppendUint16(b, 1), 1)
	b = le.AppendUint32(le.AppendUint32(b, Rate), 2*Rate)
	b = le.AppendUint16(le.AppendUint16(b, 2), 16)
	b = le.AppendUint32(append(b, "data"...), size)
	for _, s := range samples {
		b = le.AppendUint16(b, uint16(s))
	}
	return b
}

// lobes is how many zero crossings of the filter are taken on each side: enough for speech on a telephone.
const lobes = 12

// resample brings sound to 8 kHz by a windowed sinc that lets through what 8 kHz can hold.
func resample(in []int16, rate int) []int16 {
	if rate == Rate || len(in) == 0 {
		return in
	}
	step := float64(rate) / Rate
	out := make([]int16, int(float64(len(in))/step))
	reach := lobes * step
	for i := range out {
		at := float64(i) * step
		var sum, weight float64
		for n := max(0, int(math.Ceil(at-reach))); n < len(in) && float64(n) <= at+reach; n++ {
			x := (float64(n) - at) / step
			w := 0.5 + 0.5*math.Cos(math.Pi*x/lobes)
			if x != 0 {
				w *= math.Sin(math.Pi*x) / (math.Pi * x)
			}
			sum += w * float64(in[n])
			weight += w
		}
		out[i] = int16(max(math.MinInt16, min(math.MaxInt16, math.Round(sum/weight))))
	}
	return out
}
