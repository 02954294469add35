package export

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Table is a list to be written as a workbook of one sheet.
type Table struct {
	Sheet   string
	Columns []Column
	// Next gives the next row, nil at the end. A cell is a string, an integer, or a time
	// (the zero time leaves it empty; others are shown in their own zone).
	Next func() ([]any, error)
}

// Column is a heading and a width in characters.
type Column struct {
	Heading string
	Width   float64
}

// XLSX writes the table. Rows are streamed: memory does not grow with their number.
func XLSX(w io.Writer, t Table) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	if err := book.SetSheetName("Sheet1", t.Sheet); err != nil {
		return fmt.Errorf("export: name sheet: %w", err)
	}
	head, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}}})
	if err != nil {
		return fmt.Errorf("export: style: %w", err)
	}
	format := "yyyy-mm-dd hh:mm"
	date, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return fmt.Errorf("export: style: %w", err)
	}
	sheet, err := book.NewStreamWriter(t.Sheet)
	if err != nil {
		return fmt.Errorf("export: sheet: %w", err)
	}
	if err := t.rows(sheet, head, date); err != nil {
		return err
	}
	if err := sheet.Flush(); err != nil {
		return fmt.Errorf("export: finish sheet: %w", err)
	}
	if _, err := book.WriteTo(w); err != nil {
		return fmt.Errorf("export: write workbook: %w", err)
	}
	return nil
}

func (t Table) rows(sheet *excelize.StreamWriter, head, date int) error {
	headings := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		if err := sheet.SetColWidth(i+1, i+1, c.Width); err != nil {
			return fmt.Errorf("export: width: %w", err)
		}
		headings[i] = excelize.Cell{StyleID: head, Value: c.Heading}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("export: freeze: %w", err)
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
			return fmt.Errorf("export: row %d: %w", line, err)
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
	text = plain(text)
	if utf8.RuneCountInString(text) > maxCell-1 {
		text = string([]rune(text)[:maxCell-1])
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \u3000\u00a0\n"))
	if strings.ContainsRune("=+-@＝＋－＠−", first) {
		return "'" + text
	}
	return text
}
