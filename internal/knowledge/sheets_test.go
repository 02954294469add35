package knowledge

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// book asks for a workbook and returns the rows of its only sheet.
func book(t *testing.T, r room, p auth.Principal, path string) [][]string {
	t.Helper()
	status, body := call(t, r, p, http.MethodGet, path, "")
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, status, body)
	}
	f, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v, %v", path, rows, err)
	}
	return rows
}

func TestHTTP_Sheets(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(st)
		formula := text("=1+1")
		formula.Keywords = []string{"路灯", "报修"}
		r.publish(t, KindArticle, formula)
		r.publish(t, KindWording, text("口径甲"))
		if status, body := call(t, r, editor, http.MethodPost, "/articles", `{"kind":"article","title":"草稿","body":"未定"}`); status != http.StatusCreated {
			t.Fatalf("%d %s", status, body)
		}
		titles := func(p auth.Principal, query string) string {
			var got []string
			for _, row := range book(t, r, p, "/articles.xlsx"+query)[1:] {
				got = append(got, row[1])
			}
			return strings.Join(got, "|")
		}
		for name, c := range map[string]struct {
			p           auth.Principal
			query, want string
		}{
			"Newest":         {seat, "?state=published", "口径甲|'=1+1"}, // what looks like a formula is text
			"Kind":           {seat, "?kind=wording", "口径甲"},
			"Words":          {seat, "?q=kjj", "口径甲"},
			"None":           {seat, "?q=nothing", ""},
			"Drafts":         {editor, "?state=draft", "草稿"},
			"DraftsOfOthers": {seat, "?state=draft", ""},
		} {
			t.Run(name, func(t *testing.T) {
				if got := titles(c.p, c.query); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			})
		}
		t.Run("Columns", func(t *testing.T) {
			rows := book(t, r, seat, "/articles.xlsx?kind=article")
			if len(rows[0]) != len(articleHeads) || len(rows) != 2 || rows[1][2] != KindArticle.Label() || rows[1][3] != "已发布" || rows[1][9] != "路灯、报修" {
				t.Errorf("%q", rows)
			}
		})
		t.Run("Windows", func(t *testing.T) {
			if got, want := fmt.Sprint(book(t, r, seat, "/service-windows.xlsx")[1:]),
				"[[市水务集团有限公司 水务集团 0756-2120031  兴业路 1 号] [市住房公积金管理中心 公积金中心   柠溪路 2 号]]"; got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if got := book(t, r, seat, "/service-windows.xlsx?q=%E5%85%AC%E7%A7%AF%E9%87%91"); len(got) != 2 {
				t.Errorf("by words: %q", got)
			}
		})
		t.Run("Rights", func(t *testing.T) {
			for _, path := range []string{"/articles.xlsx", "/service-windows.xlsx"} {
				for status, p := range map[int]auth.Principal{http.StatusUnauthorized: {}, http.StatusForbidden: {ID: 9, Scope: city}} {
					if got, body := call(t, r, p, http.MethodGet, path, ""); got != status {
						t.Errorf("%s: %d %s, want %d", path, got, body, status)
					}
				}
			}
			for _, path := range []string{"/articles.xlsx?state=secret", "/articles.xlsx?q=" + strings.Repeat("a", 201), "/service-windows.xlsx?q=" + strings.Repeat("a", 61)} {
				if got, body := call(t, r, seat, http.MethodGet, path, ""); got != http.StatusUnprocessableEntity {
					t.Errorf("%s: %d %s", path, got, body)
				}
			}
		})
	}, Migrations, httpx.Migrations)
}
