package portal_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// What files begin with.
const (
	png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
	elf = "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00\x01\x00\x00\x00"
	exe = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
)

func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		t.Run("Kept", func(t *testing.T) {
			b := c.browser()
			r := b.reported(b.upload("/report", b.complaint(), file{"现场.png", png}, file{"说明.txt", "水管在门口"}, file{"", ""}))
			if list := b.attachments(r.number); !slices.Equal(list, []string{"现场.png", "说明.txt"}) {
				t.Errorf("%q", list)
			}
		})
		t.Run("HostileNames", func(t *testing.T) {
			b := c.browser()
			r := b.reported(b.upload("/report", b.complaint(), file{`..\..\windows\x.png`, png}, file{"../../etc/passwd", "text"}, file{`a"><script>alert(1)</script>.txt`, "text"}, file{"photo.exe", png}))
			for _, name := range b.attachments(r.number) {
				if strings.ContainsAny(name, `/\<>"`) || strings.HasPrefix(name, ".") || !strings.HasSuffix(name, ".png") && !strings.HasSuffix(name, ".txt") {
					t.Errorf("%q", name)
				}
			}
		})
		for name, files := range map[string][]file{
			"Program": {{"photo.png", elf}}, "WindowsProgram": {{"说明.txt", exe}}, "Page": {{"a.txt", "<html><script>alert(1)</script></html>"}}, "Drawing": {{"a.png", `<svg xmlns="http://www.w3.org/2000/svg"/>`}},
			"Archive": {{"a.docx", "PK\x03\x04rubbish"}}, "Script": {{"a.sh", "#!/bin/sh\nrm -rf /\n"}}, "Empty": {{"a.txt", ""}}, "TooLarge": {{"a.txt", strings.Repeat("x", 1<<20+1)}},
			"OneOfTwo": {{"good.txt", "good"}, {"bad.exe", exe}},
			"TooMany":  {{"1.txt", "1"}, {"2.txt", "2"}, {"3.txt", "3"}, {"4.txt", "4"}, {"5.txt", "5"}, {"6.txt", "6"}},
		} {
			t.Run(name, func(t *testing.T) {
				b := c.browser()
				before := c.count("workorder_order")
				form := b.complaint()
				p := b.upload("/report", form, files...)
				if p.status < 400 || p.status > 499 || !strings.Contains(p.body, "小区门口的水管漏了三天") || !strings.Contains(p.body, `class="wrong"`) || c.count("workorder_order") != before {
					t.Fatalf("%d %s", p.status, words(p.body))
				}
				form.Set("token", p.token())
				b.reported(b.upload("/report", form, file{"good.txt", "good"})) // without it, it works
			})
		}
		t.Run("ManyTries", func(t *testing.T) { // what waits from refused tries does not use up the room for files
			b := c.browser()
			form := b.complaint("content", "")
			five := []file{{"1.txt", "1"}, {"2.txt", "2"}, {"3.txt", "3"}, {"4.txt", "4"}, {"5.txt", "5"}}
			for range 6 {
				p := b.upload("/report", form, five...)
				b.expect("without words", p, http.StatusUnprocessableEntity, "请填写诉求内容")
				form.Set("token", p.token())
			}
			form.Set("content", "水管漏水。")
			r := b.reported(b.upload("/report", form, five...))
			if n := len(b.attachments(r.number)); n != 5 {
				t.Errorf("%d files", n)
			}
		})
		t.Run("ForeignToken", func(t *testing.T) { // files that somebody else uploaded cannot be named
			b := c.browser()
			form := b.complaint()
			form["attachment_ids"] = []string{"1", "2"}
			if n := len(b.attachments(b.reported(b.upload("/report", form)).number)); n != 0 {
				t.Errorf("%d files", n)
			}
		})
		t.Run("Supplement", func(t *testing.T) {
			b := c.browser()
			r := b.report()
			p := b.open(r)
			add := func(p page, files ...file) page {
				return b.upload("/track/"+r.number+"/supplement", url.Values{"token": {p.token()}, "content": {"补一张照片"}}, files...)
			}
			refused := add(p, file{"photo.png", elf})
			if refused.status != http.StatusUnsupportedMediaType || !strings.Contains(refused.body, "补一张照片") {
				t.Fatalf("%d %s", refused.status, words(refused.body))
			}
			if p := add(refused, file{"现场.png", png}); p.status != 303 {
				t.Fatalf("%d %s", p.status, words(p.body))
			}
			if list := b.attachments(r.number); !slices.Equal(list, []string{"现场.png"}) {
				t.Errorf("%q", list)
			}
		})
	})
}

// TestFiles_Refused holds that what came with a form that is refused is forgotten with it, unless the same form may come again.
func TestFiles_Refused(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		two := []file{{"1.txt", "一"}, {"2.txt", "二"}}
		for name, x := range map[string]struct {
			send func(b *browser) page
			want int // uploads that wait
		}{
			"WithoutWords": {func(b *browser) page { return b.upload("/report", b.complaint("content", ""), two...) }, 0},
			"OneOfTwo": {func(b *browser) page {
				return b.upload("/report", b.complaint(), file{"1.txt", "一"}, file{"x.exe", exe})
			}, 0},
			"Supplement": {func(b *browser) page {
				r := b.report()
				return b.upload("/track/"+r.number+"/supplement", url.Values{"token": {b.open(r).token()}, "content": {" "}}, two...)
			}, 0},
			"Taken": {func(b *browser) page { return b.upload("/report", b.complaint(), two...) }, 0},
			"Advice": {func(b *browser) page {
				return b.upload("/report", b.complaint("content", "法院判决不公，要求改判。"), two...)
			}, 2},
		} {
			t.Run(name, func(t *testing.T) {
				before := c.count("workorder_upload")
				b := c.browser()
				p := x.send(b)
				if got := c.count("workorder_upload") - before; got != x.want {
					t.Errorf("%d: %d uploads wait, want %d: %s", p.status, got, x.want, words(p.body))
				}
			})
		}
		c.Clock.Advance(25 * time.Hour)
		c.Settle(t)
		if n := c.count("workorder_upload"); n != 0 {
			t.Errorf("%d uploads wait after a day", n)
		}
	})
}
