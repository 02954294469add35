package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

// Figures of R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998)
// 857–872, table I, method 3 (score without continuity correction).
func TestWilson_Published(t *testing.T) {
	for _, c := range []struct{ x, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		got := Wilson(c.x, c.n)
		if !near(got.Low, c.low, 0.00005) || !near(got.High, c.high, 0.00005) {
			t.Errorf("%v of %v: %.4f to %.4f, want %.4f to %.4f", c.x, c.n, got.Low, got.High, c.low, c.high)
		}
	}
}

// By hand: x = 8, n = 10, z² = 3.8415: (8 + 1.92073 ± 1.95996·√(1.6 + 0.96036)) / 13.84146 = (9.92073 ± 3.13618) / 13.84146.
func TestWilson_ByHand(t *testing.T) {
	got := Wilson(8, 10)
	if !near(got.Low, 0.49016, 0.0001) || !near(got.High, 0.94332, 0.0001) {
		t.Errorf("%+v", got)
	}
}

func TestWilson_Bounds(t *testing.T) {
	for _, c := range []struct {
		x, n float64
		want Interval
	}{{0, 0, Unknown}, {3, -1, Unknown}, {1, math.NaN(), Unknown}} {
		if got := Wilson(c.x, c.n); got != c.want {
			t.Errorf("%v of %v: %+v", c.x, c.n, got)
		}
	}
	if got := Wilson(12, 10); got.High != 1 || got != Wilson(10, 10) {
		t.Errorf("more than all: %+v", got)
	}
	if got := Wilson(-1, 10); got.Low != 0 || got != Wilson(0, 10) {
		t.Errorf("less than none: %+v", got)
	}
}

// Properties over random samples: the interval holds the estimate, mirrors with the answers, and shrinks with n.
func TestWilson_Properties(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 5000 {
		n := 1 + r.IntN(2000)
		x := r.IntN(n + 1)
		p := float64(x) / float64(n)
		i := Wilson(float64(x), float64(n))
		if !(0 <= i.Low && i.Low <= p && p <= i.High && i.High <= 1) {
			t.Fatalf("%d of %d: %+v does not hold %v", x, n, i, p)
		}
		if m := Wilson(float64(n-x), float64(n)); !near(m.Low, 1-i.High, 1e-12) || !near(m.High, 1-i.Low, 1e-12) {
			t.Fatalf("%d of %d: %+v is no mirror of %+v", x, n, m, i)
		}
		if d := Wilson(2*float64(x), 2*float64(n)); d.High-d.Low >= i.High-i.Low {
			t.Fatalf("%d of %d: twice as many answers tell no more: %+v, %+v", x, n, d, i)
		}
		if more := Wilson(float64(x)+0.5, float64(n)); x < n && (more.Low <= i.Low || more.High < i.High) {
			t.Fatalf("%d of %d: not rising: %+v, %+v", x, n, i, more)
		}
	}
}

// By hand: 10 answered of themselves, 8 content; of 20 that did not, 5 were called, 2 content. Each call stands for 4:
// (8 + 4·2) / (10 + 4·5) = 16/30; n' = 30² / (10 + 16·5) = 10.
func TestWeighted_ByHand(t *testing.T) {
	var s Weighted
	s.Add(1, 10, 8)
	s.Add(4, 5, 2)
	p, ok := s.Share()
	if !ok || !near(p, 16.0/30, 1e-12) || !near(s.Effective(), 10, 1e-12) {
		t.Errorf("%v %v", p, s.Effective())
	}
	if want := Wilson(16.0/3, 10); s.Interval() != want {
		t.Errorf("%+v, want %+v", s.Interval(), want)
	}
}

func TestWeighted_Properties(t *testing.T) {
	if _, ok := (Weighted{}).Share(); ok || (Weighted{}).Interval() != Unknown || (Weighted{}).Effective() != 0 {
		t.Error("an empty sample knows something")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var s, even Weighted
		n := 0
		for range 1 + r.IntN(5) {
			count := 1 + r.IntN(50)
			yes := r.IntN(count + 1)
			s.Add(1+9*r.Float64(), count, yes)
			even.Add(3, count, yes)
			n += count
		}
		if s.Effective() > float64(n)+1e-9 {
			t.Fatalf("weights made %d answers into %v", n, s.Effective())
		}
		if !near(even.Effective(), float64(n), 1e-6) {
			t.Fatalf("equal weights made %d answers into %v", n, even.Effective())
		}
		p, _ := s.Share()
		if i := s.Interval(); p < i.Low-1e-12 || p > i.High+1e-12 {
			t.Fatalf("%+v does not hold %v", i, p)
		}
		twice := s
		twice.Join(s)
		if q, _ := twice.Share(); !near(p, q, 1e-12) {
			t.Fatalf("joined with itself: %v, %v", p, q)
		}
	}
}
