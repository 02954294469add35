package intake

import (
	"strings"
	"unicode/utf8"
)

// cleanText makes a person's words safe to keep: line ends become \n, control characters (PostgreSQL takes no zero
// byte) and marks that reorder what a reader sees are dropped, blanks around it go. It reports false for bytes that
// are no UTF-8: guessing an encoding would change what the person said.
func cleanText(s string) (string, bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20 || r >= 0x7f && r <= 0x9f || r == '\ufeff':
			return -1
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f':
			return -1 // bidirectional overrides
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.TrimSpace(s), true
}

// cleanLine is cleanText for one line: runs of blanks and line ends become one blank.
func cleanLine(s string) (string, bool) {
	s, ok := cleanText(s)
	return strings.Join(strings.Fields(s), " "), ok
}
