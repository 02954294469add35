package main

import (
	"context"
	"strings"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/speech"
	"onedoor/internal/switchboard"
)

// menus is what the words of the voice menu stand on.
func (h *house) menus() switchboard.MenuConfig {
	return switchboard.MenuConfig{Folder: h.config.Exchange.Sounds, Fill: map[string]string{"城市": h.config.City.Name, "热线": h.config.City.Hotline}}
}

// keptVoice says texts and keeps what it has said; nil: there is no voice.
func (h *house) keptVoice() func(ctx context.Context, text string) ([]int16, error) {
	voice, c := h.voice(), h.config.Speech
	if voice == nil {
		return nil
	}
	kept := &speech.Kept{Voice: voice, Dir: h.config.VoiceDir(), By: strings.Join([]string{c.Voice, c.VoiceURL, c.VoiceModel, c.VoiceName}, "\x00")}
	return kept.Say
}

// workingDays is the calendar as it is now, for the voice menu.
func (h *house) workingDays(q store.Queryer) (func(year int, month time.Month, day int) bool, error) {
	c, err := h.catalogue.Calendar(q)
	return func(year int, month time.Month, day int) bool {
		works, _, _ := c.IsWorking(year, month, day)
		return works
	}, err
}
