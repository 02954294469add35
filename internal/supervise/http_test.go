package supervise

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

// call sends a request as somebody and returns status and body.
func (k *kit) call(by auth.Principal, method, path, body string) (int, string) {
	k.t.Helper()
	server := httpx.New(httpx.Options{Version: "test"})
	k.s.Routes(server.API)
	req := httptest.NewRequestWithContext(auth.With(k.t.Context(), by), method, "/api/v1"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	server.Mux.ServeHTTP(w, req)
	return w.Code, w.Body.String()
}

// TestHTTP_BadInput sends what no screen sends: each gets a clear refusal with a code, never an error of the program.
func TestHTTP_BadInput(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		id := o.ID.String()
		long := strings.Repeat("长", 2001)
		for _, c := range []struct {
			by           auth.Principal
			method, path string
			body         string
			want         int
		}{
			{supervisor, "GET", "/supervise/watch?view=everything", "", 422},
			{supervisor, "GET", "/supervise/watch?view=overdue&cursor=%2F%2F", "", 422},
			{supervisor, "GET", "/supervise/watch?view=overdue&limit=5000", "", 422},
			{supervisor, "GET", "/supervise/watch?unit_id=x", "", 422},
			{supervisor, "GET", "/supervise/cards?level=green", "", 422},
			{supervisor, "GET", "/supervise/card-counts?from=yesterday", "", 422},
			{supervisor, "GET", "/supervise/card-counts?from=2020-01-01&to=2026-01-01", "", 422},
			{supervisor, "GET", "/supervise/cases?state=asleep", "", 422},
			{supervisor, "GET", "/supervise/tasks?state=' OR 1=1", "", 400},
			{supervisor, "GET", "/supervise/cases/0", "", 422},
			{supervisor, "GET", "/supervise/cases/abc", "", 422},
			{supervisor, "GET", "/supervise/orders/7", "", 404},
			{supervisor, "POST", "/supervise/cases", `{"order_ids":[],"reason_code":"leader","words":"x"}`, 422},
			{supervisor, "POST", "/supervise/cases", `{"order_ids":["` + id + `"],"reason_code":"leader","words":"` + long + `"}`, 422},
			{supervisor, "POST", "/supervise/cases", `{"order_ids":"` + id + `"}`, 422},
			{supervisor, "POST", "/supervise/cases", `{`, 400},
			{supervisor, "POST", "/supervise/cases/7/close", `{"version":0,"conclusion":"x"}`, 422},
			{supervisor, "POST", "/supervise/cards/7/lift", `{"code":"system","note":"x"}`, 404},
			{supervisor, "PUT", "/supervise/chain", `{"steps":[{"code":"A","title":"","to":[]}],"rules":{"red_card":9},"version":0}`, 422},
			{supervisor, "POST", "/meetings", `{"title":"会议","at":"tomorrow","place":"三楼"}`, 422},
			{supervisor, "POST", "/meetings/7/items/8/decide", `{"version":1,"decision":"x","lead":{"unit_id":"1","words":"x"}}`, 404},
			{supervisor, "GET", "/meetings/7/files/8", "", 404},
			{waters, "POST", "/supervise/cases", `{"order_ids":["` + id + `"],"reason_code":"leader","words":"x"}`, 403},
			{nobody, "GET", "/supervise/counts", "", 401},
		} {
			path := strings.ReplaceAll(c.path, " ", "%20")
			status, body := k.call(c.by, c.method, path, c.body)
			var p struct {
				Code string `json:"code"`
			}
			_ = json.Unmarshal([]byte(body), &p)
			if status/100 != 4 || c.want/100 == 4 && c.want != 400 && status != c.want && status != 400 || p.Code == "" {
				t.Errorf("%s %s %s: %d %s, want %d", c.method, c.path, c.body, status, body, c.want)
			}
		}
	})
}

// TestHTTP_Loop opens, instructs, answers and accepts by the API, reads every list, and takes every workbook along.
func TestHTTP_Loop(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		k.at(day(24, 9, 0))
		var cases struct {
			Items []struct {
				ID      ids.ID `json:"id"`
				Version int64  `json:"version"`
			} `json:"items"`
		}
		ok := func(by auth.Principal, method, path, body string, out any) {
			t.Helper()
			status, text := k.call(by, method, path, body)
			if status != http.StatusOK {
				t.Fatalf("%s %s: %d %s", method, path, status, text)
			}
			if out != nil {
				if err := json.Unmarshal([]byte(text), out); err != nil {
					t.Fatal(err)
				}
			}
		}
		ok(supervisor, "POST", "/supervise/cases", `{"order_ids":["`+o.ID.String()+`"],"reason_code":"red_card","words":"限期办结"}`, &cases)
		c := cases.Items[0]
		var view CaseView
		ok(supervisor, "POST", "/supervise/cases/"+c.ID.String()+"/instruct",
			fmt.Sprintf(`{"version":%d,"unit_id":"%d","order_id":"%s","words":"请反馈","limit":{"unit":"working_hour","n":4}}`, c.Version, unitWaters, o.ID), &view)
		task := view.Tasks[0]
		if task.Why == nil || !strings.HasPrefix(task.Why.Rule, "4个工作小时") || task.OrderID != o.ID {
			t.Errorf("the task: %+v", task)
		}
		ok(waters, "POST", "/supervise/tasks/"+task.ID.String()+"/answer", `{"version":1,"words":"已办"}`, &task)
		ok(supervisor, "POST", "/supervise/tasks/"+task.ID.String()+"/review", `{"version":2,"accept":true}`, &task)
		if task.State != StateAccepted || len(task.Verbs) != 0 {
			t.Errorf("accepted: %+v", task)
		}
		var panel OrderPanel
		ok(waters, "GET", "/supervise/orders/"+o.ID.String(), "", &panel)
		if len(panel.Cards) != 1 || len(panel.Cases) != 1 || len(panel.Tasks) != 1 || panel.CanOpen || !panel.CanPropose || panel.Cards[0].CanLift {
			t.Errorf("the unit's panel: %+v", panel)
		}
		for _, list := range []string{"/supervise/counts", "/supervise/watch?view=red", "/supervise/cards?level=red&lifted=no", "/supervise/card-counts", "/supervise/cases",
			"/supervise/tasks?state=accepted", "/supervise/suggestions", "/supervise/chain", "/supervise/reasons", "/supervise/docket", "/meetings", "/meetings?past=true"} {
			for _, by := range []auth.Principal{supervisor, analyst, waters} {
				ok(by, "GET", list, "", nil)
			}
		}
		for _, book := range []string{"/supervise/watch.xlsx?view=overdue", "/supervise/cards.xlsx", "/supervise/cases.xlsx", "/supervise/tasks.xlsx?state=accepted"} {
			if status, text := k.call(analyst, "GET", book, ""); status != http.StatusOK || !strings.HasPrefix(text, "PK") {
				t.Errorf("%s: %d", book, status)
			}
		}
		var page httpx.Page[WatchRow]
		ok(roads, "GET", "/supervise/watch?view=overdue", "", &page)
		if len(page.Items) != 0 {
			t.Error("another unit sees the overdue order")
		}
	})
}
