package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
)

// pages opens what citizens, machines and browsers open, with the cookie of an officer or none.
func (x *town) pages(t *testing.T) {
	t.Run("Public", x.publicPages)
	t.Run("Track", x.trackPages)
	t.Run("Proof", x.proofOfOne)
	t.Run("Metrics", x.metricsPage)
	t.Run("Files", x.filePages)
}

// everySecret is all that a page for nobody in particular must not hold.
func (x *town) everySecret() (list []string) {
	for _, m := range x.matters {
		list = append(list, m.secret()...)
		list = append(list, m.code)
	}
	return list
}

func (x *town) publicPages(t *testing.T) {
	routes := readRoutes(t)
	for _, who := range []string{"nobody", "officer", "leader"} {
		for _, r := range routes {
			if r.reach != "page" || r.method != http.MethodGet || strings.Contains(strings.ReplaceAll(r.path, "{$}", ""), "{") {
				continue
			}
			got := x.say(t, who, "GET", filled(r.path, "1")+"?q="+url.QueryEscape("路灯"), "")
			if found := got.finds(t, x.everySecret()); found != "" || got.status >= 500 && got.status != http.StatusNotImplemented {
				t.Errorf("GET %s as %s: %d, holds %q", r.path, who, got.status, found)
			}
		}
		if got := x.say(t, who, "GET", "/api/v1/openapi.json", ""); got.status != http.StatusOK {
			t.Errorf("the API description for %s: %d", who, got.status)
		}
		for _, id := range []ids.ID{x.matter("b").order, x.matter("b").request, x.article + 1} {
			if got := x.say(t, who, "GET", "/answers/"+id.String(), ""); got.status != http.StatusNotFound || got.finds(t, []string{x.matter("b").sign}) != "" {
				t.Errorf("an answer with the id of something else for %s: %d %s", who, got.status, got.body)
			}
		}
	}
}

// trackPages tries the pages of a request without its code: a number that exists and one that does not answer alike.
func (x *town) trackPages(t *testing.T) {
	for who, m := range map[string]*matter{"officer": x.matter("b"), "nobody": x.matter("b-sealed")} {
		form := func(number string) string {
			return url.Values{"number": {number}, "code": {"AAAA-AAAA-AAAAA"}, "content": {"补充"}, "resolved": {"no"}, "satisfaction": {"1"}, "contacted": {"no"}}.Encode()
		}
		for _, try := range [][2]string{{"GET", "/track/N"}, {"GET", "/track?number=N"}, {"GET", "/track/N/confirm?code=AAAA-AAAA-AAAAA"}, {"GET", "/track/N/history"}, {"POST", "/track"},
			{"POST", "/track/N/supplement"}, {"POST", "/track/N/confirm"}, {"GET", "/receipt"}} {
			ask := func(number string) said {
				body := ""
				if try[0] == "POST" {
					body = form(number)
				}
				got := x.send(t, who, try[0], strings.Replace(try[1], "N", number, 1), "application/x-www-form-urlencoded", body)
				got.body = strings.ReplaceAll(got.body, number, "N")
				return got
			}
			theirs, nothing := ask(m.number), ask(x.unusedNumber())
			if !theirs.like(nothing) || theirs.finds(t, m.secret()) != "" {
				t.Errorf("%s %s as %s differs for a number that exists: %d %s\n\n%d %s", try[0], try[1], who, theirs.status, theirs.body, nothing.status, nothing.body)
			}
		}
	}
}

