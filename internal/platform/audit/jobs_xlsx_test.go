package audit_test

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
)

// TestJobs_Workbook holds that the file has the rows of the list, and as little of a job's payload.
func TestJobs_Workbook(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.Jobs.Handle("send", func(context.Context, jobs.Job) (jobs.Effects, error) {
			return nil, errors.New("=gateway does not answer")
		})
		for _, key := range []string{"a", "b"} {
			if err := r.Store.Write(t.Context(), func(tx *store.Tx) error {
				return r.Jobs.Enqueue(tx, jobs.New{Kind: "send", Key: key, Payload: map[string]string{"phone": "13900001111"}})
			}); err != nil {
				t.Fatal(err)
			}
		}
		get := func(p auth.Principal, query string) *httptest.ResponseRecorder {
			req := httptest.NewRequest("GET", "/api/v1/jobs.xlsx"+query, nil)
			w := httptest.NewRecorder()
			r.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
			return w
		}
		book := func(query string) [][]string {
			t.Helper()
			w := get(engineer, query)
			f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
			if err != nil || w.Code != 200 {
				t.Fatalf("%s: %d, %v", query, w.Code, err)
			}
			defer func() { _ = f.Close() }()
			rows, err := f.GetRows("后台任务")
			if err != nil || len(rows) == 0 || rows[0][0] != "编号" {
				t.Fatalf("%s: %q, %v", query, rows, err)
			}
			for _, row := range rows {
				if strings.Contains(strings.Join(row, " "), "13900001111") {
					t.Errorf("%s: a payload: %q", query, row)
				}
			}
			return rows[1:]
		}
		if rows := book(""); len(rows) != 0 {
			t.Errorf("dead before they were tried: %q", rows)
		}
		if rows := book("?state=waiting"); len(rows) != 2 || rows[0][1] != "send" || rows[0][3] != "等待" {
			t.Errorf("%q", rows)
		}
		for range jobs.MaxAttempts {
			if err := r.Jobs.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.Clock.Advance(5 * time.Hour)
		}
		rows := book("?state=dead")
		if len(rows) != 2 || rows[0][3] != "失败" || rows[0][5] != "'=gateway does not answer" || rows[0][2]+rows[1][2] != "ab" && rows[0][2]+rows[1][2] != "ba" {
			t.Errorf("%q", rows)
		}
		for status, p := range map[int]auth.Principal{401: {}, 403: auditor} {
			if w := get(p, ""); w.Code != status {
				t.Errorf("%d, want %d", w.Code, status)
			}
		}
		if w := get(engineer, "?state=sleeping"); w.Code != 422 {
			t.Errorf("a state that is none: %d", w.Code)
		}
	})
}
