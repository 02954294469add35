package sheet

import (
	"bytes"
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

// Pages gives a paged list to a table, at most MaxRows of it. read is asked with "" first, and then with the cursor
// that came with the page before, until that is empty.
func Pages[T any](read func(cursor string) ([]T, string, error), row func(T) []any) func() ([]any, error) {
	var page []T
	cursor, more, left := "", true, MaxRows
	return func() ([]any, error) {
		for len(page) == 0 && more && left > 0 {
			var err error
			if page, cursor, err = read(cursor); err != nil {
				return nil, err
			}
			more = cursor != ""
		}
		if len(page) == 0 || left == 0 {
			return nil, nil
		}
		item := page[0]
		page, left = page[1:], left-1
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
