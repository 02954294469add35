package assessment

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/sheet"
)

// WriteXLSX writes a period as a workbook: the grades by name, the objections, and every figure's definition. whose tells
// whose copy it is.
func (t GradeTable) WriteXLSX(w io.Writer, whose string) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	state := "试算，未公布"
	if t.Period.State == Published {
		state = "已公布"
	}
	grades := [][]any{{fmt.Sprintf("考核期 %s 至 %s（%s），按单位名称排列，不排名次", t.Period.From, t.Period.To, state)},
		{"单位", "同类组", "总评", "指标", "档次", "分子", "分母", "比率", "区间下限", "区间上限", "有效样本", "更正前分子", "更正前分母", "更正前档次"}}
	for _, u := range t.Items {
		for at, c := range u.Cells {
			row := []any{u.Name, u.Peers, u.GradeName, t.Rules.Indicators[at].Name, c.GradeName, c.X, c.N, shareText(c), percent(c.Interval.Low), percent(c.Interval.High),
				fmt.Sprintf("%.1f", c.Effective)}
			if c.Corrected {
				row = append(row, c.WasX, c.WasN, c.WasGrade.Label())
			}
			grades = append(grades, row)
		}
	}
	objections := [][]any{{"异议"}, {"单位", "指标", "理由", "状态", "处理意见"}}
	for _, o := range t.Objections {
		indicator, _ := t.Rules.indicator(o.Indicator)
		objections = append(objections, []any{o.UnitName, indicator.Name, o.Reason,
			objectionStates[o.State], o.Note})
	}
	notes := [][]any{{"低于某一阈值，须整个 95% 置信区间都低于它；样本不足的不定档。总评为各指标得分（优秀 3、良好 2、合格 1、待改进 0）的加权平均：2.5 以上优秀，1.5 以上良好，0.75 以上合格。"},
		{"指标", "分子", "分母", "方向", "优秀", "良好", "合格", "最小样本", "权重", "限档"}}
	for _, i := range t.Rules.Indicators {
		direction := "越高越好"
		if i.Lower {
			direction = "越低越好"
		}
		limits := "否"
		if i.Cap {
			limits = "是：总评不高于本指标"
		}
		notes = append(notes, []any{i.Name, i.Numerator, i.Denominator, direction, percent(i.A), percent(i.B), percent(i.C), i.Least, i.Weight, limits})
	}
	for at, part := range []struct {
		name string
		rows [][]any
	}{{"考核分档", grades}, {"异议", objections}, {"口径与阈值", notes}} {
		if err := writeSheet(f, at, part.name, part.rows); err != nil {
			return fmt.Errorf("assessment: workbook: %w", err)
		}
	}
	if err := sheet.Mark(f, whose); err != nil {
		return fmt.Errorf("assessment: workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("assessment: workbook: %w", err)
	}
	return nil
}

// writeSheet sets values, never formulas: excelize writes a text that begins with = as a text.
func writeSheet(f *excelize.File, at int, name string, rows [][]any) error {
	if at == 0 {
		if err := f.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := f.NewSheet(name); err != nil {
		return err
	}
	for i, cells := range rows {
		if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &cells); err != nil {
			return err
		}
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := f.SetCellStyle(name, "A1", "N2", bold); err != nil {
		return err
	}
	return f.SetColWidth(name, "A", "E", 22)
}

func shareText(c GradeCell) string {
	if c.N == 0 {
		return "—"
	}
	return percent(c.Share)
}

func percent(x float64) string { return fmt.Sprintf("%.1f%%", 100*x) }
