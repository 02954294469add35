package rtp

import (
	"slices"
	"testing"
	"time"

	pion "github.com/pion/rtp"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/timer"
	"onedoor/internal/telephony/tones"
)

// wire is a stream whose packets are kept.
type wire struct {
	*Stream
	clock   *timer.Manual
	packets [][]byte
	reports [][]byte
	keys    string
	lost    int
}

func newWire(clock *timer.Manual, f Format) *wire {
	w := &wire{clock: clock}
	w.Stream = NewStream(clock, func(p []byte) { w.packets = append(w.packets, slices.Clone(p)) },
		func(p []byte) { w.reports = append(w.reports, slices.Clone(p)) },
		Hooks{Key: func(k byte) { w.keys += string(k) }, Lost: func() { w.lost++ }})
	w.Agree(f)
	return w
}

func epoch() *timer.Manual { return timer.NewManual(time.Unix(1_800_000_000, 0)) }

var both = Format{Law: g711.ALaw, KeyType: 101, Send: true, Receive: true}

// carry lets a speak for a number of frames into b and returns what b heard, from the third frame on.
func carry(a, b *wire, frames int, g *tones.Generator) (heard []int16) {
	var f audio.Frame
	for i := range frames {
		g.Pull(&f)
		a.Push(&f)
		for _, p := range a.packets {
			b.Incoming(p)
		}
		a.packets = nil
		a.clock.Advance(audio.FrameTime)
		b.Pull(&f)
		if i > minDelay {
			heard = append(heard, f[:]...)
		}
	}
	return heard
}

func TestSoundGoesAcross(t *testing.T) {
	clock := epoch()
	for _, law := range []g711.Law{g711.ALaw, g711.MuLaw} {
		f := both
		f.Law = law
		a, b := newWire(clock, f), newWire(clock, f)
		if p := tones.Power(carry(a, b, 20, tones.Sine(700)), 700); p < 0.98 {
			t.Errorf("%s: %.3f of the tone", law.Name(), p)
		}
		if q := b.Quality(); q.Received != 20 || q.Lost != 0 || q.Jitter != 0 || q.MOS < 4.2 {
			t.Errorf("%s: %+v", law.Name(), q)
		}
	}
}

func TestKeysAsEvents(t *testing.T) {
	clock := epoch()
	a, b := newWire(clock, both), newWire(clock, both)
	if n := a.SendKeys("12#x9 99"); n != 6 {
		t.Errorf("%d keys taken", n)
	}
	carry(a, b, 80, tones.Sine(440))
	if b.keys != "12#999" {
		t.Errorf("keys %q", b.keys)
	}
}

// TestKeysLossy: a key is told once, whichever of its packets arrive, and however often.
func TestKeysLossy(t *testing.T) {
	clock := epoch()
	for keep := range 7 {
		a, b := newWire(clock, both), newWire(clock, both)
		a.SendKeys("7")
		var f audio.Frame
		for range 8 {
			a.Push(&f)
		}
		n := 0
		for _, raw := range a.packets {
			var p pion.Packet
			if p.Unmarshal(raw) != nil || p.PayloadType != 101 {
				continue
			}
			if n == keep {
				b.Incoming(raw)
				b.Incoming(raw)
			}
			n++
		}
		if n != keyFrames+endRepeats-1 || b.keys != "7" {
			t.Errorf("packet %d of %d alone: keys %q", keep, n, b.keys)
		}
	}
}

func TestKeysInTheVoiceBand(t *testing.T) {
	clock := epoch()
	f := both
	f.KeyType = 0
	a, b := newWire(clock, f), newWire(clock, f)
	a.SendKeys("0421*")
	carry(a, b, 80, tones.New(tones.Cadence{Low: 300, On: 1, Level: -40}))
	if b.keys != "0421*" {
		t.Errorf("keys %q", b.keys)
	}
}

func TestHold(t *testing.T) {
	clock := epoch()
	a, b := newWire(clock, both), newWire(clock, both)
	f := both
	f.Send, f.Receive, f.Patience = false, false, 10
	a.Agree(f)
	carry(a, b, 20, tones.Sine(440))
	if q := b.Quality(); q.Received != 0 {
		t.Errorf("%d packets from a party that may not send", q.Received)
	}
	carry(b, a, 20, tones.Sine(440))
	if q := a.Quality(); q.Received != 0 || a.lost != 0 {
		t.Errorf("on hold: %d packets, %d times lost", q.Received, a.lost)
	}
}

func TestSilentPeer(t *testing.T) {
	clock := epoch()
	f := both
	f.Patience = 50
	a, b := newWire(clock, f), newWire(clock, both)
	var frame audio.Frame
	for range 200 {
		a.Pull(&frame)
	}
	if a.lost != 1 {
		t.Errorf("told %d times", a.lost)
	}
	carry(b, a, 3, tones.Sine(440)) // it is back, and goes again
	for range 60 {
		a.Pull(&frame)
	}
	if a.lost != 2 {
		t.Errorf("told %d times", a.lost)
	}
}

