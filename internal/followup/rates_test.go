package followup

import (
	"bytes"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/workorder"
)

// fill makes, for Waters: two happy, one unhappy and redone, one unreachable, one waiting; for Roads: one partly
// solved; answered directly: one happy.
func fill(t *testing.T, b *bench) {
	t.Helper()
	for range 2 {
		b.rate(b.completed(waters).ID, 1, happy)
	}
	redone := b.completed(waters)
	if err := b.attempt(caller, b.plan(redone.ID).ID, AttemptIn{Reached: true, Answer: unhappy, Redo: true}); err != nil {
		t.Fatal(err)
	}
	lost := b.completed(waters)
	for range 3 {
		if err := b.attempt(caller, b.plan(lost.ID).ID, AttemptIn{}); err != nil {
			t.Fatal(err)
		}
	}
	b.completed(waters)
	b.rate(b.completed(roads).ID, 1, answer(true, ResolvedPartly, 3))
	direct := b.order(0, nil)
	b.Settle(t)
	b.rate(direct.ID, 1, happy)
}

func TestRates(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		fill(t, b)
		table := func(p auth.Principal, in RatesIn) RateTable {
			t.Helper()
			got, err := b.s.Rates(b.q(), p, in)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		near := func(got *float64, want float64) bool { return got != nil && math.Abs(*got-want) < 1e-9 }
		t.Run("ByUnit", func(t *testing.T) {
			got := table(caller, RatesIn{})
			if len(got.Items) != 3 || got.Items[1].Name != "水务局" || got.By != "unit" || got.From != "2026-10-18" || got.To != "2026-11-16" {
				t.Fatalf("%+v", got)
			}
			w := got.Items[1].Rates
			// Asked: 2 happy, 1 unhappy, 1 unreachable. The one that waits is in no denominator.
			if w.Asked != 4 || w.Waiting != 1 || w.Answered != 3 || w.Contacted != 2 || w.Resolved != 2 || w.Satisfied != 2 ||
				!near(w.Response, 0.5) || !near(w.Resolution, 0.5) || !near(w.Satisfaction, 0.5) {
				t.Errorf("%+v", w)
			}
			if got.Total.Asked != 6 || got.Total.Partly != 1 || got.Total.Satisfied != 4 || !near(got.Total.Satisfaction, 4.0/6) || !near(got.Total.Resolution, 0.5) {
				t.Errorf("%+v", got.Total)
			}
			if len(got.Definitions) != 4 {
				t.Errorf("%+v", got.Definitions)
			}
			for _, item := range got.Items {
				if item.Name == "" {
					t.Errorf("%+v has no name", item)
				}
			}
		})
		t.Run("ByCategory", func(t *testing.T) {
			got := table(caller, RatesIn{By: "category", From: "2026-11-16", To: "2026-11-16"})
			if len(got.Items) != 1 || got.Items[0].Name != "类别7" || got.Items[0].Asked != 6 {
				t.Errorf("%+v", got.Items)
			}
		})
		t.Run("AnotherDay", func(t *testing.T) {
			got := table(caller, RatesIn{From: "2026-11-17", To: "2026-11-18"})
			if len(got.Items) != 0 || got.Total.Satisfaction != nil {
				t.Errorf("%+v", got)
			}
		})
		t.Run("OwnUnitOnly", func(t *testing.T) {
			got := table(officer, RatesIn{})
			if len(got.Items) != 1 || got.Items[0].Key != waters.String() || got.Total.Asked != 4 || got.Excluded[0].N != 1 {
				t.Errorf("%+v", got)
			}
			got = table(auth.Principal{ID: 9}.WithRights(RightRates), RatesIn{})
			if len(got.Items) != 0 || got.Total.Waiting != 0 {
				t.Errorf("the empty scope sees %+v", got)
			}
		})
		t.Run("Bad", func(t *testing.T) {
			for _, in := range []RatesIn{{From: "gestern"}, {To: "2026-13-01"}, {From: "2026-11-17", To: "2026-11-16"}, {By: "name; --"},
				{From: "1900-01-01"}, {To: "2026-11-16T00:00:00Z"}} {
				if _, err := b.s.Rates(b.q(), caller, in); code(err) != "followup.invalid_filter" {
					t.Errorf("%+v: %v", in, err)
				}
			}
			if _, err := b.s.Rates(b.q(), auth.Principal{ID: 1}, RatesIn{}); code(err) != "auth.forbidden" {
				t.Errorf("%v", err)
			}
		})
		t.Run("Workbook", func(t *testing.T) {
			status, _, w := b.http(caller, http.MethodGet, "/rates.xlsx?by=unit", "")
			if status != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "rates-2026-10-18-2026-11-16.xlsx") {
				t.Fatalf("%d %v", status, w.Header())
			}
			f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			rows, err := f.GetRows("三率")
			if err != nil || len(rows) != 6 || rows[3][0] != "水务局" || rows[3][1] != "4" || rows[3][10] != "50.00%" || rows[3][19] != "样本不足" || rows[5][0] != "合计" {
				t.Errorf("%q %v", rows, err)
			}
			if notes, err := f.GetRows("口径说明"); err != nil || len(notes) != 5 {
				t.Errorf("%q %v", notes, err)
			}
		})
	})
}

