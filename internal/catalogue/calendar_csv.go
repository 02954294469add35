package catalogue

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The bounds of a calendar file.
const (
	maxCalendarBytes = 1 << 20
	maxCalendarRows  = 20000
	maxRowFaults     = 20 // named at once; more would not help
	minCalendarYear  = 1992
	maxCalendarYear  = 2199
)

// ParseCalendar reads a calendar file: UTF-8 CSV with the columns date (yyyy-mm-dd), name, is_off_day (1 day off, 0
// make-up working day) in any order, with or without a byte-order mark, lines ending in LF or CRLF. The same line
// twice is taken once. Faults: ErrCalendarHeader, ErrCalendarRow with a field "line N" for each bad row,
// ErrCalendarEmpty, ErrCalendarBig. Nothing is taken of a file with a bad row.
func ParseCalendar(file []byte) ([]CalendarDay, error) {
	if len(file) > maxCalendarBytes {
		return nil, ErrCalendarBig
	}
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(file) {
		return nil, ErrCalendarHeader
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	columns, err := calendarColumns(r)
	if err != nil {
		return nil, err
	}
	bad := ErrCalendarRow
	seen := map[int]CalendarDay{}
	for rows := 0; ; rows++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, message := 0, ""
		var day CalendarDay
		if err != nil {
			var parse *csv.ParseError
			if !errors.As(err, &parse) {
				return nil, fmt.Errorf("catalogue: read calendar: %w", err)
			}
			line, message = parse.StartLine, "引号不成对或格式有误"
		} else {
			line, _ = r.FieldPos(0)
			day, message = calendarRow(record, columns)
		}
		if old, twice := seen[day.day]; message == "" && twice && old != day {
			message = "日期 " + day.Date + " 重复，且内容不一致"
		}
		switch {
		case message != "":
			bad = bad.WithField(fmt.Sprintf("line %d", line), message)
		default:
			seen[day.day] = day
		}
		if rows >= maxCalendarRows {
			return nil, ErrCalendarBig
		}
		if len(bad.Fields) >= maxRowFaults {
			break
		}
	}
	switch {
	case len(bad.Fields) > 0:
		return nil, bad
	case len(seen) == 0:
		return nil, ErrCalendarEmpty
	}
	days := make([]CalendarDay, 0, len(seen))
	for _, d := range seen {
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b CalendarDay) int { return a.day - b.day })
	return days, nil
}

// calendarColumns reads the header and returns where date, name and is_off_day stand.
func calendarColumns(r *csv.Reader) ([3]int, error) {
	header, err := r.Read()
	if err != nil {
		return [3]int{}, ErrCalendarHeader
	}
	columns := [3]int{-1, -1, -1}
	for i, title := range header {
		if at := slices.Index([]string{"date", "name", "is_off_day"}, strings.ToLower(strings.TrimSpace(title))); at >= 0 && columns[at] < 0 {
			columns[at] = i
		}
	}
	if slices.Contains(columns[:], -1) {
		return columns, ErrCalendarHeader
	}
	return columns, nil
}

// calendarRow reads one row, or says what is wrong with it.
func calendarRow(record []string, columns [3]int) (CalendarDay, string) {
	var cells [3]string
	for i, column := range columns {
		if column >= len(record) {
			return CalendarDay{}, "缺少列，应有 date、name、is_off_day"
		}
		cells[i] = strings.TrimSpace(record[column])
	}
	date, err := time.Parse(time.DateOnly, cells[0])
	if err != nil {
		return CalendarDay{}, "日期无效，应为 yyyy-mm-dd 格式的真实日期"
	}
	if y := date.Year(); y < minCalendarYear || y > maxCalendarYear {
		return CalendarDay{}, fmt.Sprintf("年份须在 %d 至 %d 之间", minCalendarYear, maxCalendarYear)
	}
	if message := wrongText(cells[1], 40); message != "" {
		return CalendarDay{}, "节日名称" + message
	}
	if cells[2] != "0" && cells[2] != "1" {
		return CalendarDay{}, "is_off_day 应为 1（放假）或 0（调休上班）"
	}
	y, m, d := date.Date()
	return CalendarDay{Date: cells[0], Name: cells[1], Off: cells[2] == "1", day: y*10000 + int(m)*100 + d}, ""
}
