package language

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestBigrams(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"Empty":        {"", nil},
		"OnlyMarks":    {"，。！ \n", nil},
		"Word":         {"停水", []string{"停水", "水"}},
		"Run":          {"停水了", []string{"停水", "水了", "了"}},
		"OneCharacter": {"水", []string{"水"}},
		"Repeats":      {"水，水", []string{"水", "水"}},
		"LatinInside":  {"G105国道限速80km", []string{"g105", "国道", "道限", "限速", "速", "80km"}},
		"FullWidth":    {"ＡＰＰ１２３", []string{"app123"}},
		"Compatible":   {"㎡①Ⅲ", []string{"m21iii"}},
		"Accent":       {"cafe\u0301 Café", []string{"café", "café"}},
		"LoneMark":     {"\u0301水", []string{"水"}},
		"RareHan":      {"𠀀𠀁", []string{"𠀀𠀁", "𠀁"}},
		"Kana":         {"ラーメン", []string{"ラー", "ーメ", "メン", "ン"}},
		"BrokenUTF8":   {"停\xff水", []string{"停", "水"}},
		"Zero":         {"停\x00水", []string{"停", "水"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Bigrams(c.text); !slices.Equal(got, c.want) {
				t.Errorf("Bigrams(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestBigrams_CutsLongWords(t *testing.T) {
	long := strings.Repeat("a", 1000)
	for _, term := range Bigrams(long) {
		if len(term) > maxWord+utf8.UTFMax {
			t.Fatalf("a term of %d bytes", len(term))
		}
	}
	if !matches(Bigrams(long), QueryTerms(long)) {
		t.Error("a cut word does not find itself")
	}
}

func TestQueryTerms(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		want  []string
	}{
		"Empty":        {"  ", nil},
		"Word":         {"停水", []string{"停水"}},
		"OneCharacter": {"水", []string{"水*"}},
		"Number":       {"12345", []string{"12345"}},
		"ShortNumber":  {"5栋", []string{"5", "栋*"}},
		"Distinct":     {"停水 停水", []string{"停水"}},
		"Operators":    {`"停水" OR NOT* (NEAR)`, []string{"停水", "or", "not", "near"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := QueryTerms(c.query); !slices.Equal(got, c.want) {
				t.Errorf("QueryTerms(%q) = %q, want %q", c.query, got, c.want)
			}
		})
	}
	t.Run("Bounded", func(t *testing.T) {
		var long strings.Builder
		for r := rune(0x4E00); r < 0x5E00; r++ {
			long.WriteRune(r)
		}
		if n := len(QueryTerms(long.String())); n != maxQueryTerms {
			t.Errorf("%d terms, want %d", n, maxQueryTerms)
		}
	})
}

// matches is what a search engine does with the terms.
func matches(index, query []string) bool {
	for _, term := range query {
		stem, prefix := Prefix(term)
		if !slices.ContainsFunc(index, func(have string) bool {
			return have == stem || prefix && strings.HasPrefix(have, stem)
		}) {
			return false
		}
	}
	return true
}

// Every part of a text finds the text: the promise of the index.
func FuzzSearchFindsItsText(f *testing.F) {
	f.Add("香洲区翠香街道昨晚停水，电话０７５６－２１２８１７２，G105国道旁", 3, 9)
	f.Add("a\xff水İß①", 0, 4)
	f.Fuzz(func(t *testing.T, text string, from, n int) {
		index := Bigrams(text)
		for _, term := range index {
			if term == "" || !utf8.ValidString(term) {
				t.Fatalf("bad term %q", term)
			}
			for _, r := range term {
				if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
					t.Fatalf("%q holds %U, which a tokenizer may cut at", term, r)
				}
			}
		}
		// Cut at Han characters, so that no word is cut in two.
		runes := []rune(text)
		if len(runes) == 0 || n < 0 || from < 0 {
			return
		}
		from %= len(runes)
		end := min(from+n%64, len(runes))
		for _, r := range runes[from:end] {
			if r < 0x4E00 || r > 0x9FFF {
				return
			}
		}
		if part := string(runes[from:end]); !matches(index, QueryTerms(part)) {
			t.Fatalf("%q does not find %q: %q", part, text, index)
		}
	})
}

func BenchmarkBigrams(b *testing.B) {
	text := strings.Repeat("香洲区翠香街道某小区昨晚十点起停水，物业称是二次供水设备故障，至今没有恢复，G105国道旁。", 5)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Bigrams(text)
	}
}
