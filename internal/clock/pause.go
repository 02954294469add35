package clock

import (
	"slices"
	"time"
)

// Pause is a stretch in which the clock stands still, from From up to To.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// maxPauses bounds the work of one calculation; an order with more has other troubles.
const maxPauses = 1000

// merge returns the pauses in order, overlapping ones joined, without what lies before start.
func merge(pauses []Pause, start time.Time) ([]Pause, error) {
	if len(pauses) == 0 {
		return nil, nil
	}
	if len(pauses) > maxPauses {
		return nil, ErrPause.WithMessage("暂停次数超过 %d 次，无法计算，请核对该工单的暂停记录。", maxPauses)
	}
	sorted := slices.Clone(pauses)
	slices.SortFunc(sorted, func(a, b Pause) int { return a.From.Compare(b.From) })
	var merged []Pause
	for _, p := range sorted {
		if p.From.IsZero() || p.To.IsZero() || !p.To.After(p.From) {
			return nil, ErrPause
		}
		if !p.To.After(start) {
			continue
		}
		if p.From.Before(start) {
			p.From = start
		}
		if n := len(merged); n > 0 && !p.From.After(merged[n-1].To) {
			if p.To.After(merged[n-1].To) {
				merged[n-1].To = p.To
			}
			continue
		}
		merged = append(merged, p)
	}
	return merged, nil
}

// pausedIn sums how long the clock stood still between a and b. The pauses are merged.
func pausedIn(pauses []Pause, a, b time.Time) time.Duration {
	var sum time.Duration
	for _, p := range pauses {
		from, to := later(p.From, a), earlier(p.To, b)
		if to.After(from) {
			sum += to.Sub(from)
		}
	}
	return sum
}

// runFor lets the clock run for d from a, over the pauses, and returns when it is over. The caller has made sure
// that enough running time lies ahead.
func runFor(pauses []Pause, a time.Time, d time.Duration) time.Time {
	for _, p := range pauses {
		if !p.To.After(a) {
			continue
		}
		if p.From.After(a) {
			run := p.From.Sub(a)
			if run >= d {
				break
			}
			d -= run
		}
		a = p.To
	}
	return a.Add(d)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
