package replay

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
)

// A citizen uses the portal as a browser without script does: opens the form, sends it with its token, reads the page.

var (
	formToken     = regexp.MustCompile(`name="token" value="([A-Za-z0-9_-]{16,80})"`)
	receiptNumber = regexp.MustCompile(`data-testid="number">\s*([^<\s]+)\s*<`)
	receiptCode   = regexp.MustCompile(`data-testid="code">\s*([^<\s]+)\s*<`)
	toldFirst     = regexp.MustCompile(`name="seen" value="([^"]+)"`)
	wrongField    = regexp.MustCompile(`<p class="wrong">([^<]*)</p>`)
)

// citizen returns the browser of a row's citizen. header names the header in which a proxy would give the address.
func (w *wire) citizen(p plan, header string) *browser {
	if header == "" {
		return w.browser(nil)
	}
	return w.browser(http.Header{http.CanonicalHeaderKey(header): {p.source()}})
}

// form opens the form and returns its token.
func (b *browser) form(ctx context.Context) (string, error) {
	a, err := b.send(ctx, request{verb: "form", method: http.MethodGet, path: "/report"})
	if err != nil {
		return "", err
	}
	m := formToken.FindSubmatch(a.body)
	if a.status != http.StatusOK || m == nil {
		return "", &problem{Status: a.status, Code: "portal.no_form", Detail: "门户没有给出表单。"}
	}
	return string(m[1]), nil
}

// report sends the form and reads the receipt. The same token makes one request, however often it is sent.
func (b *browser) report(ctx context.Context, key string, fields url.Values) (number, code string, err error) {
	for range 3 { // the page of the receipt is open for half an hour only
		a, err := b.submit(ctx, key, fields)
		if err != nil {
			return "", "", err
		}
		if a.status != http.StatusSeeOther {
			return "", "", pageProblem(a)
		}
		if a, err = b.send(ctx, request{verb: "receipt", method: http.MethodGet, path: "/receipt"}); err != nil {
			return "", "", err
		}
		n, c := receiptNumber.FindSubmatch(a.body), receiptCode.FindSubmatch(a.body)
		if a.status == http.StatusOK && n != nil && c != nil {
			return html.UnescapeString(string(n[1])), html.UnescapeString(string(c[1])), nil
		}
	}
	return "", "", &problem{Status: http.StatusOK, Code: "portal.no_receipt", Detail: "门户收下了表单，却没有给出受理编号。"}
}

// submit sends the form. Who is told first that somebody else may be the right one to ask has read it, and submits all
// the same.
func (b *browser) submit(ctx context.Context, key string, fields url.Values) (a answer, err error) {
	for range 2 {
		body, contentType, err := multipartForm(fields)
		if err != nil {
			return a, err
		}
		a, err = b.send(ctx, request{verb: "report", method: http.MethodPost, path: "/report", key: key, contentType: contentType, body: body})
		told := toldFirst.FindSubmatch(a.body)
		if err != nil || a.status != http.StatusOK || told == nil {
			return a, err
		}
		fields.Set("seen", html.UnescapeString(string(told[1])))
	}
	return a, nil
}

// multipartForm writes the form with no file chosen.
func multipartForm(fields url.Values) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name := range fields {
		if err := w.WriteField(name, fields.Get(name)); err != nil {
			return nil, "", fmt.Errorf("replay: form: %w", err)
		}
	}
	_, err = w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="files"; filename=""`}, "Content-Type": {"application/octet-stream"}})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, "", fmt.Errorf("replay: form: %w", err)
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

// track proves number and query code and opens the page of the request.
func (b *browser) track(ctx context.Context, number, code, key string) (page string, err error) {
	form := url.Values{"number": {number}, "code": {code}}
	a, err := b.send(ctx, request{verb: "track", method: http.MethodPost, path: "/track", key: key, contentType: "application/x-www-form-urlencoded", body: []byte(form.Encode())})
	if err != nil {
		return "", err
	}
	to := a.header.Get("Location")
	if a.status != http.StatusSeeOther || to != "/track/"+url.PathEscape(number) {
		return "", pageProblem(a)
	}
	if a, err = b.send(ctx, request{verb: "track-page", method: http.MethodGet, path: to}); err != nil {
		return "", err
	}
	if a.status != http.StatusOK || !bytes.Contains(a.body, []byte(number)) {
		return "", pageProblem(a)
	}
	return string(a.body), nil
}

// mayRate tells whether the page of a request asks for a rating.
func mayRate(page, number string) bool {
	return strings.Contains(page, `action="/track/`+number+`/confirm"`)
}

// confirm confirms and rates; the page must have been opened.
func (b *browser) confirm(ctx context.Context, number, key string, answers url.Values) error {
	a, err := b.send(ctx, request{verb: "confirm", method: http.MethodPost, path: "/track/" + url.PathEscape(number) + "/confirm", key: key,
		contentType: "application/x-www-form-urlencoded", body: []byte(answers.Encode())})
	if err != nil {
		return err
	}
	if a.status != http.StatusSeeOther || !strings.HasSuffix(a.header.Get("Location"), "done=confirm") {
		return pageProblem(a)
	}
	return nil
}

// pageProblem is what a page of the portal refused. Its messages are the portal's, not a citizen's words.
func pageProblem(a answer) error {
	p := &problem{Status: a.status, Code: fmt.Sprintf("portal.http_%d", a.status), Detail: "门户没有接受。"}
	if m := wrongField.FindSubmatch(a.body); m != nil {
		p.Detail = html.UnescapeString(string(m[1]))
	}
	return p
}
