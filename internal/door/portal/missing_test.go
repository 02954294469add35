package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"onedoor/internal/platform/testkit"
)

// TestMissing holds that a wrong address is answered in Chinese with the way on, and that a program is told so in its
// own way.
func TestMissing(t *testing.T) {
	c := newCity(t, testkit.Store(t, migrations...))
	b := c.browser()
	for _, path := range []string{"/nothing", "/staffs", "/track/1/2/3", "/answers/1/2", "/portal/", "/index.php?id=1", "/%3Cscript%3E", "/" + strings.Repeat("a", 2000)} {
		p := b.get(path)
		b.expect(path, p, http.StatusNotFound, "<h1>没有这个页面</h1>", `href="/?mode=large`, `lang="zh-CN"`)
		if p.header.Get("Cache-Control") != "no-store" || strings.Contains(p.body, "aaaa") {
			t.Errorf("%s: %v %s", path, p.header, words(p.body))
		}
	}
	if p := b.get("/api/v1/nothing"); p.status != http.StatusNotFound || !strings.Contains(p.body, `"code":"`) || strings.Contains(p.body, "<") {
		t.Errorf("a program: %d %s", p.status, p.body)
	}
}
