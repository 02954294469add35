package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/sheet"
)

func TestFile(t *testing.T) {
	now := time.Date(2026, 11, 16, 17, 0, 0, 0, time.UTC) // the 17th in Shanghai
	read := func(cursor string) ([]int, string, error) {
		switch cursor {
		case "":
			return []int{1, 2}, "a", nil
		case "a":
			return nil, "b", nil // an empty page is not the end
		}
		return []int{3}, "", nil
	}
	f, err := sheet.File("名单", now, sheet.Table{Sheet: "名单", Columns: []sheet.Column{{Heading: "号", Width: 8}, {Heading: "名", Width: 8}},
		Next: sheet.Pages(read, func(n int) []any { return []any{n, "=SUM(A1)"} })})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(f.Disposition, "2026-11-17.xlsx") || !strings.HasPrefix(f.Disposition, "attachment;") {
		t.Errorf("disposition %q", f.Disposition)
	}
	book, err := excelize.OpenReader(bytes.NewReader(f.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("名单")
	if want := "[[号 名] [1 '=SUM(A1)] [2 '=SUM(A1)] [3 '=SUM(A1)]]"; err != nil || fmt.Sprint(rows) != want {
		t.Errorf("%v, %v; want %s", rows, err, want)
	}
}

func TestPages(t *testing.T) {
	t.Run("Bounded", func(t *testing.T) {
		next, n := sheet.Pages(func(string) ([]int, string, error) { return make([]int, 1000), "more", nil }, func(int) []any { return []any{0} }), 0
		for ; ; n++ {
			if row, err := next(); err != nil || row == nil {
				break
			}
		}
		if n != sheet.MaxRows {
			t.Errorf("%d rows, want %d", n, sheet.MaxRows)
		}
	})
	t.Run("Fails", func(t *testing.T) {
		broken := errors.New("broken")
		next := sheet.Pages(func(string) ([]int, string, error) { return nil, "", broken }, func(int) []any { return nil })
		if _, err := sheet.File("名单", time.Now(), sheet.Table{Sheet: "名单", Columns: []sheet.Column{{Heading: "号", Width: 8}}, Next: next}); !errors.Is(err, broken) {
			t.Errorf("err = %v", err)
		}
	})
}
