package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestTrack(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		r := c.browser().report()
		plain := strings.ReplaceAll(r.code, "-", "")
		t.Run("HoweverTyped", func(t *testing.T) {
			for _, typed := range []receipt{r, {strings.ToLower(r.number), strings.ToLower(r.code)}, {" " + r.number + " ", plain}, {r.number, " " + strings.Join(strings.Split(plain, ""), " ") + "\t"}, {r.number + "\x00", r.code + "\x00"}} {
				b := c.browser()
				p := b.post("/track", url.Values{"number": {typed.number}, "code": {typed.code}})
				if p.status != http.StatusSeeOther || p.to != "/track/"+r.number {
					t.Fatalf("%q: %d to %s: %s", typed, p.status, p.to, words(p.body))
				}
				shown := b.get(p.to)
				b.expect("request", shown, 200, r.number, "已受理，正在确定承办单位", "小区门口的水管漏了三天", "香洲第1街道", "投诉", "预计办结", "补充情况",
					"前（遇放假调休可能调整）", "自受理起") // the calendar of the tests knows no year
				if len(shown.body) > 30<<10 {
					t.Errorf("the page has %d bytes", len(shown.body))
				}
			}
		})
		t.Run("Wrong", func(t *testing.T) {
			other := c.browser().report()
			for name, wrong := range map[string]struct {
				receipt
				status int
			}{
				"Code": {receipt{r.number, "AAAA-BBBB-CCCC-D"}, 404}, "OthersCode": {receipt{r.number, other.code}, 404}, "NoCode": {receipt{r.number, ""}, 404}, "NoNumber": {receipt{"", r.code}, 422},
				"Mistyped": {receipt{r.number[:len(r.number)-1] + string('0'+(r.number[len(r.number)-1]-'0'+1)%10), r.code}, 422}, "Hostile": {receipt{`"><script>alert(1)</script>`, "' OR 1=1 --"}, 422},
				"Long": {receipt{strings.Repeat("9", 10_000), r.code}, 422},
			} {
				t.Run(name, func(t *testing.T) {
					b := c.browser()
					p := b.post("/track", url.Values{"number": {wrong.number}, "code": {wrong.code}})
					b.expect(name, p, wrong.status, `class="problem"`)
					if strings.Contains(p.body, r.code) || strings.Contains(p.body, "漏了三天") || len(p.cookies) != 0 {
						t.Errorf("tells too much: %s", words(p.body))
					}
					if name == "Code" && !strings.Contains(p.body, `value="`+r.number+`"`) {
						t.Error("the number is to be typed again")
					}
				})
			}
		})
		t.Run("NotShown", func(t *testing.T) {
			b := c.browser()
			for _, p := range []page{b.get("/track/" + r.number), b.post("/track/"+r.number+"/supplement", url.Values{"content": {"x"}}), b.post("/track/"+r.number+"/confirm", url.Values{"resolved": {"yes"}})} {
				if p.status != http.StatusSeeOther || p.to != "/track?number="+r.number {
					t.Errorf("%d to %s", p.status, p.to)
				}
			}
			b.expect("form", b.get("/track?number="+r.number), 200, `value="`+r.number+`"`)
			b.expect("hostile number", b.get("/track?number=%22%3E%3Cscript%3E"), 200, "&lt;script&gt;")
			mine := b.report()
			b.open(mine)
			if p := b.get("/track/" + r.number); p.status != http.StatusSeeOther {
				t.Errorf("with the code of another request: %d", p.status)
			}
			if p := b.get("/track/%2e%2e%2fx%22%3E"); p.status != http.StatusSeeOther && p.status != 404 && p.status != 307 || strings.Contains(p.to, `"`) {
				t.Errorf("%d to %s", p.status, p.to)
			}
		})
		c.secretFree(r.code, plain)
	})
}

func TestTooManyTries(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		r := c.browser().report()
		try := func(b *browser, code string) page {
			return b.post("/track", url.Values{"number": {r.number}, "code": {code}})
		}
		var p page
		n := 0
		for ; n < 30; n++ {
			if p = try(c.browser(), "AAAA-BBBB-CCCC-D"); p.status == http.StatusTooManyRequests { // each from elsewhere
				break
			}
		}
		c.browser().expect("blocked", p, 429, "输错次数过多")
		if n < 5 || n > 20 {
			t.Errorf("blocked after %d tries", n)
		}
		b := c.browser()
		if p := try(b, r.code); p.status != 429 {
			t.Errorf("the right code while blocked: %d", p.status)
		}
		c.Clock.Advance(16 * time.Minute)
		b.expect("after the block", b.open(r), 200, r.number)
		t.Run("FromOnePlace", func(t *testing.T) { // many numbers
			b := c.browser()
			for n = range 60 {
				if p = b.post("/track", url.Values{"number": {c.browser().report().number}, "code": {"AAAA-BBBB-CCCC-D"}}); p.status == 429 {
					break
				}
			}
			if p.status != 429 || n < 10 {
				t.Errorf("%d after %d tries", p.status, n)
			}
		})
	})
}

