// Package audio is the one shape in which sound moves inside the exchange: 20 ms of linear PCM, 16 bits, 8 kHz, mono.
package audio

import (
	"math"
	"time"
)

const (
	// Rate is the number of samples a second, that of G.711.
	Rate = 8000
	// FrameSamples is the number of samples in a frame.
	FrameSamples = Rate / 50
	// FrameTime is how long a frame lasts.
	FrameTime = 20 * time.Millisecond
)

// Frame is 20 ms of sound.
type Frame [FrameSamples]int16

// Clear makes the frame silent.
func (f *Frame) Clear() { *f = Frame{} }

// Level is the root mean square of the frame relative to full scale, in dB (0 is the loudest, -∞ silence).
func (f *Frame) Level() float64 {
	var sum float64
	for _, s := range f {
		sum += float64(s) * float64(s)
	}
	return 10 * math.Log10(sum/FrameSamples/(32768*32768))
}

// Frames tells how many whole frames fit into d, at least one.
func Frames(d time.Duration) int { return max(1, int(d/FrameTime)) }

// Add mixes other into the sums.
func Add(sum *[FrameSamples]int32, other *Frame) {
	for i, s := range other {
		sum[i] += int32(s)
	}
}

// Clip narrows a sum to 16 bits; what is too loud is held at full scale.
func Clip(v int32) int16 {
	return int16(max(math.MinInt16, min(math.MaxInt16, v)))
}
