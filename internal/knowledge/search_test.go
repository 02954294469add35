package knowledge

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestSearch_Words(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		fund := Content{Title: "住房公积金提取办法", Body: "离职或租房的职工可以提取。网上办理，三个工作日到账。", Keywords: []string{"公积金", "租房提取"}}
		water := Content{Title: "水费缴纳渠道", Body: "可在微信、银行柜台和营业厅缴费。App 下载地址见官网。", Keywords: []string{"自来水"}}
		heat := Content{Title: "空调清洗补贴", Body: "本市没有空调清洗补贴，谨防诈骗。"}
		bank := Content{Title: "银行卡丢失怎么办", Body: "请先挂失。公积金联名卡同样处理。"}
		for _, c := range []Content{fund, water, heat, bank} {
			r.publish(t, KindArticle, c)
		}
		for name, c := range map[string]struct{ words, first, also string }{
			"Title":             {"公积金", "住房公积金提取办法", "银行卡丢失怎么办"},
			"Body":              {"三个工作日", "住房公积金提取办法", ""},
			"Keyword":           {"自来水", "水费缴纳渠道", ""},
			"OneCharacter":      {"水", "水费缴纳渠道", ""},
			"Initials":          {"gjj", "住房公积金提取办法", ""},
			"InitialsUpper":     {"GJJ", "住房公积金提取办法", ""},
			"InitialsOfKeyword": {"zls", "水费缴纳渠道", ""},
			"Polyphone":         {"ktqx", "空调清洗补贴", ""},
			"PolyphoneBank":     {"yhk", "银行卡丢失怎么办", ""},
			"FullPinyin":        {"gongjijin", "住房公积金提取办法", ""},
			"FullPinyinPart":    {"shuifei", "水费缴纳渠道", ""},
			"Latin":             {"ＡＰＰ", "水费缴纳渠道", ""},
			"Mixed":             {"gjj 提取", "住房公积金提取办法", ""},
			"Question":          {"请问离职以后公积金要怎么才能提取出来", "住房公积金提取办法", ""},
		} {
			got := r.search(t, c.words)
			if !strings.HasPrefix(got, c.first) || !strings.Contains(got, c.also) {
				t.Errorf("%s: %q found %q, want %q first", name, c.words, got, c.first)
			}
		}
		for _, words := range []string{"燃气", "zzz", "公积燃", `" OR 1=1 --`, strings.Repeat("啊", 5000), "\x00\xff", "***", "g"} {
			if got := r.search(t, words); got != "" && len(strings.TrimSpace(words)) > 0 && words != "***" && words != "\x00\xff" {
				t.Errorf("%.20q found %q", words, got)
			}
		}
		hits, err := r.Search(r.Store.Read(t.Context()), "到账", 5)
		if err != nil || len(hits) != 1 || !strings.Contains(hits[0].Snippet, "到账") {
			t.Errorf("snippet %+v, %v", hits, err)
		}
	})
}

// TestSearch_OwnFirst holds that on a number with own entries its unit's stand first, and that the others follow.
func TestSearch_OwnFirst(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		own, other := text("停水怎么办"), text("停水怎么办")
		own.Unit, other.Unit = 31, 32
		r.publish(t, KindArticle, own)
		r.Clock.Advance(time.Hour)
		r.publish(t, KindArticle, other)
		for number, want := range map[string]ids.ID{"96031": 31, "": 32} {
			first, err := r.Units.KnowsFirst(r.Store.Read(t.Context()), number)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range []string{"停水", ""} {
				hits, next, err := r.List(r.Store.Read(t.Context()), editor, Query{Words: words, First: first, Limit: 1})
				if err != nil || len(hits) != 1 || hits[0].Unit != want {
					t.Errorf("%q %q: %+v, %v", number, words, hits, err)
				}
				if rest, _, err := r.List(r.Store.Read(t.Context()), editor, Query{Words: words, First: first, Cursor: next, Limit: 5}); err != nil || len(rest) != 1 || rest[0].Unit == want {
					t.Errorf("%q %q, the next page: %+v, %v", number, words, rest, err)
				}
			}
		}
	})
}

