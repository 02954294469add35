package portal_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

// browser is one citizen's browser, without script, at an address of its own.
type browser struct {
	*city
	client *http.Client
	source string
}

func (c *city) browser() *browser {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.people++
	return &browser{city: c, source: fmt.Sprintf("203.0.113.%d", c.people),
		client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// page is an answer.
type page struct {
	status  int
	body    string
	to      string // where it sends the browser
	cookies []*http.Cookie
	header  http.Header
}

func (b *browser) do(r *http.Request) page {
	b.t.Helper()
	if r.Header.Get("X-Real-Ip") == "" {
		r.Header.Set("X-Real-Ip", b.source)
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	p := page{res.StatusCode, string(body), res.Header.Get("Location"), res.Cookies(), res.Header}
	if strings.Contains(strings.ToLower(p.body), "<script") && r.URL.Path != "/call" || res.StatusCode >= 500 {
		b.t.Errorf("%s %s: %d %.300s", r.Method, r.URL, p.status, p.body)
	}
	p.tied(b, r)
	return p
}

var wrongs = regexp.MustCompile(`<p class="wrong" id="([^"]+)">`)

// tied holds, on every page of every test, that a mistake is tied to its control and that what is wrong with the whole
// comes after the page's own name.
func (p page) tied(b *browser, r *http.Request) {
	b.t.Helper()
	for _, m := range wrongs.FindAllStringSubmatch(p.body, -1) {
		if ties := regexp.MustCompile(`aria-describedby="([a-z_-]+ )?`+m[1]+`" aria-invalid="true"`).FindAllString(p.body, -1); len(ties) != 1 {
			b.t.Errorf("%s %s: %s stands alone: %q", r.Method, r.URL, m[1], ties)
		}
	}
	if box := strings.Index(p.body, `class="problem"`); box >= 0 && box < strings.Index(p.body, "<h1>") {
		b.t.Errorf("%s %s: the problem stands above the heading", r.Method, r.URL)
	}
}

func (b *browser) get(path string) page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

// ask fetches with what HTTP's authorization says.
func (b *browser) ask(path, authorization string) page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return b.do(r)
}

// send posts a body of a type.
func (b *browser) send(path, kind string, body io.Reader, headers ...string) page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return b.do(r)
}

// post submits a plain form.
func (b *browser) post(path string, form url.Values) page {
	b.t.Helper()
	return b.send(path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// file is one chosen file; no name and no content is what a browser sends when none was chosen.
type file struct{ name, content string }

// upload submits a form with files.
func (b *browser) upload(path string, form url.Values, files ...file) page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			_ = w.WriteField(name, v) // a buffer takes everything
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f.name)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write([]byte(f.content))
	}
	_ = w.Close()
	return b.send(path, w.FormDataContentType(), &body)
}

var (
	tokenField = regexp.MustCompile(`name="token" value="([^"]*)"`)
	shown      = map[string]*regexp.Regexp{"number": regexp.MustCompile(`data-testid="number">([^<]+)<`), "code": regexp.MustCompile(`data-testid="code">([^<]+)<`)}
)

// token is the one-time token of the form on a page.
func (p page) token() string {
	if m := tokenField.FindStringSubmatch(p.body); m != nil {
		return m[1]
	}
	return ""
}

func (p page) shown(what string) string {
	if m := shown[what].FindStringSubmatch(p.body); m != nil {
		return m[1]
	}
	return ""
}

// complaint is a filled form, with changes: names and values in turn, an empty value takes the field away.
func (b *browser) complaint(changes ...string) url.Values {
	b.t.Helper()
	form := url.Values{"token": {b.get("/report").token()}, "kind": {"complaint"}, "content": {"小区门口的水管漏了三天，路面全是水，请尽快维修。"},
		"division": {"440402001"}, "address": {"梅华路 1 号"}, "name": {"林小满"}, "phone": {"13900001111"}, "reply_wanted": {"yes"}}
	for i := 0; i+1 < len(changes); i += 2 {
		form.Del(changes[i])
		if changes[i+1] != "" {
			form.Set(changes[i], changes[i+1])
		}
	}
	return form
}

// receipt is what a citizen writes down.
type receipt struct{ number, code string }

// reported reads the receipt after a submission.
func (b *browser) reported(p page) receipt {
	b.t.Helper()
	if p.status != http.StatusSeeOther || p.to != "/receipt" {
		b.t.Fatalf("%d to %q: %s", p.status, p.to, words(p.body))
	}
	shown := b.get("/receipt")
	r := receipt{shown.shown("number"), shown.shown("code")}
	if shown.status != 200 || r.number == "" || r.code == "" {
		b.t.Fatalf("%d %s", shown.status, words(shown.body))
	}
	return r
}

func (b *browser) report(changes ...string) receipt {
	b.t.Helper()
	return b.reported(b.post("/report", b.complaint(changes...)))
}

// open shows number and code, and returns the page of the request.
func (b *browser) open(r receipt) page {
	b.t.Helper()
	p := b.post("/track", url.Values{"number": {r.number}, "code": {r.code}})
	if p.status != http.StatusSeeOther {
		b.t.Fatalf("%d %s", p.status, words(p.body))
	}
	return b.get(p.to)
}

var tags = regexp.MustCompile(`(?s)<[^>]*>`)

// words is a page's text, for messages.
func words(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	return strings.Join(strings.Fields(tags.ReplaceAllString("<"+main, " ")), " ")
}

// expect checks a status and words on a page.
func (b *browser) expect(what string, p page, status int, wanted ...string) {
	b.t.Helper()
	if p.status != status {
		b.t.Errorf("%s: %d, want %d: %s", what, p.status, status, words(p.body))
	}
	for _, w := range wanted {
		if !strings.Contains(p.body, w) {
			b.t.Errorf("%s: no %q on the page: %s", what, w, words(p.body))
		}
	}
}

// attachments are the names of an order's files.
func (b *browser) attachments(number string) (list []string) {
	b.t.Helper()
	found, err := b.orders.Attachments(b.Store.Read(b.t.Context()), b.order(number).ID)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, a := range found {
		list = append(list, a.Name)
	}
	return list
}
