package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/wall"
)

func TestXLSX(t *testing.T) {
	at := time.Date(2026, 11, 16, 9, 30, 0, 0, wall.Shanghai)
	rows := [][]any{{"=1+1", at, 3}, {"正常", time.Time{}, 0}}
	var file bytes.Buffer
	err := XLSX(&file, Table{Sheet: "工单", Columns: []Column{{"标题", 20}, {"时间", 17}, {"次数", 8}}, Next: func() ([]any, error) {
		if len(rows) == 0 {
			return nil, nil
		}
		row := rows[0]
		rows = rows[1:]
		return row, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	got, err := book.GetRows("工单")
	want := "[[标题 时间 次数] ['=1+1 2026-11-16 09:30 3] [正常  0]]"
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("rows = %v, err = %v, want %s", got, err, want)
	}
	if formula, _ := book.GetCellFormula("工单", "A2"); formula != "" {
		t.Errorf("a formula was written: %s", formula)
	}
}

func TestXLSX_Breaks(t *testing.T) {
	broken := errors.New("the database went away")
	err := XLSX(io.Discard, Table{Sheet: "表", Columns: []Column{{"列", 8}}, Next: func() ([]any, error) { return nil, broken }})
	if !errors.Is(err, broken) {
		t.Errorf("err = %v", err)
	}
}

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"路灯不亮": "路灯不亮", "": "", "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+86": "'+86", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)",
		"＝1+1": "'＝1+1", "  =1": "'  =1", "\t=1": "' =1", "\r=1": "'=1", "a=1": "a=1", "\n=1": "'\n=1", "\u3000＋1": "'\u3000＋1",
	} {
		if got := Harmless(text); got != want {
			t.Errorf("Harmless(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Harmless(strings.Repeat("长", 40000)); len([]rune(got)) > maxCell {
		t.Errorf("%d characters in one cell", len([]rune(got)))
	}
}

// TestXLSX_Mark holds that a workbook tells whose copy it is, on paper and on the screen, and that the list itself is as without.
func TestXLSX_Mark(t *testing.T) {
	const mark = "李四 li4&co 2026-11-16 09:30"
	var file bytes.Buffer
	once := false
	table := Table{Sheet: "工单", Columns: []Column{{"编号", 10}}, Next: func() ([]any, error) {
		if once {
			return nil, nil
		}
		once = true
		return []any{"YM1"}, nil
	}}
	if err := XLSX(&file, table.Marked(mark)); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	if list := book.GetSheetList(); len(list) != 2 || list[0] != "工单" || list[1] != MarkSheet {
		t.Fatalf("sheets %v", list)
	}
	foot, err := book.GetHeaderFooter("工单")
	if err != nil || foot == nil || foot.OddFooter != "&C"+strings.ReplaceAll(mark, "&", "&&") {
		t.Errorf("foot %+v, %v", foot, err)
	}
	if got, err := book.GetCellValue(MarkSheet, "A2"); err != nil || got != mark {
		t.Errorf("marked %q, %v", got, err)
	}
	if got, err := book.GetRows("工单"); err != nil || len(got) != 2 || got[1][0] != "YM1" {
		t.Errorf("rows %v, %v", got, err)
	}
}
