package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/testkit"
)

// dated is a workbook whose times are what its cells hold, each shown in another format.
func dated(t *testing.T, since1904 bool, formats []int, at time.Time) []byte {
	t.Helper()
	book := excelize.NewFile()
	if err := book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &since1904}); err != nil {
		t.Fatal(err)
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if since1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	days := float64(at.Sub(first)) / float64(24*time.Hour)
	lines := [][]any{{"kind", "title", "time", "content", "unit", "status", "reply"}}
	for i, format := range formats {
		lines = append(lines, []any{"投诉", fmt.Sprint("格式", format), days, fmt.Sprint("内容", i), "市工商局", "办结", ""})
	}
	lines = append(lines, []any{"投诉", "文字", at.Format("2006-01-02 15:04:05"), "内容", "市工商局", "办结", ""},
		[]any{"投诉", "没有格式", 12, "内容", "市工商局", "办结", ""}, []any{"投诉", "没有时间", nil, "内容", "市工商局", "办结", ""},
		[]any{"投诉", "只有钟点", 0.25, "内容", "市工商局", "办结", ""})
	for i, line := range lines {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &line); err != nil {
			t.Fatal(err)
		}
	}
	style := func(line, format int) {
		id, err := book.NewStyle(&excelize.Style{NumFmt: format})
		if err == nil {
			err = book.SetCellStyle("Sheet1", fmt.Sprintf("C%d", line), fmt.Sprintf("C%d", line), id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, format := range formats {
		style(i+2, format)
	}
	style(len(lines), 20)
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A cell of a spreadsheet that holds a time is read as the time that it holds, not as what its format shows of it.
func TestXLSX_Times(t *testing.T) {
	at := time.Date(2016, 3, 4, 5, 6, 7, 0, time.UTC)
	want := time.Date(2016, 3, 4, 5, 6, 7, 0, testkit.Monday.Location())
	for name, since1904 := range map[string]bool{"Since1900": false, "Since1904": true} {
		t.Run(name, func(t *testing.T) {
			formats := []int{14, 15, 22, 27, 58}
			r, err := Open(write(t, "dates.xlsx", dated(t, since1904, formats, at)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = r.Close() }()
			n := 0
			for rec, err := range r.All() {
				n++
				if err != nil {
					t.Fatal(err)
				}
				code := "ok"
				if rec.Err != nil {
					code = fault.Of(rec.Err).Code
				}
				switch {
				case n <= len(formats)+1 && (code != "ok" || !rec.Order.CreatedAt.Equal(want)):
					t.Errorf("line %d, %s: %s, %s; want %s", rec.Line, rec.Order.Title, code, rec.Order.CreatedAt, want)
				case n == len(formats)+2 && code != "import.bad_time":
					t.Errorf("a plain number: %s", code)
				case n == len(formats)+3 && (code != "ok" || !rec.Order.CreatedAt.IsZero()):
					t.Errorf("no time: %s, %s", code, rec.Order.CreatedAt)
				case n == len(formats)+4 && code != "import.bad_time":
					t.Errorf("a time without a day: %s", code)
				}
			}
			if n != len(formats)+4 {
				t.Errorf("%d records", n)
			}
		})
	}
}

// Who writes JSON lines leaves out what is empty: the columns are those of many records, not of the first one.
func TestJSONL_Columns(t *testing.T) {
	whole, bare := jsonRow(1, "投诉", "办结", "甲局"), strings.Replace(jsonRow(2, "投诉", "办结", "甲局"), `,"reply":""`, "", 1)
	if whole == bare || strings.Contains(bare, "reply") {
		t.Fatal(bare)
	}
	for name, c := range map[string]struct {
		file           string
		taken, rejects int
	}{
		"FirstLacksOne":    {bare + whole, 2, 0},
		"FirstIsBroken":    {"{\"kind\":\n" + whole + bare, 2, 1},
		"FirstIsNoRecord":  {"{}\n" + whole, 1, 1},
		"OnlyLateHasIt":    {strings.Repeat(bare, aheadRecords-1) + whole, aheadRecords, 0},
		"LongerThanAhead":  {whole + strings.Repeat(bare, aheadRecords+5), aheadRecords + 6, 0},
		"BrokenAfterAhead": {whole + strings.Repeat(bare, aheadRecords) + "{\"kind\":\n", aheadRecords + 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Run(t.Context(), deps(t, testkit.Store(t, tables...)), write(t, "x.jsonl", []byte(c.file)), Options{})
			if err != nil || r.Taken != c.taken || len(r.Rejects) != c.rejects {
				t.Errorf("%+v, err = %v; want %d taken, %d rejected", r, err, c.taken, c.rejects)
			}
		})
	}
	t.Run("Never", func(t *testing.T) {
		_, err := Run(t.Context(), deps(t, testkit.Store(t, tables...)), write(t, "x.jsonl", []byte(bare+bare)), Options{})
		if fault.Of(err).Code != "import.columns" || !slices.IsSorted(strings.Split(strings.TrimSuffix(strings.Split(fault.Of(err).Message, "（")[1], "）"), "、")[:3]) {
			t.Errorf("%v", err)
		}
	})
}
