package mix

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/tones"
)

// voice says a steady tone and remembers what it heard last.
type voice struct {
	*tones.Generator
	hz    float64
	heard audio.Frame
}

func newVoice(hz float64) *voice { return &voice{Generator: tones.Sine(hz), hz: hz} }

func (v *voice) Push(f *audio.Frame) { v.heard = *f }

func (v *voice) hears(hz float64) bool { return tones.Power(v.heard[:], hz) > 0.1 }

// The frequencies are multiples of 50 Hz, so that 20 ms tell them apart.
var citizen, seat, leader, expert = 400.0, 700.0, 1000.0, 1300.0

func set(rules map[float64]Rule) (*Mix, map[float64]*voice) {
	m, voices := New(), map[float64]*voice{}
	for _, hz := range []float64{citizen, seat, leader, expert} {
		if rule := rules[hz]; rule != nil {
			voices[hz] = newVoice(hz)
			m.Join(voices[hz], rule)
		}
	}
	return m, voices
}

// check holds that each voice hears exactly the given ones.
func check(t *testing.T, what string, m *Mix, voices map[float64]*voice, want map[float64][]float64) {
	t.Helper()
	m.Tick()
	for hz, v := range voices {
		heard := map[float64]bool{}
		for _, w := range want[hz] {
			heard[w] = true
		}
		for other := range voices {
			if v.hears(other) != heard[other] {
				t.Errorf("%s: %v hears %v: %v", what, hz, other, v.hears(other))
			}
		}
	}
}

func TestWhoHearsWhom(t *testing.T) {
	all := map[float64]Rule{citizen: All, seat: All, leader: All}
	m, v := set(all)
	check(t, "conference", m, v, map[float64][]float64{citizen: {seat, leader}, seat: {citizen, leader}, leader: {citizen, seat}})

	m.Join(v[leader], Listen)
	check(t, "listen", m, v, map[float64][]float64{citizen: {seat}, seat: {citizen}, leader: {citizen, seat}})

	m.Join(v[leader], Whisper(v[seat]))
	check(t, "whisper", m, v, map[float64][]float64{citizen: {seat}, seat: {citizen, leader}, leader: {citizen, seat}})

	m.Join(v[leader], All)
	check(t, "barge", m, v, map[float64][]float64{citizen: {seat, leader}, seat: {citizen, leader}, leader: {citizen, seat}})

	m.Leave(v[citizen])
	check(t, "the first one left", m, v, map[float64][]float64{citizen: {seat, leader}, seat: {leader}, leader: {seat}})
	if !v[citizen].hears(seat) {
		t.Error("who left still hears the last frame only")
	}

	m.Hear(v[seat], v[leader], false)
	delete(v, citizen)
	check(t, "muted", m, v, map[float64][]float64{seat: {}, leader: {seat}})
}

// TestMatrix compares the bits with a plain model while parties come, go and change.
func TestMatrix(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	type pair struct{ listener, speaker Party }
	m, model := New(), map[pair]bool{}
	voices := make([]*voice, 8)
	for i := range voices {
		voices[i] = newVoice(float64(300 + 200*i))
	}
	in := map[Party]bool{}
	for step := range 500 {
		v := voices[random.IntN(len(voices))]
		switch random.IntN(3) {
		case 0:
			if m.Leave(v) != in[v] {
				t.Fatal("leave")
			}
			delete(in, v)
		default:
			var hears, heard [8]bool
			for i := range voices {
				hears[i], heard[i] = random.IntN(2) == 0, random.IntN(2) == 0
			}
			m.Join(v, func(other Party) (bool, bool) {
				for i := range voices {
					if voices[i] == other {
						return hears[i], heard[i]
					}
				}
				panic("a stranger")
			})
			in[v] = true
			for i, other := range voices {
				model[pair{v, other}], model[pair{other, v}] = hears[i], heard[i]
			}
		}
		for _, w := range voices {
			w.heard.Clear()
		}
		m.Tick()
		for _, l := range voices {
			for _, s := range voices {
				want := l != s && in[l] && in[s] && model[pair{l, s}]
				if got := l.hears(s.hz); got != want {
					t.Fatalf("step %d: %v hears %v = %v, want %v", step, l.hz, s.hz, got, want)
				}
			}
		}
	}
}

type stereo struct{ left, right audio.Frame }

func (s *stereo) Tap(left, right *audio.Frame) { s.left, s.right = *left, *right }

func TestRecord(t *testing.T) {
	m, v := set(map[float64]Rule{citizen: All, seat: All, leader: Whisper(nil)})
	var s stereo
	m.Record(&s, v[citizen])
	m.Tick()
	if p := tones.Power(s.left[:], citizen); p < 0.95 {
		t.Errorf("left has %.2f of the citizen", p)
	}
	for _, hz := range []float64{seat, leader} {
		if tones.Power(s.right[:], hz) < 0.4 || tones.Power(s.left[:], hz) > 0.01 {
			t.Errorf("%v is not on the right alone", hz)
		}
	}
	if tones.Power(s.right[:], citizen) > 0.01 {
		t.Error("the citizen is on the right")
	}
	m.Leave(v[citizen])
	if m.Tick(); s.left != (audio.Frame{}) {
		t.Error("left is not silent without the citizen")
	}
}

func TestLoudIsClipped(t *testing.T) {
	m := New()
	loud := make([]int16, audio.FrameSamples)
	for i := range loud {
		loud[i] = 30000
	}
	ear := newVoice(440)
	m.Join(ear, Listen)
	m.Join(NewPlayer(loud, true, nil), Speak)
	m.Join(NewPlayer(loud, true, nil), Speak)
	m.Tick()
	if ear.heard[80] != 32767 {
		t.Errorf("two loud sounds are %d", ear.heard[80])
	}
}

func TestPlayer(t *testing.T) {
	done := make(chan struct{})
	p := NewPlayer(make([]int16, 400), false, func() { close(done) })
	var f audio.Frame
	for i, want := range []bool{true, true, true, false, false} {
		if got := p.Pull(&f); got != want {
			t.Errorf("frame %d: %v", i, got)
		}
	}
	<-done
	loop := NewPlayer([]int16{1, 2, 3}, true, nil)
	for range 2 {
		loop.Pull(&f)
	}
	if f[0] != 160%3+1 || f[159] != 319%3+1 {
		t.Errorf("a loop of three goes on with %d and %d", f[0], f[159])
	}
	empty := NewPlayer(nil, true, func() {})
	if empty.Pull(&f) {
		t.Error("nothing is heard of nothing")
	}
}

func TestFull(t *testing.T) {
	m := New()
	for i := range MaxParties + 1 {
		if ok := m.Join(NewPlayer(nil, false, nil), All); ok != (i < MaxParties) {
			t.Fatalf("party %d: %v", i, ok)
		}
	}
	m.Tick()
}

func TestEngine(t *testing.T) {
	e := NewEngine()
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { e.Run(ctx) })
	played := make(chan struct{})
	m := New()
	m.Join(NewPlayer(make([]int16, 3*audio.FrameSamples), false, func() { close(played) }), Speak)
	e.Add(m)
	<-played
	e.Remove(m)
	if e.Len() != 0 {
		t.Error("a mix is left")
	}
	stop()
	wg.Wait()
}

func BenchmarkTick(b *testing.B) {
	m, _ := set(map[float64]Rule{citizen: All, seat: All})
	for b.Loop() {
		m.Tick()
	}
}
