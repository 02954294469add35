// Package sheet writes lists as workbooks (xlsx) that a spreadsheet shows and never calculates.
package sheet

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Table is a list to be written as one sheet of a workbook.
type Table struct {
	Sheet   string
	Columns []Column
	// Next gives the next row, nil at the end. A cell is a string, an integer, or a time
	// (the zero time leaves it empty; others are shown in their own zone).
	Next func() ([]any, error)
	// Mark tells whose copy this is. It stands in the foot of every printed page of the workbook and on a sheet of its own
	// at the end, so that who reads the first sheet in again passes over it.
	Mark string
}

// Marked is the table as somebody's copy.
func (t Table) Marked(mark string) Table {
	t.Mark = mark
	return t
}

// Column is a heading and a width in characters.
type Column struct {
	Heading string
	Width   float64
}

// XLSX writes the table. Rows are streamed: memory does not grow with their number.
func XLSX(w io.Writer, t Table) error { return Book(w, t) }

// Book writes tables as a workbook, one sheet each, as XLSX does.
func Book(w io.Writer, tables ...Table) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	head, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}}})
	if err != nil {
		return fmt.Errorf("sheet: style: %w", err)
	}
	format := "yyyy-mm-dd hh:mm"
	date, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return fmt.Errorf("sheet: style: %w", err)
	}
	whose := ownerOf(tables)
	for i, t := range tables {
		if i == 0 {
			err = book.SetSheetName("Sheet1", t.Sheet)
		} else {
			_, err = book.NewSheet(t.Sheet)
		}
		if err != nil {
			return fmt.Errorf("sheet: name sheet: %w", err)
		}
		if err := foot(book, t.Sheet, whose); err != nil {
			return err
		}
		sheet, err := book.NewStreamWriter(t.Sheet)
		if err != nil {
			return fmt.Errorf("sheet: sheet: %w", err)
		}
		if err := t.rows(sheet, head, date); err != nil {
			return err
		}
		if err := sheet.Flush(); err != nil {
			return fmt.Errorf("sheet: finish sheet: %w", err)
		}
	}
	if err := markSheet(book, whose); err != nil {
		return err
	}
	if _, err := book.WriteTo(w); err != nil {
		return fmt.Errorf("sheet: write workbook: %w", err)
	}
	return nil
}

func (t Table) rows(sheet *excelize.StreamWriter, head, date int) error {
	headings := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		if err := sheet.SetColWidth(i+1, i+1, c.Width); err != nil {
			return fmt.Errorf("sheet: width: %w", err)
		}
		headings[i] = excelize.Cell{StyleID: head, Value: c.Heading}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("sheet: freeze: %w", err)
	}
	for line := 1; ; line++ {
		cells := headings
		if line > 1 {
			row, err := t.Next()
			if err != nil {
				return err
			}
			if row == nil {
				return nil
			}
			cells = make([]any, len(row))
			for i, v := range row {
				cells[i] = cell(v, date)
			}
		}
		if err := sheet.SetRow(fmt.Sprintf("A%d", line), cells); err != nil {
			return fmt.Errorf("sheet: row %d: %w", line, err)
		}
	}
}

// maxCell is what Excel holds in one cell, in characters.
const maxCell = 32767

// cell makes a value safe to be shown by a spreadsheet.
func cell(v any, date int) any {
	switch v := v.(type) {
	case string:
		return Harmless(v)
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: date, Value: v}
	}
	return v
}

// Harmless neutralises formula injection: a text that a spreadsheet would take for a formula,
// here or after it is saved as CSV, gets an apostrophe before it. Full-width signs count,
// since Chinese input makes formulas of them, too.
func Harmless(text string) string {
	text = Plain(text)
	if utf8.RuneCountInString(text) > maxCell-1 {
		text = string([]rune(text)[:maxCell-1])
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \u3000\u00a0\n"))
	if strings.ContainsRune("=+-@＝＋－＠−", first) {
		return "'" + text
	}
	return text
}

// Plain keeps what XML 1.0 and fonts can hold: no control characters but line breaks.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF, r >= 0xD800 && r <= 0xDFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
