package catalogue

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// client calls the API as a principal.
type client struct {
	t *testing.T
	h http.Handler
	p auth.Principal
}

func eachHTTP(t *testing.T, fn func(t *testing.T, k kit, c client)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		k := newKit(t, st)
		server := httpx.New(httpx.Options{Version: "test"})
		k.Routes(server.API)
		if err := k.LoadShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		fn(t, k, client{t, server.Handler(), admin})
	}, Migrations, httpx.Migrations)
}

func (c client) as(p auth.Principal) client { c.p = p; return c }

// call sends a body (a string as it is, anything else as JSON) and returns the status and the answer.
func (c client) call(method, path string, body any, headers ...string) (int, map[string]any) {
	c.t.Helper()
	var r io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
		if !strings.HasPrefix(b, "{") {
			kind = "text/csv"
		}
	default:
		text, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		r = strings.NewReader(string(text))
	}
	req := httptest.NewRequest(method, "/api/v1"+path, r)
	req.Header.Set("Content-Type", kind)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), c.p)))
	var answer map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		c.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Code, answer
}

// want calls and checks status and, for a refusal, the code.
func (c client) want(status int, code, method, path string, body any, headers ...string) map[string]any {
	c.t.Helper()
	got, answer := c.call(method, path, body, headers...)
	if got != status || (code != "" && answer["code"] != code) {
		c.t.Errorf("%s %s: %d %v, want %d %s", method, path, got, answer, status, code)
	}
	return answer
}

func TestHTTP_Categories(t *testing.T) {
	eachHTTP(t, func(t *testing.T, _ kit, c client) {
		one := c.want(201, "", "POST", "/categories", `{"code":"01","name":"市容"}`)
		id := one["id"].(string)
		two := c.want(201, "", "POST", "/categories", map[string]any{"name": "环卫", "parent_id": id, "default_kind": "complaint"})
		if two["code"] != "0101" || two["level"] != 2.0 || two["parent_id"] != id || one["parent_id"] != nil || two["active"] != true {
			t.Errorf("%v under %v", two, one)
		}
		// The same key makes the same category once.
		key := []string{"Idempotency-Key", "category-key-1"}
		a := c.want(201, "", "POST", "/categories", `{"name":"重复提交"}`, key...)
		b := c.want(201, "", "POST", "/categories", `{"name":"重复提交"}`, key...)
		if a["id"] != b["id"] {
			t.Errorf("two categories by one key: %v, %v", a, b)
		}
		c.want(409, "request.key_reused", "POST", "/categories", `{"name":"另一内容"}`, key...)
		c.want(200, "", "PATCH", "/categories/"+two["id"].(string), `{"parent_id":"","version":1}`)
		c.want(409, "catalogue.stale", "PATCH", "/categories/"+two["id"].(string), `{"name":"旧","version":1}`)
		list := c.as(clerk).want(200, "", "GET", "/categories", nil)
		if items := list["items"].([]any); len(items) != 3 {
			t.Errorf("%v", items)
		}

		c.want(422, "request.invalid", "POST", "/categories", `{"name":17}`)
		c.want(422, "request.invalid", "POST", "/categories", `{}`)
		c.want(422, "request.invalid", "POST", "/categories", `{"name":"a","unknown":1}`)
		c.want(400, "request.invalid", "POST", "/categories", `{"name":`)
		c.want(400, "request.invalid", "POST", "/categories", `{"name":"   "}`)
		c.want(404, "catalogue.category_not_found", "PATCH", "/categories/999", `{"name":"a"}`)
		c.want(422, "request.invalid", "PATCH", "/categories/abc", `{"name":"a"}`)
	})
}

