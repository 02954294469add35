package language

import (
	"strings"
	"sync"
	"unicode"

	gopinyin "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Pinyin returns the pinyin of s without tones and without spaces, ü written
// v, as it is typed: 住房公积金 gives "zhufanggongjijin". Latin letters and
// digits are kept (folded), everything else is dropped.
func Pinyin(s string) string { return strings.Join(Syllables(s), "") }

// PinyinInitials returns the first letter of every syllable: 公积金 gives
// "gjj". Latin letters and digits are kept whole, so 12345热线 gives "12345rx".
func PinyinInitials(s string) string {
	var b strings.Builder
	walkPinyin(s, func(syllable string, han bool) {
		if han {
			syllable = syllable[:1]
		}
		b.WriteString(syllable)
	})
	return b.String()
}

// Syllables returns the pinyin of s, one item a character; Latin letters and
// digits between Han characters are one item together. Characters read in
// several ways are read as the longest phrase of a small table says (银行
// yin hang, 重办 chong ban), else in their most usual way.
func Syllables(s string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	walkPinyin(s, func(syllable string, han bool) {
		if !han {
			word.WriteString(syllable)
			return
		}
		flush()
		out = append(out, syllable)
	})
	flush()
	return out
}

// walkPinyin calls emit with each Han character's syllable and with each
// other letter or digit.
func walkPinyin(s string, emit func(syllable string, han bool)) {
	table, phrases := readings(), polyphones()
	runes := []rune(Fold(s))
	for i := 0; i < len(runes); {
		if read, n := phrases.longest(runes[i:]); n > 0 {
			for _, syllable := range read {
				emit(syllable, true)
			}
			i += n
			continue
		}
		r := runes[i]
		i++
		if syllable := table[r]; syllable != "" {
			emit(syllable, true)
		} else if isWordRune(r) && !isIdeograph(r) {
			emit(string(r), false)
		}
	}
}

// readings is the usual reading of each Han character, toneless. It is made
// once, on first use, because programs that never look up pinyin should not
// pay for it.
var readings = sync.OnceValue(func() map[rune]string {
	table := make(map[rune]string, len(gopinyin.PinyinDict))
	toneless := make(map[string]string, 512)
	for code, all := range gopinyin.PinyinDict {
		first, _, _ := strings.Cut(all, ",")
		plain, ok := toneless[first]
		if !ok {
			plain = withoutTone(first)
			toneless[first] = plain
		}
		if plain != "" && unicode.Is(unicode.Han, rune(code)) {
			table[rune(code)] = plain
		}
	}
	return table
})

// withoutTone turns zhòng into zhong and lǜ into lv.
func withoutTone(syllable string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(syllable) {
		switch {
		case r == '\u0308': // the dots of ü, behind their u
			plain := strings.TrimSuffix(b.String(), "u")
			b.Reset()
			b.WriteString(plain + "v")
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		}
	}
	return b.String()
}
