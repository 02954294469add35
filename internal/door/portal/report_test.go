package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"onedoor/internal/workorder"
)

func TestReport(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		t.Run("WithoutScriptAndFiles", func(t *testing.T) {
			b := c.browser()
			r := b.report("expectation", "修好水管", "accused", "某某物业", "occurred_at", "2026-11-15T08:30")
			o := c.order(r.number)
			if o.State != workorder.StateRegistered || o.Title != "小区门口的水管漏了三天，路面全是水，请尽快维修" || o.Division != "440402001" || o.Kind != "complaint" || o.Door != "web" || o.CreatedBy != 0 ||
				o.Expectation != "修好水管" || o.Accused != "某某物业" || o.OccurredAt.UTC().Format("15:04") != "00:30" || !o.ReplyWanted || o.ReplyWay != "phone" || o.Sealed {
				t.Errorf("%+v", o)
			}
			b.expect("receipt again", b.get("/receipt"), 200, r.number, r.code)
			c.secretFree(r.code, "13900001111", "林小满")
		})
		t.Run("LeastPossible", func(t *testing.T) { // nobody is known, nothing but words
			b := c.browser()
			r := b.reported(b.post("/report", url.Values{"kind": {"help"}, "content": {"路灯不亮。"}, "token": {b.get("/report").token()}}))
			if o := c.order(r.number); o.ReplyWanted || o.Title != "路灯不亮" {
				t.Errorf("%+v", o)
			}
		})
		t.Run("Sealed", func(t *testing.T) {
			b := c.browser()
			if o := c.order(b.report("sealed", "yes", "title", "自己的标题").number); !o.Sealed || o.Title != "自己的标题" {
				t.Errorf("%+v", o)
			}
		})
		t.Run("TypedAgain", func(t *testing.T) {
			b := c.browser()
			before := c.count("intake_request")
			form := b.complaint("content", "", "kind", "", "phone", "不是号码", "address", "梅华路<b>1</b>号\"", "division", "440402003", "sealed", "yes")
			p := b.upload("/report", form)
			b.expect("refused", p, 422, `class="problem"`, "梅华路&lt;b&gt;1&lt;/b&gt;号&#34;", `value="440402003" selected`, `value="不是号码"`, `name="sealed" value="yes" checked`, `name="reply_wanted" value="yes" checked`)
			for _, message := range []string{"电话号码格式不正确", "请填写诉求内容", "请选择诉求类型"} { // above the form, and at the field
				if strings.Count(p.body, message) != 2 || !regexp.MustCompile(`<p class="wrong" id="[a-z_]+-wrong">`+message).MatchString(p.body) {
					t.Errorf("no word about %s: %s", message, words(p.body))
				}
			}
			if token := p.token(); token == "" || token == form.Get("token") {
				t.Errorf("token %q again", token)
			}
			form.Set("token", p.token())
			form.Set("content", "补上内容。")
			form.Set("kind", "help")
			form.Set("phone", "13900001111")
			b.reported(b.upload("/report", form))
			if n := c.count("intake_request"); n != before+1 {
				t.Errorf("%d requests", n-before)
			}
		})
	})
}

