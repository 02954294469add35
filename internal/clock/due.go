package clock

import (
	"time"

	"onedoor/internal/platform/wall"
)

// Calendar tells which days are worked. known is false for a day whose year has no published arrangement; working is
// then the Monday-to-Friday guess. name is the holiday that made the day free or a make-up day, or empty.
type Calendar interface {
	IsWorking(year int, month time.Month, day int) (working, known bool, name string)
}

// Weekdays is the calendar that knows no arrangement at all: every result that needs one carries a warning.
type Weekdays struct{}

// IsWorking guesses Monday to Friday.
func (Weekdays) IsWorking(y int, m time.Month, d int) (working, known bool, name string) {
	wd := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Weekday()
	return wd != time.Saturday && wd != time.Sunday, false, ""
}

// The bounds of what is computed. Shanghai had daylight saving time until 1991.
const (
	minYear = 1992
	maxYear = 2199
	maxDays = 20*366 + 1 // of search, beginning with the day of the start
)

const oneDay = 24 * time.Hour // exact: no daylight saving within the bounds

// Due computes when a limit that starts at from is over, with the explanation. A nil calendar means Weekdays.
//
// Faults: ErrFrom, ErrPause, ErrTooFar (more than 20 years, or no day that counts), and those of NewRule for a rule
// that was not made by it.
func Due(rule Rule, cal Calendar, from time.Time, pauses []Pause) (Result, error) {
	rule, info, err := rule.check()
	if err != nil {
		return Result{}, err
	}
	from = from.In(wall.Shanghai)
	if y := from.Year(); y < minYear || y > maxYear {
		return Result{}, ErrFrom
	}
	if cal == nil {
		cal = Weekdays{}
	}
	if rule.N > maxDays*24*3600 || (!info.days && time.Duration(rule.N) > maxDays*oneDay/info.length) ||
		(info.days && rule.N > maxDays) {
		return Result{}, ErrTooFar
	}
	w := &walk{rule: rule, info: info, cal: cal}
	if w.start, err = w.open(from); err != nil {
		return Result{}, err
	}
	if w.pauses, err = merge(pauses, w.start); err != nil {
		return Result{}, err
	}
	if info.days {
		err = w.countDays()
	} else {
		err = w.countTime()
	}
	if err != nil {
		return Result{}, err
	}
	return w.result(from), nil
}

// walk is one calculation under way: it goes from day to day and keeps what it saw.
type walk struct {
	rule    Rule
	info    unitInfo
	cal     Calendar
	start   time.Time
	pauses  []Pause
	due     time.Time
	days    []Day
	unknown []int // years without arrangement that were touched, ascending
	yearEnd int   // a year whose last days may still be rearranged by the next year's arrangement, or 0
}

// midnight is the beginning of t's day.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, wall.Shanghai)
}

func at(day time.Time, minute int) time.Time { return day.Add(time.Duration(minute) * time.Minute) }

// look asks the calendar about a day and remembers what deserves a warning.
func (w *walk) look(day time.Time) Day {
	y, m, d := day.Date()
	working, known, name := w.cal.IsWorking(y, m, d)
	switch {
	case !known:
		if n := len(w.unknown); n == 0 || w.unknown[n-1] < y {
			w.unknown = append(w.unknown, y)
		}
	case w.info.working && m == time.December && d >= 29 && w.movable(y):
		w.yearEnd = y
	}
	return Day{Date: day, Name: name, Working: working, Known: known}
}

// movable tells whether the last days of year y may yet be moved by the arrangement of an unpublished year y+1:
// New Year's Day made a bridge of 29–31 December in 2007, 2011 and 2018. A Friday or Saturday needs none.
func (w *walk) movable(y int) bool {
	if _, known, _ := w.cal.IsWorking(y+1, time.January, 1); known {
		return false
	}
	wd := time.Date(y+1, time.January, 1, 0, 0, 0, 0, time.UTC).Weekday()
	return wd != time.Friday && wd != time.Saturday
}

// open returns where the limit starts: from itself, or the next opening when the rule says so.
func (w *walk) open(from time.Time) (time.Time, error) {
	if w.rule.AfterHours != NextPeriod {
		return from, nil
	}
	day := midnight(from)
	for range maxDays {
		if w.look(day).Working {
			for _, p := range w.rule.Periods {
				if from.Before(at(day, p.To)) {
					return later(from, at(day, p.From)), nil
				}
			}
		}
		day = day.Add(oneDay)
	}
	return time.Time{}, ErrTooFar
}
