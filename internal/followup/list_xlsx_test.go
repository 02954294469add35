package followup

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/workorder"
)

func TestList_Workbook(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		first := b.completed(waters)
		b.Clock.Advance(time.Minute)
		second := b.completed(roads)
		b.Clock.Advance(time.Minute)
		sealed := b.order(roads, func(n *workorder.NewOrder) { n.Sealed = true })
		b.complete(sealed)
		answered := b.completed(waters)
		b.rate(answered.ID, 1, happy)

		book := func(p auth.Principal, query string) [][]string {
			t.Helper()
			status, _, w := b.http(p, http.MethodGet, "/followups.xlsx"+query, "")
			if status != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
				t.Fatalf("%s: %d %v", query, status, w.Header())
			}
			f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			rows, err := f.GetRows("回访")
			if err != nil || len(rows) == 0 || len(rows[0]) != len(listColumns) || rows[0][0] != "工单编号" {
				t.Fatalf("%s: %q, %v", query, rows, err)
			}
			return rows[1:]
		}
		numbers := func(rows [][]string) string {
			var got []string
			for _, r := range rows {
				got = append(got, r[0])
			}
			return strings.Join(got, " ")
		}
		for name, c := range map[string]struct {
			p     auth.Principal
			query string
			want  []workorder.Order
		}{
			"Waiting":  {caller, "", []workorder.Order{first, second, sealed}}, // the most pressing first
			"Done":     {caller, "?state=done", []workorder.Order{answered}},
			"ByPhone":  {caller, "?way=phone", nil},
			"ByNumber": {caller, "?q=" + second.Number, []workorder.Order{second}},
			"OwnUnit":  {officer, "", []workorder.Order{first}},
			"NoUnit":   {auth.Principal{ID: 9}.WithRights(RightRead), "", nil},
		} {
			t.Run(name, func(t *testing.T) {
				var want []string
				for _, o := range c.want {
					want = append(want, o.Number)
				}
				if got := numbers(book(c.p, c.query)); got != strings.Join(want, " ") {
					t.Errorf("%s, want %s", got, want)
				}
			})
		}
		t.Run("Answer", func(t *testing.T) {
			row := book(caller, "?state=done")[0]
			if len(row) != len(listColumns) || strings.Join(row[11:], " ") != "是 已解决 非常满意" || row[6] != "链接" || row[5] != "已回访" {
				t.Errorf("%q", row)
			}
		})
		t.Run("SealedWithoutWords", func(t *testing.T) {
			if row := book(caller, "?q="+sealed.Number)[0]; row[1] != "（保密工单）" {
				t.Errorf("%q", row)
			}
		})
		t.Run("Refused", func(t *testing.T) {
			for status, p := range map[int]auth.Principal{http.StatusUnauthorized: {}, http.StatusForbidden: {ID: 5, Scope: auth.Scope{All: true}}} {
				if got, answer, _ := b.http(p, http.MethodGet, "/followups.xlsx", ""); got != status {
					t.Errorf("%d %v, want %d", got, answer, status)
				}
			}
			for _, query := range []string{"?state=secret", "?way=pigeon"} {
				if got, answer, _ := b.http(caller, http.MethodGet, "/followups.xlsx"+query, ""); got != http.StatusUnprocessableEntity {
					t.Errorf("%s: %d %v", query, got, answer)
				}
			}
		})
	})
}
