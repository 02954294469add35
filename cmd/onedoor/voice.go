package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"onedoor/internal/speech"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/tones"
)

// recordedSound is a recording of the folder of announcements, by its name, for what a robot says.
func (h *house) recordedSound(name string) ([]int16, bool) {
	sound, err := switchboard.LoadSound(h.config.Exchange.Sounds, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.log.Warn("a recording cannot be played", "name", name, "error", err)
	}
	return sound, err == nil
}

// recordedSounds are the names of those recordings.
func (h *house) recordedSounds() []string {
	if h.config.Exchange.Sounds == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(h.config.Exchange.Sounds, "*.wav"))
	if err != nil {
		h.log.Warn("recordings cannot be listed", "error", err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".wav")
	}
	return files
}

// queues are the queues of people.
func (h *house) queues() []switchboard.Queue {
	plan, _, err := h.telephonePlan()
	if err != nil {
		h.log.Warn("the plan of telephones cannot be read", "error", err)
	}
	return plan.queues
}

// robotVoice says what a robot says. What has somebody's words in it is said anew each time and kept nowhere.
type robotVoice struct {
	voice, kept speech.Voice
}

// Speak implements outreach.Voice.
func (v robotVoice) Speak(ctx context.Context, text string, personal bool) ([]int16, error) {
	if personal {
		return v.voice.Say(ctx, text)
	}
	return v.kept.Say(ctx, text)
}

// toneVoice stands in for a voice in a simulation: a low tone as long as the words take.
type toneVoice struct{}

// Speak implements outreach.Voice: about four characters a second, at most ten seconds.
func (toneVoice) Speak(_ context.Context, text string, _ bool) ([]int16, error) {
	g := tones.New(tones.Cadence{Low: 350, On: 12, Off: 3, Level: -22})
	frames := min(500, 12*utf8.RuneCountInString(text))
	samples := make([]int16, 0, frames*audio.FrameSamples)
	for range frames {
		var f audio.Frame
		g.Pull(&f)
		samples = append(samples, f[:]...)
	}
	return samples, nil
}
