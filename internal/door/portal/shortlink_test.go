package portal_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestShortLink follows the link of a message to the page where the answer is given: it names nothing of whom it is for, ends
// with the time to answer, and is not guessed.
func TestShortLink(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		r := c.browser().report()
		c.dispatch(r.number)
		c.complete(r.number, "水管已修好。")
		link := c.link(r.number)
		if !regexp.MustCompile(`^/s/[0-9A-HJKMNP-TV-Z]{13}$`).MatchString(link) || strings.Contains(link, r.number) || strings.Contains(link, strings.ReplaceAll(r.code, "-", "")) {
			t.Fatalf("the link is %q", link)
		}
		for _, way := range []string{link, strings.ToLower(link)} {
			b := c.browser()
			p := b.get("/s/" + way[3:])
			if p.status != http.StatusSeeOther || p.to != "/track/"+r.number || p.header.Get("Referrer-Policy") != "origin" || p.header.Get("Cache-Control") != "no-store" {
				t.Fatalf("%d to %s, %v", p.status, p.to, p.header)
			}
			b.expect("question", b.get(p.to), 200, "请您评价", "水管已修好。")
		}
		for name, path := range map[string]string{"wrong": "/s/0123456789ABC", "short": "/s/ABC", "the query code": "/s/" + strings.ReplaceAll(r.code, "-", "")} {
			if p := c.browser().get(path); p.status != http.StatusNotFound || !strings.Contains(p.body, "链接已经失效") || strings.Contains(p.body, r.number) {
				t.Errorf("%s: %d %s", name, p.status, p.body)
			}
		}
		b := c.browser()
		n := 0
		for p := b.get("/s/0000000000000"); p.status != http.StatusTooManyRequests && n < 100; n++ {
			p = b.get("/s/0000000000000")
		}
		if n < 5 || n >= 100 {
			t.Errorf("refused after %d tries", n)
		}
		if p := c.browser().get(link); p.status != http.StatusSeeOther {
			t.Errorf("somebody else's tries shut the link: %d", p.status)
		}
		c.secretFree(link[3:])
		c.Clock.Advance(60 * 24 * time.Hour)
		if p := c.browser().get(link); p.status != http.StatusNotFound {
			t.Errorf("after its time: %d to %s", p.status, p.to)
		}
	})
}