func TestHTTP_Dispatch(t *testing.T) {
	eachHTTP(t, func(t *testing.T, k kit, c client) {
		one := k.add("01", "市容", 0)
		two := k.add("02", "交通", 0)
		draft := c.want(200, "", "POST", "/dispatch-catalogue/versions", `{"title":"年度调整"}`)
		path := "/dispatch-catalogue/versions/" + draft["id"].(string)
		if draft["state"] != "draft" || draft["base_number"] != 1.0 || draft["title"] != "年度调整" {
			t.Errorf("%v", draft)
		}
		c.want(409, "catalogue.draft_exists", "POST", "/dispatch-catalogue/versions", `{}`)
		for _, r := range []map[string]any{
			{"category_id": one.ID, "unit_id": "101", "basis": "三定方案", "co_unit_ids": []string{"102"}},
			{"category_id": one.ID, "division_code": "440402", "unit_id": "103", "unclear": true},
			{"category_id": two.ID, "unit_id": "102", "hours": "22:00-06:00"},
		} {
			c.want(200, "", "POST", path+"/entries", r)
		}
		c.want(409, "catalogue.entry_twice", "POST", path+"/entries", map[string]any{"category_id": one.ID, "unit_id": "102"})
		c.want(400, "catalogue.entry_invalid", "POST", path+"/entries", map[string]any{"unit_id": "900"})
		c.want(422, "request.invalid", "POST", path+"/entries", map[string]any{"unit_id": 7, "priority": "high"})
		c.want(404, "catalogue.version_not_found", "GET", "/dispatch-catalogue/versions/77", nil)
		c.want(404, "catalogue.version_not_found", "GET", "/dispatch-catalogue/versions/77/entries", nil)
		c.want(404, "catalogue.version_not_found", "GET", "/dispatch-catalogue/versions/77/diff", nil)

		// Page by page, each entry once, in the order of the tree.
		var seen []string
		var last map[string]any
		for next, pages := path+"/entries?limit=1", 0; next != "" && pages < 9; pages++ {
			answer := c.as(clerk).want(200, "", "GET", next, nil)
			for _, item := range answer["items"].([]any) {
				last = item.(map[string]any)
				seen = append(seen, last["unit_name"].(string))
			}
			next = ""
			if cursor, ok := answer["next_cursor"].(string); ok {
				next = path + "/entries?limit=1&cursor=" + cursor
			}
		}
		if strings.Join(seen, " ") != "城管局 东区城管 住建局" || last["conditions"].([]any)[0] != "22:00-06:00" {
			t.Errorf("pages %v, %v", seen, last)
		}
		for query, want := range map[string]int{"?q=%E4%B8%89%E5%AE%9A": 1, "?unit_id=102": 2, "?category_id=" + one.ID.String(): 2, "?division_code=440402": 1, "?q=nothing": 0} {
			if list := c.want(200, "", "GET", path+"/entries"+query, nil); len(list["items"].([]any)) != want {
				t.Errorf("%s: %v", query, list)
			}
		}
		c.want(400, "request.invalid", "GET", path+"/entries?cursor=x", nil)
		entry := path + "/entries/" + last["id"].(string)
		if changed := c.want(200, "", "PUT", entry, map[string]any{"category_id": two.ID, "unit_id": "101"}); changed["unit_name"] != "城管局" {
			t.Errorf("%v", changed)
		}
		diff := c.want(200, "", "GET", path+"/diff", nil)
		if diff["added"] != 3.0 || diff["removed"] != 0.0 || len(diff["items"].([]any)) != 3 {
			t.Errorf("%v", diff)
		}
		if status, _, body := c.raw("GET", path+"/file?format=csv"); status != 200 || !strings.Contains(body, "三定方案") {
			t.Errorf("%d %s", status, body)
		}
		if status, kind, body := c.raw("GET", path+"/file"); status != 200 || !strings.Contains(kind, "spreadsheetml") || !strings.HasPrefix(body, "PK") {
			t.Errorf("%d %s", status, kind)
		}
		report := c.want(200, "", "POST", path+"/import", colCategory+","+colUnit+"\n01,cg\n")
		if report["removed"] != 2.0 || report["changed"] != 1.0 {
			t.Errorf("%v", report)
		}
		c.want(400, "catalogue.table_row", "POST", path+"/import", colUnit+"\nxx\n")

		// Nothing of this is in force yet.
		if found := c.as(clerk).want(200, "", "GET", "/default-unit?category_id="+one.ID.String()+"&division_code=440402001", nil); found["unit_id"] != "402" || found["how"] != "territory" {
			t.Errorf("%v", found)
		}
		if _, err := k.publish(chief, mustID(t, draft["id"]), time.Time{}); err != nil {
			t.Fatal(err)
		}
		found := c.as(clerk).want(200, "", "GET", "/default-unit?category_id="+one.ID.String()+"&division_code=440402001&kind=complaint&topics=a,b", nil)
		if found["unit_id"] != "101" || found["unit_name"] != "城管局" || found["how"] != "rule" || found["version"] != 2.0 {
			t.Errorf("%v", found)
		}
		if nobody := c.want(200, "", "GET", "/default-unit", nil); nobody["unit_id"] != nil || nobody["why"] == "" {
			t.Errorf("%v", nobody)
		}
		c.want(404, "catalogue.category_not_found", "GET", "/default-unit?category_id=999", nil)
		versions := c.want(200, "", "GET", "/dispatch-catalogue/versions", nil)["items"].([]any)
		if len(versions) != 2 || versions[0].(map[string]any)["state"] != "in_force" || versions[1].(map[string]any)["state"] != "superseded" {
			t.Errorf("%v", versions)
		}
		c.want(409, "catalogue.not_draft", "DELETE", path, nil)
		again := c.want(200, "", "POST", "/dispatch-catalogue/versions", `{}`)
		if status, _, body := c.raw("DELETE", "/dispatch-catalogue/versions/"+again["id"].(string)); status != 204 {
			t.Errorf("%d %s", status, body)
		}
	})
}

