package sheet

import (
	"bytes"
	"fmt"
	"mime"
	"time"

	"onedoor/internal/platform/wall"
)

// MaxRows is the most that the export of a worklist holds; who needs more narrows the filter.
const MaxRows = 20000

// Download is a workbook as the answer to a request.
type Download struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// File puts a table together as a file named after the list and the day. Nothing is sent before it is whole, so that
// what goes wrong is still an error and not a broken file.
func File(name string, now time.Time, t Table) (*Download, error) {
	var b bytes.Buffer
	if err := XLSX(&b, t); err != nil {
		return nil, err
	}
	name += "-" + now.In(wall.Shanghai).Format(time.DateOnly) + ".xlsx"
	return &Download{ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": name}), Body: b.Bytes()}, nil
}

// Rows gives a list that is here as a whole to a table, one row each.
func Rows[T any](list []T, row func(T) []any) func() ([]any, error) {
	return Pages(func(string) ([]T, string, error) { return list, "", nil }, row)
}

// Pages gives a paged list to a table, at most MaxRows of it: see [AtMost].
func Pages[T any](read func(cursor string) ([]T, string, error), row func(T) []any) func() ([]any, error) {
	return AtMost(MaxRows, read, row)
}

// AtMost gives a paged list to a table, at most so many rows of it; where rows are left a last one says so, because nobody
// counts a file. read is asked with "" first, and then with the cursor that came with the page before, until that is empty.
func AtMost[T any](most int, read func(cursor string) ([]T, string, error), row func(T) []any) func() ([]any, error) {
	var page []T
	cursor, more, n := "", true, 0
	return func() ([]any, error) {
		for len(page) == 0 && more {
			var err error
			if page, cursor, err = read(cursor); err != nil {
				return nil, err
			}
			more = cursor != ""
		}
		n++
		switch {
		case len(page) == 0 || n > most+1:
			return nil, nil
		case n == most+1:
			return []any{fmt.Sprintf("仅含前 %d 行，其余未导出，请缩小筛选范围后再导出。", most)}, nil
		}
		item := page[0]
		page = page[1:]
		return row(item), nil
	}
}

// Yes is how a sheet says that something holds; what does not hold stays empty.
func Yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

// At is a time as a sheet shows it; an unknown one stays empty.
func At(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(wall.Shanghai)
}
