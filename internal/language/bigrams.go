package language

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxWord is the number of bytes after which a word kept whole is cut.
	// It bounds what hostile text can put into an index; a cut word is still
	// found, because queries are cut alike.
	maxWord = 64
	// maxQueryTerms bounds the work one query can ask for.
	maxQueryTerms = 48
)

// Bigrams returns the terms under which text is indexed, in order and with
// repetitions (they are the term frequencies).
//
// A run of Han characters gives its overlapping pairs and then its last
// character alone: 停水了 gives 停水, 水了, 了. So every character starts
// exactly one term, and a single character can be searched as a prefix. Latin
// letters and digits stay together as one lower-cased, half-width word.
// Terms hold letters and digits only, so no tokenizer splits them again.
func Bigrams(text string) []string {
	folded := Fold(text)
	if folded == "" {
		return nil
	}
	terms := make([]string, 0, len(folded)/3+1)
	scan(folded, func(run string, ideographs bool) bool {
		if !ideographs {
			terms = append(terms, run)
			return true
		}
		terms = appendPairs(terms, run)
		_, last := utf8.DecodeLastRuneInString(run)
		terms = append(terms, run[len(run)-last:])
		return true
	})
	return terms
}

// QueryTerms returns the distinct terms a text must contain to match query.
//
// A run of Han characters gives its pairs, a word itself. A character standing
// alone gives a prefix term, written with a trailing "*": 水 gives "水*", which
// the pair 水管 and the lone 水 both start with. Use Prefix to take such a term
// apart; nothing else in a term is anything but a letter or a digit. At most 48
// terms are returned.
func QueryTerms(query string) []string {
	var terms []string
	seen := make(map[string]bool)
	add := func(term string) bool {
		if !seen[term] {
			seen[term] = true
			terms = append(terms, term)
		}
		return len(terms) < maxQueryTerms
	}
	scan(Fold(query), func(run string, ideographs bool) bool {
		switch {
		case !ideographs:
			return add(run)
		case utf8.RuneCountInString(run) == 1:
			return add(run + "*")
		}
		for _, pair := range appendPairs(nil, run) {
			if !add(pair) {
				return false
			}
		}
		return true
	})
	return terms
}

// Prefix takes a term of QueryTerms apart: the letters, and whether any term
// starting with them matches.
func Prefix(term string) (stem string, prefix bool) {
	return strings.CutSuffix(term, "*")
}

// scan walks folded text and calls emit for every run of ideographs and every
// word, until emit returns false.
func scan(folded string, emit func(run string, ideographs bool) bool) {
	const none, word, ideograph = 0, 1, 2
	kind, start := none, 0
	for i, r := range folded {
		next := none
		switch {
		case r == utf8.RuneError:
		case isIdeograph(r):
			next = ideograph
		case isWordRune(r):
			next = word
		}
		if next == kind && (kind != word || i-start < maxWord) {
			continue
		}
		if kind != none && !emit(folded[start:i], kind == ideograph) {
			return
		}
		kind, start = next, i
	}
	if kind != none {
		emit(folded[start:], kind == ideograph)
	}
}

// appendPairs appends the overlapping pairs of a run of ideographs. The terms
// share the run's memory.
func appendPairs(terms []string, run string) []string {
	first, second := 0, -1 // starts of the two characters before i
	for i := range run {
		if second > first {
			terms = append(terms, run[first:i])
			first = second
		}
		second = i
	}
	if second > first {
		terms = append(terms, run[first:])
	}
	return terms
}
