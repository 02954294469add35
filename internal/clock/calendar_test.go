package clock

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"
	"time"

	"onedoor/internal/platform/wall"
)

// table is a calendar for tests: the shipped file, read without the room that keeps it.
type table map[string]struct {
	off  bool
	name string
}

// IsWorking knows the years 2007 to 2026, as the shipped file does.
func (t table) IsWorking(y int, m time.Month, d int) (working, known bool, name string) {
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	known = y >= 2007 && y <= 2026
	if row, ok := t[day.Format(time.DateOnly)]; ok {
		return !row.off, known, row.name
	}
	wd := day.Weekday()
	return wd != time.Saturday && wd != time.Sunday, known, ""
}

func national(tb testing.TB) table {
	tb.Helper()
	f, err := os.Open("../catalogue/data/holidays-cn.csv")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	t := table{}
	for _, row := range rows[1:] {
		off, err := strconv.Atoi(row[2])
		if err != nil {
			tb.Fatal(err)
		}
		t[row[0]] = struct {
			off  bool
			name string
		}{off == 1, row[1]}
	}
	return t
}

// sh reads a time in Shanghai: "2021-02-05 10:00" or "2021-02-05 10:00:30".
func sh(tb testing.TB, s string) time.Time {
	tb.Helper()
	layout := "2006-01-02 15:04"
	if len(s) > len(layout) {
		layout = time.DateTime
	}
	t, err := time.ParseInLocation(layout, s, wall.Shanghai)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func rule(tb testing.TB, unit Unit, n int, options ...Option) Rule {
	tb.Helper()
	r, err := NewRule(string(unit), n, options...)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