func mustID(t *testing.T, text any) ids.ID {
	t.Helper()
	id, err := ids.Parse(text.(string))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// raw calls for an answer that is no JSON.
func (c client) raw(method, path string) (status int, kind, body string) {
	c.t.Helper()
	req := httptest.NewRequest(method, "/api/v1"+path, http.NoBody)
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, req.WithContext(auth.With(req.Context(), c.p)))
	return w.Code, w.Header().Get("Content-Type"), w.Body.String()
}

func TestHTTP_Limits(t *testing.T) {
	eachHTTP(t, func(t *testing.T, _ kit, c client) {
		list := c.as(clerk).want(200, "", "GET", "/presets", nil)
		items := list["items"].([]any)
		if len(items) != 5 {
			t.Fatalf("%v", list)
		}
		// What was read can be sent back.
		shandong := items[3].(map[string]any)
		for _, field := range []string{"name", "used_for"} {
			delete(shandong, field)
		}
		if saved := c.want(200, "", "PUT", "/presets/shandong", shandong); saved["version"] != 2.0 {
			t.Errorf("%v", saved)
		}
		c.want(409, "catalogue.stale", "PUT", "/presets/shandong", shandong)
		shandong["version"], shandong["limits"] = 2, []any{map[string]any{"name": "handle", "title": "办理", "stage": "handle", "unit": "year", "n": 1}}
		c.want(422, "request.invalid", "PUT", "/presets/shandong", shandong)
		used := c.want(200, "", "PUT", "/preset-uses", `{"kind":"praise","preset":"shandong"}`)
		if name := used["items"].([]any)[3].(map[string]any)["used_for"].([]any); len(name) != 1 || name[0] != "praise" {
			t.Errorf("%v", used)
		}
		c.want(404, "catalogue.preset_not_found", "PUT", "/preset-uses", `{"kind":"praise","preset":"x"}`)
	})
}

