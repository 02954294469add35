// Package tones makes and recognises tones: signals of the network, keys in the voice band, and the test tones by
// which each party of a test call is told from every other.
package tones

import (
	"math"

	"onedoor/internal/telephony/audio"
)

// Cadence is a tone of up to two frequencies that comes and goes.
type Cadence struct {
	Low, High float64 // Hz; High 0 means a single frequency
	On, Off   int     // frames of 20 ms; Off 0 means for ever
	Level     float64 // dB of full scale
}

// The signals that a caller hears in China's network (YD/T 1095, GB/T 3380): 450 Hz at about -10 dBm0.
var (
	Ringback = Cadence{Low: 450, On: 50, Off: 200, Level: -16}
	Busy     = Cadence{Low: 450, On: 18, Off: 17, Level: -16}
	Waiting  = Cadence{Low: 450, On: 20, Off: 200, Level: -22}
	Beep     = Cadence{Low: 1000, On: 10, Off: 1 << 30, Level: -16} // before a recorded message
)

// Generator plays a cadence, sample by sample in phase.
type Generator struct {
	c      Cadence
	sample int
	frame  int
}

// New returns a generator at the beginning of c.
func New(c Cadence) *Generator { return &Generator{c: c} }

// Sine returns a steady tone of one frequency in Hz, for tests.
func Sine(hz float64) *Generator { return New(Cadence{Low: hz, On: 1, Level: -15}) }

// Pull writes the next 20 ms; it tells false while the cadence pauses. It never ends.
func (g *Generator) Pull(f *audio.Frame) bool {
	on := g.c.Off == 0 || g.frame%(g.c.On+g.c.Off) < g.c.On
	g.frame++
	if !on {
		f.Clear()
		g.sample += audio.FrameSamples
		return false
	}
	peak := 32767 * math.Sqrt2 * math.Pow(10, g.c.Level/20)
	for i := range f {
		t := float64(g.sample+i) / audio.Rate
		v := math.Sin(2 * math.Pi * g.c.Low * t)
		if g.c.High > 0 {
			v = (v + math.Sin(2*math.Pi*g.c.High*t)) / math.Sqrt2
		}
		f[i] = audio.Clip(int32(peak * v))
	}
	g.sample += audio.FrameSamples
	return true
}

// Push discards: a generator hears nothing.
func (g *Generator) Push(*audio.Frame) {}

// Power is the share (0 to 1) of the sound's energy at one frequency, by Goertzel's algorithm (G. Goertzel, 1958).
func Power(samples []int16, hz float64) float64 {
	coefficient := 2 * math.Cos(2*math.Pi*hz/audio.Rate)
	var s1, s2, energy float64
	for _, sample := range samples {
		v := float64(sample)
		energy += v * v
		s1, s2 = v+coefficient*s1-s2, s1
	}
	if energy == 0 {
		return 0
	}
	return (s1*s1 + s2*s2 - coefficient*s1*s2) * 2 / float64(len(samples)) / energy
}
