package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
)

func TestAnswers(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		b := c.browser()
		t.Run("Empty", func(t *testing.T) {
			b.expect("nothing yet", b.get("/answers"), 200, "没有找到相关内容", "/report")
		})
		pipes := c.publish("水管漏水如何报修", "请拨打水务集团二十四小时抢修电话。\n停水期间注意储水。", true)
		inside := c.publish("内部口径：漏水赔付", "只供坐席参考的赔付口径。", false)
		c.Settle(t)
		t.Run("Latest", func(t *testing.T) {
			p := b.get("/answers")
			b.expect("list", p, 200, "水管漏水如何报修", "/answers/"+pipes.String())
			if strings.Contains(p.body, "内部口径") {
				t.Error("an entry that is not public is listed")
			}
		})
		t.Run("Search", func(t *testing.T) {
			for _, words := range []string{"漏水", "报修", "%20%20漏水%20", "水管"} {
				p := b.get("/answers?q=" + words)
				b.expect(words, p, 200, "水管漏水如何报修")
				if strings.Contains(p.body, "赔付") {
					t.Errorf("%s finds what is not public", words)
				}
			}
			b.expect("no match", b.get("/answers?q=%E5%85%AC%E4%BA%A4"), 200, "没有找到相关内容")
			for _, hostile := range []string{"%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "%27%20OR%201=1%20--", "%00", "%ff%fe", "*", "%25", strings.Repeat("%E6%B0%B4", 2000)} {
				if p := b.get("/answers?q=" + hostile); p.status != 200 && p.status != 400 && p.status != 422 {
					t.Errorf("%.30s: %d", hostile, p.status)
				}
			}
		})
		t.Run("One", func(t *testing.T) {
			b.expect("entry", b.get("/answers/"+pipes.String()), 200, "<h1>水管漏水如何报修</h1>", "停水期间注意储水")
			hidden := b.get("/answers/" + inside.String())
			for name, p := range map[string]page{"NotPublic": hidden, "None": b.get("/answers/" + (ids.New()).String()), "Letters": b.get("/answers/x"),
				"Zero": b.get("/answers/0"), "Huge": b.get("/answers/99999999999999999999")} {
				if p.status != http.StatusNotFound || strings.Contains(p.body, "赔付") {
					t.Errorf("%s: %d %s", name, p.status, words(p.body))
				}
			}
		})
	})
}