// TestLink opens the link in a message: the code leaves the address at once, and is never told to anybody.
func TestLink(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		r := c.browser().report()
		c.dispatch(r.number)
		c.complete(r.number, "水管已修好。")
		plain := strings.ReplaceAll(r.code, "-", "")
		for _, code := range []string{r.code, plain, strings.ToLower(r.code)} {
			b := c.browser()
			p := b.get("/track/" + r.number + "/confirm?code=" + code)
			if p.status != http.StatusSeeOther || p.to != "/track/"+r.number || p.header.Get("Referrer-Policy") != "origin" {
				t.Fatalf("%d to %s", p.status, p.to)
			}
			b.expect("question", b.get(p.to), 200, "请您评价", "水管已修好。", "水务集团")
		}
		b := c.browser()
		p := b.get("/track/" + r.number + "/confirm?code=WRNG-WRNG-WRNG-W")
		b.expect("wrong", p, 404, `value="`+r.number+`"`, `href="/track?mode=large"`)
		if strings.Contains(p.body, "WRNG") || strings.Contains(p.body, "/confirm") || p.header.Get("Referrer-Policy") != "origin" {
			t.Errorf("%s", p.body)
		}
		b.expect("without code", b.get("/track/"+r.number+"/confirm"), 404)
		b.expect("no such number", b.get("/track/x/confirm?code="+r.code), 422)
		c.secretFree(r.code, plain, "WRNG")
	})
}

func TestSupplement(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		r := b.report()
		c.dispatch(r.number)
		path := "/track/" + r.number + "/supplement"
		p := b.open(r)
		form := url.Values{"token": {p.token()}, "content": {"今天漏得更大了 <b>急</b>，电话 13900002222。"}}
		for range 2 { // a double click
			if done := b.upload(path, form); done.status != http.StatusSeeOther || done.to != "/track/"+r.number+"?done=supplement" {
				t.Fatalf("%d %s", done.status, words(done.body))
			}
		}
		b.expect("done", b.get("/track/"+r.number+"?done=supplement"), 200, "补充内容已收到", "承办单位正在办理")
		b.expect("odd word in the address", b.get("/track/"+r.number+"?done=%3Cscript%3E"), 200)
		if n := c.count("workorder_supplement"); n != 1 {
			t.Errorf("%d supplements", n)
		}
		t.Run("OtherContent", func(t *testing.T) {
			other := url.Values{"token": form["token"], "content": {"另一段话"}}
			b.expect("same token", b.upload(path, other), http.StatusConflict, "另一段话")
		})
		t.Run("Empty", func(t *testing.T) {
			refused := b.upload(path, url.Values{"token": {b.get("/track/" + r.number).token()}, "content": {"  "}})
			b.expect("empty", refused, 422, "请填写补充内容", `href="/track/`+r.number+`?mode=large"`)
			if strings.Contains(refused.body, "补充内容已收到") {
				t.Error("says that it was taken")
			}
		})
		t.Run("Hostile", func(t *testing.T) {
			refused := b.post(path, url.Values{"token": {`"><script>`}, "content": {"</textarea><script>alert(1)</script>"}})
			b.expect("hostile", refused, 422, "&lt;/textarea&gt;&lt;script&gt;")
			b.expect("too long", b.post(path, url.Values{"content": {strings.Repeat("长", 60_000)}}), 422)
			b.expect("oversize", b.post(path, url.Values{"content": {strings.Repeat("x", 2<<20)}}), 413)
		})
		t.Run("Closed", func(t *testing.T) {
			token := b.get("/track/" + r.number).token()
			c.complete(r.number, "已修好。")
			b.expect("completed meanwhile", b.post(path, url.Values{"token": {token}, "content": {"还有一句"}}), http.StatusConflict, "已办结")
			if strings.Contains(b.get("/track/"+r.number).body, "补充情况") {
				t.Error("still asks for a supplement")
			}
		})
		c.secretFree(r.code, "13900002222", "漏得更大")
	})
}
