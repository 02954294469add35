package knowledge

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func sqliteStore(t testing.TB) *store.Store { return testkit.Store(t, Migrations, httpx.Migrations) }

// call sends one request as p and returns status and body.
func call(t *testing.T, r room, p auth.Principal, method, path, body string) (int, string) {
	t.Helper()
	server := httpx.New(httpx.Options{Version: "test"})
	r.Routes(server.API)
	req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
	return w.Code, w.Body.String()
}

func decode[T any](t *testing.T, body string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return out
}

func TestHTTP_Flow(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(st)
		ask := func(p auth.Principal, method, path, body string, status int) string {
			t.Helper()
			got, out := call(t, r, p, method, path, body)
			if got != status {
				t.Fatalf("%s %s: %d %s", method, path, got, out)
			}
			return out
		}
		created := decode[ArticleView](t, ask(editor, http.MethodPost, "/articles",
			`{"kind":"wording","title":"公积金口径","body":"请携带身份证。","keywords":["公积金"],"unit_id":"32","category_id":"7","public":true}`, 201))
		if created.State != "draft" || created.Version != 1 || created.UnitName != "公积金中心" || created.Category != "公积金 / 提取" || created.AuthorName != "员工1" {
			t.Errorf("created %+v", created)
		}
		path := "/articles/" + created.ID.String()
		ask(seat, http.MethodGet, path, ``, 404)
		saved := decode[ArticleView](t, ask(editor, http.MethodPut, path, `{"version":1,"title":"公积金提取口径","body":"请携带身份证和银行卡。","public":true}`, 200))
		if saved.Latest != 2 {
			t.Errorf("saved %+v", saved)
		}
		ask(editor, http.MethodPost, path+"/submit", `{"version":2}`, 200)
		ask(reviewer, http.MethodPost, path+"/reject", `{"version":2}`, 422)
		approved := decode[ArticleView](t, ask(reviewer, http.MethodPost, path+"/approve", `{"version":2}`, 200))
		if approved.State != "published" || strings.Join(toStrings(approved.Verbs), " ") != "save retire" {
			t.Errorf("approved %+v", approved)
		}
		read := decode[ArticleView](t, ask(seat, http.MethodGet, path, ``, 200))
		if read.Body != "请携带身份证和银行卡。" || read.ExpiresAt != nil || len(read.Verbs) != 0 {
			t.Errorf("read %+v", read)
		}
		found := decode[httpx.Page[ArticleRow]](t, ask(seat, http.MethodGet, "/articles?q=gjj&kind=wording", ``, 200))
		if len(found.Items) != 1 || found.Items[0].StateName != "已发布" {
			t.Errorf("found %+v", found)
		}
		quoted := decode[QuoteView](t, ask(seat, http.MethodPost, path+"/quote", `{"order_id":"900"}`, 200))
		if quoted.Version != 2 || quoted.Text != "请携带身份证和银行卡。" || quoted.ArticleID != created.ID {
			t.Errorf("quoted %+v", quoted)
		}
		quotes := decode[httpx.Page[QuoteRow]](t, ask(seat, http.MethodGet, "/quotes?order_id=900", ``, 200))
		if len(quotes.Items) != 1 || quotes.Items[0].Title != "公积金提取口径" {
			t.Errorf("quotes %+v", quotes)
		}
		ask(officer2, http.MethodGet, "/quotes?order_id=900", ``, 404)
		ask(seat, http.MethodPost, path+"/feedback", `{"helpful":false,"note":"没写网点"}`, 201)
		if body := ask(editor, http.MethodGet, path+"/feedback", ``, 200); !strings.Contains(body, "没写网点") {
			t.Errorf("feedback %s", body)
		}
		history := decode[HistoryView](t, ask(editor, http.MethodGet, path+"/versions", ``, 200))
		if len(history.Versions) != 2 || history.Versions[0].State != StatePublished || len(history.Reviews) != 2 {
			t.Errorf("history %+v", history)
		}
		windows := decode[httpx.Page[Window]](t, ask(seat, http.MethodGet, "/service-windows", ``, 200))
		if len(windows.Items) != 2 || windows.Items[0].DutyPhone != "0756-2120031" {
			t.Errorf("windows %+v", windows)
		}
	}, Migrations, httpx.Migrations)
}