func TestSearch_NewestFirstAmongEquals(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		for i := range 3 {
			c := text(fmt.Sprintf("停水通知第%d号", i))
			c.ExpiresAt = r.Clock.Now().Add(30 * day)
			r.publish(t, KindAnnouncement, c)
			r.Clock.Advance(day)
		}
		want := "停水通知第2号 停水通知第1号 停水通知第0号"
		if got := r.search(t, "停水"); got != want {
			t.Errorf("found %q", got)
		}
		if got := r.search(t, ""); got != want {
			t.Errorf("listed %q", got)
		}
	})
}

func TestSearch_ValidityAndAudience(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		now := r.Clock.Now()
		later := text("下周停水")
		later.ValidFrom, later.ExpiresAt = now.Add(7*day), now.Add(9*day)
		r.publish(t, KindAnnouncement, later)
		open := text("停水报修电话")
		open.Public, open.Unit, open.Category = true, 31, 7
		r.publish(t, KindArticle, open)

		if got := r.search(t, "停水"); got != "停水报修电话" {
			t.Errorf("now %q", got)
		}
		if got := r.list(t, editor, Query{View: ViewScheduled}); got != "下周停水" {
			t.Errorf("scheduled %q", got)
		}
		r.Clock.Set(now.Add(7 * day))
		if got := r.search(t, "停水"); !strings.Contains(got, "下周停水") {
			t.Errorf("at the very moment it becomes valid: %q", got)
		}
		if got := r.list(t, editor, Query{View: ViewExpiring}); got != "下周停水" {
			t.Errorf("expiring %q", got)
		}
		r.Clock.Set(now.Add(9 * day))
		if got := r.search(t, "停水"); strings.Contains(got, "下周停水") {
			t.Errorf("at the very moment it expires: %q", got)
		}

		r.Clock.Set(now.Add(8 * day))
		hits, err := r.Public(r.Store.Read(t.Context()), "停水", 10)
		if err != nil || titles(hits) != "停水报修电话" {
			t.Errorf("citizens find %q, %v", titles(hits), err)
		}
		if _, _, err := r.PublicArticle(r.Store.Read(t.Context()), hits[0].ID); err != nil {
			t.Error(err)
		}
		for name, q := range map[string]Query{
			"Kind": {Kind: KindArticle}, "Unit": {Unit: 31}, "Category": {Category: 7}, "Public": {Public: true},
			"All": {Words: "停水", Kind: KindArticle, Unit: 31, Category: 7, Public: true},
		} {
			if got := r.list(t, seat, q); got != "停水报修电话" {
				t.Errorf("%s: %q", name, got)
			}
		}
		internal := r.publish(t, KindWording, text("内部口径"))
		_, _, err = r.PublicArticle(r.Store.Read(t.Context()), internal.ID)
		wantFault(t, err, ErrNotFound)
	})
}

func TestList_Pages(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		for i := range 23 {
			c := text(fmt.Sprintf("停电条目%d", i))
			c.Body = strings.Repeat("停电处理。", i%5+1)
			r.publish(t, KindArticle, c)
		}
		for _, words := range []string{"", "停电"} {
			seen, cursor, pages := map[string]bool{}, "", 0
			for {
				hits, next, err := r.List(r.Store.Read(t.Context()), seat, Query{Words: words, Limit: 5, Cursor: cursor})
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range hits {
					if seen[h.Title] {
						t.Errorf("%s twice", h.Title)
					}
					seen[h.Title] = true
				}
				if pages++; next == "" {
					break
				}
				cursor = next
			}
			if len(seen) != 23 || pages != 5 {
				t.Errorf("words %q: %d entries on %d pages", words, len(seen), pages)
			}
		}
		for _, bad := range []string{"x", "!!", "MSAyIDM"[:3]} {
			_, _, err := r.List(r.Store.Read(t.Context()), seat, Query{Cursor: bad})
			wantFault(t, err, ErrCursor)
		}
		_, _, err := r.List(r.Store.Read(t.Context()), auth.Principal{ID: 9}, Query{})
		if err == nil {
			t.Error("listed without the right")
		}
	})
}

