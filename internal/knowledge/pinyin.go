package knowledge

import (
	"strings"

	"onedoor/internal/language"
)

// name is a title or keyword in pinyin.
type name struct {
	initials string
	full     string
	starts   []uint16 // where the syllables of full begin
	keyword  bool
}

func namesOf(c *Content) []name {
	names := []name{newName(c.Title, false)}
	for _, k := range c.Keywords {
		names = append(names, newName(k, true))
	}
	return names
}

func newName(text string, keyword bool) name {
	n := name{initials: language.PinyinInitials(text), keyword: keyword}
	var full strings.Builder
	for _, syllable := range language.Syllables(text) {
		n.starts = append(n.starts, uint16(full.Len())) //nolint:gosec // titles are short
		full.WriteString(syllable)
	}
	n.full = full.String()
	return n
}

// fit says how well letters typed fit the name: 0 not at all, 1 exactly. Initials may begin anywhere ("gjj" in
// 住房公积金提取), spelled-out syllables at a syllable.
func (n name) fit(letters string) float64 {
	fit := 0.0
	switch i := strings.Index(n.initials, letters); {
	case i == 0 && len(n.initials) == len(letters):
		fit = 1
	case i == 0:
		fit = 0.8
	case i > 0:
		fit = 0.6
	case len(letters) >= 3:
		for _, start := range n.starts {
			if strings.HasPrefix(n.full[start:], letters) {
				fit = 0.7
				break
			}
		}
	}
	if !n.keyword && fit < 1 {
		fit *= 0.9
	}
	return fit
}

// pinyin returns the documents whose title or a keyword fits the term in pinyin, and how well.
func (x *index) pinyin(term string) map[uint32]float64 {
	if len(term) < 2 || len(term) > 40 || strings.Trim(term, "abcdefghijklmnopqrstuvwxyz") != "" {
		return nil
	}
	found := map[uint32]float64{}
	for doc := range x.docs {
		best := 0.0
		for _, n := range x.docs[doc].names {
			best = max(best, n.fit(term))
		}
		if best > 0 {
			found[uint32(doc)] = best //nolint:gosec // see add
		}
	}
	return found
}
