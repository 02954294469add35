package rtp

import (
	"testing"

	"onedoor/internal/telephony/audio"
)

// numbered is a packet of 20 ms whose samples all say which one it is.
func numbered(n int) []int16 {
	samples := make([]int16, audio.FrameSamples)
	for i := range samples {
		samples[i] = int16(n + 1)
	}
	return samples
}

func at(n int) uint32 { return 1<<32 - 320 + uint32(n*audio.FrameSamples) } // wraps around early on

// play puts packets at their ticks (several may share one) and returns what is heard at each tick.
func play(arrivals [][]int) []int {
	var j jitter
	var heard []int
	for _, packets := range arrivals {
		for _, n := range packets {
			j.put(at(n), numbered(n))
		}
		var f audio.Frame
		if j.take(&f) == 0 {
			heard = append(heard, 0)
		} else {
			heard = append(heard, int(f[80]))
		}
	}
	return heard
}

func TestJitter(t *testing.T) {
	for name, c := range map[string]struct {
		arrivals [][]int
		heard    []int
	}{
		"even":       {[][]int{{0}, {1}, {2}, {3}, {}, {}}, []int{0, 0, 1, 2, 3, 4}},
		"reordered":  {[][]int{{1}, {0}, {3}, {2}, {}, {}}, []int{0, 1, 2, 3, 4, 0}},
		"duplicated": {[][]int{{0, 0}, {1, 0}, {2, 2}, {3}, {3}, {3}}, []int{0, 0, 1, 2, 3, 4}},
		"lost":       {[][]int{{0}, {}, {2}, {3}, {}, {}}, []int{0, 0, 1, 0, 3, 4}},
		"in a bunch": {[][]int{{0}, {}, {1, 2}, {3}, {}, {}}, []int{0, 0, 1, 2, 3, 4}},
		"too late":   {[][]int{{0}, {1}, {}, {}, {}, {2}, {3}, {4}}, []int{0, 0, 1, 2, 0, 0, 0, 0}},
	} {
		if got := play(c.arrivals); !equal(got, c.heard) {
			t.Errorf("%s: heard %v, want %v", name, got, c.heard)
		}
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestLateGrows: packets that always come late are heard in the end, with a longer delay.
func TestLateGrows(t *testing.T) {
	var j jitter
	var f audio.Frame
	got := 0
	for tick := range 60 {
		if n := tick; n < 5 {
			j.put(at(n), numbered(n))
		} else if n -= 6; n >= 5 { // from now on 120 ms later
			j.put(at(n), numbered(n))
		}
		got += min(1, j.take(&f))
	}
	if j.delay <= minDelay || got < 40 {
		t.Errorf("delay %d, heard %d of 60", j.delay, got)
	}
}

// TestFastSender: a sender whose clock is faster by 1 % must not build up a delay for ever.
func TestFastSender(t *testing.T) {
	var j jitter
	var f audio.Frame
	n := 0
	for tick := range 20000 {
		j.put(at(n), numbered(n))
		n++
		if tick%100 == 0 {
			j.put(at(n), numbered(n))
			n++
		}
		j.take(&f)
		if hand := int(int32(j.end-j.play)) / audio.FrameSamples; hand > maxDelay+4 {
			t.Fatalf("tick %d: %d frames in hand", tick, hand)
		}
	}
}

func TestJump(t *testing.T) {
	var j jitter
	var f audio.Frame
	j.put(1000, numbered(0))
	j.put(900_000_000, numbered(6)) // another clock
	for range minDelay {
		j.take(&f)
	}
	if j.take(&f); f[0] != 7 {
		t.Errorf("after a jump %d is heard", f[0])
	}
}

func FuzzJitter(f *testing.F) {
	f.Add(uint32(0), uint32(160), uint16(160))
	f.Fuzz(func(t *testing.T, first, step uint32, length uint16) {
		var j jitter
		var frame audio.Frame
		for i := range uint32(50) {
			j.put(first+i*step, make([]int16, length%5000))
			if got := j.take(&frame); got > audio.FrameSamples {
				t.Fatal(got)
			}
			if j.delay > maxDelay {
				t.Fatal(j.delay)
			}
		}
	})
}
