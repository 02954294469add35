package supervise

import (
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// planned is a step with its time for one clock.
type planned struct {
	ChainStep
	at     time.Time
	before bool // it belongs before the due time, and makes no sense after it
}

// stepsOf computes when each step of the chain is due for a clock, in the order of the chain. Steps whose preset has
// no limit, or whose time lies before the unit was given the order, are left out; a yellow card of a short clock comes
// when a quarter of its time is left.
func (s *Service) stepsOf(q store.Queryer, c Chain, w *watch) ([]planned, error) {
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return nil, err
	}
	var list []planned
	for _, st := range c.Steps {
		anchor, fields := st.Anchor, clock.Fields{Unit: st.Unit, N: st.N}
		if st.Limit != "" {
			l, err := s.Limits.StageLimit(q, LimitFor{Stage: st.Limit, Kind: w.Kind, Category: w.Category, Urgent: w.Urgent, Business: w.Business})
			if err != nil {
				return nil, err
			}
			if l.Fields.Unit == "" {
				continue
			}
			anchor, fields = l.Anchor, l.Fields
		}
		at, ok := stepTime(anchor, fields, cal, w.GivenAt, w.DueAt, st.Card == CardYellow)
		if !ok {
			continue
		}
		p := planned{st, at, anchor == "before_due"}
		if heard := s.Notices.Audible(at); !w.Urgent && (!p.before || !heard.After(w.DueAt)) {
			p.at = heard
		}
		p.at = p.at.Truncate(time.Microsecond).UTC()
		list = append(list, p)
	}
	return list, nil
}

// stepTime is when a step is due. A day counted on from the due time is meant from its opening: what is due on Monday
// at closing is reminded of on Tuesday at opening. Days counted back keep the time of day, so that a whole working day
// is left; zero days back is the opening of the due day. Hours are counted exactly.
func stepTime(anchor string, f clock.Fields, cal clock.Calendar, given, due time.Time, short bool) (time.Time, bool) {
	days := f.Unit == "working_day" || f.Unit == "natural_day"
	if anchor != "before_due" {
		if !days {
			rule, err := f.Rule()
			if err != nil {
				return time.Time{}, false
			}
			r, err := clock.Due(rule, cal, due, nil)
			return laterThan(r.Due, due), err == nil
		}
		day := dayOf(due)
		for left := f.N; left > 0; {
			day = day.AddDate(0, 0, 1)
			if working, _, _ := cal.IsWorking(day.Date()); f.Unit == "natural_day" || working {
				left--
			}
		}
		return laterThan(opening(day, f), due), true
	}
	var at time.Time
	switch {
	case !days:
		length := map[string]time.Duration{"natural_minute": time.Minute}[f.Unit]
		if length == 0 {
			length = time.Hour
		}
		at = due.Add(-time.Duration(f.N) * length)
	case f.N == 0:
		at = opening(dayOf(due), f)
	case f.Unit == "working_day":
		at = clock.WorkingDaysBefore(cal, due, f.N)
	default:
		at = due.AddDate(0, 0, -f.N)
	}
	if short && (at.Before(given) || due.Sub(given) < 24*time.Hour) {
		at = due.Add(-due.Sub(given) / 4)
	}
	return at, at.After(given) && at.Before(due)
}

// laterThan keeps a step after the due instant, which itself is still in time.
func laterThan(at, due time.Time) time.Time {
	if at.After(due) {
		return at
	}
	return due.Add(time.Microsecond)
}

func dayOf(t time.Time) time.Time {
	y, m, d := t.In(wall.Shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, wall.Shanghai)
}

// opening is when work begins on a day.
func opening(day time.Time, f clock.Fields) time.Time {
	from := clock.DefaultPeriods()[0].From
	if len(f.Periods) > 0 {
		if p, err := clock.ParsePeriod(f.Periods[0]); err == nil {
			from = p.From
		}
	}
	return day.Add(time.Duration(from) * time.Minute)
}