// A change made on another node shows once the library is older than maxAge, and not a full load each time.
func TestLibrary_OtherNode(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		other := newRoom(r.Store)
		now := time.Duration(0)
		other.library.monotonic = func() time.Duration { return now }
		a := r.publish(t, KindArticle, text("路灯报修"))
		if got := other.search(t, "路灯"); got != "路灯报修" {
			t.Fatalf("first %q", got)
		}
		a = must[Article](t)(r.do(t, editor, VerbRetire, a))
		if got := other.search(t, "路灯"); got != "路灯报修" {
			t.Errorf("looked again within its age: %q", got)
		}
		now += maxAge + 1
		if got := other.search(t, "路灯"); got != "" {
			t.Errorf("still found %q", got)
		}
		if got := other.list(t, editor, Query{View: ViewRetired}); got != "路灯报修" {
			t.Errorf("retired %q", got)
		}
		_ = a
	})
}

func TestLibrary_OwnChangeAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.library.monotonic = func() time.Duration { return 0 } // never old by age
		_ = r.search(t, "路灯")
		r.publish(t, KindArticle, text("路灯报修"))
		if got := r.search(t, "路灯"); got != "路灯报修" {
			t.Errorf("found %q", got)
		}
	})
}

// Saving again and again leaves dead documents; the index is built anew and finds the same.
func TestLibrary_BuiltAnew(t *testing.T) {
	r := newRoom(testStore(t))
	a := must[Article](t)(r.create(t, editor, KindArticle, text("第0稿")))
	largest := 0
	for i := range 1100 {
		a = must[Article](t)(r.save(t, editor, a, text(fmt.Sprintf("第%d稿", i+1))))
		if got := r.list(t, editor, Query{View: ViewDraft, Words: fmt.Sprintf("第%d稿", i+1)}); got != a0(i+1) {
			t.Fatalf("found %q at %d", got, i+1)
		}
		largest = max(largest, len(r.library.shelf.index.docs))
	}
	if n := len(r.library.shelf.index.docs); n > 200 || largest < 1000 {
		t.Errorf("%d documents kept for one entry, %d at most", n, largest)
	}
}

func a0(i int) string { return fmt.Sprintf("第%d稿", i) }

// The index held against a plain scan of the texts.
func FuzzIndex(f *testing.F) {
	f.Add("停水通知", "停电通知", "停水")
	f.Add("App下载", "ａｐｐ", "app")
	f.Fuzz(func(t *testing.T, one, two, query string) {
		x := newIndex()
		x.add(&Content{Title: one})
		second := x.add(&Content{Title: two, Body: one})
		before := x.search(query)
		for doc, score := range before {
			if score <= 0 {
				t.Fatalf("score %v of %d", score, doc)
			}
		}
		x.drop(second)
		after := x.search(query)
		if _, still := after[second]; still {
			t.Fatal("a dropped document is found")
		}
	})
}

func testStore(t testing.TB) *store.Store {
	t.Helper()
	return sqliteStore(t)
}

// Readers search while an editor saves: nobody sees a half-built library.
func TestLibrary_Together(t *testing.T) {
	r := newRoom(testStore(t))
	r.publish(t, KindArticle, text("固定条目"))
	stop, failed := make(chan struct{}), make(chan string, 4)
	for range cap(failed) {
		go func() {
			for {
				select {
				case <-stop:
					failed <- ""
					return
				default:
				}
				hits, err := r.Search(r.Store.Read(t.Context()), "固定条目", 5)
				if err != nil || titles(hits) != "固定条目" {
					failed <- fmt.Sprintf("found %q, %v", titles(hits), err)
					return
				}
			}
		}()
	}
	a := must[Article](t)(r.create(t, editor, KindArticle, text("草稿")))
	for i := range 150 {
		a = must[Article](t)(r.save(t, editor, a, text(fmt.Sprintf("草稿%d", i))))
	}
	close(stop)
	for range cap(failed) {
		if message := <-failed; message != "" {
			t.Error(message)
		}
	}
}
