package mix

import (
	"sync"

	"onedoor/internal/telephony/audio"
)

// Player is a party that plays a sound: a prompt once, or music for ever. It hears nobody.
type Player struct {
	mu      sync.Mutex
	samples []int16
	at      int
	loop    bool
	done    func()
}

// NewPlayer plays samples of 8 kHz. When a sound that does not loop has ended, done is called once, if given, on a
// goroutine of its own.
func NewPlayer(samples []int16, loop bool, done func()) *Player {
	return &Player{samples: samples, loop: loop && len(samples) > 0, done: done}
}

// Pull writes the next 20 ms; false when the sound has ended.
func (p *Player) Pull(f *audio.Frame) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	f.Clear()
	n := copy(f[:], p.samples[p.at:])
	p.at += n
	for p.loop && n < len(f) {
		p.at = copy(f[n:], p.samples)
		n += p.at
	}
	if p.at >= len(p.samples) && !p.loop && p.done != nil {
		go p.done()
		p.done = nil
	}
	return n > 0
}

// Push discards: a player hears nothing.
func (p *Player) Push(*audio.Frame) {}
