// Package stats holds the few formulas of shares that the figures rest on: confidence intervals and weighted samples.
// It is pure: no clock, no store.
package stats

import "math"

// Z95 is the 97.5 % point of the normal distribution: two-sided intervals of 95 %.
const Z95 = 1.959963984540054

// Interval is a range of a share, 0 ≤ Low ≤ High ≤ 1.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Unknown is what is known of a share when nobody was asked: anything.
var Unknown = Interval{0, 1}

// Wilson is the 95 % score interval of a share, x of n: unlike the textbook's p ± z·√(p(1−p)/n) it keeps its promise for
// small n and for shares near 0 and 1, and never leaves 0 to 1.
//
//	(x + z²/2 ± z·√(x(n−x)/n + z²/4)) / (n + z²)
//
// E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212; advised
// for small n by A. Agresti and B. A. Coull, The American Statistician 52 (1998) 119–126. x and n may be fractions:
// weighted samples have fractional effective sizes.
func Wilson(x, n float64) Interval {
	if !(n > 0) {
		return Unknown
	}
	x = min(max(x, 0), n)
	const zz = Z95 * Z95
	centre, half := x+zz/2, Z95*math.Sqrt(x*(n-x)/n+zz/4)
	i := Interval{max(0, (centre-half)/(n+zz)), min(1, (centre+half)/(n+zz))}
	if x == 0 { // exact ends in spite of rounding
		i.Low = 0
	}
	if x == n {
		i.High = 1
	}
	return i
}

// Below tells whether the whole range lies below a threshold: only then a share is called too low.
func (i Interval) Below(threshold float64) bool { return i.High < threshold }

// Above tells whether the whole range lies above a threshold.
func (i Interval) Above(threshold float64) bool { return i.Low > threshold }
