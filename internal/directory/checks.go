package directory

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/platform/fault"
)

// checks gathers what is wrong with the fields of one input, so that a person sees all of it at once.
type checks struct{ f *fault.Fault }

func (c *checks) wrong(field, message string) {
	if c.f == nil {
		c.f = fault.Invalid
	}
	c.f = c.f.WithField("body."+field, message)
}

// text trims *s and checks its length in characters and that it can be printed on one line.
func (c *checks) text(field string, s *string, least, most int) {
	*s = strings.TrimSpace(*s)
	switch n := utf8.RuneCountInString(*s); {
	case !printable(*s):
		c.wrong(field, "含有无法显示的字符")
	case n < least && n == 0:
		c.wrong(field, "请填写")
	case n < least:
		c.wrong(field, fmt.Sprintf("至少 %d 个字", least))
	case n > most:
		c.wrong(field, fmt.Sprintf("最多 %d 个字", most))
	}
}

// code trims *s and checks that it can be a code.
func (c *checks) code(field string, s *string) {
	*s = strings.TrimSpace(*s)
	if !codePattern.MatchString(*s) {
		c.wrong(field, "编码为 1 至 32 位字母、数字，可含 - _ .")
	}
}

// fault returns nil when nothing was wrong.
func (c *checks) fault() error {
	if c.f == nil {
		return nil
	}
	return c.f
}

// printable tells whether s is UTF-8 without control or invisible formatting characters.
func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) }) < 0
}

// at says which input named the thing that was not found; other errors pass unchanged.
func at(err error, missing *fault.Fault, location string) error {
	if !errors.Is(err, missing) {
		return err
	}
	return fault.Invalid.WithField(location, missing.Message)
}
