package language

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseSign(t *testing.T) {
	s, err := ParseSign("着火、起火；同句 正在、现在；不算 消防通道；除非：隐患；仍算 又着火")
	if err != nil {
		t.Fatal(err)
	}
	want := Sign{Any: []string{"着火", "起火"}, With: []string{"正在", "现在"}, Not: []string{"消防通道"}, Unless: []string{"隐患"}, Insist: []string{"又着火"}}
	if s.String() != want.String() {
		t.Errorf("%s", s)
	}
	for name, line := range map[string]string{
		"Empty": "", "OnlySeparators": "、、；；", "UnknownPart": "着火；以及 冒烟", "NoWords": "着火；同句 ", "Twice": "着火；同句 一；同句 二",
		"LongWord": strings.Repeat("长", 21), "LongLine": strings.Repeat("长、", 4000), "Encoding": "\xff\xfe", "Sentence": "着火。救命",
		"OnlyWith": "同句 现在",
	} {
		if got, err := ParseSign(line); !errors.Is(err, ErrSign) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := ParseSigns(strings.Repeat("着火\n", 21)); !errors.Is(err, ErrSign) {
		t.Errorf("too many lines: %v", err)
	}
}

func TestSign_Find(t *testing.T) {
	s, err := ParseSign("着火、冒烟；不算 抽烟、没有着火；除非 隐患、去年；仍算 现在")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"楼上着火了":       "着火",
		"楼上冒烟，好像着火了":  "着火 冒烟",
		"去年着火过":       "",
		"去年着火过，现在又冒烟": "着火 冒烟 现在",
		"去年修过。楼下着火了":  "着火",
		"电线有着火隐患":     "",
		"没有着火，只是有人抽烟": "",
		"没有着火。隔壁冒烟":   "冒烟",
		"着\n火":        "",
		"":            "",
		"ＡＢ着火１２":      "着火",
	} {
		if got := strings.Join(s.Find(text), " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func FuzzParseSign(f *testing.F) {
	f.Add("着火、起火；同句 正在；不算 消防通道；除非 隐患；仍算 现在", "正在着火")
	f.Add("a,b;不算：c", "ＡＢＣ")
	f.Add("；；", "\xff")
	f.Fuzz(func(t *testing.T, line, text string) {
		s, err := ParseSign(line)
		if err != nil {
			if !errors.Is(err, ErrSign) {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := ParseSign(s.String())
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q is read again as %q, %v", s, again, err)
		}
		folded := Fold(text)
		for _, w := range s.Find(text) {
			if !utf8.ValidString(w) || !strings.Contains(folded, w) {
				t.Fatalf("found %q in %q", w, text)
			}
			if !slices.Contains(s.Any, w) && !slices.Contains(s.With, w) && !slices.Contains(s.Insist, w) {
				t.Fatalf("%q is no word of %q", w, s)
			}
		}
	})
}
