package main

import (
	"context"
	"strings"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/speech"
	"onedoor/internal/switchboard"
)

// announceLimit is how long the start of the exchange waits for a voice.
const announceLimit = 30 * time.Second

// recognizer is who understands what is said; nil: nobody.
func (h *house) recognizer() speech.Recognizer {
	switch c := h.config.Speech; c.Recognizer {
	case "funasr":
		return &speech.FunASR{URL: c.RecognizerURL}
	case "openai":
		return &speech.OpenAI{URL: c.RecognizerURL, Key: c.RecognizerKey, Model: c.RecognizerModel}
	}
	return nil
}

// voice is who says texts; nil: nobody.
func (h *house) voice() speech.Voice {
	switch c := h.config.Speech; c.Voice {
	case "openai":
		return &speech.OpenAI{URL: c.VoiceURL, Key: c.VoiceKey, Model: c.VoiceModel, Name: c.VoiceName}
	case "espeak":
		return &speech.Espeak{}
	}
	return nil
}

// keptVoice is the voice whose sounds are kept, for texts with nobody's words in them; nil: there is no voice.
func (h *house) keptVoice() *speech.Kept {
	voice, c := h.voice(), h.config.Speech
	if voice == nil {
		return nil
	}
	return &speech.Kept{Voice: voice, Dir: h.config.VoiceDir(), By: strings.Join([]string{c.Voice, c.VoiceURL, c.VoiceModel, c.VoiceName}, "\x00")}
}

// sayKept says a text by keptVoice; nil: there is no voice.
func (h *house) sayKept() func(ctx context.Context, text string) ([]int16, error) {
	if kept := h.keptVoice(); kept != nil {
		return kept.Say
	}
	return nil
}

// announce lets the voice say the announcements that nobody recorded. Without a voice, or when it fails, tones stay.
func (h *house) announce(ctx context.Context, sounds switchboard.Sounds) {
	say := h.sayKept()
	if say == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, announceLimit)
	defer cancel()
	if err := sounds.Announce(ctx, h.config.Exchange.Sounds, switchboard.Words(), say); err != nil {
		h.log.Warn("announcements are not said, tones stand in for them", "error", err)
	}
}

func (h *house) checkRecognizer(ctx context.Context) (finding, error) {
	x := finding{what: "the recognizer of speech answers", advice: "see whether the server of speech.recognizer_url runs and can be reached", minor: true}
	r := h.recognizer()
	if r == nil {
		x.what = "speech is not recognized (speech.recognizer is none)"
		return x, nil
	}
	if err := speech.Check(ctx, r); err != nil {
		x.problem = fault.Of(err).Message
	}
	return x, nil
}

func (h *house) checkVoice(ctx context.Context) (finding, error) {
	x := finding{what: "the voice of announcements and robots answers", advice: "see whether the server of speech.voice_url runs and can be reached, or espeak-ng is installed", minor: true}
	v := h.voice()
	if v == nil {
		x.what = "announcements are recorded or tones (speech.voice is none)"
		return x, nil
	}
	if _, err := v.Say(ctx, "您好"); err != nil {
		x.problem = fault.Of(err).Message
	}
	return x, nil
}
