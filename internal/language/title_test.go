package language

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFirstSentenceTitle(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		max  int
		want string
	}{
		"Plain":            {"小区电梯停运三天。物业不理。", 30, "小区电梯停运三天"},
		"Greeting":         {"尊敬的领导：您好！我家楼下的路灯坏了。请尽快修。", 30, "我家楼下的路灯坏了"},
		"GreetingInside":   {"市长您好，翠微路下水道堵塞", 30, "翠微路下水道堵塞"},
		"NotAGreeting":     {"领导干部占用公共车位。", 30, "领导干部占用公共车位"},
		"ShortFirst":       {"停水了！已经两天没有水。", 30, "停水了，已经两天没有水"},
		"CutAtComma":       {"南屏镇十二村市场门口每天早上摆摊，占用人行道，行人只能走车道", 20, "南屏镇十二村市场门口每天早上摆摊"},
		"CutAnywhere":      {strings.Repeat("水", 50), 10, strings.Repeat("水", 9) + "…"},
		"Decimal":          {"水价3.5元是否合理.谢谢", 30, "水价3.5元是否合理.谢谢"},
		"Spaces":           {"  路灯\t 坏了  很久  ", 30, "路灯 坏了 很久"},
		"OnlyGreeting":     {"领导您好！", 30, ""},
		"Empty":            {"", 30, ""},
		"OnlyMarks":        {"！！！。。。", 30, ""},
		"Control":          {"路\x00灯\u200b坏\x1b了两周", 30, "路灯坏了两周"},
		"BrokenUTF8":       {"路\xff灯坏了两周", 30, "路灯坏了两周"},
		"NoRoom":           {"路灯坏了", 1, ""},
		"Negative":         {"路灯坏了", -5, ""},
		"QuestionGreeting": {"请问公积金怎么提取？", 30, "公积金怎么提取"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := FirstSentenceTitle(c.text, c.max); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzFirstSentenceTitle(f *testing.F) {
	f.Add("您好！停水了，怎么办？", 10)
	f.Add("领导好好好好", 3)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit > 1<<16 || limit < -1<<16 {
			return
		}
		got := FirstSentenceTitle(text, limit)
		if utf8.RuneCountInString(got) > limit && got != "" {
			t.Fatalf("%d characters, at most %d wanted", utf8.RuneCountInString(got), limit)
		}
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\n\x00") {
			t.Fatalf("not fit to show: %q", got)
		}
	})
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("前面的话。", 40) + "住房公积金提取需要身份证。" + strings.Repeat("后面的话。", 40)
	got := Snippet(long, "公积金提取", 30)
	if !strings.Contains(got, "公积金提取") || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") {
		t.Errorf("snippet %q", got)
	}
	if n := utf8.RuneCountInString(got); n > 32 {
		t.Errorf("%d characters", n)
	}
	for name, c := range map[string]struct{ text, query, want string }{
		"Short":     {"一句话", "话", "一句话"},
		"NoHit":     {strings.Repeat("天", 40), "地", strings.Repeat("天", 30) + "…"},
		"NoQuery":   {"a\n\n b", "", "a b"},
		"FullWidth": {strings.Repeat("天", 60) + "ＡＰＰ" + strings.Repeat("天", 60), "app", ""},
	} {
		got := Snippet(c.text, c.query, 30)
		if c.want == "" {
			if !strings.Contains(got, "ＡＰＰ") {
				t.Errorf("%s: %q", name, got)
			}
		} else if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzSnippet(f *testing.F) {
	f.Add("住房公积金提取需要身份证", "公积金", 5)
	f.Fuzz(func(t *testing.T, text, query string, limit int) {
		if limit > 1<<20 || limit < -1<<20 {
			return
		}
		got := Snippet(text, query, limit)
		if limit >= 1 && utf8.RuneCountInString(got) > limit+2 {
			t.Fatalf("%d characters, at most %d wanted", utf8.RuneCountInString(got), limit)
		}
	})
}
