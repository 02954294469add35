// Package mix joins the sound of parties: the only thing that the exchange does with media. A mix has parties and a
// matrix of who hears whom. A prompt, music on hold, a call of two, a conference, listening, whispering, barging in
// and recording are all mixes; to transfer a call is to move its party to another mix.
package mix

import (
	"math/bits"
	"sync"

	"onedoor/internal/telephony/audio"
)

// Party speaks and hears, 20 ms at a time. Its methods are called under the mix's lock: they must neither block nor
// call the mix.
type Party interface {
	// Pull writes what the party says; false if it is silent.
	Pull(f *audio.Frame) bool
	// Push takes what the party hears.
	Push(f *audio.Frame)
}

// Tap takes what is said in a mix, for a recording: one party on the left, all others on the right.
type Tap interface {
	Tap(left, right *audio.Frame)
}

// Rule says of a party that joins whether it hears another one, and is heard by it.
type Rule func(other Party) (hears, heard bool)

// All hears everyone and is heard by everyone.
func All(Party) (hears, heard bool) { return true, true }

// Listen hears everyone and is heard by nobody.
func Listen(Party) (hears, heard bool) { return true, false }

// Speak is heard by everyone and hears nobody: prompts and music.
func Speak(Party) (hears, heard bool) { return false, true }

// Whisper hears everyone and is heard by one party alone.
func Whisper(to Party) Rule {
	return func(other Party) (bool, bool) { return true, other == to }
}

// MaxParties is how many parties a mix takes.
const MaxParties = 64

// Mix is a set of parties.
type Mix struct {
	mu      sync.Mutex
	parties []member
	tap     Tap
	left    Party
	ticks   uint64
}

type member struct {
	party Party
	hears uint64 // by place in the list
	frame audio.Frame
	spoke bool
}

// New returns an empty mix; an Engine drives it.
func New() *Mix { return &Mix{} }

// Join adds a party, or changes the rule of one that is there. It tells false when the mix is full.
func (m *Mix) Join(p Party, rule Rule) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.place(p)
	if at < 0 {
		if len(m.parties) == MaxParties {
			return false
		}
		at = len(m.parties)
		m.parties = append(m.parties, member{party: p})
	}
	own := &m.parties[at]
	own.hears = 0
	for i := range m.parties {
		if i == at {
			continue
		}
		hears, heard := rule(m.parties[i].party)
		if hears {
			own.hears |= 1 << i
		}
		m.parties[i].hears &^= 1 << at
		if heard {
			m.parties[i].hears |= 1 << at
		}
	}
	return true
}

// Hear sets whether one party hears another; parties that are not there are left out.
func (m *Mix) Hear(listener, speaker Party, on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, s := m.place(listener), m.place(speaker)
	if l < 0 || s < 0 || l == s {
		return
	}
	m.parties[l].hears &^= 1 << s
	if on {
		m.parties[l].hears |= 1 << s
	}
}

// Leave takes a party out; it tells false if it was not there.
func (m *Mix) Leave(p Party) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.place(p)
	if at < 0 {
		return false
	}
	m.parties = append(m.parties[:at], m.parties[at+1:]...)
	below := uint64(1)<<at - 1
	for i := range m.parties {
		h := m.parties[i].hears
		m.parties[i].hears = h&below | h>>1&^below
	}
	return true
}

// Has tells whether a party is in the mix.
func (m *Mix) Has(p Party) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.place(p) >= 0
}

// Pair tells whether the mix is a plain call: two parties that hear each other, and nobody records.
func (m *Mix) Pair() (a, b Party, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.parties) != 2 || m.tap != nil || m.parties[0].hears != 1<<1 || m.parties[1].hears != 1<<0 {
		return nil, nil, false
	}
	return m.parties[0].party, m.parties[1].party, true
}

// Len is the number of parties.
func (m *Mix) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.parties)
}

// Record sends all that is said to t, with one party on the left; nil ends it.
func (m *Mix) Record(t Tap, left Party) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tap, m.left = t, left
}

func (m *Mix) place(p Party) int {
	for i := range m.parties {
		if m.parties[i].party == p {
			return i
		}
	}
	return -1
}

// Tick moves 20 ms of sound from everyone to everyone. The Engine calls it; tests may.
func (m *Mix) Tick() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ticks++
	var spoke uint64
	for i := range m.parties {
		own := &m.parties[i]
		if own.spoke = own.party.Pull(&own.frame); own.spoke {
			spoke |= 1 << i
		}
	}
	var f audio.Frame
	for i := range m.parties {
		m.sum(&f, m.parties[i].hears&spoke)
		m.parties[i].party.Push(&f)
	}
	if m.tap == nil {
		return
	}
	var left audio.Frame
	of := uint64(0)
	if at := m.place(m.left); at >= 0 {
		of = 1 << at
	}
	m.sum(&left, spoke&of)
	m.sum(&f, spoke&^of)
	m.tap.Tap(&left, &f)
}

// sum adds up the frames of a set of parties.
func (m *Mix) sum(f *audio.Frame, of uint64) {
	switch bits.OnesCount64(of) {
	case 0:
		f.Clear()
		return
	case 1:
		*f = m.parties[bits.TrailingZeros64(of)].frame
		return
	}
	var total [audio.FrameSamples]int32
	for ; of != 0; of &= of - 1 {
		audio.Add(&total, &m.parties[bits.TrailingZeros64(of)].frame)
	}
	for i, v := range total {
		f[i] = audio.Clip(v)
	}
}
