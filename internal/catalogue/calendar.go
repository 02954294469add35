package catalogue

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"onedoor/internal/platform/store"
)

// CalendarDay is one day that the national arrangement names: a day off or a make-up working day.
type CalendarDay struct {
	Date string `json:"date" doc:"yyyy-mm-dd"`
	Name string `json:"name" doc:"the holiday"`
	Off  bool   `json:"is_off" doc:"true: day off; false: make-up working day"`

	day int // yyyymmdd
}

// Calendar tells working days from days off. It never changes once made. It satisfies the clock's Calendar.
type Calendar struct {
	days  map[int]CalendarDay
	known map[int]bool
}

// NewCalendar makes a calendar of named days; known are the years that have an arrangement.
func NewCalendar(days []CalendarDay, known map[int]bool) Calendar {
	c := Calendar{days: make(map[int]CalendarDay, len(days)), known: maps.Clone(known)}
	for _, d := range days {
		c.days[d.day] = d
	}
	return c
}

// IsWorking tells whether a day is worked, whether that is certain (its year has an arrangement), and the holiday
// behind a day off or a make-up day. Without a named day it is Monday to Friday.
func (c Calendar) IsWorking(year int, month time.Month, day int) (working, known bool, name string) {
	known = c.known[year]
	if d, ok := c.days[year*10000+int(month)*100+day]; ok {
		return !d.Off, known, d.Name
	}
	wd := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday()
	return wd != time.Saturday && wd != time.Sunday, known, ""
}

// Years returns the years that have an arrangement, ascending.
func (c Calendar) Years() []int {
	var list []int
	for year, known := range c.known {
		if known {
			list = append(list, year)
		}
	}
	slices.Sort(list)
	return list
}

// Days returns the named days of a year in order.
func (c Calendar) Days(year int) []CalendarDay {
	list := []CalendarDay{}
	for day, d := range c.days {
		if day/10000 == year {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b CalendarDay) int { return a.day - b.day })
	return list
}

// Calendar returns the calendar as it is now.
func (s *Service) Calendar(q store.Queryer) (Calendar, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return Calendar{}, err
	}
	return v.calendar, nil
}

// arranged tells whether the named days of a year are a real arrangement: New Year's Day, a weekday off around the
// Spring Festival (20 January to 29 February), Labour Day, and National Day.
func arranged(year int, days []CalendarDay) bool {
	var newYear, spring, labour, national bool
	for _, d := range days {
		if !d.Off || d.day/10000 != year {
			continue
		}
		switch monthDay := d.day % 10000; {
		case monthDay == 101:
			newYear = true
		case monthDay == 501:
			labour = true
		case monthDay == 1001:
			national = true
		case monthDay >= 120 && monthDay <= 229:
			wd := time.Date(year, time.Month(monthDay/100), monthDay%100, 0, 0, 0, 0, time.UTC).Weekday()
			spring = spring || (wd != time.Saturday && wd != time.Sunday)
		}
	}
	return newYear && spring && labour && national
}

func dateOf(day int) string { return fmt.Sprintf("%04d-%02d-%02d", day/10000, day/100%100, day%100) }
