package cti

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/record"
	"onedoor/internal/telephony/tones"
)

// wav is half a second of two tones, 440 Hz on the left and, with a second channel, 1000 Hz on the right.
func wav(kind, channels, rate, bits int) []byte {
	le := binary.LittleEndian
	var data []byte
	for i := range rate / 2 {
		for c := range channels {
			v := int16(12000 * math.Sin(2*math.Pi*[]float64{440, 1000}[c]*float64(i)/float64(rate)))
			switch {
			case kind == wavALaw:
				data = append(data, g711.ALaw.Encode(v))
			case kind == wavMuLaw:
				data = append(data, g711.MuLaw.Encode(v))
			case bits == 8:
				data = append(data, byte(v>>8+128))
			default:
				data = le.AppendUint16(data, uint16(v))
			}
		}
	}
	b := append([]byte("RIFF\xff\xff\xff\xffWAVE"), "LIST\x03\x00\x00\x00abc\x00fmt \x10\x00\x00\x00"...)
	b = le.AppendUint16(b, uint16(kind))
	b = le.AppendUint16(b, uint16(channels))
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(rate*channels*bits/8))
	b = le.AppendUint16(b, uint16(channels*bits/8))
	b = le.AppendUint16(b, uint16(bits))
	b = append(b, "data\xff\xff\xff\xff"...) // as a streaming program writes it
	return append(b, data...)
}

// TestReadSound: what call centres write is heard as it was, the citizen on the left.
func TestReadSound(t *testing.T) {
	for _, c := range []struct{ kind, channels, rate, bits int }{
		{wavLinear, 1, 8000, 16}, {wavLinear, 2, 8000, 16}, {wavLinear, 1, 8000, 8}, {wavLinear, 2, 16000, 16}, {wavLinear, 2, 44100, 16}, {wavALaw, 2, 8000, 8}, {wavMuLaw, 1, 8000, 8}, {wavALaw, 1, 16000, 8},
	} {
		sound, err := readSound("wav", wav(c.kind, c.channels, c.rate, c.bits))
		if err != nil || len(sound) != audio.Rate {
			t.Errorf("%+v: %d bytes, %v", c, len(sound), err)
			continue
		}
		left, right := record.Split(sound)
		hz := 440.0
		if c.channels == 2 {
			hz = 1000
		}
		if l, r := tones.Power(left, 440), tones.Power(right, hz); l < 0.9 || r < 0.9 {
			t.Errorf("%+v: left %.2f, right %.2f", c, l, r)
		}
	}
	raw := wav(wavALaw, 1, 8000, 8)
	sound, err := readSound("pcma", raw[len(raw)-4000:])
	if left, _ := record.Split(sound); err != nil || tones.Power(left, 440) < 0.9 {
		t.Errorf("plain A-law: %v", err)
	}
	for name, raw := range map[string][]byte{"nothing": nil, "MP3": []byte("ID3\x03\x00\x00\x00\x00"), "a page": []byte("<html>"), "no sound": wav(wavLinear, 1, 8000, 16)[:56],
		"six channels": wav(wavLinear, 2, 8000, 16)[:0], "4 kHz": wav(wavLinear, 1, 4000, 16), "24 bits": wav(wavLinear, 1, 8000, 24)} {
		if _, err := readSound("wav", raw); !errors.Is(err, ErrSoundType) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzReadSound holds that no bytes make the reader panic, and that what it makes is no longer than what came.
func FuzzReadSound(f *testing.F) {
	f.Add("wav", wav(wavLinear, 2, 8000, 16)[:200])
	f.Add("wav", wav(wavMuLaw, 1, 48000, 8)[:200])
	f.Add("pcmu", []byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, format string, raw []byte) {
		sound, err := readSound(format, raw)
		if err != nil && !errors.Is(err, ErrSoundType) || err == nil && (len(sound) == 0 || len(sound)%2 != 0 || len(sound) > 2*len(raw)) {
			t.Fatalf("%d bytes of %d, %v", len(sound), len(raw), err)
		}
	})
}
