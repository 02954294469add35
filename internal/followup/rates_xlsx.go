package followup

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/stats"
)

// rateHeads are the columns of an exported table of rates.
var rateHeads = []any{"名称", "已回访（分母）", "等待回访", "有评价", "已联系", "已解决", "部分解决", "满意", "响应率", "解决率", "满意率",
	"响应率下限", "响应率上限", "解决率下限", "解决率上限", "满意率下限", "满意率上限", "有效样本", "未抽中", "说明"}

// WriteXLSX writes a table of rates as a workbook: the table with its total, law-enforcement matters, what is left out,
// and a sheet with the definitions. whose tells whose copy it is.
func (t RateTable) WriteXLSX(w io.Writer, whose string) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	b := book{f: f}
	b.sheet("三率", append([][]any{{fmt.Sprintf("办结日期 %s 至 %s", t.From, t.To)}, rateHeads}, lines(t.Items, t.Total)...), "I", "Q")
	b.sheet("执法类", append([][]any{{"执法类事项不单独以满意率评价，另表列出"}, rateHeads}, lines(t.Enforcement.Items, t.Enforcement.Total)...), "I", "Q")
	left := [][]any{{"不计入分母的件次"}, {"类别", "件次", "说明"}}
	for _, x := range t.Excluded {
		left = append(left, []any{x.Name, x.N, x.Text})
	}
	b.sheet("排除", left, "", "")
	notes := [][]any{{"指标", "分子", "分母"}}
	for _, d := range t.Definitions {
		notes = append(notes, []any{d.Name, d.Numerator, d.Denominator})
	}
	b.sheet("口径说明", notes, "", "")
	b.try(sheet.Mark(f, whose))
	return b.write(w)
}

func lines(items []RateRow, total Rates) [][]any {
	var rows [][]any
	for _, item := range items {
		rows = append(rows, item.cells(item.Name))
	}
	return append(rows, total.cells("合计"))
}

func (r Rates) cells(name string) []any {
	row := []any{name, r.Asked, r.Waiting, r.Answered, r.Contacted, r.Resolved, r.Partly, r.Satisfied}
	for _, rate := range []*float64{r.Response, r.Resolution, r.Satisfaction} {
		row = append(row, shareCell(rate))
	}
	for _, i := range []stats.Interval{r.ResponseInterval, r.ResolutionInterval, r.SatisfactionInterval} {
		row = append(row, i.Low, i.High)
	}
	note := ""
	if r.Small {
		note = "样本不足"
	}
	return append(row, fmt.Sprintf("%.1f", r.Effective), r.Unsampled, note)
}

func shareCell(f *float64) any {
	if f == nil {
		return "—"
	}
	return *f
}

// book writes a workbook sheet by sheet and keeps the first error.
type book struct {
	f    *excelize.File
	made int
	err  error
}

// sheet writes values, never formulas: excelize writes a text that begins with = as a text. The cells from column from to
// column to are shares.
func (b *book) sheet(name string, rows [][]any, from, to string) {
	if b.made == 0 {
		b.try(b.f.SetSheetName("Sheet1", name))
	} else {
		_, err := b.f.NewSheet(name)
		b.try(err)
	}
	b.made++
	widest := 1
	for i, cells := range rows {
		b.try(b.f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &cells))
		widest = max(widest, len(cells))
	}
	last, err := excelize.ColumnNumberToName(widest)
	b.try(err)
	bold, err := b.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.try(err)
	b.try(b.f.SetCellStyle(name, "A1", last+"2", bold))
	b.try(b.f.SetColWidth(name, "A", "A", 32))
	if from == "" {
		b.try(b.f.SetColWidth(name, "B", last, 40))
		return
	}
	percent, err := b.f.NewStyle(&excelize.Style{NumFmt: 10})
	b.try(err)
	b.try(b.f.SetCellStyle(name, from+"3", fmt.Sprintf("%s%d", to, max(3, len(rows))), percent))
}

func (b *book) try(err error) {
	if b.err == nil && err != nil {
		b.err = fmt.Errorf("followup: workbook: %w", err)
	}
}

func (b *book) write(w io.Writer) error {
	if b.err == nil {
		b.try(b.f.Write(w))
	}
	return b.err
}
