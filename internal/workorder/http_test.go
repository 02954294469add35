package workorder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// api is the room behind HTTP; requests say by a header who they come from.
type api struct {
	*bench
	server *httptest.Server
}

func newAPI(t *testing.T) *api {
	t.Helper()
	b := newBench(t, testkit.Store(t, Migrations, httpx.Migrations))
	srv := httpx.New(httpx.Options{Version: "test"})
	b.s.Routes(srv.API)
	people := map[string]auth.Principal{"centre": centre, "seat": seat, "waters": waters, "roads": roads, "reader": centre.WithRights(RightRead)}
	handler := srv.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p, ok := people[r.Header.Get("X-Test-Person")]; ok {
			r = r.WithContext(auth.With(r.Context(), p))
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return &api{b, server}
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) code() string {
	var problem struct{ Code string }
	_ = json.Unmarshal(a.body, &problem) // an answer that is no problem has no code
	return problem.Code
}

func (a *api) send(person, method, path, contentType string, body io.Reader, headers ...string) answer {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, a.server.URL+"/api/v1"+path, body)
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("X-Test-Person", person)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, raw}
}

func (a *api) post(person, path, body string, headers ...string) answer {
	a.t.Helper()
	return a.send(person, http.MethodPost, path, "application/json", strings.NewReader(body), headers...)
}

func (a *api) get(person, path string) answer {
	a.t.Helper()
	return a.send(person, http.MethodGet, path, "", nil)
}

// order reads an answer that is an order.
func (a *api) order(got answer) OrderView {
	a.t.Helper()
	var v OrderView
	if got.status != http.StatusOK {
		a.t.Fatalf("status %d: %s", got.status, got.body)
	}
	if err := json.Unmarshal(got.body, &v); err != nil {
		a.t.Fatal(err)
	}
	return v
}

// TestHTTP_Loop walks an order through the whole loop by the API.
func TestHTTP_Loop(t *testing.T) {
	a := newAPI(t)
	o := a.create()
	base := "/orders/" + o.ID.String()
	v := a.order(a.get("centre", base))
	steps := []struct{ person, verb, body, state string }{
		{"centre", "dispatch", `"unit_id":"101","note":"请今日联系"`, "dispatched"},
		{"waters", "return", `"reason_code":"other","reason":"不属本局","duty_basis":"三定","proposed_unit_id":"102"`, "returned"},
		{"centre", "review-return", `"uphold":false,"note":"属你局"`, "dispatched"},
		{"waters", "sign", ``, "handling"},
		{"centre", "urge", `"note":"快"`, "handling"},
		{"centre", "supplement", `"content":"又漏了"`, "handling"},
		{"waters", "reply", `"outcome":"resolved","basis":"已修","reached":true,"contacted_at":"2026-11-16T09:00:00+08:00","public_text":"修好了"`, "replied"},
		{"centre", "review", `"approve":false,"note":"请附照片"`, "handling"},
		{"waters", "reply", `"outcome":"resolved","basis":"已修","reached":false,"public_text":"修好了，见照片"`, "replied"},
		{"centre", "review", `"approve":true`, "completed"},
		{"centre", "redo", `"reason":"仍漏水"`, "dispatched"},
		{"centre", "reassign", `"unit_id":"102","reason":"属公路局"`, "dispatched"},
		{"roads", "sign", ``, "handling"},
		{"roads", "note", `"text":"已约明日"`, "handling"},
		{"roads", "reply", `"outcome":"explained","basis":"依据","reached":false,"public_text":"说明"`, "replied"},
		{"centre", "review", `"approve":true,"note":""`, "completed"},
		{"centre", "archive", ``, "archived"},
	}
	for i, step := range steps {
		body := fmt.Sprintf(`{"version":%d`, v.Version)
		if step.body != "" {
			body += "," + step.body
		}
		got := a.post(step.person, base+"/"+step.verb, body+"}")
		v = a.order(got)
		if string(v.State) != step.state {
			t.Fatalf("step %d %s: state %s, want %s", i, step.verb, v.State, step.state)
		}
	}
	if v.RedoCount != 1 || v.UrgeCount != 1 || len(v.Replies) != 3 || len(v.Returns) != 1 || len(v.Assignments) != 3 || v.Clock == nil {
		t.Errorf("order = %+v", v)
	}
	if got := a.post("centre", base+"/archive", fmt.Sprintf(`{"version":%d}`, v.Version)); got.status != 409 || got.code() != "workorder.archived" {
		t.Errorf("archived twice: %d %s", got.status, got.code())
	}
	var page struct{ Items []TimelineItem }
	if got := a.get("centre", base+"/timeline"); json.Unmarshal(got.body, &page) != nil || len(page.Items) != len(steps)+1 {
		t.Errorf("timeline has %d items, want %d", len(page.Items), len(steps)+1)
	}
}

