package outreach

import (
	"time"

	"onedoor/internal/telephony/audio"
)

// When an answer begins and ends, in frames of 20 ms, and how much louder than the line it is.
const (
	beginAfter  = 6  // of speech
	endAfter    = 40 // of silence behind it
	shortAnswer = int(15 * time.Second / audio.FrameTime)
	longAnswer  = int(60 * time.Second / audio.FrameTime)

	lowest, highest = -65.0, -35.0 // dB below full scale that the noise of a line is taken for
	above           = 9.0          // dB
	rise            = 0.04         // dB a frame by which the noise is taken to grow
)

// utterance finds out when somebody begins to speak and has ended.
type utterance struct {
	most  int // frames of speech at most
	noise float64
	loud  int
	quiet int
	spoke int
	began bool
}

// add takes the next frame; over: somebody has spoken and has ended.
func (u *utterance) add(f *audio.Frame) (over bool) {
	level := max(f.Level(), lowest)
	if u.noise == 0 {
		u.noise = lowest
	}
	speaks := level > u.noise+above
	u.noise = min(level, u.noise+rise, highest)
	switch {
	case speaks:
		u.loud, u.quiet = u.loud+1, 0
	default:
		u.loud, u.quiet = max(0, u.loud-1), u.quiet+1
	}
	if u.loud >= beginAfter {
		u.began = true
	}
	if !u.began {
		return false
	}
	u.spoke++
	return u.quiet >= endAfter || u.spoke >= u.most
}
