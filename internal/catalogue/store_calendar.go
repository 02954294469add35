package catalogue

import (
	"fmt"

	"onedoor/internal/platform/store"
)

func calendarDays(q store.Queryer, from, to int) ([]CalendarDay, error) {
	rows, err := q.Query(`SELECT day, name, off FROM catalogue_calendar_day WHERE day BETWEEN ? AND ? ORDER BY day`, from, to)
	return store.Collect(rows, err, func(row store.Row) (CalendarDay, error) {
		var d CalendarDay
		err := row.Scan(&d.day, &d.Name, &d.Off)
		d.Date = dateOf(d.day)
		return d, err
	})
}

func putCalendarDay(tx *store.Tx, d CalendarDay) error {
	err := tx.Do(`INSERT INTO catalogue_calendar_day (day, name, off) VALUES (?, ?, ?)
		ON CONFLICT (day) DO UPDATE SET name = excluded.name, off = excluded.off`, d.day, d.Name, flag(d.Off))
	if err != nil {
		return fmt.Errorf("catalogue: put calendar day: %w", err)
	}
	return nil
}

func knownYears(q store.Queryer) (map[int]bool, error) {
	rows, err := q.Query(`SELECT year, known FROM catalogue_calendar_year`)
	list, err := store.Collect(rows, err, func(row store.Row) (y [2]int, err error) {
		err = row.Scan(&y[0], &y[1])
		return y, err
	})
	known := make(map[int]bool, len(list))
	for _, y := range list {
		known[y[0]] = y[1] == 1
	}
	return known, err
}

func putCalendarYear(tx *store.Tx, year int, known bool, source string, now int64) error {
	err := tx.Do(`INSERT INTO catalogue_calendar_year (year, known, source, imported_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (year) DO UPDATE SET known = excluded.known, source = excluded.source, imported_at = excluded.imported_at`,
		year, flag(known), source, now)
	if err != nil {
		return fmt.Errorf("catalogue: put calendar year: %w", err)
	}
	return nil
}