func TestHTTP_Refusals(t *testing.T) {
	a := newAPI(t)
	o := a.in(StateHandling)
	base := "/orders/" + o.ID.String()
	for name, c := range map[string]struct {
		got    answer
		status int
		code   string
	}{
		"NobodySigned":      {a.get("", base), 401, "auth.sign_in_first"},
		"NoRight":           {a.post("reader", base+"/urge", `{}`), 403, "auth.forbidden"},
		"OtherUnit":         {a.get("roads", base), 404, "workorder.not_found"},
		"OtherUnitVerb":     {a.post("roads", base+"/reply", `{"version":3,"outcome":"resolved","basis":"b","reached":false,"public_text":"p"}`), 404, "workorder.not_found"},
		"NoSuchOrder":       {a.get("centre", "/orders/4711"), 404, "workorder.not_found"},
		"NoNumber":          {a.get("centre", "/orders/abc"), 422, "request.invalid"},
		"Stale":             {a.post("waters", base+"/reply", `{"version":2,"outcome":"resolved","basis":"b","reached":false,"public_text":"p"}`), 409, "workorder.stale"},
		"NoVersion":         {a.post("centre", base+"/redo", `{"reason":"r"}`), 422, "request.invalid"},
		"VersionIsText":     {a.post("centre", base+"/redo", `{"version":"3","reason":"r"}`), 422, "request.invalid"},
		"NotYours":          {a.post("centre", base+"/reply", `{"version":3,"outcome":"resolved","basis":"b","reached":false,"public_text":"p"}`), 403, "workorder.not_yours"},
		"WrongOutcome":      {a.post("waters", base+"/reply", `{"version":3,"outcome":"fine","basis":"b","reached":false,"public_text":"p"}`), 422, "request.invalid"},
		"IllegalMove":       {a.post("centre", base+"/archive", `{"version":3}`), 409, "workorder.illegal_move"},
		"NoJSON":            {a.post("centre", base+"/archive", `{"version":`), 400, "request.invalid"},
		"WrongView":         {a.get("centre", "/orders?view=secret"), 422, "request.invalid"},
		"WrongState":        {a.get("centre", "/orders?state=lost"), 400, "workorder.bad_filter"},
		"WrongDay":          {a.get("centre", "/orders?from=yesterday"), 400, "workorder.bad_filter"},
		"LongPage":          {a.get("centre", "/orders?limit=5000"), 422, "request.invalid"},
		"ExportWithoutIt":   {a.get("reader", "/orders.xlsx"), 403, "auth.forbidden"},
		"ExportOtherUnit":   {a.get("roads", base+"/export"), 404, "workorder.not_found"},
		"ExportFormat":      {a.get("centre", base+"/export?format=exe"), 422, "request.invalid"},
		"TimelineOtherUnit": {a.get("roads", base+"/timeline"), 404, "workorder.not_found"},
	} {
		if c.got.status != c.status || c.got.code() != c.code {
			t.Errorf("%s: %d %s, want %d %s (%s)", name, c.got.status, c.got.code(), c.status, c.code, c.got.body)
		}
	}
}

// TestHTTP_Once repeats a verb by its key: it is done once and answered twice.
func TestHTTP_Once(t *testing.T) {
	a := newAPI(t)
	o := a.create()
	path, body := "/orders/"+o.ID.String()+"/urge", `{"note":"快"}`
	for range 3 {
		if v := a.order(a.post("seat", path, body, "Idempotency-Key", "key-0000001")); v.UrgeCount != 1 {
			t.Fatalf("urged %d times", v.UrgeCount)
		}
	}
	if v := a.order(a.post("seat", path, body, "Idempotency-Key", "key-0000002")); v.UrgeCount != 2 {
		t.Errorf("another key: urged %d times", v.UrgeCount)
	}
	if got := a.post("seat", path, `{"note":"慢"}`, "Idempotency-Key", "key-0000001"); got.status != 409 {
		t.Errorf("the key with another body: %d", got.status)
	}
}

