package outreach

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"
	"unicode/utf8"

	"onedoor/internal/speech"
	"onedoor/internal/telephony/audio"
)

const (
	earQueue = 500  // frames that wait for the recognizer, 10 s: as long as it may take to be reached
	maxHeard = 1000 // characters of an answer that are kept
)

var errBehind = errors.New("outreach: the recognizer is far behind the call")

// ears are who understands what is said in the calls of a campaign.
type ears struct {
	ctx        context.Context //nolint:containedctx // of the campaign's run
	log        *slog.Logger
	recognizer speech.Recognizer
	words      map[string]int
}

// phraseWeight is that of a phrase of a script among the words that are likely to be said.
const phraseWeight = 20

// earsFor are who understands what is said in answer to a script; nil: nobody does, or need.
func (s *Service) earsFor(ctx context.Context, script Script) *ears {
	if s.Recognizer == nil || !slices.ContainsFunc(script.Steps, Step.hears) {
		return nil
	}
	words := maps.Clone(s.Words)
	if words == nil {
		words = map[string]int{}
	}
	for _, x := range script.Steps {
		for _, b := range x.Spoken {
			for _, p := range b.Phrases {
				words[p] = max(words[p], phraseWeight)
			}
		}
	}
	return &ears{ctx: context.WithoutCancel(ctx), log: s.Log, recognizer: s.Recognizer, words: words}
}

// hearing is one answer that is listened to. What is understood is told on a goroutine of its own.
type hearing struct {
	ears   *ears
	ctx    context.Context //nolint:containedctx // of the answer
	cancel context.CancelFunc
	frames chan audio.Frame
	busy   atomic.Bool // somebody has begun to speak, and it is not told yet what was understood
	lost   atomic.Bool
	long   bool
	told   func(text string, over bool, failed error)
}

// listen prepares to hear an answer, a long one perhaps; begin begins.
func (e *ears) listen(long bool, told func(text string, over bool, failed error)) *hearing {
	h := &hearing{ears: e, frames: make(chan audio.Frame, earQueue), long: long, told: told}
	h.ctx, h.cancel = context.WithCancel(e.ctx)
	return h
}

func (h *hearing) begin() { go h.run() }

// hear takes a frame and never waits.
func (h *hearing) hear(f *audio.Frame) {
	select {
	case h.frames <- *f:
	default:
		h.lost.Store(true)
	}
}

func (h *hearing) run() {
	text, err := h.follow()
	if h.ctx.Err() != nil {
		return // a key came, or the call is over
	}
	if err != nil {
		h.ears.log.Warn("outreach: speech is not recognized, the call goes on by keys", "error", err)
	}
	h.told(text, true, err)
}

// follow gives the recognizer what is said until that is over, and returns what it understood.
func (h *hearing) follow() (text string, err error) {
	ear, err := h.ears.recognizer.Listen(h.ctx, speech.Options{Hotwords: h.ears.words})
	if err != nil {
		return "", err
	}
	turn := utterance{most: shortAnswer}
	if h.long {
		turn.most = longAnswer
	}
	finished, frames, results := false, h.frames, ear.Results()
	for {
		select {
		case <-h.ctx.Done():
			ear.Finish()
			go drain(results)
			return "", nil
		case f := <-frames:
			if h.lost.Load() {
				ear.Finish()
				go drain(results)
				return "", errBehind
			}
			ear.Hear(f[:])
			over := turn.add(&f)
			h.busy.Store(turn.began)
			if over {
				ear.Finish()
				finished, frames = true, nil
			}
		case r, more := <-results:
			switch {
			case !more && ear.Err() != nil:
				return "", ear.Err()
			case !more && !finished:
				return "", speech.ErrCut
			case !more:
				return text, nil
			case r.Final && utf8.RuneCountInString(text+r.Text) <= maxHeard:
				text += r.Text
				h.told(text, false, nil)
			}
		}
	}
}

// drain reads what a recognizer still says.
func drain(results <-chan speech.Result) {
	for range results { //nolint:revive // nobody asks any more
	}
}
