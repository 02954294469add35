package main

import (
	"archive/zip"
	"bufio"
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
	"onedoor/internal/platform/store"
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
	text, err := os.ReadFile("testdata/isolation.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []route
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) >= 4 && !strings.HasPrefix(line, "#") {
			list = append(list, route{f[0], f[1], f[2], f[3:]})
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
		Catalogue: h.catalogue, Knowledge: h.knowledge, Orders: h.orders, Intake: h.intake, Followup: h.followup}, city, time.Now(), nil); err != nil {
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
		if o.Unit != 0 && !p.Scope.Allows(o.Unit) && o.Unit != x.mine.ID && o.State == workorder.StateReplied && !o.Sealed {
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
var accounts = map[string]string{"seat": "seat1", "leader": "leader1", "dispatcher": "dispatcher1", "reviewer": "reviewer1", "officer": "officer-xiangzhou",
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

// bodies that a verb needs to get past its form, so that the refusal comes from the scope.
var verbBodies = map[string]string{
	"dispatch": `{"version":%v,"unit_id":"1"}`, "sign": `{"version":%v}`, "return": `{"version":%v,"reason_code":"not_duty","reason":"不属于本单位职责"}`,
	"review-return": `{"version":%v,"uphold":true,"note":"同意"}`, "reply": `{"version":%v,"outcome":"resolved","basis":"核查","reached":false,"public_text":"已办理"}`,
	"review": `{"version":%v,"approve":true,"note":"好"}`, "answer": `{"version":%v,"text":"答复"}`, "archive": `{"version":%v}`, "redo": `{"version":%v,"reason":"重办"}`,
	"urge": `{"version":%v,"note":"催"}`, "supplement": `{"version":%v,"content":"补充"}`, "note": `{"version":%v,"text":"备注"}`,
	"reassign": `{"version":%v,"unit_id":"1","reason":"改派"}`, "attachments": `{"attachment_ids":["1"]}`, "repeat": `{"door":"phone","content":"再次来电"}`,
	"reveal": `{"purpose":"callback"}`, "originals": `{"purpose":"handle"}`, "attempts": `{"reached":false,"note":""}`,
}

// TestOtherUnit asks, as a unit's officer and as a sub-centre's lead, for one thing of another unit's order by every
// route: each answers exactly as for a thing that does not exist.
func TestOtherUnit(t *testing.T) {
	x := newIsolationCity(t)
	q := x.store.Read(t.Context())
	requests, err := x.intake.RequestsOf(q, auth.System, x.other.ID, 0)
	if err != nil || len(requests) == 0 {
		t.Fatalf("no request behind the order: %v", err)
	}
	things := map[string]ids.ID{"order": x.other.ID, "request": requests[0].ID, "contact": requests[0].Contact}
	if requests[0].Identity != nil {
		things["identity"] = requests[0].Identity.ID
	}
	for _, role := range []string{"officer", "subcentre"} {
		c := x.as(t, accounts[role])
		for _, r := range x.routes {
			thing, ok := things[r.reach]
			if !ok || !strings.Contains(r.path, "{id}") || !slices.Contains(r.who, role) {
				continue
			}
			last := r.path[strings.LastIndex(r.path, "/")+1:]
			for _, version := range []int64{x.other.Version, 1, 99} {
				body := ""
				if r.method != http.MethodGet {
					if body = strings.ReplaceAll(verbBodies[last], "%v", itoa(version)); body == "" {
						t.Fatalf("%s has no body in verbBodies", r.path)
					}
				}
				theirs := ask(t, c, r.method, filled(r.path, thing.String()), body)
				nothing := ask(t, c, r.method, filled(r.path, "987654321"), body)
				if theirs.status != nothing.status || theirs.code != nothing.code || theirs.status < 400 {
					t.Errorf("%s %s as %s: %d %s for another unit's, %d %s for nothing: they must not differ, nor succeed",
						r.method, r.path, role, theirs.status, theirs.code, nothing.status, nothing.code)
				}
			}
		}
	}
}

func itoa(n int64) string { return ids.ID(n).String() }

// TestListsStayHome reads every list as a unit's officer, with filters that reach out, and looks for anything of
// other units' orders in what comes back.
func TestListsStayHome(t *testing.T) {
	x := newIsolationCity(t)
	c := x.as(t, accounts["officer"])
	secrets := x.others(t)
	unit := x.other.Unit.String()
	filters := []string{"", "?limit=200", "?unit_id=" + unit, "?view=all&unit_id=" + unit + "&limit=200", "?q=" + x.other.Number, "?q=" + x.other.Number[:6],
		"?state=replied&limit=200", "?order_id=" + x.other.ID.String(), "?sort=due_at&limit=200", "?view=to_dispatch", "?view=returned&limit=200", "?view=mine",
		"?view=overdue&limit=200", "?cursor=" + x.centreCursor(t)}
	for _, r := range x.routes {
		if r.reach != "list" || r.method != http.MethodGet {
			continue
		}
		for _, filter := range filters {
			got := ask(t, c, r.method, r.path+filter, "")
			body := got.body
			if strings.HasSuffix(r.path, ".xlsx") && got.status == http.StatusOK {
				body = unzipped(t, []byte(body))
			}
			for _, secret := range secrets {
				if strings.Contains(body, secret) {
					t.Errorf("GET %s%s as an officer holds %q of another unit", r.path, filter, secret)
					break
				}
			}
		}
	}
	t.Run("CountsAreOwn", func(t *testing.T) {
		var counts struct {
			Views map[string]int `json:"views"`
		}
		if err := c.call(t.Context(), "GET", "/orders/counts", "", nil, &counts); err != nil {
			t.Fatal(err)
		}
		var open int
		if err := x.store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_order WHERE unit_id = ? AND state = 'handling'`, x.mine.ID).Scan(&open); err != nil {
			t.Fatal(err)
		}
		if counts.Views["in_hand"] != open || open == 0 {
			t.Errorf("in hand %d, the unit has %d", counts.Views["in_hand"], open)
		}
	})
}

// others collects ids, numbers and titles of orders that are not the officer's unit's.
func (x *isolationCity) others(t *testing.T) (list []string) {
	t.Helper()
	rows, err := x.store.Read(t.Context()).Query(`SELECT id, number, title FROM workorder_order WHERE unit_id <> ?`, x.mine.ID)
	type row struct {
		id            ids.ID
		number, title string
	}
	all, err := store.Collect(rows, err, func(r store.Row) (o row, err error) { return o, r.Scan(&o.id, &o.number, &o.title) })
	if err != nil || len(all) < 100 {
		t.Fatalf("%d orders of others, err = %v", len(all), err)
	}
	own := map[string]bool{}
	mine, err := x.store.Read(t.Context()).Query(`SELECT title FROM workorder_order WHERE unit_id = ?`, x.mine.ID)
	titles, err := store.Collect(mine, err, func(r store.Row) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range titles {
		own[s] = true
	}
	for _, o := range all {
		list = append(list, o.id.String(), o.number)
		if !own[o.title] {
			list = append(list, o.title)
		}
	}
	return list
}

// centreCursor is a cursor that somebody of the centre was given.
func (x *isolationCity) centreCursor(t *testing.T) string {
	t.Helper()
	var page struct {
		Next string `json:"next_cursor"`
	}
	if err := x.as(t, "leader1").call(t.Context(), "GET", "/orders?limit=5", "", nil, &page); err != nil {
		t.Fatal(err)
	}
	return page.Next
}

// TestStreamStaysHome listens as a unit's officer from the very first event on: nothing of others comes.
func TestStreamStaysHome(t *testing.T) {
	x := newIsolationCity(t)
	c := x.as(t, accounts["officer"])
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, x.server.URL+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", "0")
	c.http.Timeout = 0
	res, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() && lines.Text() != "data: {}" { // hello
	}
	note := func(order ids.ID, unit ids.ID) {
		t.Helper()
		err := x.store.Write(t.Context(), func(tx *store.Tx) error {
			_, err := x.orders.Note(tx, auth.System, order, 0, workorder.NoteIn{Text: "测试备注"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var mine ids.ID
	if err := x.store.Read(t.Context()).QueryRow(`SELECT id FROM workorder_order WHERE unit_id = ? AND state = 'handling' LIMIT 1`, x.mine.ID).Scan(&mine); err != nil {
		t.Fatal(err)
	}
	note(x.other.ID, x.other.Unit)
	note(mine, x.mine.ID)
	for lines.Scan() {
		text := lines.Text()
		if strings.Contains(text, x.other.ID.String()) {
			t.Fatalf("the officer heard of another unit's order: %s", text)
		}
		if strings.Contains(text, mine.String()) && strings.Contains(text, "workorder.noted") {
			return // the later event came, the earlier did not
		}
	}
	t.Fatalf("the officer's own event did not come: %v", lines.Err())
}

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
