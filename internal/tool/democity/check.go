package democity

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	digits       = regexp.MustCompile(`^[0-9]+$`)
	slug         = regexp.MustCompile(`^[a-z][a-z0-9-]{1,31}$`)
	entryCode    = regexp.MustCompile(`^[a-z]{1,4}-?[0-9]{2,3}$`)
	hotlineShape = regexp.MustCompile(`^[0-9][0-9-]{1,18}[0-9]$`)
	// Invented numbers come from ranges that nobody can have, so that no demo ever calls a person.
	dutyPhone    = regexp.MustCompile(`^0756-555[0-9]{4}$`)
	citizenPhone = regexp.MustCompile(`^(1540000[0-9]{4}|0756-555[0-9]{4})$`)
)

// line checks a text of one line: not empty, at most n characters, printable.
func (p *problems) line(s spot, what, text string, n int) {
	switch {
	case text == "":
		p.at(s, "%s不能为空", what)
	case !printable(text):
		p.at(s, "%s含有无法显示的字符", what)
	case utf8.RuneCountInString(text) > n:
		p.at(s, "%s最多 %d 个字，现有 %d 个", what, n, utf8.RuneCountInString(text))
	}
}

// length counts the characters of a text that are not spaces.
func length(text string) int {
	n := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// matches checks the shape of a text and says what it should be.
func (p *problems) matches(s spot, what, text string, shape *regexp.Regexp, should string) bool {
	if shape.MatchString(text) {
		return true
	}
	p.at(s, "%s“%s”不正确，应为%s", what, text, should)
	return false
}

func (p *problems) oneOf(s spot, what, text string, allowed []string) bool {
	if slices.Contains(allowed, text) {
		return true
	}
	p.at(s, "%s“%s”不正确，应为 %s 之一", what, text, strings.Join(allowed, "、"))
	return false
}