func TestList(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		var orders []workorder.Order
		for range 5 {
			orders = append(orders, b.completed(waters))
			b.Clock.Advance(time.Minute)
		}
		other := b.completed(roads)
		sealed := b.order(roads, func(n *workorder.NewOrder) { n.Sealed = true })
		b.complete(sealed)
		b.rate(orders[4].ID, 1, happy)

		pages := func(p auth.Principal, f Filter) []string {
			t.Helper()
			var got []string
			for range 20 {
				rows, next, err := b.s.List(b.q(), p, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					got = append(got, r.OrderNumber)
				}
				if f.Cursor = next; next == "" {
					return got
				}
			}
			t.Fatal("pages without end")
			return nil
		}
		if got := pages(caller, Filter{Limit: 2}); len(got) != 6 || got[0] != orders[0].Number || got[5] != sealed.Number {
			t.Errorf("waiting: %v", got)
		}
		if got := pages(caller, Filter{State: StateDone, Limit: 1}); len(got) != 1 || got[0] != orders[4].Number {
			t.Errorf("done: %v", got)
		}
		if got := pages(caller, Filter{Way: WayPhone}); len(got) != 0 {
			t.Errorf("telephone: %v", got)
		}
		if got := pages(caller, Filter{Number: strings.ToLower(other.Number)}); len(got) != 1 {
			t.Errorf("by number: %v", got)
		}
		if got := pages(caller, Filter{Number: "%"}); len(got) != 0 {
			t.Errorf("by wildcard: %v", got)
		}
		if got := pages(officer, Filter{}); len(got) != 4 {
			t.Errorf("an officer of Waters sees %v", got)
		}
		if got := pages(auth.Principal{ID: 9}.WithRights(RightRead), Filter{}); len(got) != 0 {
			t.Errorf("the empty scope sees %v", got)
		}
		rows, _, err := b.s.List(b.q(), caller, Filter{Number: sealed.Number})
		if err != nil || rows[0].Title != "（保密工单）" {
			t.Errorf("%+v %v", rows, err)
		}
		for _, f := range []Filter{{State: "x"}, {Way: "x"}} {
			if _, _, err := b.s.List(b.q(), caller, f); code(err) != "followup.invalid_filter" {
				t.Errorf("%+v: %v", f, err)
			}
		}
		for want, f := range map[string]Filter{"list.bad_cursor": {Cursor: "MTIz"}, "list.bad_sort": {Sort: "title"}} {
			if _, _, err := b.s.List(b.q(), caller, f); code(err) != want {
				t.Errorf("%+v: %v", f, err)
			}
		}
		if _, _, err := b.s.List(b.q(), auth.Principal{ID: 1, Scope: auth.Scope{All: true}}, Filter{}); code(err) != "auth.forbidden" {
			t.Errorf("%v", err)
		}
	})
}