func TestHTTP_Calendar(t *testing.T) {
	eachHTTP(t, func(t *testing.T, _ kit, c client) {
		year := c.as(clerk).want(200, "", "GET", "/calendar", nil)
		if year["year"] != 2026.0 || year["known"] != true || len(year["days"].([]any)) != 39 || len(year["years"].([]any)) != 20 {
			t.Errorf("%v", year)
		}
		if next := c.want(200, "", "GET", "/calendar?year=2027", nil); next["known"] != false || len(next["days"].([]any)) != 0 {
			t.Errorf("%v", next)
		}
		report := c.want(200, "", "POST", "/calendar?source=%E6%B5%8B%E8%AF%95", goodYear)
		if report["added"] != 5.0 || report["years"].([]any)[0] != 2031.0 {
			t.Errorf("%v", report)
		}
		bad := c.want(400, "catalogue.calendar_row", "POST", "/calendar", goodYear+"2031-13-01,x,1\n")
		if errors := bad["errors"].([]any); errors[0].(map[string]any)["location"] != "line 7" {
			t.Errorf("%v", bad)
		}
		c.want(400, "catalogue.calendar_header", "POST", "/calendar", "\x89PNG\r\n")
		c.want(422, "request.invalid", "GET", "/calendar?year=12", nil)
	})
}

// TestHTTP_Rights: who may call what. Every operation of the room must be listed.
func TestHTTP_Rights(t *testing.T) {
	nobody, stranger := auth.Principal{}, auth.Principal{ID: 9}.WithRights()
	ops := []struct{ method, path, body string }{
		{"GET", "/categories", ""}, {"GET", "/categories.xlsx", ""}, {"POST", "/categories", `{"name":"x"}`}, {"PATCH", "/categories/1", `{}`},
		{"GET", "/default-unit", ""}, {"GET", "/dispatch-catalogue/versions", ""}, {"POST", "/dispatch-catalogue/versions", `{}`},
		{"GET", "/dispatch-catalogue/versions/1", ""}, {"DELETE", "/dispatch-catalogue/versions/1", ""},
		{"GET", "/dispatch-catalogue/versions/1/entries", ""}, {"POST", "/dispatch-catalogue/versions/1/entries", `{"unit_id":"1"}`},
		{"PUT", "/dispatch-catalogue/versions/1/entries/2", `{"unit_id":"1"}`}, {"DELETE", "/dispatch-catalogue/versions/1/entries/2", ""},
		{"GET", "/dispatch-catalogue/versions/1/diff", ""}, {"GET", "/dispatch-catalogue/versions/1/file", ""},
		{"POST", "/dispatch-catalogue/versions/1/import", "x"},
		{"GET", "/presets", ""}, {"PUT", "/presets/x", `{}`}, {"PUT", "/preset-uses", `{}`},
		{"GET", "/calendar", ""}, {"POST", "/calendar", "date"},
		{"GET", "/topics", ""}, {"GET", "/topics.xlsx", ""}, {"POST", "/topics", `{"name":"x"}`}, {"PATCH", "/topics/1", `{"version":1}`},
	}
	server := httpx.New(httpx.Options{Version: "test"})
	newKit(t, testkit.Store(t, Migrations)).Routes(server.API)
	if n := len(server.Mux.Patterns()); n < len(ops) {
		t.Fatalf("%d patterns", n)
	}
	listed := map[string]bool{}
	c := client{t, server.Handler(), nobody}
	for _, op := range ops {
		path, _, _ := strings.Cut(op.path, "?")
		listed[op.method+" "+strings.NewReplacer("/1", "/{id}", "/2", "/{entry}", "/x", "/{name}").Replace(path)] = true
		c.as(nobody).want(401, "auth.sign_in_first", op.method, op.path, op.body)
		c.as(stranger).want(403, "auth.forbidden", op.method, op.path, op.body)
		if op.method != "GET" {
			c.as(clerk).want(403, "auth.forbidden", op.method, op.path, op.body)
		}
	}
	for path, item := range server.API.OpenAPI().Paths {
		for method, op := range map[string]any{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if b, _ := json.Marshal(op); string(b) != "null" && !listed[method+" "+path] {
				t.Errorf("%s %s is not in the table of rights", method, path)
			}
		}
	}
}
