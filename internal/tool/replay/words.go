package replay

import (
	"hash/fnv"
	"strings"
	"unicode"

	"onedoor/internal/intake"
)

// spread is a number below n, always the same for the same text.
func spread(text string, n int) int {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(text))      // a hash takes everything
	return int(sum.Sum32() % uint32(n)) //nolint:gosec // n is the length of a list
}

// title is the row's title with the mark, as long as a title may be.
func title(mark, words, content string) string {
	line := strings.Join(strings.FieldsFunc(words, unicode.IsControl), " ")
	if strings.TrimSpace(line) == "" {
		line = strings.Join(strings.FieldsFunc(content, unicode.IsControl), " ")
	}
	room := intake.MaxTitle - len([]rune(mark))
	return cut(strings.TrimSpace(line), room) + mark
}

// body is the row's words as a request may hold them.
func body(content, words string) string {
	text := strings.TrimSpace(content)
	if text == "" {
		text = strings.TrimSpace(words)
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
	text = cut(text, intake.MaxContentRunes)
	for len(text) > intake.MaxContent {
		text = cut(text, len([]rune(text))-1-(len(text)-intake.MaxContent)/4)
	}
	return text
}

func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:max(n, 0)])
	}
	return s
}

// categoryFor is the category whose name has most in common with the words; with nothing in common, one by their hash.
func (c *crew) categoryFor(words string) category {
	best, most := spread(words, len(c.categories)), 0
	for i, x := range c.categories {
		if n := common(x.Name, words); n > most {
			best, most = i, n
		}
	}
	return c.categories[best]
}

// common counts the pairs of neighbouring characters of name that stand in words, too.
func common(name, words string) (n int) {
	runes := []rune(name)
	for i := 0; i+1 < len(runes); i++ {
		if strings.Contains(words, string(runes[i:i+2])) {
			n++
		}
	}
	return n
}
