package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
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
		for _, c := range []struct {
			name string
			list []int
			want string
		}{
			{"Nothing", nil, "[]"},
			{"All", []int{1, 2, 3}, "[[1] [2] [3]]"},
			{"Cut", []int{1, 2, 3, 4}, "[[1] [2] [3] [仅含前 3 行，其余未导出，请缩小筛选范围后再导出。]]"},
		} {
			read := func(cursor string) ([]int, string, error) { // one a page, and an empty one at the end
				at, _ := strconv.Atoi(cursor)
				if at == len(c.list) {
					return nil, "", nil
				}
				return c.list[at : at+1], strconv.Itoa(at + 1), nil
			}
			next, rows := sheet.AtMost(3, read, func(n int) []any { return []any{n} }), [][]any{}
			for row, err := next(); row != nil || err != nil; row, err = next() {
				if err != nil {
					t.Fatal(err)
				}
				rows = append(rows, row)
			}
			if again, err := next(); fmt.Sprint(rows) != c.want || again != nil || err != nil {
				t.Errorf("%s: %v, then %v %v; want %s", c.name, rows, again, err, c.want)
			}
		}
	})
	t.Run("Whole", func(t *testing.T) {
		next, n := sheet.Rows(make([]int, sheet.MaxRows+5), func(int) []any { return []any{0} }), 0
		for row, err := next(); row != nil && err == nil; row, err = next() {
			n++
		}
		if n != sheet.MaxRows+1 {
			t.Errorf("%d rows, want %d and one that says that it was cut", n, sheet.MaxRows)
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