func TestReport_Bad(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		for name, changes := range map[string][]string{
			"Kind": {"kind", "bribe"}, "Division": {"division", "999999"}, "DivisionInjection": {"division", "' OR 1=1 --"}, "Time": {"occurred_at", "yesterday"},
			"TimeZero": {"occurred_at", "\x00"}, "Future": {"occurred_at", "2099-01-01T00:00"}, "LongTitle": {"title", strings.Repeat("长", 101)}, "LongContent": {"content", strings.Repeat("长", 20_001)},
			"LongAddress": {"address", strings.Repeat("长", 201)}, "LongName": {"name", strings.Repeat("长", 51)}, "Phone": {"phone", "139 abc"}, "Encoding": {"content", "\xff\xfe\xfd"},
			"NameEncoding": {"name", "\xff"}, "Token": {"token", "short"}, "TokenHostile": {"token", `"><script>alert(1)</script>`}, "Blank": {"content", " \r\n\t "},
		} {
			t.Run(name, func(t *testing.T) {
				b := c.browser()
				p := b.post("/report", b.complaint(changes...))
				b.expect(name, p, p.status, `class="problem"`)
				if p.status != 422 && p.status != 400 {
					t.Errorf("%d %s", p.status, words(p.body))
				}
			})
		}
		if n := c.count("intake_request") + c.count("workorder_order"); n != 0 {
			t.Errorf("%d rows", n)
		}
		for name, send := range map[string]func(b *browser) page{
			"NoBody": func(b *browser) page { return b.post("/report", nil) },
			"OddType": func(b *browser) page {
				return b.send("/report", "text/plain", strings.NewReader("kind=help&content=x"))
			},
			"BadParts": func(b *browser) page {
				return b.send("/report", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nrubbish"))
			},
			"NoBoundary": func(b *browser) page { return b.send("/report", "multipart/form-data", strings.NewReader("x")) },
			"BadEscape": func(b *browser) page {
				return b.send("/report", "application/x-www-form-urlencoded", strings.NewReader("content=%zz"))
			},
			"JSON": func(b *browser) page {
				return b.send("/report", "application/json", strings.NewReader(`{"content":"x"}`))
			},
		} {
			t.Run(name, func(t *testing.T) {
				b := c.browser()
				p := send(b)
				if p.status < 400 || p.status > 499 || !strings.Contains(p.body, `class="problem"`) {
					t.Errorf("%d %s", p.status, words(p.body))
				}
			})
		}
		t.Run("Oversize", func(t *testing.T) {
			b := c.browser()
			b.expect("plain", b.post("/report", b.complaint("content", strings.Repeat("x", 2<<20))), 413, "过大")
			b.expect("with files", b.upload("/report", b.complaint(), file{"a.txt", strings.Repeat("x", 8<<20)}), 413, "过大")
			if p := b.upload("/report", b.complaint("content", strings.Repeat("x", 5<<20))); p.status != 413 && p.status != 422 {
				t.Errorf("a long text in a form with files: %d", p.status)
			}
			if n := c.count("intake_request"); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
		t.Run("OtherWebsite", func(t *testing.T) {
			b := c.browser()
			p := b.send("/report", "application/x-www-form-urlencoded", strings.NewReader(b.complaint().Encode()), "Origin", "https://evil.example")
			if p.status != 403 || c.count("intake_request") != 0 {
				t.Errorf("%d", p.status)
			}
		})
	})
}

// TestReport_Twice sends one form several times: a double click, a reload, a retry.
func TestReport_Twice(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		for name, files := range map[string][]file{"Plain": nil, "WithFiles": {{"照片.txt", "看得见漏水"}, {"", ""}}} {
			t.Run(name, func(t *testing.T) {
				b := c.browser()
				before, form := c.count("workorder_order"), b.complaint()
				first := b.reported(b.upload("/report", form, files...))
				again := b.reported(b.upload("/report", form, files...))
				if first != again || c.count("workorder_order") != before+1 {
					t.Errorf("%v, then %v; %d orders", first, again, c.count("workorder_order")-before)
				}
				if list := b.attachments(first.number); name == "WithFiles" && !slices.Equal(list, []string{"照片.txt"}) {
					t.Errorf("%q", list)
				}
			})
		}
		t.Run("AtTheSameMoment", func(t *testing.T) {
			before, form := c.count("workorder_order"), c.browser().complaint()
			receipts := make([]receipt, 6)
			var wg sync.WaitGroup
			browsers := make([]*browser, len(receipts))
			for i := range browsers {
				browsers[i] = c.browser()
			}
			for i, b := range browsers {
				wg.Go(func() { receipts[i] = b.reported(b.post("/report", form)) })
			}
			wg.Wait()
			for _, r := range receipts {
				if r != receipts[0] {
					t.Errorf("%v and %v", receipts[0], r)
				}
			}
			if n := c.count("workorder_order"); n != before+1 {
				t.Errorf("%d orders", n-before)
			}
		})
		t.Run("OtherContent", func(t *testing.T) {
			b := c.browser()
			before, form := c.count("workorder_order"), b.complaint()
			first := b.reported(b.post("/report", form))
			form.Set("content", "完全是另一件事。")
			p := b.post("/report", form)
			b.expect("other content", p, http.StatusConflict, "已经提交过", "完全是另一件事。")
			if strings.Contains(p.body, first.code) || strings.Contains(p.body, first.number) || c.count("workorder_order") != before+1 {
				t.Errorf("%d orders; %s", c.count("workorder_order")-before, words(p.body))
			}
			form.Set("token", p.token()) // it is the second form now
			second := b.reported(b.upload("/report", form, file{"二.txt", "另一件的照片"}))
			if second.number == first.number || c.count("workorder_order") != before+2 {
				t.Errorf("sent again: %v after %v, %d orders", second, first, c.count("workorder_order")-before)
			}
		})
		t.Run("OtherForm", func(t *testing.T) { // the same words, meant twice
			b := c.browser()
			if one, two := b.report(), b.report(); one == two {
				t.Errorf("%v", one)
			}
		})
	})
}

func TestReport_TooFast(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		form := b.complaint("content", "")
		var p page
		n := 0
		for ; n < 40; n++ {
			if p = b.post("/report", form); p.status == http.StatusTooManyRequests {
				break
			}
		}
		b.expect("too fast", p, 429, "提交过于频繁", "梅华路 1 号")
		if n < 10 || p.token() != form.Get("token") {
			t.Errorf("after %d tries; token %q, was %q", n, p.token(), form.Get("token"))
		}
		big := b.upload("/report", form, file{"a.txt", strings.Repeat("x", 3<<20)})
		b.expect("a large form is not even read", big, 429)
		other := c.browser()
		other.report() // at another address
		spoofed := c.browser()
		for i := range 40 { // what the client itself writes into the header does not help
			r, err := http.NewRequest(http.MethodPost, c.server.URL+"/report", strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Real-Ip", fmt.Sprintf("198.51.100.%d, 203.0.113.250", i))
			p = spoofed.do(r)
		}
		spoofed.expect("another address each time", p, 429)
	})
}
