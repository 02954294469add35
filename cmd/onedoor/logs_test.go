package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/door/cti"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/signature"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/telemetry"
)

// keepLog keeps all that the program logs from now on, down to the last detail.
func (x *town) keepLog(t *testing.T) *slog.Logger {
	t.Helper()
	log, err := telemetry.Logger(x.log, "debug", "json")
	if err != nil {
		t.Fatal(err)
	}
	was := slog.Default()
	slog.SetDefault(log)
	t.Cleanup(func() { slog.SetDefault(was) })
	return log
}

// logged are the secrets that the test in logs_test.go types into every field, beside those of the matters.
const (
	loggedSign  = "鸱"
	loggedPhone = "13987654321"
	loggedID    = "440402199001010014"
	loggedMail  = "chixiaoming@example.com"
	loggedPass  = "ticket-9f3c2a71" // of a recording's address
)

// searchLog looks in the log for names, words, numbers, codes, passwords and sessions.
func (x *town) searchLog(t *testing.T) {
	text := x.log.String()
	if n := strings.Count(text, `"msg":"request"`); n < 100 {
		t.Fatalf("only %d requests were logged: the search shows nothing", n)
	}
	secrets := append(x.everySecretWord(), loggedSign, loggedPhone, loggedID, loggedMail, loggedPass, testPassword, "13700000000", "王小明", "13900000000")
	for _, c := range x.people {
		here, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		for _, cookie := range c.http.Jar.Cookies(here) {
			secrets = append(secrets, cookie.Value)
		}
	}
	for _, secret := range secrets {
		if at := strings.Index(text, secret); secret != "" && at >= 0 {
			from := strings.LastIndexByte(text[:at], '\n') + 1
			line, _, _ := strings.Cut(text[from:], "\n")
			t.Errorf("the log holds %q: %.600s", secret, line)
		}
	}
}

// everySecretWord are the words, numbers and codes of all matters, not their ids, by which a log speaks of them.
func (x *town) everySecretWord() (list []string) {
	for _, m := range x.matters {
		list = append(list, m.sign, url.QueryEscape(m.sign), m.phone, m.code, strings.ReplaceAll(m.code, "-", ""), m.number)
	}
	return append(list, url.QueryEscape(loggedSign))
}

// TestLogs sends what does not parse, breaks the database under each room in turn, lets handlers panic, and searches
// the log of it all. The log of everything that goes well is searched by TestIsolation.
func TestLogs(t *testing.T) {
	eachTown(t, func(t *testing.T, x *town) {
		t.Run("Hostile", x.hostileInput)
		t.Run("Broken", x.brokenTables)
		t.Run("Panic", x.panics)
		t.Run("CallCentre", x.tellsOfCalls)
		x.searchLog(t)
	})
}

// hostileInput sends secrets where something else belongs.
func (x *town) hostileInput(t *testing.T) {
	secret := loggedSign + "小明 " + loggedPhone
	in := url.QueryEscape(secret)
	for _, who := range []string{"seat", "officer", "nobody"} {
		for _, path := range []string{"/orders?cursor=" + in, "/orders?limit=" + in, "/orders?view=" + in, "/orders?q=" + in + "&sort=" + in, "/orders/" + in, "/orders/" + loggedPhone,
			"/requests?number=" + in, "/requests?order_id=" + in, "/units?q=" + in + "&kind=" + in, "/clock/due?from=" + in + "&preset=" + in, "/drafts/" + in, "/attachments/" + in, "/nothing/" + in} {
			x.refused(t, who, http.MethodGet, "/api/v1"+path, "")
		}
		for _, path := range []string{"/track?number=" + in + "&code=" + in, "/track/" + in, "/track/" + in + "/confirm?code=" + in, "/answers/" + in, "/answers?q=" + in, "/nothing/" + in} {
			x.say(t, who, http.MethodGet, path, "")
		}
		for _, path := range []string{"/contacts", "/history", "/orders/1/note", "/session", "/requests/1/originals", "/identities/1/reveal", "/contacts/1/requests", "/orders/1/repeat"} {
			for _, body := range []string{`{"title":"` + secret, `["` + secret + `"]`, `"` + secret + `"`, `{"requests":"` + secret + `","phone":{"a":"` + loggedPhone + `"},"text":["` + secret + `"],"password":7,"login":["` + loggedMail + `"],"purpose":"` + secret + `"}`,
				`{"` + secret + `":"` + loggedID + `"}`, "\x00" + secret, `{"version":"` + loggedPhone + `","content":` + loggedPhone + `,"door":"` + secret + `"}`} {
				x.refused(t, who, http.MethodPost, "/api/v1"+path, body, "Idempotency-Key", "key "+secret)
			}
		}
	}
	for _, kind := range []string{"multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/" + loggedPhone, "multipart/form-data"} {
		for _, path := range []string{"/api/v1/attachments", "/report", "/track", "/api/v1/contacts"} {
			x.send(t, "seat", http.MethodPost, path, kind, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\""+secret+".exe\"\r\n\r\n"+secret+"%zz&content="+secret)
		}
	}
}

