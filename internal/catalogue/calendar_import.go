package catalogue

import (
	"maps"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// CalendarReport says what an import did.
type CalendarReport struct {
	Added     int   `json:"added"`
	Changed   int   `json:"changed"`
	Unchanged int   `json:"unchanged"`
	Years     []int `json:"years" nullable:"false" doc:"years of the file that now have an arrangement"`
	Partial   []int `json:"partial" nullable:"false" doc:"years of the file that still have none: due times in them carry a warning"`
}

// ImportCalendar takes over a calendar file (see ParseCalendar). Days it names are added or changed; days it does
// not name stay, because the last days of a year may belong to the next year's file. A second import of the same
// file changes nothing. source says where the arrangement was published.
//
// Due times computed before are not touched: each order keeps its own until its room computes it again.
func (s *Service) ImportCalendar(tx *store.Tx, p auth.Principal, file []byte, source string) (CalendarReport, error) {
	days, err := ParseCalendar(file)
	if err != nil {
		return CalendarReport{}, err
	}
	if err := s.begin(tx, p); err != nil {
		return CalendarReport{}, err
	}
	return s.putCalendar(tx, p, days, source)
}

func (s *Service) putCalendar(tx *store.Tx, p auth.Principal, days []CalendarDay, source string) (CalendarReport, error) {
	report := CalendarReport{Years: []int{}, Partial: []int{}}
	before, err := calendarDays(tx, 0, 99999999)
	if err != nil {
		return report, err
	}
	known, err := knownYears(tx)
	if err != nil {
		return report, err
	}
	all := make(map[int]CalendarDay, len(before)+len(days))
	for _, d := range before {
		all[d.day] = d
	}
	touched := map[int]bool{}
	for _, d := range days {
		touched[d.day/10000] = true
		old, exists := all[d.day]
		switch {
		case old == d:
			report.Unchanged++
			continue
		case exists:
			report.Changed++
		default:
			report.Added++
		}
		all[d.day] = d
		if err := putCalendarDay(tx, d); err != nil {
			return report, err
		}
	}
	merged := slices.Collect(maps.Values(all))
	for _, year := range slices.Sorted(maps.Keys(touched)) {
		now := arranged(year, merged)
		if now {
			report.Years = append(report.Years, year)
		} else {
			report.Partial = append(report.Partial, year)
		}
		if was, listed := known[year]; listed && was == now && report.Added+report.Changed == 0 {
			continue
		}
		if err := putCalendarYear(tx, year, now, source, wall.Micros(s.clock.Now())); err != nil {
			return report, err
		}
	}
	if report.Added+report.Changed == 0 {
		return report, nil
	}
	return report, s.record(tx, p, EventCalendarImported, ids.New(),
		CalendarEvent{Years: slices.Sorted(maps.Keys(touched)), Added: report.Added, Changed: report.Changed})
}
