package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Snippet returns the part of text, at most limit characters, that holds the
// most of query's terms, with "…" where something was left out. Without a hit
// it is the beginning. Spaces and line breaks are joined.
func Snippet(text, query string, limit int) string {
	text = strings.Join(strings.FieldsFunc(head(text, 64<<10), unicode.IsSpace), " ")
	runes := []rune(text)
	if limit < 1 || len(runes) <= limit {
		return text
	}
	start := bestWindow(runes, QueryTerms(query), limit)
	end := min(start+limit, len(runes))
	out := string(runes[start:end])
	if start > 0 {
		out = "…" + out
	}
	if end < len(runes) {
		out += "…"
	}
	return out
}

// bestWindow returns where the limit characters with the most hits begin,
// a little before the first hit so that the reader sees what it belongs to.
func bestWindow(runes []rune, terms []string, limit int) int {
	// Matching is by character, so the text is folded character by character:
	// whatever does not fold to exactly one cannot be matched here.
	folded := make([]rune, len(runes))
	for i, r := range runes {
		folded[i] = r
		if r >= 0x4E00 && r <= 0x9FFF {
			continue
		}
		if f := Fold(string(r)); utf8.RuneCountInString(f) == 1 {
			folded[i], _ = utf8.DecodeRuneInString(f)
		}
	}
	stems := make([][]rune, len(terms))
	for i, term := range terms {
		stem, _ := Prefix(term)
		stems[i] = []rune(stem)
	}
	hits := make([]int, len(runes)+1) // hits before position i
	for i := range folded {
		hits[i+1] = hits[i]
		for _, stem := range stems {
			if hasPrefix(folded[i:], stem) {
				hits[i+1]++
				break
			}
		}
	}
	best, bestStart := 0, 0
	for i := 0; i < len(runes); i++ {
		if n := hits[min(i+limit, len(runes))] - hits[i]; n > best {
			best, bestStart = n, i
		}
	}
	if best == 0 {
		return 0
	}
	lead := limit / 6
	for bestStart < len(runes) && hits[bestStart+1] == hits[bestStart] {
		bestStart++
	}
	return bound(bestStart-lead, len(runes)-limit)
}

func bound(i, high int) int { return max(0, min(i, high)) }
