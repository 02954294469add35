package replay

import (
	"fmt"
	"strings"
	"testing"
)

// story is everything that a row's people draw.
func story(p plan) string {
	resolved, satisfaction := p.rating()
	return fmt.Sprint(p.door(), p.name(), p.phone(), p.source(), p.delay("reply", 0), p.delay("reply", 1), p.chance("return", 0), p.chance("rate", 0),
		p.outcome(0), resolved, satisfaction, p.mark(), p.key("sign", 3))
}

// TestPlanBySeed holds that seed and row decide, in whatever order it is asked, and that another seed decides otherwise.
func TestPlanBySeed(t *testing.T) {
	b := behaviour(t, "")
	stories := map[string]string{}
	for seed := range uint64(3) {
		run := runName(seed, []byte("file"))
		for row := 1; row <= 200; row++ {
			p := plan{b, seed, run, row}
			first := story(p)
			_ = p.delay("sign", 5) // what was asked meanwhile changes nothing
			if again := story(plan{b, seed, run, row}); again != first {
				t.Fatalf("seed %d row %d: %s, then %s", seed, row, first, again)
			}
			if twin, taken := stories[first]; taken {
				t.Fatalf("seed %d row %d does what %s does", seed, row, twin)
			}
			stories[first] = fmt.Sprint(seed, row)
		}
	}
}

func TestPlanShares(t *testing.T) {
	b := behaviour(t, "doors: {web: 1, phone: 3}\nchances: {return: 0.25, rate: 0, reached: 1}\n")
	web, returns := 0, 0
	for row := range 4000 {
		p := plan{b, 1, "ABCDE", row}
		if p.door() == "web" {
			web++
		}
		if p.chance("return", 0) {
			returns++
		}
		if p.chance("rate", 0) || !p.chance("reached", 0) {
			t.Fatal("never and always")
		}
		if resolved, stars := p.rating(); resolved == "no" && stars > "3" {
			t.Fatalf("row %d: nothing solved, %s stars", row, stars)
		}
		if !strings.HasPrefix(p.source(), "198.18.") && !strings.HasPrefix(p.source(), "198.19.") {
			t.Fatalf("source %s", p.source())
		}
	}
	if web < 900 || web > 1100 || returns < 900 || returns > 1100 {
		t.Errorf("%d by web, %d returned of 4000", web, returns)
	}
}

func TestKey(t *testing.T) {
	b := behaviour(t, "")
	keys := map[string]bool{}
	for _, p := range []plan{{b, 1, "ABCDE", 1}, {b, 1, "ABCDE", 2}, {b, 1, "ABCDF", 1}} {
		for _, verb := range []string{"sign", "reply"} {
			for version := range int64(3) {
				key := p.key(verb, version)
				if keys[key] || len(key) < 8 || len(key) > 128 {
					t.Errorf("key %q", key)
				}
				keys[key] = true
			}
		}
	}
	if runName(1, []byte("a")) == runName(2, []byte("a")) || runName(1, []byte("a")) == runName(1, []byte("b")) {
		t.Error("another seed or file has the same name")
	}
}

// TestTitle holds that the mark is whole however long or odd the words are.
func TestTitle(t *testing.T) {
	p := plan{row: 2842, run: "ABCDE"}
	for _, words := range []string{"", "路灯", strings.Repeat("长", 500), "一\r\n二\x00三", "  "} {
		got := title(p.mark(), words, "内容的第一句")
		m := markShape.FindStringSubmatch(got)
		if m == nil || m[1] != "ABCDE" || m[2] != "2842" || len([]rune(got)) > 100 || strings.ContainsAny(got, "\r\n\x00") {
			t.Errorf("title of %q: %q", words, got)
		}
	}
	if got := title(p.mark(), "", "内容的第一句"); !strings.HasPrefix(got, "内容的第一句") {
		t.Errorf("without a title: %q", got)
	}
	for name, c := range map[string][3]string{"Content": {"内容", "标题", "内容"}, "Title": {"", "标题", "标题"}, "Nothing": {" \n", "", ""}, "Control": {"a\x07b\r\nc", "", "ab\nc"}} {
		if got := body(c[0], c[1]); got != c[2] {
			t.Errorf("%s: %q", name, got)
		}
	}
	if n := len(body(strings.Repeat("长", 60_000), "")); n > 50_000 || n < 49_000 {
		t.Errorf("a long content has %d bytes", n)
	}
}