// proofOfOne opens one request with its code, and nothing else with that.
func (x *town) proofOfOne(t *testing.T) {
	m, other := x.matter("gone"), x.matter("b")
	x.people["citizen"] = newClient(x.url)
	if got := x.say(t, "citizen", "GET", "/track/"+m.number+"/confirm?code="+m.code, ""); got.status != http.StatusSeeOther {
		t.Fatalf("the code does not open: %d %s", got.status, got.body)
	}
	page := x.say(t, "citizen", "GET", "/track/"+m.number, "")
	if page.status != http.StatusOK || page.finds(t, []string{m.sign + "桥的路灯"}) == "" {
		t.Errorf("the citizen's own request: %d %s", page.status, page.body)
	}
	inside := []string{"请盯紧", "已到场", "不归我们管", "改派", "催办：", "仍然不亮", "小红", "现场", m.order.String(), m.request.String(), m.identity.String()}
	if found := page.finds(t, append(inside, other.secret()...)); found != "" {
		t.Errorf("the citizen reads %q", found)
	}
	chain := x.say(t, "citizen", "GET", "/track/"+m.number+"/history", "")
	if chain.status != http.StatusOK || !strings.Contains(chain.body, "workorder.dispatched") {
		t.Errorf("the citizen's own history: %d %s", chain.status, chain.body)
	}
	hidden := []string{`"actor"`, `"units"`, `"payload"`, "workorder.noted", "workorder.returned", x.units[m.unit].ID.String()}
	if found := chain.finds(t, append(append(inside, other.secret()...), hidden...)); found != "" {
		t.Errorf("the citizen's history holds %q", found)
	}
	for _, path := range []string{"/track/" + other.number, "/track/" + other.number + "?done=confirm", "/track/" + other.number + "/history"} {
		if got := x.say(t, "citizen", "GET", path, ""); got.status != http.StatusSeeOther || got.finds(t, []string{other.sign}) != "" {
			t.Errorf("GET %s with the proof of another request: %d %s", path, got.status, got.body)
		}
	}
	for _, path := range []string{"/supplement", "/confirm"} {
		got := x.send(t, "citizen", "POST", "/track/"+other.number+path, "application/x-www-form-urlencoded", "content=x&resolved=no&satisfaction=1&contacted=no")
		if got.status != http.StatusSeeOther || !strings.Contains(got.body, "/track?number=") {
			t.Errorf("POST %s with the proof of another request: %d %s", path, got.status, got.body)
		}
	}
	for _, path := range []string{"/api/v1/orders/" + m.order.String(), "/api/v1/attachments/" + m.files[0].String(), "/api/v1/live"} {
		if got := x.say(t, "citizen", "GET", path, ""); got.status != http.StatusUnauthorized {
			t.Errorf("GET %s as a citizen: %d", path, got.status)
		}
	}
}

// inside calls the handler without a connection, from an address of choice and with a path that no client cleans.
func (x *town) inside(t *testing.T, address, path string, header ...string) said {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	req.RemoteAddr = address
	req.URL.Path, req.URL.RawPath = path, ""
	if plain, err := url.PathUnescape(path); err == nil && plain != path {
		req.URL.Path, req.URL.RawPath = plain, path
	}
	req.RequestURI = path
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	x.site.Handler().ServeHTTP(w, req)
	return said{status: w.Code, body: w.Body.String()}
}

func (x *town) metricsPage(t *testing.T) {
	const here, outside = "127.0.0.1:40000", "203.0.113.7:40000"
	got := x.inside(t, here, "/metrics")
	if got.status != http.StatusOK || !strings.Contains(got.body, "onedoor_store_commits_total") {
		t.Errorf("from this machine: %d", got.status)
	}
	if found := got.finds(t, x.everySecret()); found != "" {
		t.Errorf("the metrics hold %q", found)
	}
	for name, got := range map[string]said{
		"from outside":          x.inside(t, outside, "/metrics"),
		"from outside, claimed": x.inside(t, outside, "/metrics", "X-Forwarded-For", "127.0.0.1", "X-Real-IP", "127.0.0.1"),
		"through a proxy here":  x.inside(t, here, "/metrics", "X-Forwarded-For", "203.0.113.7"),
		"through another proxy": x.inside(t, here, "/metrics", "X-Real-IP", "203.0.113.7"),
		"through a proxy there": x.inside(t, here, "/metrics", "Forwarded", "for=203.0.113.7"),
	} {
		if got.status != http.StatusNotFound || strings.Contains(got.body, "onedoor_") {
			t.Errorf("metrics %s: %d", name, got.status)
		}
	}
}

// filePages tries to leave the folders from which files are served, and to find the data directory.
func (x *town) filePages(t *testing.T) {
	for _, path := range []string{"/staff/../../go.mod", "/staff/..%2f..%2fgo.mod", "/staff/%2e%2e/%2e%2e/go.mod", "/staff/assets/../../../../etc/passwd",
		"/staff/assets/..%2f..%2f..%2fetc%2fpasswd", "/staff/..%5c..%5cgo.mod", "/staff//etc/passwd", "/staff/./../web.go", "/staff/assets/", "/staff/assets",
		"/portal/..%2ftemplates%2freport.html", "/portal/%2e%2e", "/portal/../templates/report.html", "/portal/portal.css%2f..%2f..%2ftemplates%2fhome.html",
		"/portal/", "/portal/.", "/portal/..", "/blobs/", "/data/", "/onedoor.db", "/keys/master.key", "/.git/config", "/debug/pprof/", "/debug/vars",
		"/api/v1/attachments/..%2f..%2fonedoor.db", "/api/v1/drafts/..%2f..%2fonedoor.db", "/answers/..%2f..%2fmetrics", "/api/v1/../../metrics"} {
		got := x.inside(t, "203.0.113.7:40000", path)
		signs := append(x.everySecret(), "module onedoor", "root:", "{{", "SQLite format", "package web", "onedoor_store", "goroutine", "<pre>")
		if found := got.finds(t, signs); found != "" || got.status >= 500 && got.status != http.StatusNotImplemented {
			t.Errorf("GET %s: %d, holds %q", path, got.status, found)
		}
	}
}
