package portal_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

var seat = auth.Principal{ID: 11, Name: "坐席", Scope: auth.Scope{All: true}}.WithRights(append(slices.Clone(intake.Rights), workorder.RightCreate, workorder.RightRead)...)

// refused refuses the order behind a receipt.
func (c *city) refused(number, code string) {
	c.t.Helper()
	o := c.order(number)
	c.write(func(tx *store.Tx) error {
		_, err := c.intake.RefuseOrder(tx, seat, o.ID, intake.RefuseOrderIn{Version: o.Version, Words: "案件已由法院立案。", RefuseIn: intake.RefuseIn{Code: code}})
		return err
	})
}

func TestReport_Emergency(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		t.Run("ToldFirstTakenAfter", func(t *testing.T) {
			b, before := c.browser(), c.count("intake_request")
			form := b.complaint("content", "楼下正在着火，浓烟很大，快来救命。")
			p := b.upload("/report", form, file{"现场.txt", "浓烟"})
			b.expect("told", p, 200, `role="alert"`, `href="tel:119"`, "请现在拨打", "着火", "已收到 1 个文件", "仍要提交", "楼下正在着火，浓烟很大")
			if len(p.body) > 30<<10 || c.count("intake_request") != before {
				t.Errorf("%d bytes, %d requests", len(p.body), c.count("intake_request")-before)
			}
			for _, name := range []string{"seen", "kept", "token"} {
				form.Set(name, field(p, name))
			}
			r := b.reported(b.post("/report", form))
			if got := b.attachments(r.number); !slices.Equal(got, []string{"现场.txt"}) {
				t.Errorf("%q", got)
			}
			again := b.reported(b.post("/report", form)) // a double click on the second button
			if again != r || c.count("intake_request") != before+1 {
				t.Errorf("%v %v", r, again)
			}
		})
		t.Run("OtherWordsAreToldAgain", func(t *testing.T) {
			b := c.browser()
			form := b.complaint("content", "楼下正在着火，快来。")
			form.Set("seen", "fire-119")
			form.Set("content", "有人晕倒了，快来，叫不醒。")
			b.expect("another emergency", b.post("/report", form), 200, `href="tel:120"`)
		})
		t.Run("FalseAlarm", func(t *testing.T) {
			b := c.browser()
			b.report("content", "小区消防通道被占，存在火灾隐患，请处理。")
		})
		t.Run("HostileMarks", func(t *testing.T) {
			b := c.browser()
			form := b.complaint("seen", `"><b>x`, "kept", "-1,x,,99999999999999999999", "content", "楼下正在着火，快来。")
			b.expect("told", b.post("/report", form), 200, `href="tel:119"`)
			form.Set("seen", "fire-119,"+strings.Repeat("x", 2000))
			form.Set("kept", ids.New().String()) // somebody else's file
			if p := b.post("/report", form); p.status < 400 || p.status > 499 {
				t.Errorf("a stranger's file: %d %s", p.status, words(p.body))
			}
		})
		t.Run("Modes", func(t *testing.T) {
			for _, mode := range []string{"large", "contrast"} {
				b := c.browser()
				b.get("/?mode=" + mode)
				b.expect(mode, b.post("/report", b.complaint("content", "楼下正在着火，快来。")), 200, `data-mode="`+mode+`"`, `href="tel:119"`)
			}
		})
	})
}

func TestReport_OtherPath(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		form := b.complaint("content", "对法院一审判决不服，法官不公。")
		p := b.post("/report", form)
		b.expect("the path", p, 200, "可能不由本热线受理", "12368", "由工作人员判断")
		form.Set("seen", field(p, "seen"))
		r := b.reported(b.post("/report", form))
		if o := c.order(r.number); o.State != workorder.StateRegistered {
			t.Errorf("%s: nothing is refused by itself", o.State)
		}
	})
}

// TestAppeal_Pages follows a refused form from the reason to the appeal and its end.
func TestAppeal_Pages(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		review := func(number string, grant bool) {
			c.write(func(tx *store.Tx) error {
				list, _, err := c.intake.Refusals(tx, seat, intake.RefusalFilter{State: "appealed"})
				if err != nil {
					return err
				}
				other := seat
				other.ID = 12
				for _, f := range list {
					if f.Number == number {
						_, err = c.intake.ReviewAppeal(tx, other, f.ID, intake.ReviewAppealIn{Version: f.Version, Grant: grant, Words: "经复核说明理由。"})
					}
				}
				return err
			})
		}
		for name, grant := range map[string]bool{"Granted": true, "Stands": false} {
			t.Run(name, func(t *testing.T) {
				b := c.browser()
				r := b.report()
				c.refused(r.number, "litigation")
				p := b.open(r)
				b.expect("refused", p, 200, "不予受理", "已经或者应当通过诉讼解决", "12348", "案件已由法院立案。", "可以申诉一次", "2026年12月1日")
				if strings.Contains(p.body, "坐席") || strings.Contains(p.body, "撤回诉求") {
					t.Errorf("%s", words(p.body))
				}
				b.expect("no words", b.post("/track/"+r.number+"/appeal", url.Values{"token": {p.token()}, "words": {" "}}), 422, "请写明申诉的理由")
				form := url.Values{"token": {p.token()}, "words": {"没有立案，法院退回了材料。"}}
				for range 2 { // a double click
					if q := b.post("/track/"+r.number+"/appeal", form); q.status != http.StatusSeeOther || q.to != "/track/"+r.number+"?done=appeal" {
						t.Fatalf("%d %s %s", q.status, q.to, words(q.body))
					}
				}
				p = b.get("/track/" + r.number + "?done=appeal")
				b.expect("appealed", p, 200, "申诉已收到", "没有立案，法院退回了材料。")
				if strings.Contains(p.body, "提交申诉") {
					t.Error("a second appeal is offered")
				}
				b.expect("again", b.post("/track/"+r.number+"/appeal", url.Values{"words": {"再申诉"}}), 409, "只能申诉一次")
				review(r.number, grant)
				if grant {
					b.expect("granted", b.get("/track/"+r.number), 200, "申诉成立", "已受理，正在确定承办单位", "经复核说明理由。")
				} else {
					b.expect("stands", b.get("/track/"+r.number), 200, "维持不予受理", "经复核说明理由。")
				}
				c.secretFree(r.code)
			})
		}
		t.Run("NotForStrangers", func(t *testing.T) {
			r := c.browser().report()
			c.refused(r.number, "litigation")
			if p := c.browser().post("/track/"+r.number+"/appeal", url.Values{"words": {"x"}}); p.status != http.StatusSeeOther || !strings.HasPrefix(p.to, "/track?") {
				t.Errorf("%d %s", p.status, p.to)
			}
		})
	})
}

// field is the value of a hidden field of a page.
func field(p page, name string) string {
	_, rest, _ := strings.Cut(p.body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}