func TestHTTP(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		o := b.completed(waters)
		plan := b.plan(o.ID).ID
		path := "/followups/" + plan.String()
		t.Run("Rights", func(t *testing.T) {
			for _, c := range []struct{ method, path, body string }{
				{http.MethodGet, "/followups", ""}, {http.MethodGet, path, ""}, {http.MethodPost, path + "/attempts", `{"reached":false}`},
				{http.MethodGet, "/rates", ""}, {http.MethodGet, "/rates.xlsx", ""},
			} {
				if status, _, _ := b.http(auth.Principal{}, c.method, c.path, c.body); status != http.StatusUnauthorized {
					t.Errorf("%s %s without sign-in: %d", c.method, c.path, status)
				}
				if status, _, _ := b.http(auth.Principal{ID: 5, Scope: auth.Scope{All: true}}, c.method, c.path, c.body); status != http.StatusForbidden {
					t.Errorf("%s %s without the right: %d", c.method, c.path, status)
				}
			}
			for _, c := range []struct{ method, path, body string }{{http.MethodGet, path, ""}, {http.MethodPost, path + "/attempts", `{"reached":false}`}} {
				if status, answer, _ := b.http(officerOf(roads), c.method, c.path, c.body); status != http.StatusNotFound {
					t.Errorf("%s %s by another unit: %d %v", c.method, c.path, status, answer)
				}
			}
		})
		t.Run("AttemptOncePerKey", func(t *testing.T) {
			for range 2 {
				status, answer, _ := b.http(caller, http.MethodPost, path+"/attempts", `{"reached":false,"note":"无人接听"}`, "Idempotency-Key", "attempt-1")
				if status != http.StatusOK || answer["attempts"] != 1.0 || answer["way"] != "phone" {
					t.Fatalf("%d %v", status, answer)
				}
			}
			status, answer, _ := b.http(caller, http.MethodGet, path, "")
			if calls := answer["calls"].([]any); status != http.StatusOK || len(calls) != 1 || calls[0].(map[string]any)["note"] != "无人接听" {
				t.Errorf("%d %v", status, answer)
			}
		})
		t.Run("Bad", func(t *testing.T) {
			for name, body := range map[string]string{"Empty": ``, "Broken": `{`, "Types": `{"reached":"yes"}`, "Scale": `{"reached":true,"contacted":true,"resolved":"yes","satisfaction":99}`,
				"Unknown": `{"reached":false,"state":"done"}`} {
				if status, answer, _ := b.http(caller, http.MethodPost, path+"/attempts", body); status < 400 || status >= 500 {
					t.Errorf("%s: %d %v", name, status, answer)
				}
			}
			for _, path := range []string{"/followups/x", "/followups/99999999999999999999", "/followups?limit=201", "/followups?state=%00"} {
				if status, answer, _ := b.http(caller, http.MethodGet, path, ""); status < 400 || status >= 500 {
					t.Errorf("%s: %d %v", path, status, answer)
				}
			}
		})
		t.Run("Answered", func(t *testing.T) {
			body := `{"reached":true,"contacted":true,"resolved":"yes","satisfaction":5}`
			status, answer, _ := b.http(caller, http.MethodPost, path+"/attempts", body)
			if status != http.StatusOK || answer["state"] != "done" || answer["answer"].(map[string]any)["satisfaction"] != 5.0 {
				t.Fatalf("%d %v", status, answer)
			}
			if status, answer, _ := b.http(caller, http.MethodPost, path+"/attempts", body); status != http.StatusConflict || answer["code"] != "followup.settled" {
				t.Errorf("%d %v", status, answer)
			}
			_, list, _ := b.http(caller, http.MethodGet, "/followups?state=done", "")
			if len(list["items"].([]any)) != 1 {
				t.Errorf("%v", list)
			}
			_, rates, _ := b.http(caller, http.MethodGet, "/rates", "")
			if total := rates["total"].(map[string]any); total["satisfaction_rate"] != 1.0 || total["asked"] != 1.0 {
				t.Errorf("%v", rates)
			}
		})
	})
}

// Payloads hold codes and ids, never words.
func TestEventsHoldNoWords(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		o := b.completed(waters)
		a := unhappy
		a.Note = "师傅没有来"
		b.rate(o.ID, 1, a)
		in := AttemptIn{Reached: true, Answer: a, Redo: true}
		in.Note = "要求重办"
		if err := b.attempt(caller, b.plan(o.ID).ID, in); err != nil {
			t.Fatal(err)
		}
		records, err := b.Ledger.History(b.q(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if text := string(r.Payload); strings.Contains(text, "师傅") || strings.Contains(text, "重办") || strings.Contains(text, o.Title) {
				t.Errorf("%s: %s", r.Kind, text)
			}
			if strings.HasPrefix(r.Kind, "followup.") && (len(r.Units) != 1 || r.Units[0] != waters) {
				t.Errorf("%s is seen by %v", r.Kind, r.Units)
			}
		}
	})
}
