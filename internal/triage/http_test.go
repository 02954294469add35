package triage

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

func TestHTTP(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		want := func(p auth.Principal, status int, code, method, path, body string) map[string]any {
			t.Helper()
			got, answer, w := b.http(p, method, path, body)
			if got != status || code != "" && answer["code"] != code {
				t.Errorf("%s %s: %d %s, want %d %s", method, path, got, w.Body, status, code)
			}
			return answer
		}
		o := b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, roads)
		b.Settle(t)
		like := b.order(0, b.leaks, nil)
		s := want(seat, 200, "", "GET", "/triage/suggest?order_id="+like.ID.String(), "")
		if len(s["candidates"].([]any)) != 2 || len(s["precedents"].([]any)) != 1 {
			t.Errorf("%v", s)
		}
		want(seat, 404, "workorder.not_found", "GET", "/triage/suggest?order_id=77", "")
		want(seat, 422, "request.invalid", "GET", "/triage/suggest?order_id=abc", "")
		want(seat, 422, "request.invalid", "GET", "/triage/suggest", "")
		s = want(seat, 200, "", "POST", "/triage/suggest", fmt.Sprintf(`{"category_id":"%d","division_code":"440402001","title":"漏水"}`, b.leaks))
		if s["candidates"].([]any)[0].(map[string]any)["unit_name"] != "水务局" {
			t.Errorf("%v", s)
		}
		want(seat, 422, "request.invalid", "POST", "/triage/suggest", `{"title":7}`)
		want(seat, 422, "request.invalid", "POST", "/triage/suggest", `{"title":"`+strings.Repeat("长", 200)+`"}`)

		list := want(leader, 200, "", "GET", "/precedents", "")["items"].([]any)
		if len(list) != 1 || list[0].(map[string]any)["number"] != o.Number {
			t.Fatalf("%v", list)
		}
		id := list[0].(map[string]any)["id"].(string)
		if similar := want(leader, 200, "", "GET", "/precedents/similar?order_id="+like.ID.String(), "")["items"].([]any); len(similar) != 1 {
			t.Errorf("%v", similar)
		}
		want(leader, 422, "request.invalid", "GET", "/precedents?verdict=x", "")
		if status, _, w := b.http(leader, "GET", "/precedents.xlsx", ""); status != 200 || !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("%d", status)
		}
		want(leader, 400, "triage.reason_missing", "POST", "/precedents/"+id+"/retire", `{"reason":" "}`)
		if r := want(leader, 200, "", "POST", "/precedents/"+id+"/retire", `{"reason":"职责调整"}`); r["retired"] != true {
			t.Errorf("%v", r)
		}
		want(leader, 409, "triage.retired", "POST", "/precedents/"+id+"/retire", `{"reason":"职责调整"}`)

		v := b.draft()
		day := b.Clock.Now().Format(time.DateOnly)
		r := want(writer, 200, "", "POST", "/dispatch-catalogue/replays", fmt.Sprintf(`{"version_id":"%d","from":"%s","to":"%s"}`, v.ID, day, day))
		if r["state"] != "running" || r["total"] != 2.0 {
			t.Errorf("%v", r)
		}
		path := "/dispatch-catalogue/replays/" + r["id"].(string)
		want(writer, 409, "triage.replay_running", "POST", "/dispatch-catalogue/replays", fmt.Sprintf(`{"version_id":"%d"}`, v.ID))
		publish := "/dispatch-catalogue/versions/" + v.ID.String() + "/publish"
		want(leader, 409, "triage.not_replayed", "POST", publish, fmt.Sprintf(`{"revision":%d,"note":"调整"}`, v.Revision))
		b.Settle(t)
		if done := want(writer, 200, "", "GET", path, ""); done["state"] != "done" || done["changed"] != 2.0 || len(done["units"].([]any)) != 2 {
			t.Errorf("%v", done)
		}
		if moved := want(leader, 200, "", "GET", path+"/orders?limit=1", ""); len(moved["items"].([]any)) != 1 || moved["next_cursor"] == nil {
			t.Errorf("%v", moved)
		}
		want(leader, 400, "triage.bad_filter", "GET", path+"/orders?cursor=x", "")
		if status, _, w := b.http(leader, "GET", path+"/file", ""); status != 200 || !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("%d", status)
		}
		want(writer, 409, "triage.replay_over", "POST", path+"/cancel", `{}`)
		want(writer, 404, "triage.replay_not_found", "GET", "/dispatch-catalogue/replays/77", "")
		if replays := want(writer, 200, "", "GET", "/dispatch-catalogue/replays?version_id="+v.ID.String(), "")["items"].([]any); len(replays) != 1 {
			t.Errorf("%v", replays)
		}
		if p := want(leader, 200, "", "POST", publish, fmt.Sprintf(`{"revision":%d,"note":"调整"}`, v.Revision)); p["state"] != "in_force" || p["number"] != 3.0 {
			t.Errorf("%v", p)
		}
	})
}

// TestHTTP_Rights: every operation of the room refuses who is not signed in or has no right.
func TestHTTP_Rights(t *testing.T) {
	b := newBench(t, testkit.Store(t, Migrations, httpx.Migrations, workorder.Migrations, catalogue.Migrations), Options{})
	server := httpx.New(httpx.Options{Version: "test"})
	b.s.Routes(server.API)
	n := 0
	for path, item := range server.API.OpenAPI().Paths {
		for method, op := range map[string]any{"GET": item.Get, "POST": item.Post} {
			if text, _ := json.Marshal(op); string(text) == "null" {
				continue
			}
			n++
			at := strings.ReplaceAll(path, "{id}", "1") + "?order_id=1&version_id=1"
			for _, c := range []struct {
				p      auth.Principal
				status int
			}{{auth.Principal{}, http.StatusUnauthorized}, {person(9, 0, nil), http.StatusForbidden}} {
				if status, _, w := b.http(c.p, method, at, `{}`); status != c.status {
					t.Errorf("%s %s: %d %s, want %d", method, at, status, w.Body, c.status)
				}
			}
		}
	}
	if n != 13 {
		t.Errorf("%d operations", n)
	}
}
