package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
	"onedoor/internal/tool/democity"
	"onedoor/internal/workorder"
)

// route is one line of testdata/isolation.txt.
type route struct {
	method, path, reach string
	who                 []string
}

func readRoutes(t *testing.T) []route {
	t.Helper()
	var list []route
	for _, line := range linesOf(t, "isolation.txt") {
		if f := strings.Fields(line); len(f) >= 4 {
			r := route{f[0], f[1], f[2], f[3:]}
			if slices.ContainsFunc(list, func(o route) bool { return o.method == r.method && o.path == r.path }) {
				t.Errorf("isolation.txt: %s %s has two lines", r.method, r.path)
			}
			list = append(list, r)
		}
	}
	return list
}

// isolationCity is the demo city with its month of work behind a real server.
type isolationCity struct {
	*house
	server *httptest.Server
	site   *httpx.Server
	routes []route

	mine  directory.Unit
	other workorder.Order // an order of another unit, signed and replied to
}

var sharedCity = sync.OnceValues(func() (*isolationCity, error) {
	c, err := config.Load("")
	if err != nil {
		return nil, err
	}
	if c.Data, err = os.MkdirTemp("", "onedoor-isolation-"); err != nil {
		return nil, err
	}
	clock := wall.NewManual(time.Now())
	ctx := context.Background()
	h, err := openHouse(ctx, c, slog.New(slog.DiscardHandler), houseOptions{clock: clock, simulation: true})
	if err != nil {
		return nil, err
	}
	city, err := demoCity()
	if err != nil {
		return nil, err
	}
	if err := democity.Install(ctx, &democity.House{Clock: clock, Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Directory: h.directory,
		Catalogue: h.catalogue, Knowledge: h.knowledge, Orders: h.orders, Intake: h.intake, Followup: h.followup, Supervise: h.supervise,
		Assessment: h.assessing}, city, time.Now(), nil); err != nil {
		return nil, err
	}
	if _, err := h.live.Start(ctx); err != nil {
		return nil, err
	}
	site, err := h.site(nil)
	if err != nil {
		return nil, err
	}
	return &isolationCity{house: h, site: site, server: httptest.NewServer(site.Handler())}, nil
})

func newIsolationCity(t *testing.T) *isolationCity {
	t.Helper()
	x, err := sharedCity()
	if err != nil {
		t.Fatal(err)
	}
	x.routes = readRoutes(t)
	q := x.store.Read(t.Context())
	if x.mine, err = x.directory.UnitByCode(q, "xiangzhou"); err != nil {
		t.Fatal(err)
	}
	rows, _, err := x.orders.List(q, auth.System, workorder.Filter{View: workorder.ViewAll, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	lead, err := x.directory.StaffByLogin(q, accounts["subcentre"])
	if err != nil {
		t.Fatal(err)
	}
	p, err := x.directory.Principal(t.Context(), lead.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range rows {
		if o.Unit != 0 && !p.Scope.Allows(o.Unit) && o.Unit != x.mine.ID && o.State == workorder.StateReplied && !o.Sealed && o.PartyCount == 0 {
			if x.other, err = x.orders.Get(q, auth.System, o.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if x.other.ID == 0 {
		t.Fatal("the demo city has no replied order of another unit")
	}
	return x
}

// as signs the demo account in and returns its browser.
func (x *isolationCity) as(t *testing.T, login string) *client {
	t.Helper()
	c := newClient(x.server.URL)
	c.signIn(t, login, democity.Password)
	return c
}

// answer is what a route said.
type answer struct {
	status int
	code   string
	body   string
}

func ask(t *testing.T, c *client, method, path, body string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, in)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(text, &p) // not every answer is JSON
	return answer{res.StatusCode, p.Code, string(text)}
}

// TestRoutesListed holds the routes of the API description and of the mux against the list, both ways.
func TestRoutesListed(t *testing.T) {
	x := newIsolationCity(t)
	real := map[string]bool{}
	for path, item := range x.site.API.OpenAPI().Paths {
		for method, op := range map[string]bool{"GET": item.Get != nil, "POST": item.Post != nil, "PUT": item.Put != nil, "PATCH": item.Patch != nil, "DELETE": item.Delete != nil, "HEAD": item.Head != nil} {
			if op {
				real[method+" /api/v1"+path] = true
			}
		}
	}
	for _, pattern := range x.site.Mux.Patterns() {
		if strings.Contains(pattern, "/api/v1/openapi") {
			pattern = "GET /api/v1/openapi.json" // huma serves the description in several forms
		}
		real[pattern] = true
	}
	listed := map[string]bool{}
	for _, r := range x.routes {
		listed[r.method+" "+r.path] = true
	}
	for r := range real {
		if !listed[r] {
			t.Errorf("%s is not in testdata/isolation.txt: say there what it reaches and who may call it", r)
		}
	}
	for r := range listed {
		if !real[r] {
			t.Errorf("%s is listed but no such route exists", r)
		}
	}
}

// accounts is one demo account of every role.
var accounts = map[string]string{"seat": "seat1", "leader": "leader1", "dispatcher": "dispatcher1", "number_seat": "seat-gongjijin", "reviewer": "reviewer1", "officer": "officer-xiangzhou",
	"subcentre": "subcentre-renshe", "supervisor": "supervisor1", "editor": "editor1", "knowledge_reviewer": "knowledge1", "inspector": "inspector1",
	"analyst": "analyst1", "admin": "admin1", "auditor": "auditor1"}

// filled puts values into a route's path.
func filled(path, id string) string {
	return strings.NewReplacer("{id}", id, "{key}", "isolation", "{n}", "1", "{name}", "default", "{$}", "", "{number}", "X1", "{file}", "portal.css").Replace(path)
}

// TestRoleByRoute calls every route as every role and as nobody: who is not listed is refused before anything else.
func TestRoleByRoute(t *testing.T) {
	x := newIsolationCity(t)
	people := map[string]*client{"": newClient(x.server.URL)}
	for role, login := range accounts {
		people[role] = x.as(t, login)
	}
	for role, c := range people {
		for _, r := range x.routes {
			if r.reach == "page" || r.reach == "machine" || r.reach == "stream" && role != "" || strings.HasSuffix(r.path, "/session") && r.method != "GET" ||
				strings.HasPrefix(r.path, "/api/v1/session/") && role != "" {
				continue // no role there; or it would end the session, or change the password
			}
			body := ""
			if r.method != http.MethodGet {
				body = "{}"
			}
			got := ask(t, c, r.method, filled(r.path, "1"), body)
			want := slices.Contains(r.who, "public") || role != "" && (slices.Contains(r.who, "everybody") || slices.Contains(r.who, role))
			switch refused := got.code == "auth.forbidden" || got.code == "auth.sign_in_first"; {
			case refused == want:
				t.Errorf("%s %s as %q: %d %s; allowed should be %v", r.method, r.path, role, got.status, got.code, want)
			case !want && role == "" && got.status != http.StatusUnauthorized:
				t.Errorf("%s %s as nobody: %d, want 401", r.method, r.path, got.status)
			case got.status >= 500:
				t.Errorf("%s %s as %q: %d %s", r.method, r.path, role, got.status, got.body)
			}
		}
	}
}

func itoa(n int64) string { return ids.ID(n).String() }

// unzipped is the text of a workbook's parts.
func unzipped(t *testing.T, book []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil { //nolint:gosec // our own small workbook
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return all.String()
}
