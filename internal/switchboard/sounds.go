package switchboard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"onedoor/internal/platform/wall"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/tones"
)

// Sounds are the announcements, by name: welcome, queue (music), place_before, place_after, digit_0 to digit_9, offer,
// cooled, month, day, hour, ten, cooled_after (a number that cools down), cooled_enough, warning, recorded (the call is),
// promise, sorry, wait (the seat's telephone was lost), rate (the question after the call), thanks. Where a file is missing a tone stands in, so that a caller is never in silence.
type Sounds map[string][]int16

// SoundNames are the files that an operator may lay into the folder of announcements, as NAME.wav.
var SoundNames = []string{"welcome", "queue", "place_before", "place_after", "offer", "promise", "sorry", "wait", "rate", "thanks",
	"cooled", "month", "day", "hour", "ten", "cooled_after", "cooled_enough", "warning", "recorded",
	"digit_0", "digit_1", "digit_2", "digit_3", "digit_4", "digit_5", "digit_6", "digit_7", "digit_8", "digit_9"}

// LoadSounds reads a folder; an empty name gives tones alone. A file that cannot be read stops it.
func LoadSounds(folder string) (Sounds, error) {
	s := Sounds{
		"welcome":       play(tones.Cadence{Low: 440, On: 25, Level: -20}, 25),
		"queue":         play(tones.Ringback, 250),
		"offer":         play(tones.Cadence{Low: 880, On: 5, Off: 5, Level: -20}, 20),
		"promise":       play(tones.Cadence{Low: 660, On: 15, Level: -20}, 15),
		"sorry":         play(tones.Busy, 70),
		"wait":          play(tones.Cadence{Low: 330, On: 10, Off: 90, Level: -24}, 200),
		"rate":          play(tones.Cadence{Low: 770, On: 10, Off: 10, Level: -20}, 60),
		"cooled":        play(tones.Cadence{Low: 350, On: 40, Level: -20}, 40),
		"cooled_after":  play(tones.Cadence{Low: 350, On: 20, Off: 10, Level: -20}, 60),
		"cooled_enough": play(tones.Cadence{Low: 300, On: 20, Off: 10, Level: -20}, 90),
		"warning":       play(tones.Cadence{Low: 950, On: 10, Off: 5, Level: -20}, 75),
		"running":       play(tones.Cadence{Low: 400, High: 450, On: 25, Off: 5, Level: -20}, 90),
		"recorded":      play(tones.Cadence{Low: 480, On: 10, Off: 10, Level: -20}, 40),
		"month":         play(tones.Cadence{Low: 500, On: 5, Off: 5, Level: -20}, 10),
		"day":           play(tones.Cadence{Low: 520, On: 5, Off: 5, Level: -20}, 10),
		"hour":          play(tones.Cadence{Low: 540, On: 5, Off: 5, Level: -20}, 10),
		"ten":           play(tones.Cadence{Low: 620, On: 5, Off: 5, Level: -20}, 10),
		"thanks":        play(tones.Cadence{Low: 550, On: 20, Level: -20}, 20),
	}
	for n := range 10 {
		s["digit_"+strconv.Itoa(n)] = play(tones.Cadence{Low: 600, On: 5, Off: 5, Level: -20}, 10*n)
	}
	if folder == "" {
		return s, nil
	}
	for _, name := range SoundNames {
		raw, err := os.ReadFile(filepath.Join(folder, name+".wav"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("switchboard: sounds: %w", err)
		}
		if s[name], err = parseWAV(raw); err != nil {
			return nil, fmt.Errorf("switchboard: %s.wav: %w", name, err)
		}
	}
	return s, nil
}

// LoadSound reads one recording NAME.wav of a folder. The error is fs.ErrNotExist if it has none.
func LoadSound(folder, name string) ([]int16, error) {
	if folder == "" || !fs.ValidPath(name) || strings.ContainsAny(name, `/\.`) {
		return nil, fs.ErrNotExist
	}
	raw, err := os.ReadFile(filepath.Join(folder, name+".wav"))
	if err != nil {
		return nil, err
	}
	return parseWAV(raw)
}

// Recorded are the names of the recordings of a folder, sorted.
func Recorded(folder string) []string {
	names := []string{}
	if folder == "" {
		return names
	}
	list, _ := os.ReadDir(folder) // a folder that is not there holds none
	for _, f := range list {
		if name, ok := strings.CutSuffix(f.Name(), ".wav"); ok && !f.IsDir() && !strings.Contains(name, ".") {
			names = append(names, name)
		}
	}
	return names
}

func play(c tones.Cadence, frames int) []int16 {
	g := tones.New(c)
	samples := make([]int16, 0, frames*audio.FrameSamples)
	for range frames {
		var f audio.Frame
		g.Pull(&f)
		samples = append(samples, f[:]...)
	}
	return samples
}

var errWAV = errors.New("not a WAV file of 8 kHz, mono, 16 bits or G.711")

// parseWAV reads a WAV file of 8 kHz, mono: linear 16 bits, A-law or µ-law.
func parseWAV(raw []byte) ([]int16, error) {
	le := binary.LittleEndian
	if len(raw) < 12 || string(raw[:4]) != "RIFF" || string(raw[8:12]) != "WAVE" {
		return nil, errWAV
	}
	format := uint16(0)
	for rest := raw[12:]; len(rest) >= 8; {
		name, n := string(rest[:4]), int(le.Uint32(rest[4:]))
		body := rest[8:]
		if n < 0 || n > len(body) {
			n = len(body)
		}
		body = body[:n]
		switch {
		case name == "fmt " && n >= 16:
			format = le.Uint16(body)
			bits := le.Uint16(body[14:])
			if le.Uint16(body[2:]) != 1 || le.Uint32(body[4:]) != audio.Rate || format == 1 && bits != 16 || (format == 6 || format == 7) && bits != 8 {
				return nil, errWAV
			}
		case name == "data":
			return decode(format, body)
		}
		rest = rest[8+n:]
		if n%2 == 1 && len(rest) > 0 {
			rest = rest[1:]
		}
	}
	return nil, errWAV
}

func decode(format uint16, body []byte) ([]int16, error) {
	switch format {
	case 1:
		samples := make([]int16, len(body)/2)
		for i := range samples {
			samples[i] = int16(binary.LittleEndian.Uint16(body[2*i:]))
		}
		return samples, nil
	case 6, 7:
		law := g711.ALaw
		if format == 7 {
			law = g711.MuLaw
		}
		samples := make([]int16, len(body))
		law.DecodeTo(samples, body)
		return samples, nil
	}
	return nil, errWAV
}

// of puts together what is to be said.
func (s Sounds) of(what Say) []int16 {
	switch what.Kind {
	case "place":
	case "cooled":
		return s.until(what.Until)
	default:
		return s[what.Kind]
	}
	list := append([]int16(nil), s["place_before"]...)
	for _, digit := range strings.Split(strconv.Itoa(what.Place), "") {
		list = append(list, s["digit_"+digit]...)
	}
	return append(list, s["place_after"]...)
}

// until says that a number cools down, and until when: the next full hour, by the clock of the city.
func (s Sounds) until(t time.Time) []int16 {
	t = t.Add(time.Hour - time.Nanosecond).In(wall.Shanghai).Truncate(time.Hour)
	list := append([]int16(nil), s["cooled"]...)
	for _, part := range []struct {
		n    int
		name string
	}{{int(t.Month()), "month"}, {t.Day(), "day"}, {t.Hour(), "hour"}} {
		list = append(append(list, s.number(part.n)...), s[part.name]...)
	}
	return append(list, s["cooled_after"]...)
}

// number says a number below a hundred as people do: 二十一, 十, 三.
func (s Sounds) number(n int) (list []int16) {
	if n >= 20 {
		list = append(list, s["digit_"+strconv.Itoa(n/10)]...)
	}
	if n >= 10 {
		list = append(list, s["ten"]...)
	}
	if n < 10 || n%10 != 0 {
		list = append(list, s["digit_"+strconv.Itoa(n%10)]...)
	}
	return list
}
