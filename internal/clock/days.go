package clock

import "time"

// Why a day does not count.
const (
	whyDayZero = "起算当日，不计"
	whyClosed  = "起算时已下班，当日不计"
	whyPaused  = "停表累计满半日，顺延一日"
	whyWeekend = "休息日，不计"
	whyGuessed = "周末（无放假安排，暂按休息日），不计"
)

// countDays finds the day on which the limit's number is reached.
//
// Paused working time is carried from day to day; whenever the carry reaches half a day, a day is given back and the
// carry lowered by a whole one, so that over the whole limit the days given back are the paused time in days,
// rounded to the nearest.
func (w *walk) countDays() error {
	target, carry := max(w.rule.N, 1), time.Duration(0)
	first := midnight(w.start)
	w.days = make([]Day, 0, min(2*target+4, 40)) // a long holiday included, usually
	for i := range maxDays {
		day := w.look(first.Add(time.Duration(i) * oneDay))
		closing := w.closing(day.Date)
		switch {
		case w.info.working && !day.Working:
			day.Why = restText(day)
		case i == 0 && w.rule.N > 0 && !w.rule.DayOneCounts:
			day.Why = whyDayZero
		case i == 0 && w.start.After(closing):
			day.Why = whyClosed
		default:
			day.Stopped = w.stopped(day.Date)
			carry += day.Stopped
			if length := w.dayLength(); day.Stopped > 0 && 2*carry >= length {
				carry -= length
				day.Why = whyPaused
				break
			}
			day.Counted = true
			day.Number = w.counted() + 1
		}
		w.days = append(w.days, day)
		if day.Number == target {
			w.due = closing
			return nil
		}
	}
	return ErrTooFar
}

// counted is how many days counted so far.
func (w *walk) counted() int {
	for i := len(w.days) - 1; i >= 0; i-- {
		if w.days[i].Counted {
			return w.days[i].Number
		}
	}
	return 0
}

// closing is when a day limit that ends on this day is over.
func (w *walk) closing(day time.Time) time.Time {
	if w.rule.End == AtMidnight || w.rule.closeMinute() == 24*60 {
		return day.Add(oneDay - time.Microsecond) // 24:00, see the package comment
	}
	return at(day, w.rule.closeMinute())
}

// dayLength is the time of a day that counts: the periods, or all 24 hours under natural days.
func (w *walk) dayLength() time.Duration {
	if !w.info.working {
		return oneDay
	}
	var sum int
	for _, p := range w.rule.Periods {
		sum += p.To - p.From
	}
	return time.Duration(sum) * time.Minute
}

// stopped is how much of that time the clock stood still on this day.
func (w *walk) stopped(day time.Time) time.Duration {
	if len(w.pauses) == 0 {
		return 0
	}
	if !w.info.working {
		return pausedIn(w.pauses, day, day.Add(oneDay))
	}
	var sum time.Duration
	for _, p := range w.rule.Periods {
		sum += pausedIn(w.pauses, at(day, p.From), at(day, p.To))
	}
	return sum
}

// restText says why a day is off.
func restText(day Day) string {
	switch {
	case day.Name != "":
		return day.Name + "放假，不计"
	case !day.Known:
		return whyGuessed
	default:
		return whyWeekend
	}
}
