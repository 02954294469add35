package intake

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/testkit"
)

// BenchmarkTakeOn registers and dispatches requests through the HTTP handler, from many callers at once, with the
// search index on: the hot path. Followers and jobs do not run.
func BenchmarkTakeOn(b *testing.B) {
	st := testkit.Store(b, migrationsOfAll...)
	room := newBench(b, st, Options{})
	in := room.call()
	in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: room.waters}
	raw, err := json.Marshal(in)
	if err != nil {
		b.Fatal(err)
	}
	body := string(raw)
	var caller atomic.Int64
	b.SetParallelism(64)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			number := strconv.FormatInt(15400000000+caller.Add(1), 10) // everybody calls once
			req := httptest.NewRequest(http.MethodPost, "/api/v1/contacts", strings.NewReader(strings.Replace(body, in.CallerNumber, number, 1)))
			req.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			room.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), seat)))
			if w.Code != http.StatusCreated {
				b.Errorf("%d %s", w.Code, w.Body)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(st.Stats().Closures)/float64(max(1, st.Stats().Commits)), "closures/commit")
}