func toStrings(list []Verb) (out []string) {
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

func TestHTTP_Refusals(t *testing.T) {
	r := newRoom(sqliteStore(t))
	a := r.publish(t, KindArticle, text("条目"))
	path := "/articles/" + a.ID.String()
	nobody := auth.Principal{}
	for name, c := range map[string]struct {
		p                  auth.Principal
		method, path, body string
		status             int
		code               string
	}{
		"ListNobody":     {nobody, "GET", "/articles", ``, 401, "auth.sign_in_first"},
		"ListNoRight":    {auth.Principal{ID: 9}, "GET", "/articles", ``, 403, "auth.forbidden"},
		"CreateBySeat":   {seat, "POST", "/articles", `{}`, 403, "auth.forbidden"},
		"ApproveEditor":  {editor, "POST", path + "/approve", `{"version":1}`, 403, "auth.forbidden"},
		"QuoteNoRight":   {officer2, "POST", path + "/quote", `{}`, 403, "auth.forbidden"},
		"WrongType":      {editor, "POST", "/articles", `{"kind":"article","title":5,"body":"x"}`, 422, "request.invalid"},
		"UnknownField":   {editor, "POST", "/articles", `{"kind":"article","title":"x","body":"x","state":"published"}`, 422, "request.invalid"},
		"BadKind":        {editor, "POST", "/articles", `{"kind":"poem","title":"x","body":"x"}`, 422, "request.invalid"},
		"BadTime":        {editor, "POST", "/articles", `{"kind":"article","title":"x","body":"x","expires_at":"tomorrow"}`, 422, "request.invalid"},
		"NotJSON":        {editor, "POST", "/articles", `title`, 400, "request.invalid"},
		"Empty":          {editor, "POST", "/articles", `{"kind":"article","title":" ","body":""}`, 422, "knowledge.invalid_content"},
		"BadID":          {seat, "GET", "/articles/abc", ``, 422, "request.invalid"},
		"NegativeID":     {seat, "GET", "/articles/-1", ``, 422, "request.invalid"},
		"UnknownID":      {seat, "GET", "/articles/123", ``, 404, "knowledge.not_found"},
		"UnknownVersion": {seat, "GET", path + "/versions/9", ``, 404, "knowledge.no_such_version"},
		"VersionZero":    {seat, "GET", path + "/versions/0", ``, 422, "request.invalid"},
		"BadState":       {seat, "GET", "/articles?state=secret", ``, 422, "request.invalid"},
		"BadLimit":       {seat, "GET", "/articles?limit=201", ``, 422, "request.invalid"},
		"BadCursor":      {seat, "GET", "/articles?cursor=zzz", ``, 400, "knowledge.bad_cursor"},
		"LongQuery":      {seat, "GET", "/articles?q=" + strings.Repeat("a", 201), ``, 422, "request.invalid"},
		"Stale":          {editor, "POST", path + "/retire", `{"version":7}`, 409, "knowledge.stale"},
		"WrongState":     {editor, "POST", path + "/submit", `{"version":1}`, 409, "knowledge.wrong_state"},
		"QuotesNoOrder":  {seat, "GET", "/quotes", ``, 422, "request.invalid"},
		"HugeBody":       {editor, "POST", "/articles", `{"kind":"article","title":"x","body":"` + strings.Repeat("a", 2<<20) + `"}`, 413, "request.too_large"},
	} {
		status, body := call(t, r, c.p, c.method, c.path, c.body)
		if status != c.status || !strings.Contains(body, `"code":"`+c.code+`"`) {
			t.Errorf("%s: %d %.300s, want %d %s", name, status, body, c.status, c.code)
		}
	}
}

// A form sent twice under one key makes one entry; another form under that key is refused.
func TestHTTP_Twice(t *testing.T) {
	r := newRoom(sqliteStore(t))
	server := httpx.New(httpx.Options{Version: "test"})
	r.Routes(server.API)
	send := func(body string) (int, string) {
		req := httptest.NewRequest(http.MethodPost, "/api/v1/articles", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", "one-form-one-entry")
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, req.WithContext(auth.With(req.Context(), editor)))
		return w.Code, w.Body.String()
	}
	form := `{"kind":"article","title":"路灯报修","body":"拨打热线。"}`
	_, first := send(form)
	status, second := send(form)
	if status != 201 || decode[ArticleView](t, first).ID != decode[ArticleView](t, second).ID {
		t.Errorf("%d\n%s\n%s", status, first, second)
	}
	if status, body := send(`{"kind":"article","title":"别的","body":"别的"}`); status != 409 {
		t.Errorf("another form under the key: %d %s", status, body)
	}
	if got := r.list(t, editor, Query{View: ViewDraft}); got != "路灯报修" {
		t.Errorf("entries %q", got)
	}
}