func TestReports(t *testing.T) {
	clock := epoch()
	a, b := newWire(clock, both), newWire(clock, both)
	var f audio.Frame
	for i := range 600 {
		a.Push(&f)
		b.Push(&f)
		for n, p := range a.packets {
			if (i+n)%10 != 0 { // one of ten is lost
				b.Incoming(p)
			}
		}
		for _, p := range b.packets {
			a.Incoming(p)
		}
		a.packets, b.packets = nil, nil
		a.Pull(&f)
		clock.Advance(10 * time.Millisecond)
		reports := a.reports
		a.reports = nil
		for _, r := range reports {
			b.IncomingReport(r) // half way through the tick
		}
		b.Pull(&f)
		clock.Advance(10 * time.Millisecond)
		for _, r := range b.reports {
			a.IncomingReport(r)
		}
		b.reports = nil
	}
	q := a.Quality()
	if q.PeerLoss < 0.08 || q.PeerLoss > 0.12 {
		t.Errorf("the peer's loss is %.3f", q.PeerLoss)
	}
	if q.RoundTrip < 15*time.Millisecond || q.RoundTrip > 25*time.Millisecond {
		t.Errorf("round trip %v", q.RoundTrip)
	}
	if good, bad := a.Quality().MOS, b.Quality().MOS; good < 4.2 || bad > 3.5 || bad < 3 {
		t.Errorf("MOS %.2f without loss, %.2f with 10 %%", good, bad)
	}
}

// Values of the E-model for G.711: R 93.2 is MOS 4.41; each row beside was computed by hand from G.107's formulas.
func TestMOS(t *testing.T) {
	for _, c := range []struct {
		loss  float64
		delay time.Duration
		want  float64
	}{
		{0, 0, 4.41}, {0, 100 * time.Millisecond, 4.36}, {0.01, 0, 4.33}, {0.05, 0, 3.93}, {1, 0, 1.18}, {0, 400 * time.Millisecond, 3.05},
	} {
		if got := mos(c.loss, c.delay); got < c.want-0.05 || got > c.want+0.05 {
			t.Errorf("loss %.2f, delay %v: %.2f, want %.2f", c.loss, c.delay, got, c.want)
		}
	}
}

func TestNewSource(t *testing.T) {
	clock := epoch()
	a, b, c := newWire(clock, both), newWire(clock, both), newWire(clock, both)
	carry(a, c, 20, tones.Sine(440))
	if p := tones.Power(carry(b, c, 20, tones.Sine(1000)), 1000); p < 0.95 {
		t.Errorf("another source is heard at %.3f", p)
	}
	if q := c.Quality(); q.Received != 40 || q.Lost != 0 {
		t.Errorf("%+v", q)
	}
}

func TestRelay(t *testing.T) {
	clock := epoch()
	mu := both
	mu.Law = g711.MuLaw
	a, left, right, b := newWire(clock, both), newWire(clock, both), newWire(clock, mu), newWire(clock, mu)
	var f audio.Frame
	for range 5 { // a prompt before
		right.Push(&f)
	}
	for _, p := range right.packets {
		b.Incoming(p)
	}
	right.packets = nil
	end := Relay(left.Stream, right.Stream)
	g := tones.Sine(850)
	var heard []int16
	for i := range 30 {
		g.Pull(&f)
		a.Push(&f)
		for _, p := range a.packets {
			if i != 10 {
				left.Incoming(p)
			}
		}
		a.packets = nil
		for _, p := range right.packets {
			b.Incoming(p)
		}
		right.packets = nil
		left.Tick()
		right.Tick()
		b.Pull(&f)
		if i > 12 {
			heard = append(heard, f[:]...)
		}
	}
	if p := tones.Power(heard, 850); p < 0.97 {
		t.Errorf("%.3f of the tone", p)
	}
	if q := b.Quality(); q.Lost != 1 || q.Received != 34 {
		t.Errorf("a gap before the relay is one after it: %+v", q)
	}
	end()
	carry(right, b, 10, tones.Sine(440)) // what was still in hand
	heard = carry(right, b, 20, tones.Sine(440))
	for i := 0; i < len(heard); i += audio.FrameSamples { // frame by frame: one may be skipped to lessen the delay
		if p := tones.Power(heard[i:i+audio.FrameSamples], 440); p < 0.95 {
			t.Errorf("after the relay %.3f of the tone in frame %d", p, i/audio.FrameSamples)
		}
	}
}

func FuzzIncoming(f *testing.F) {
	clock := epoch()
	w := newWire(clock, both)
	w.Push(&audio.Frame{})
	w.SendKeys("1")
	w.Push(&audio.Frame{})
	for _, p := range w.packets {
		f.Add(p)
	}
	for range reportEvery {
		w.Pull(&audio.Frame{})
	}
	for _, r := range w.reports {
		f.Add(r)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, other := newWire(clock, both), newWire(clock, both)
		s.Incoming(raw)
		s.IncomingReport(raw)
		s.Pull(&audio.Frame{})
		for _, k := range []byte(s.keys) {
			if !tones.ValidKey(k) {
				t.Fatalf("key %d", k)
			}
		}
		Relay(s.Stream, other.Stream)
		s.Incoming(raw)
	})
}
