package assessment

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
)

func TestDoubts_Workbook(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.done(waters, false, "yes", 5)
		b.done(roads, false, "no", 1)
		open := b.doubts(DoubtFilter{})
		if len(open) != 2 {
			t.Fatalf("%+v", open)
		}
		judged := open[0]
		if _, err := b.judge(inspector, judged.ID, VerdictIn{Confirmed: true, Note: "=属实", Version: judged.Version}); err != nil {
			t.Fatal(err)
		}
		book := func(query string) [][]string {
			t.Helper()
			status, _, raw := b.http(inspector, http.MethodGet, "/doubts.xlsx"+query, "")
			f, err := excelize.OpenReader(bytes.NewReader(raw))
			if err != nil || status != http.StatusOK {
				t.Fatalf("%s: %d %s, %v", query, status, raw, err)
			}
			defer func() { _ = f.Close() }()
			rows, err := f.GetRows("疑点")
			if err != nil || len(rows) == 0 || len(rows[0]) != len(doubtHeads) {
				t.Fatalf("%s: %q, %v", query, rows, err)
			}
			return rows[1:]
		}
		if rows := book(""); len(rows) != 1 || rows[0][1] != open[1].OrderNumber || rows[0][8] != "待核查" || rows[0][7] == "" {
			t.Errorf("%q", rows)
		}
		if rows := book("?state=confirmed"); len(rows) != 1 || rows[0][1] != judged.OrderNumber || rows[0][8] != "属实" || rows[0][11] != "'=属实" {
			t.Errorf("%q", rows)
		}
		if rows := book("?kind=relabel"); len(rows) != 0 {
			t.Errorf("%q", rows)
		}
		for _, c := range []struct {
			p      auth.Principal
			query  string
			status int
		}{{auth.Principal{}, "", 401}, {officerOf(waters), "", 403}, {inspector, "?state=asleep", 422}, {inspector, "?kind=moon", 422}, {inspector, "?unit_id=x", 422}} {
			if status, body, _ := b.http(c.p, http.MethodGet, "/doubts.xlsx"+c.query, ""); status != c.status {
				t.Errorf("%s as %d: %d %v, want %d", c.query, c.p.ID, status, body, c.status)
			}
		}
	})
}
