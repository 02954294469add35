package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/platform/testkit"
)

func TestConfirm(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		r := b.report()
		path := "/track/" + r.number + "/confirm"
		all := url.Values{"contacted": {"yes"}, "resolved": {"yes"}, "satisfaction": {"5"}, "note": {"师傅很好，谢谢！"}}
		with := func(changes ...string) url.Values {
			form := url.Values{}
			for k, v := range all {
				form[k] = v
			}
			for i := 0; i < len(changes); i += 2 {
				form.Del(changes[i])
				if changes[i+1] != "" {
					form.Set(changes[i], changes[i+1])
				}
			}
			return form
		}
		c.dispatch(r.number)
		if strings.Contains(b.open(r).body, "请您评价") {
			t.Error("asks before there is an answer")
		}
		if p := b.post(path, all); p.status < 400 || p.status > 499 {
			t.Errorf("rated before there is an answer: %d", p.status)
		}
		c.complete(r.number, "水管已修好，\r\n请放心 <使用>。")
		b.expect("asked", b.get("/track/"+r.number), 200, "请您评价", "已办结，请您评价", "已解决", "水管已修好，", "请放心 &lt;使用&gt;。", "水务集团")
		for name, c := range map[string]struct {
			form    url.Values
			message string
		}{
			"Nothing": {url.Values{}, "请选择承办单位是否联系过您"}, "Contacted": {with("contacted", ""), "请选择承办单位是否联系过您"}, "OddContacted": {with("contacted", "maybe"), "请选择承办单位是否联系过您"},
			"Resolved": {with("resolved", ""), "请选择问题是否解决"}, "OddResolved": {with("resolved", "<script>"), "请选择问题是否解决"}, "Satisfaction": {with("satisfaction", ""), "请选择满意程度"},
			"TooSatisfied": {with("satisfaction", "6"), "请选择满意程度"}, "Zero": {with("satisfaction", "0"), "请选择满意程度"}, "LongNote": {with("note", strings.Repeat("长", 2001)), "2000"},
			"Encoding": {with("note", "\xff\xfe"), "编码"},
		} {
			t.Run(name, func(t *testing.T) {
				p := b.post(path, c.form)
				b.expect(name, p, p.status, c.message, `class="wrong"`)
				if p.status != 422 && p.status != 400 {
					t.Errorf("%d", p.status)
				}
				for field, value := range map[string]string{"contacted": "yes", "resolved": "yes", "satisfaction": "5"} { // what was chosen stays chosen
					if kept := strings.Contains(p.body, `name="`+field+`" value="`+value+`" required checked`); kept != (c.form.Get(field) == value) {
						t.Errorf("%s: chosen %q, shown as chosen %v", field, c.form.Get(field), kept)
					}
				}
			})
		}
		if n := c.count("followup_answer"); n != 0 {
			t.Errorf("%d answers", n)
		}
		b.expect("oversize", b.post(path, with("note", strings.Repeat("x", 2<<20))), http.StatusBadRequest)
		if p := b.post(path, url.Values{}); strings.Count(p.body, `aria-invalid="true"`) != 3 {
			t.Errorf("not every question is marked: %s", words(p.body))
		}
		for range 2 { // a double click
			if p := b.post(path, all); p.status != http.StatusSeeOther || p.to != "/track/"+r.number+"?done=confirm" {
				t.Fatalf("%d %s", p.status, words(p.body))
			}
		}
		for _, settled := range []bool{false, true} { // at once, and when all rooms know
			if settled {
				c.Settle(t)
			}
			p := b.get("/track/" + r.number + "?done=confirm")
			b.expect("thanked", p, 200, "感谢您的评价", "您的评价", "非常满意")
			if strings.Contains(p.body, "请您评价") || strings.Contains(p.body, "提交评价") {
				t.Errorf("asks again (settled %v): %s", settled, words(p.body))
			}
		}
		if n := c.count("followup_answer"); n != 1 {
			t.Errorf("%d answers", n)
		}
		c.secretFree(r.code, "师傅很好")
	})
}

// TestConfirm_Answered holds that whoever has answered is not asked again; within the window the answer may be changed.
func TestConfirm_Answered(t *testing.T) {
	for name, c := range map[string]struct {
		window time.Duration
		wanted []string
		absent []string
	}{
		"Unhappy":      {0, []string{"已办结，已收到您的评价", "<dd>不满意</dd>"}, []string{"请您评价", `name="satisfaction"`}},
		"ChangeWindow": {2 * time.Hour, []string{"已办结，已收到您的评价", "修改评价", "前还可以修改", `name="satisfaction" value="2" required checked`, `name="resolved" value="no" checked`, "提交修改"}, []string{"请您评价", "提交评价"}},
	} {
		t.Run(name, func(t *testing.T) {
			city := newCityAsking(t, testkit.Store(t, migrations...), followup.Options{ChangeWindow: c.window})
			b := city.browser()
			r := b.report()
			city.dispatch(r.number)
			city.complete(r.number, "水管已修好。")
			b.open(r)
			if p := b.post("/track/"+r.number+"/confirm", url.Values{"contacted": {"yes"}, "resolved": {"no"}, "satisfaction": {"2"}}); p.status != http.StatusSeeOther {
				t.Fatalf("%d %s", p.status, words(p.body))
			}
			for range 2 { // at once, and when all rooms know
				p := b.get("/track/" + r.number)
				b.expect("answered", p, http.StatusOK, c.wanted...)
				for _, a := range c.absent {
					if strings.Contains(p.body, a) {
						t.Errorf("holds %q: %s", a, words(p.body))
					}
				}
				city.Settle(t)
			}
		})
	}
}

// TestSealed holds that whoever asked for confidentiality is not told, nor shown to others, which unit is at work.
func TestSealed(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		r := b.report("sealed", "yes")
		c.dispatch(r.number)
		c.complete(r.number, "已处理。")
		p := b.open(r)
		b.expect("answered", p, 200, "已处理。", "请您评价")
		for _, secret := range []string{"水务", "承办单位</dt>", "内部说明", "承办员", "林小满", "13900001111"} {
			if strings.Contains(p.body, secret) {
				t.Errorf("the page holds %q", secret)
			}
		}
	})
}

// TestNothingInternal holds that a citizen's page has nothing of what only staff may know.
func TestNothingInternal(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		r := b.report()
		c.dispatch(r.number)
		c.complete(r.number, "已修好。")
		p := b.open(r)
		b.expect("page", p, 200, "已修好。")
		for _, secret := range []string{"内部说明", "管线老化", "承办员", "同意", "现场修复", r.code, strings.ReplaceAll(r.code, "-", ""), "13900001111"} {
			if strings.Contains(p.body, secret) {
				t.Errorf("the page holds %q", secret)
			}
		}
	})
}
