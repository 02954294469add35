package audit_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
)

// TestExport holds that the workbook is the whole search, page limits or not, and that taking it away is on record.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		get := func(p auth.Principal, query string) *httptest.ResponseRecorder {
			req := httptest.NewRequest("GET", "/api/v1/audit.xlsx"+query, nil)
			w := httptest.NewRecorder()
			r.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
			return w
		}
		for query, want := range map[string]int{"": 12, "?kind=workorder.": 8, "?actor=11": 6, "?limit=1": 12, "?kind=nothing": 0} {
			w := get(auditor, query)
			book, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
			if err != nil || w.Code != 200 {
				t.Fatalf("%s: %d, %v", query, w.Code, err)
			}
			rows, err := book.GetRows("审计")
			own := 0 // the exports before this one are events, too
			for _, row := range rows {
				if len(row) > 3 && row[3] == audit.EventExported {
					own++
				}
			}
			if err != nil || len(rows)-1-own != want || fmt.Sprint(rows[0][:3]) != "[序号 时间 事件]" {
				t.Errorf("%s: %d rows, want %d, err = %v", query, len(rows)-1-own, want, err)
			}
			if err := book.Close(); err != nil {
				t.Error(err)
			}
		}
		history, err := r.Ledger.History(r.Store.Read(t.Context()), auditor.ID)
		if err != nil || len(history) != 5 || history[0].Kind != audit.EventExported || history[0].Actor != auditor.ID {
			t.Errorf("on record: %+v, err = %v", history, err)
		}
		if w := get(engineer, ""); w.Code != 403 {
			t.Errorf("without the right: %d", w.Code)
		}
		if w := get(auditor, "?subject=%00"); w.Code != 400 && w.Code != 422 {
			t.Errorf("a subject that is none: %d", w.Code)
		}
	})
}
