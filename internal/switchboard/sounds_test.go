package switchboard

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/tones"
)

// wav is a file of a format, with a chunk of another kind before the sound.
func wav(format, channels uint16, rate uint32, bits uint16, sound []byte) []byte {
	le := binary.LittleEndian
	b := append([]byte("RIFF\x00\x00\x00\x00WAVE"), "LIST\x03\x00\x00\x00abc\x00fmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(le.AppendUint16(b, format), channels)
	b = le.AppendUint32(le.AppendUint32(b, rate), rate*uint32(channels)*uint32(bits)/8)
	b = le.AppendUint16(le.AppendUint16(b, channels*bits/8), bits)
	b = le.AppendUint32(append(b, "data"...), uint32(len(sound)))
	return append(b, sound...)
}

func TestWAV(t *testing.T) {
	samples := peers.Tone(700, 0.1)
	var linear, a, mu []byte
	for _, s := range samples {
		linear = binary.LittleEndian.AppendUint16(linear, uint16(s))
		a, mu = append(a, g711.ALaw.Encode(s)), append(mu, g711.MuLaw.Encode(s))
	}
	for name, raw := range map[string][]byte{
		"linear": wav(1, 1, 8000, 16, linear), "A-law": wav(6, 1, 8000, 8, a), "µ-law": wav(7, 1, 8000, 8, mu),
		"cut off": wav(1, 1, 8000, 16, linear)[:400],
	} {
		got, err := parseWAV(raw)
		if err != nil || len(got) == 0 || tones.Power(got, 700) < 0.95 {
			t.Errorf("%s: %d samples, %v", name, len(got), err)
		}
	}
	for name, raw := range map[string][]byte{
		"nothing": nil, "rubbish": []byte("RIFFxxxxWAVEdata\xff\xff\xff\xff"), "stereo": wav(1, 2, 8000, 16, linear), "44 kHz": wav(1, 1, 44100, 16, linear),
		"8 bits": wav(1, 1, 8000, 8, a), "mp3": wav(85, 1, 8000, 16, linear), "no format": append([]byte("RIFF\x00\x00\x00\x00WAVEdata\x02\x00\x00\x00"), 1, 2),
	} {
		if got, err := parseWAV(raw); err == nil {
			t.Errorf("%s is taken: %d samples", name, len(got))
		}
	}
}

func TestSounds(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "digit_1.wav"), wav(6, 1, 8000, 8, bytes.Repeat([]byte{1}, 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := LoadSounds(dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.of(Say{Kind: "place", Place: 11})); n != 2000 {
		t.Errorf("the place 11 is %d samples", n)
	}
	for _, name := range []string{"welcome", "queue", "offer", "promise", "sorry"} {
		if len(s[name]) < audio.Rate/10 {
			t.Errorf("%s is silent", name)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "queue.wav"), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadSounds(dir); err == nil {
		t.Error("rubbish is taken as music")
	}
}

// TestAnnounce: what is recorded stays, a voice says the rest with the keys of the queues, and when it fails tones are
// left; music is never said.
func TestAnnounce(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thanks.wav"), wav(6, 1, 8000, 8, bytes.Repeat([]byte{1}, 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := LoadSounds(dir)
	if err != nil {
		t.Fatal(err)
	}
	music, tone := len(s["queue"]), len(s["rate"])
	said := map[string]bool{}
	words := Words()
	err = s.Announce(t.Context(), dir, words, func(_ context.Context, text string) ([]int16, error) {
		said[text] = true
		if text == words["rate"] {
			return nil, errors.New("the voice is gone")
		}
		return make([]int16, 123), nil
	})
	if err == nil || len(s["rate"]) != tone || len(s["digit_3"]) == 123 {
		t.Errorf("a voice that fails: %v", err)
	}
	if len(s["offer"]) != 123 || len(s["thanks"]) != 500 || len(s["queue"]) != music || said[words["thanks"]] {
		t.Errorf("welcome %d, thanks %d, music %d samples", len(s["welcome"]), len(s["thanks"]), len(s["queue"]))
	}
	for _, name := range SoundNames {
		if name != "queue" && name != "welcome" && words[name] == "" {
			t.Errorf("%s has no words", name)
		}
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(wav(1, 1, 8000, 16, []byte{1, 2, 3, 4}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if got, err := parseWAV(raw); err == nil && len(got) > len(raw) {
			t.Fatal(len(got))
		}
	})
}
