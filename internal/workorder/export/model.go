package export

import (
	"strings"
	"unicode"
)

// Doc is one printed order.
type Doc struct {
	Heading  string   // whose paper it is
	Title    string   // what it is, with its number
	Facts    [][]Fact // rows of one or two facts
	Sections []Section
	Foot     string // when it was printed
}

// Fact is a label and its value.
type Fact struct{ Label, Value string }

// Section is a part with a heading and its paragraphs.
type Section struct {
	Heading    string
	Paragraphs []Paragraph
}

// Paragraph is words with an optional line above that says when and by whom.
type Paragraph struct{ Meta, Text string }

// plain keeps what XML 1.0 and fonts can hold: no control characters but line breaks.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF, r >= 0xD800 && r <= 0xDFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