func TestHTTP_Lists(t *testing.T) {
	a := newAPI(t)
	for range 3 {
		a.dispatched(unitWaters)
	}
	a.create()
	var page httpx.Page[OrderRow]
	got := a.get("waters", "/orders?view=to_sign&limit=2&sort=due_at&state=dispatched,handling&from=2026-11-16&to=2026-11-16")
	if err := json.Unmarshal(got.body, &page); err != nil || len(page.Items) != 2 || page.NextCursor == "" {
		t.Fatalf("%d %s", got.status, got.body)
	}
	row := page.Items[0]
	if row.UnitName != "水务局" || row.CategoryName != "类别7" || row.DivisionName != "区划440402" || row.DueLevel != DueOK || row.Version != 2 {
		t.Errorf("row = %+v", row)
	}
	got = a.get("waters", "/orders?view=to_sign&limit=2&sort=due_at&cursor="+page.NextCursor)
	page = httpx.Page[OrderRow]{}
	if err := json.Unmarshal(got.body, &page); err != nil || len(page.Items) != 1 || page.NextCursor != "" {
		t.Errorf("second page: %s", got.body)
	}
	if got = a.get("waters", "/orders?to=2026-11-15"); !bytes.Contains(got.body, []byte(`"items":[]`)) {
		t.Errorf("before the first: %s", got.body)
	}
	var counts OrderCounts
	if got = a.get("centre", "/orders/counts"); json.Unmarshal(got.body, &counts) != nil || counts.Views[ViewToSign] != 3 || counts.Views[ViewToDispatch] != 1 {
		t.Errorf("counts: %s", got.body)
	}
	if got = a.get("waters", "/upload-rule"); !bytes.Contains(got.body, []byte(`"max_bytes":20971520,"max_files":20,"endings":[".amr",`)) {
		t.Errorf("upload rule: %d %s", got.status, got.body)
	}
	if got = a.get("waters", "/return-reasons"); !bytes.Contains(got.body, []byte(`"not_our_duty"`)) {
		t.Errorf("reasons: %s", got.body)
	}
}

func TestHTTP_Export(t *testing.T) {
	a := newAPI(t)
	sealed := a.form()
	sealed.Sealed, sealed.Title = true, "举报偷排"
	a.must(func(tx *store.Tx) (Order, error) { return a.s.Create(tx, centre, sealed) })
	plain := a.form()
	plain.Title = "=HYPERLINK(1)"
	o := a.must(func(tx *store.Tx) (Order, error) { return a.s.Create(tx, centre, plain) })
	got := a.get("seat", "/orders.xlsx?view=all")
	if got.status != 200 || !strings.Contains(got.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d %s", got.status, got.header)
	}
	rows := sheetRows(t, got.body)
	if len(rows) != 3 || rows[1][1] != "'=HYPERLINK(1)" || rows[2][1] != maskedTitle {
		t.Errorf("rows = %v", rows)
	}
	if got = a.get("centre", "/orders.xlsx?q=%E5%81%B7%E6%8E%92"); len(sheetRows(t, got.body)) != 2 {
		t.Errorf("filtered: %v", sheetRows(t, got.body))
	}
	if got = a.get("centre", "/orders/"+o.ID.String()+"/export?format=docx"); got.status != 200 || !bytes.HasPrefix(got.body, []byte("PK")) {
		t.Errorf("docx: %d %s", got.status, got.header)
	}
	got = a.get("centre", "/orders/"+o.ID.String()+"/export?format=pdf")
	if got.status != 200 && got.code() != "export.font_missing" || got.status == 200 && !bytes.HasPrefix(got.body, []byte("%PDF")) {
		t.Errorf("pdf: %d %s", got.status, got.code())
	}
	a.s.options.FontPath = "/nowhere.ttf"
	if got = a.get("centre", "/orders/"+o.ID.String()+"/export?format=pdf"); got.status != 503 || got.code() != "export.font_missing" {
		t.Errorf("without a font: %d %s", got.status, got.code())
	}
}