// tellsOfCalls lets another call centre tell of a call with a recording that cannot be fetched, and then what is no event.
func (x *town) tellsOfCalls(t *testing.T) {
	var key signature.Key
	err := x.store.Write(t.Context(), func(tx *store.Tx) error {
		c, err := x.cti.Add(tx, auth.System, cti.CentreIn{Code: "logged", Name: loggedSign + "中心", Hosts: []string{"127.0.0.1:1"}})
		if err != nil {
			return err
		}
		_, line, err := x.cti.NewKey(tx, auth.System, c.ID, "hmac-sha256")
		if err != nil {
			return err
		}
		key, err = signature.ReadLine(line)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	now := x.wall.Now()
	event := func(seq int, more string) string {
		return fmt.Sprintf(`{"version":1,"id":"logged-%d","call":"logged","seq":%d,"at":%q,%s}`, seq, seq, now.Format(time.RFC3339), more)
	}
	outcomes := ""
	for _, text := range []string{event(1, `"kind":"call.arrived","number":"`+loggedPhone+`"`), event(3, `"kind":"call.ended"`), event(2, `"kind":"call.queued","queue":"`+loggedSign+`"`),
		event(4, `"kind":"recording.ready","recording":{"url":"http://127.0.0.1:1/a.wav?ticket=`+loggedPass+`"}`), event(5, `"kind":"`+loggedSign+`","number":"`+loggedSign+loggedPhone+`"`), loggedSign + loggedPhone} {
		h := http.Header{}
		key.Put(h, now, http.MethodPost, eventsAt, []byte(text))
		got := x.say(t, "nobody", http.MethodPost, eventsAt, text, signature.HeaderKey, key.ID, signature.HeaderTime, h.Get(signature.HeaderTime), signature.HeaderSign, h.Get(signature.HeaderSign))
		outcomes += fmt.Sprint(got.status, " ")
		x.say(t, "nobody", http.MethodPost, eventsAt, text, signature.HeaderKey, key.ID) // not signed
	}
	if outcomes != "200 200 200 200 422 422 " {
		t.Errorf("answers %s", outcomes)
	}
	if err := x.jobs.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if secret := base64.RawURLEncoding.EncodeToString(key.Secret); strings.Contains(x.log.String(), secret) || strings.Contains(x.log.String(), string(key.Secret)) {
		t.Error("the log holds the shared secret")
	}
}

// refused says something that cannot succeed.
func (x *town) refused(t *testing.T, who, method, path, body string, header ...string) {
	t.Helper()
	if got := x.say(t, who, method, path, body, header...); got.status >= 500 {
		t.Errorf("%s %s %.200s as %s: %d %s", method, path, body, who, got.status, got.body)
	}
}

// brokenTables takes each table away in turn and goes on working.
func (x *town) brokenTables(t *testing.T) {
	outside, err := store.Bare(x.store.Config())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = outside.Close() }()
	rename := func(from, to string) {
		if _, err := outside.ExecContext(t.Context(), `ALTER TABLE `+from+` RENAME TO `+to); err != nil {
			t.Fatal(err)
		}
	}
	failed := map[string]int{}
	for _, table := range x.tables(t) {
		rename(table, "away_"+table)
		for _, got := range x.workOn(t) {
			if got.status >= 500 {
				failed[table]++
			}
			if found := got.finds(t, []string{"away_", table, "SQL"}); found != "" && got.status >= 500 {
				t.Errorf("without %s an answer shows %q: %s", table, found, got.body)
			}
		}
		rename("away_"+table, table)
	}
	sum := 0
	for _, n := range failed {
		sum += n
	}
	t.Logf("%d requests failed for want of %d tables", sum, len(failed))
	if lines := strings.Count(x.log.String(), `"msg":"request failed"`); len(failed) < 15 || lines < sum/2 {
		t.Errorf("%d tables matter, %d requests failed, %d failures were logged: the search shows little", len(failed), sum, lines)
	}
}

// tables are those of the rooms.
func (x *town) tables(t *testing.T) []string {
	t.Helper()
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'workorder_text_%'`
	if x.store.Engine() == store.Postgres {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`
	}
	rows, err := x.store.Read(t.Context()).Query(query)
	list, err := store.Collect(rows, err, func(r store.Row) (name string, err error) { return name, r.Scan(&name) })
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(name string) bool {
		return strings.HasPrefix(name, "goose") || strings.HasPrefix(name, "knowledge_text_")
	})
	slices.Sort(list)
	return list
}

var formToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// workOn does one thing of every sort, each with secrets in it, whether it succeeds or not.
func (x *town) workOn(t *testing.T) (answers []said) {
	words := loggedSign + "桥的灯不亮，请打" + loggedPhone + "，证件" + loggedID + "，" + loggedMail
	m, done := x.matter("a"), x.matter("a-done")
	post := func(who, path string, in map[string]any) {
		answers = append(answers, x.post(t, who, "/api/v1"+path, in))
	}
	get := func(who, path string) { answers = append(answers, x.say(t, who, http.MethodGet, path, "")) }
	page := func(path string, in url.Values) {
		answers = append(answers, x.send(t, "citizen", http.MethodPost, path, "application/x-www-form-urlencoded", in.Encode()))
	}
	form := map[string]any{"kind": "help", "category_id": x.category, "title": loggedSign + "桥", "content": words, "address": loggedSign + "桥", "accused": loggedSign + "小红",
		"then": map[string]any{"verb": "dispatch", "unit_id": x.units["a"].ID, "note": words}}
	post("seat", "/contacts", map[string]any{"door": "phone", "caller_name": loggedSign + "小明", "caller_number": loggedPhone, "requests": []any{form}})
	post("seat", "/history", map[string]any{"phone": loggedPhone})
	post("leader", "/orders/"+m.order.String()+"/repeat", map[string]any{"door": "phone", "caller_name": loggedSign + "小蓝", "caller_number": loggedPhone, "content": words})
	for _, verb := range []string{"supplement", "note", "urge"} {
		post("leader", "/orders/"+m.order.String()+"/"+verb, map[string]any{"content": words, "text": words, "note": words})
	}
	post("officer", "/orders/"+m.order.String()+"/reply", map[string]any{"version": m.version, "outcome": "resolved", "basis": words, "reached": false, "public_text": words})
	post("leader", "/identities/"+m.identity.String()+"/reveal", map[string]any{"purpose": "handle", "order_id": m.order, "reason": "核对联系电话"})
	post("leader", "/requests/"+m.request.String()+"/originals", map[string]any{"purpose": "handle", "reason": "核对受理内容"})
	post("seat", "/session", map[string]any{"login": "seat", "password": testPassword})
	post("leader", "/followups/"+done.followup.String()+"/attempts", map[string]any{"reached": false, "note": words})
	answers = append(answers, x.say(t, "seat", http.MethodPut, "/api/v1/drafts/desk", `{"title":"`+words+`"}`))
	for _, path := range []string{"/orders?q=" + url.QueryEscape(m.sign), "/orders/" + m.order.String(), "/orders/" + m.order.String() + "/timeline", "/orders.xlsx",
		"/requests?number=" + m.number, "/contacts/" + m.contact.String(), "/attachments/" + m.files[0].String(), "/articles?q=" + url.QueryEscape(m.sign), "/wallboard", "/notices", "/rates"} {
		get("leader", "/api/v1"+path)
	}
	if x.people["citizen"] == nil {
		x.people["citizen"] = newClient(x.url)
	}
	get("citizen", "/track/"+m.number+"/confirm?code="+url.QueryEscape(m.code)) // leaves the proof
	get("citizen", "/track/"+done.number+"/confirm?code="+url.QueryEscape(done.code))
	get("citizen", "/track/"+m.number)
	token := ""
	if found := formToken.FindStringSubmatch(x.say(t, "citizen", http.MethodGet, "/report", "").body); found != nil {
		token = found[1]
	}
	page("/report", url.Values{"token": {token}, "kind": {"help"}, "content": {words}, "title": {loggedSign + "桥"}, "name": {loggedSign + "小明"}, "phone": {loggedPhone}})
	page("/track", url.Values{"number": {m.number}, "code": {m.code}})
	page("/track/"+m.number+"/supplement", url.Values{"content": {words}})
	page("/track/"+done.number+"/confirm", url.Values{"resolved": {"yes"}, "satisfaction": {"5"}, "contacted": {"yes"}, "comment": {words}})
	get("nobody", "/answers?q="+url.QueryEscape(loggedSign))
	_ = x.ledger.CatchUp(t.Context()) // fails as long as its tables are away
	_ = x.jobs.RunDue(t.Context())
	return answers
}

// panics lets handlers panic with what was sent to them, before and after a part of the answer has gone.
func (x *town) panics(t *testing.T) {
	x.site.Mux.HandleFunc("POST /panic/{how}", func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		switch r.PathValue("how") {
		case "text":
			panic(string(text))
		case "error":
			panic(errNotDemo.WithMessage("%s", text))
		case "index":
			_ = text[len(text)]
		case "type":
			_ = any(string(text)).(io.Reader)
		case "write":
			err := x.store.Write(r.Context(), func(*store.Tx) error { panic(string(text)) })
			panic(err)
		}
	})
	before := strings.Count(x.log.String(), `"level":"ERROR"`)
	for _, how := range []string{"text", "error", "index", "type", "write"} {
		w := httptest.NewRecorder()
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, x.url+"/panic/"+how, strings.NewReader(loggedSign+"小明 "+loggedPhone))
		x.site.Handler().ServeHTTP(w, req)
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), loggedSign) || !strings.Contains(w.Body.String(), "internal.error") {
			t.Errorf("%s: %d %s", how, w.Code, w.Body)
		}
	}
	if n := strings.Count(x.log.String(), `"level":"ERROR"`) - before; n < 5 {
		t.Errorf("%d of five panics were logged", n)
	}
}
