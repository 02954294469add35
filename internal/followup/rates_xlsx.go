package followup

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// rateHeads are the columns of an exported table of rates.
var rateHeads = []string{"名称", "已回访（分母）", "等待回访", "有评价", "已联系", "已解决", "部分解决", "满意", "响应率", "解决率", "满意率"}

// WriteXLSX writes a table of rates as a workbook: the table with its total, and a sheet with the definitions.
func (t RateTable) WriteXLSX(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	const sheet, notes = "三率", "口径说明"
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return fmt.Errorf("followup: workbook: %w", err)
	}
	if _, err := f.NewSheet(notes); err != nil {
		return fmt.Errorf("followup: workbook: %w", err)
	}
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	if err != nil {
		return fmt.Errorf("followup: workbook: %w", err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("followup: workbook: %w", err)
	}
	rows := [][]any{{fmt.Sprintf("办结日期 %s 至 %s", t.From, t.To)}, heads()}
	for _, item := range t.Items {
		rows = append(rows, item.cells(item.Name))
	}
	rows = append(rows, t.Total.cells("合计"))
	definitions := [][]any{{"指标", "分子", "分母"}}
	for _, d := range t.Definitions {
		definitions = append(definitions, []any{d.Name, d.Numerator, d.Denominator})
	}
	if err := writeRows(f, sheet, rows); err != nil {
		return err
	}
	if err := writeRows(f, notes, definitions); err != nil {
		return err
	}
	for _, style := range []struct {
		sheet, from, to string
		id              int
	}{{sheet, "A2", "K2", bold}, {notes, "A1", "C1", bold}, {sheet, "I3", fmt.Sprintf("K%d", len(rows)), percent}} {
		if err := f.SetCellStyle(style.sheet, style.from, style.to, style.id); err != nil {
			return fmt.Errorf("followup: workbook: %w", err)
		}
	}
	if err := f.SetColWidth(sheet, "A", "A", 32); err != nil {
		return fmt.Errorf("followup: workbook: %w", err)
	}
	if err := f.SetColWidth(notes, "B", "C", 60); err != nil {
		return fmt.Errorf("followup: workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("followup: workbook: %w", err)
	}
	return nil
}

func heads() []any {
	list := make([]any, len(rateHeads))
	for i, h := range rateHeads {
		list[i] = h
	}
	return list
}

func (r Rates) cells(name string) []any {
	rate := func(f *float64) any {
		if f == nil {
			return "—"
		}
		return *f
	}
	return []any{name, r.Asked, r.Waiting, r.Answered, r.Contacted, r.Resolved, r.Partly, r.Satisfied,
		rate(r.Response), rate(r.Resolution), rate(r.Satisfaction)}
}

// writeRows sets values, never formulas: excelize writes a text that begins with = as a text.
func writeRows(f *excelize.File, sheet string, rows [][]any) error {
	for i, cells := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &cells); err != nil {
			return fmt.Errorf("followup: workbook: %w", err)
		}
	}
	return nil
}
