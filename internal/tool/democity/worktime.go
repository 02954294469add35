package democity

import (
	"time"

	"onedoor/internal/platform/wall"
)

// worktime adds hours of office time: 08:30–12:00 and 14:00–17:30 on working days.
type worktime struct{ working func(day time.Time) bool }

// officeDay is the office time of one day.
const officeDay = 7 * time.Hour

var officePeriods = [][2]time.Duration{
	{8*time.Hour + 30*time.Minute, 12 * time.Hour},
	{14 * time.Hour, 17*time.Hour + 30*time.Minute},
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(wall.Shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, wall.Shanghai)
}

// longestHoliday bounds how long nobody works: a calendar of days off only must not stop the plan.
const longestHoliday = 31

// after returns the time when d of office time has passed since t.
func (w worktime) after(t time.Time, d time.Duration) time.Time {
	off := 0
	for day := midnight(t); ; day = day.AddDate(0, 0, 1) {
		if !w.working(day) && off < longestHoliday {
			off++
			continue
		}
		for _, period := range officePeriods {
			from, to := day.Add(period[0]), day.Add(period[1])
			if from.Before(t) {
				from = t
			}
			left := to.Sub(from)
			if left <= 0 {
				continue
			}
			if d <= left {
				return from.Add(d)
			}
			d -= left
		}
	}
}

// weekdays is the working week where no calendar is known.
func weekdays(day time.Time) bool {
	w := day.In(wall.Shanghai).Weekday()
	return w != time.Saturday && w != time.Sunday
}
