package clock

import "time"

// allDay is the one period of a natural day.
var allDay = []Period{{0, 24 * 60}}

// countTime lets the limit's time run through the periods of the days that count, over the pauses.
func (w *walk) countTime() error {
	left := time.Duration(w.rule.N) * w.info.length
	first := midnight(w.start)
	for i := range maxDays {
		day := w.look(first.Add(time.Duration(i) * oneDay))
		periods := allDay
		if w.info.working {
			periods = w.rule.Periods
			if !day.Working {
				day.Why = restText(day)
				periods = nil
			}
		}
		done := w.run(&day, periods, &left)
		day.Counted = day.Ran > 0
		if !day.Counted && day.Why == "" && !done {
			day.Why = whyNotRunning(day)
		}
		w.days = append(w.days, day)
		if done {
			return nil
		}
	}
	return ErrTooFar
}

// run lets the time run through one day and tells whether it is over. A zero limit is over at the first instant at
// which the clock runs.
func (w *walk) run(day *Day, periods []Period, left *time.Duration) bool {
	for _, p := range periods {
		from, to := later(w.start, at(day.Date, p.From)), at(day.Date, p.To)
		if !from.Before(to) {
			continue
		}
		stopped := pausedIn(w.pauses, from, to)
		running := to.Sub(from) - stopped
		if running > 0 && running >= *left {
			w.due = runFor(w.pauses, from, *left)
			day.Stopped += pausedIn(w.pauses, from, w.due)
			day.Ran += *left
			return true
		}
		day.Stopped += stopped
		day.Ran += running
		*left -= running
	}
	return false
}

func whyNotRunning(day Day) string {
	if day.Stopped > 0 {
		return "停表，不计"
	}
	return "起算时已下班，不计"
}
