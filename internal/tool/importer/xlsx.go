package importer

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// xlsxUnzipped bounds what a workbook may unpack to, in bytes: a small file can hold a huge one.
const xlsxUnzipped = 2 << 30

// xlsxRows reads the first sheet of a workbook, whose first line is the head. It goes through it twice side by side: what
// a cell shows is often less than it holds, as 3/4/16 of a time with seconds.
type xlsxRows struct {
	book      *excelize.File
	shown     *excelize.Rows
	held      *excelize.Rows
	head      []string
	line      int
	since1904 bool // days are counted from 1904, as in workbooks of old Macs
}

func openXLSX(in *bufio.Reader) (reader, error) {
	book, err := excelize.OpenReader(in, excelize.Options{UnzipSizeLimit: xlsxUnzipped, CultureInfo: excelize.CultureNameZhCN})
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	r := &xlsxRows{book: book}
	for _, rows := range []**excelize.Rows{&r.shown, &r.held} {
		if *rows, err = book.Rows(book.GetSheetName(0)); err != nil {
			return nil, ErrFile.Wrap(err)
		}
	}
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	r.since1904 = props.Date1904 != nil && *props.Date1904
	cells, _, err := r.read()
	if errors.Is(err, io.EOF) {
		return nil, ErrFile.WithMessage("工作簿的第一张表是空的。")
	}
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	for _, name := range cells {
		r.head = append(r.head, strings.TrimSpace(name))
	}
	return r, nil
}

func (r *xlsxRows) columns() []string { return r.head }
func (r *xlsxRows) close() error      { return errors.Join(r.shown.Close(), r.held.Close(), r.book.Close()) }

// read gives the cells of the next line as they are shown and as they are held.
func (r *xlsxRows) read() (shown, held []string, err error) {
	if !r.shown.Next() || !r.held.Next() {
		return nil, nil, cmp.Or(r.shown.Error(), r.held.Error(), io.EOF)
	}
	r.line++
	if shown, err = r.shown.Columns(); err != nil {
		return nil, nil, ErrSyntax.Wrap(err)
	}
	if held, err = r.held.Columns(excelize.Options{RawCellValue: true}); err != nil {
		return nil, nil, ErrSyntax.Wrap(err)
	}
	return shown, held, nil
}

func (r *xlsxRows) next() (row, error) {
	for {
		shown, held, err := r.read()
		switch {
		case errors.Is(err, io.EOF):
			return row{}, io.EOF
		case errors.Is(err, ErrSyntax):
			return row{line: r.line, err: err}, nil
		case err != nil:
			return row{}, ErrFile.Wrap(err)
		}
		if strings.TrimSpace(strings.Join(shown, "")) == "" {
			continue
		}
		out := cellsRow(r.line, r.head, shown)
		for i, name := range r.head {
			if i >= len(shown) || i >= len(held) || shown[i] == held[i] {
				continue // words, or a number without a format: as it stands there
			}
			if at, ok := r.time(held[i]); ok {
				if out.dates == nil {
					out.dates = map[string]time.Time{}
				}
				out.dates[name] = at
			}
		}
		return out, nil
	}
}

// time reads a number that is shown in a format as the days that a spreadsheet counts a time in. Whether it is one the
// mapping says, by the column.
func (r *xlsxRows) time(held string) (time.Time, bool) {
	days, err := strconv.ParseFloat(held, 64)
	if err != nil {
		return time.Time{}, false
	}
	at, err := excelize.ExcelDateToTime(days, r.since1904)
	if err != nil {
		return time.Time{}, false
	}
	return at.Round(time.Millisecond), true // a day's fraction is not exact
}
