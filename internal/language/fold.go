package language

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings text to the one form in which it is searched and compared:
// compatibility characters and full-width letters become their plain forms
// (NFKC), case is lowered and combining marks are dropped, so that "Ａpp",
// "APP" and "app" are the same word. Folded text is for matching only: it is
// never shown, because NFKC also flattens Chinese punctuation.
func Fold(text string) string {
	folded := strings.ToLower(norm.NFKC.String(text))
	if strings.IndexFunc(folded, isMark) < 0 {
		return folded
	}
	// Lowering can leave a mark behind (İ), and bare marks may have been sent
	// by themselves. Composed letters keep theirs.
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, folded)
}

func isMark(r rune) bool { return r >= 0x300 && unicode.Is(unicode.Mn, r) }

// isIdeograph reports whether r is written without spaces between words and
// therefore cut into bigrams: Han, and the Japanese and Korean scripts that
// now and then stand beside it.
func isIdeograph(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r >= 0x4E00 && r <= 0x9FFF:
		return true
	}
	if !unicode.IsLetter(r) && !unicode.IsNumber(r) { // radicals and marks are symbols
		return false
	}
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// isWordRune reports whether r belongs to a word kept whole (Latin, digits).
func isWordRune(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}