// TestHTTP_Parties asks for help, gets it, and passes an order down the line over HTTP.
func TestHTTP_Parties(t *testing.T) {
	a := newAPI(t)
	o := a.in(StateHandling)
	base := "/orders/" + o.ID.String()
	v := a.order(a.post("waters", base+"/invite", fmt.Sprintf(`{"version":%d,"unit_id":"%d","ask":"请查明管线"}`, o.Version, unitRoads)))
	if len(v.Parties) != 1 || v.Parties[0].UnitName != "公路局" || v.CoOpen != 1 || !v.Parties[0].MayRelease {
		t.Fatalf("parties = %+v", v.Parties)
	}
	got := a.get("roads", "/orders?view=co&sort=due_at")
	var page httpx.Page[OrderRow]
	if json.Unmarshal(got.body, &page) != nil || len(page.Items) != 1 || page.Items[0].Co == nil || page.Items[0].Co.State != PartyOpen {
		t.Errorf("%d %s", got.status, got.body)
	}
	reply := `{"version":%d,"outcome":"resolved","basis":"b","reached":false,"public_text":"p"}`
	for name, c := range map[string]struct {
		got    answer
		status int
		code   string
	}{
		"ReplyTooEarly":   {a.post("waters", base+"/reply", fmt.Sprintf(reply, v.Version)), 409, "workorder.co_open"},
		"HelperReplies":   {a.post("roads", base+"/reply", fmt.Sprintf(reply, v.Version)), 403, "workorder.not_yours"},
		"HelperReads":     {a.get("roads", base), 200, ""},
		"Twice":           {a.post("waters", base+"/invite", fmt.Sprintf(`{"version":%d,"unit_id":"%d","ask":"x"}`, v.Version, unitRoads)), 409, "workorder.already_invited"},
		"UnitIsText":      {a.post("waters", base+"/invite", fmt.Sprintf(`{"version":%d,"unit_id":"Roads","ask":"x"}`, v.Version)), 422, "request.invalid"},
		"LongAsk":         {a.post("waters", base+"/invite", fmt.Sprintf(`{"version":%d,"unit_id":"%d","ask":"%s"}`, v.Version, unitParks, strings.Repeat("x", 2001))), 422, "request.invalid"},
		"NoAsk":           {a.post("waters", base+"/invite", fmt.Sprintf(`{"version":%d,"unit_id":"%d"}`, v.Version, unitParks)), 422, "request.invalid"},
		"LeadContributes": {a.post("waters", base+"/contribute", fmt.Sprintf(`{"version":%d,"text":"x"}`, v.Version)), 403, "workorder.not_yours"},
		"NoSuchPart":      {a.post("roads", base+"/contribute", fmt.Sprintf(`{"version":%d,"text":"x","party_id":"4711"}`, v.Version)), 409, "workorder.no_invite"},
		"Stale":           {a.post("roads", base+"/contribute", `{"version":1,"text":"x"}`), 409, "workorder.stale"},
		"NothingReturned": {a.post("waters", base+"/insist", fmt.Sprintf(`{"version":%d,"reason":"x"}`, v.Version)), 409, "workorder.no_invite"},
		"NotInLine":       {a.post("waters", base+"/transfer", fmt.Sprintf(`{"version":%d,"unit_id":"%d"}`, v.Version, unitParks)), 400, "workorder.not_in_line"},
		"RecallOfNobody":  {a.post("waters", base+"/recall", fmt.Sprintf(`{"version":%d,"reason":"x"}`, v.Version)), 403, "workorder.not_yours"},
	} {
		if c.got.status != c.status || c.got.code() != c.code {
			t.Errorf("%s: %d %s, want %d %s (%s)", name, c.got.status, c.got.code(), c.status, c.code, c.got.body)
		}
	}
	v = a.order(a.post("roads", base+"/contribute", fmt.Sprintf(`{"version":%d,"text":"没有管线"}`, v.Version)))
	if v.Part != RoleCo || v.Parties[0].Result != "没有管线" {
		t.Errorf("after the contribution: %+v", v.Parties)
	}
	v = a.order(a.post("waters", base+"/transfer", fmt.Sprintf(`{"version":%d,"unit_id":"%d"}`, v.Version, unitVillage)))
	if v.UnitName != "紫荆社区" || v.Part != RoleChain || len(v.Chain) != 1 {
		t.Errorf("passed down: %+v", v.Chain)
	}
}
