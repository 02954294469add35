package cti

import (
	"encoding/binary"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
)

// The sorts of sound within a WAV file.
const (
	wavLinear     = 1
	wavALaw       = 6
	wavMuLaw      = 7
	wavExtensible = 0xfffe
)

// wave is the sound of a WAV file, as it lies there.
type wave struct {
	kind, channels, bits, rate int
	data                       []byte
}

// readSound turns a recording into what is kept: 8 kHz, A-law, the citizen's byte and the seat's in turn. The left channel
// is the citizen's; of a recording with one channel both are that one. The error is ErrSoundType.
func readSound(format string, raw []byte) ([]byte, error) {
	var w wave
	switch format {
	case "pcma":
		w = wave{wavALaw, 1, 8, audio.Rate, raw}
	case "pcmu":
		w = wave{wavMuLaw, 1, 8, audio.Rate, raw}
	default:
		var ok bool
		if w, ok = readWave(raw); !ok {
			return nil, ErrSoundType
		}
	}
	frames := len(w.data) / (w.channels * w.bits / 8)
	n := int(int64(frames) * audio.Rate / int64(w.rate))
	if n == 0 {
		return nil, ErrSoundType
	}
	sound := make([]byte, 0, 2*n)
	for i := range n {
		from, to := i*w.rate/audio.Rate, (i+1)*w.rate/audio.Rate
		sound = append(sound, g711.ALaw.Encode(w.mean(from, to, 0)), g711.ALaw.Encode(w.mean(from, to, w.channels-1)))
	}
	return sound, nil
}

// readWave reads the head of a WAV file. The length that a streaming program wrote into it is not believed.
func readWave(raw []byte) (w wave, ok bool) {
	le := binary.LittleEndian
	if len(raw) < 12 || string(raw[:4]) != "RIFF" || string(raw[8:12]) != "WAVE" {
		return w, false
	}
	for rest := raw[12:]; len(rest) >= 8; {
		name, n := string(rest[:4]), uint64(le.Uint32(rest[4:]))
		rest = rest[8:]
		size := len(rest)
		if n < uint64(size) {
			size = int(n)
		}
		body := rest[:size]
		switch {
		case name == "fmt " && size >= 16:
			w.kind, w.channels, w.rate, w.bits = int(le.Uint16(body)), int(le.Uint16(body[2:])), int(le.Uint32(body[4:])), int(le.Uint16(body[14:]))
			if w.kind == wavExtensible {
				w.kind = wavLinear
				if size >= 26 {
					w.kind = int(le.Uint16(body[24:])) // the sub-format begins with the sort
				}
			}
			if !w.known() {
				return w, false
			}
		case name == "data" && w.rate != 0:
			w.data = body
			return w, true
		}
		rest = rest[size:]
		if size%2 == 1 && len(rest) > 0 {
			rest = rest[1:]
		}
	}
	return w, false
}

func (w wave) known() bool {
	linear := w.kind == wavLinear && (w.bits == 8 || w.bits == 16)
	law := (w.kind == wavALaw || w.kind == wavMuLaw) && w.bits == 8
	return (linear || law) && (w.channels == 1 || w.channels == 2) && w.rate >= audio.Rate && w.rate <= 48000
}

// mean is the mean of some samples of a channel.
func (w wave) mean(from, to, channel int) int16 {
	sum := 0
	for i := from; i < to; i++ {
		sum += int(w.sample(i, channel))
	}
	return int16(sum / max(1, to-from))
}

func (w wave) sample(i, channel int) int16 {
	at := (i*w.channels + channel) * w.bits / 8
	switch {
	case w.kind == wavALaw:
		return g711.ALaw.Decode(w.data[at])
	case w.kind == wavMuLaw:
		return g711.MuLaw.Decode(w.data[at])
	case w.bits == 8:
		return (int16(w.data[at]) - 128) << 8
	}
	return int16(binary.LittleEndian.Uint16(w.data[at:]))
}
