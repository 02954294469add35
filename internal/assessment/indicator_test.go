package assessment

import (
	"math/rand/v2"
	"testing"

	"onedoor/internal/platform/stats"
)

// Bounds by hand of 95 % Wilson intervals: 60 of 100 → 0.502 to 0.691; 6 of 10 → 0.313 to 0.832; 85 of 100 → 0.767 to 0.907.
func TestBand(t *testing.T) {
	high := Indicator{A: 0.95, B: 0.85, C: 0.75, Least: 10}
	low := Indicator{Lower: true, A: 0.05, B: 0.10, C: 0.20, Least: 10}
	for _, c := range []struct {
		name string
		i    Indicator
		n, x int64
		want Band
	}{
		{"NothingAtAll", high, 0, 0, NoBand},
		{"TooFew", high, 9, 9, NoBand},
		{"AllOfTen", high, 10, 10, BandA},
		{"SixOfTenMayStillBeFair", high, 10, 6, BandC}, // up to 0.832: below 0.95 and 0.85, not below 0.75
		{"SixtyOfAHundredIsNot", high, 100, 60, BandD}, // up to 0.691
		{"EightyFiveOfAHundred", high, 100, 85, BandB}, // up to 0.907
		{"NinetyOfAHundred", high, 100, 90, BandB},     // up to 0.945
		{"NinetyTwoOfAHundred", high, 100, 92, BandA},  // up to 0.959
		{"NoneBad", low, 100, 0, BandA},
		{"TenOfAHundredBad", low, 100, 10, BandB},       // from 0.055
		{"OneOfTenBad", low, 10, 1, BandA},              // from 0.018
		{"FortyOfAHundredBad", low, 100, 40, BandD},     // from 0.309
		{"MoreRedoneThanCompleted", low, 10, 14, BandD}, // counted as all
	} {
		if got := c.i.band(figure(c.n, c.x)); got != c.want {
			t.Errorf("%s: %q, want %q (%+v)", c.name, got, c.want, figure(c.n, c.x).Interval)
		}
	}
}

// Properties: a better share never gives a worse band; the band is never worse than the estimate itself deserves.
func TestBand_Properties(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		i := Indicator{Lower: r.IntN(2) == 0, A: 0.9, B: 0.8, C: 0.6, Least: 1}
		if i.Lower {
			i.A, i.B, i.C = 0.1, 0.2, 0.4
		}
		n := int64(1 + r.IntN(300))
		x := r.Int64N(n + 1)
		got := bandPoints[i.band(figure(n, x))]
		if x < n {
			next := bandPoints[i.band(figure(n, x+1))]
			if !i.Lower && next < got || i.Lower && next > got {
				t.Fatalf("%+v: %d of %d has %v, one more %v", i, x, n, got, next)
			}
		}
		p := float64(x) / float64(n)
		deserved := i.band(Figure{N: int(n), Effective: float64(n), Interval: stats.Interval{Low: p, High: p}})
		if got < bandPoints[deserved] {
			t.Fatalf("%+v: %d of %d has %v, worse than its estimate", i, x, n, got)
		}
	}
}

func TestOverall(t *testing.T) {
	r := DefaultGradeRules()
	all := func(b Band) map[string]Band {
		m := map[string]Band{}
		for _, i := range r.Indicators {
			m[i.Code] = b
		}
		return m
	}
	with := func(b Band, change map[string]Band) map[string]Band {
		m := all(b)
		for k, v := range change {
			m[k] = v
		}
		return m
	}
	for _, c := range []struct {
		name  string
		bands map[string]Band
		want  Band
		n     int
	}{
		{"AllA", all(BandA), BandA, 10},
		{"AllD", all(BandD), BandD, 10},
		{"Nothing", all(NoBand), NoBand, 0},
		{"ThreeAreTooFew", map[string]Band{Sign: BandA, Due: BandA, Redo: BandA}, NoBand, 3},
		{"FourAreEnough", map[string]Band{Sign: BandA, Due: BandA, Redo: BandA, Response: BandB}, BandA, 4}, // (3+6+3+4)/6 = 2.67
		{"OneBadAmongGood", with(BandA, map[string]Band{Resolution: BandD}), BandA, 10},                     // (3·15 + 0·3)/18 = 2.5
		{"TwoBadAmongGood", with(BandA, map[string]Band{Resolution: BandD, Sign: BandC}), BandB, 10},
		{"ConfirmedDoubtsCap", with(BandA, map[string]Band{Doubtful: BandC}), BandC, 10},
		{"CapDoesNotLift", with(BandD, map[string]Band{Doubtful: BandA}), BandD, 10},
	} {
		if got, n := r.overall(c.bands); got != c.want || n != c.n {
			t.Errorf("%s: %q of %d, want %q of %d", c.name, got, n, c.want, c.n)
		}
	}
}
