package clock

import (
	"time"

	"onedoor/internal/platform/wall"
)

// The levels of a due time.
const (
	LevelOK      = "ok"
	LevelSoon    = "soon"
	LevelOverdue = "overdue"
)

// Level tells how a due time stands at now: overdue once it has passed, soon from soonBefore ahead of it, else ok.
// The due instant itself is still in time. A zero due time is no limit, hence ok.
func Level(due, now time.Time, soonBefore time.Duration) string {
	switch {
	case due.IsZero():
		return LevelOK
	case now.After(due):
		return LevelOverdue
	case !now.Before(due.Add(-soonBefore)):
		return LevelSoon
	default:
		return LevelOK
	}
}

// WorkingDaysBefore returns the same time of day n working days before due: when a reminder "one working day left"
// is owed. With n ≤ 0, or if no such day lies within 20 years, it returns due. A nil calendar means Weekdays.
func WorkingDaysBefore(cal Calendar, due time.Time, n int) time.Time {
	if cal == nil {
		cal = Weekdays{}
	}
	due = due.In(wall.Shanghai)
	day := due
	for range maxDays {
		if n <= 0 {
			return day
		}
		day = day.Add(-oneDay)
		if working, _, _ := cal.IsWorking(day.Date()); working {
			n--
		}
	}
	return due
}
