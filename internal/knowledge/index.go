package knowledge

import (
	"math"
	"unicode/utf8"

	"onedoor/internal/language"
)

// What a term in a field counts against the same term in the text.
const (
	weightTitle    = 4
	weightKeyword  = 4
	weightSummary  = 2
	maxIndexedBody = 20_000 // bytes: the beginning of a text says what it is about
)

// index is an inverted index over the bigrams of documents, ranked by BM25 over weighted fields. It is not safe for
// concurrent use; library guards it.
type index struct {
	postings map[string][]posting
	starts   map[rune][]string // first character → the terms that begin with it, for queries of one character
	docs     []indexed
	live     int
	total    float64 // length of all live documents
}

type posting struct {
	doc    uint32
	weight float32 // term frequency, weighted by field
}

type indexed struct {
	length float32 // 0: dropped
	names  []name  // title and keywords in pinyin
}

func newIndex() *index {
	return &index{postings: map[string][]posting{}, starts: map[rune][]string{}}
}

// add indexes a document and returns its number.
func (x *index) add(c *Content) uint32 {
	weights := make(map[string]float32, 256)
	var length float32
	put := func(text string, weight float32) {
		for _, term := range language.Bigrams(text) {
			weights[term] += weight
			length += weight
		}
	}
	put(c.Title, weightTitle)
	for _, k := range c.Keywords {
		put(k, weightKeyword)
	}
	put(c.Summary, weightSummary)
	put(cut(c.Body, maxIndexedBody), 1)

	doc := uint32(len(x.docs)) //nolint:gosec // an index of four thousand million entries does not fit any memory
	for term, weight := range weights {
		list, known := x.postings[term]
		if !known {
			first, _ := utf8.DecodeRuneInString(term)
			if first >= utf8.RuneSelf {
				x.starts[first] = append(x.starts[first], term)
			}
		}
		x.postings[term] = append(list, posting{doc, weight})
	}
	x.docs = append(x.docs, indexed{length: max(length, 1), names: namesOf(c)})
	x.live++
	x.total += float64(max(length, 1))
	return doc
}

// drop forgets a document. Its postings stay until the index is built anew.
func (x *index) drop(doc uint32) {
	x.live--
	x.total -= float64(x.docs[doc].length)
	x.docs[doc] = indexed{}
}

// sparse tells that so many documents were dropped that building anew pays.
func (x *index) sparse() bool { return len(x.docs) > 1000 && x.live < len(x.docs)/2 }

// The constants of BM25: saturation of a term's weight, and how much a document's length counts.
const (
	saturation = 1.2
	lengthPart = 0.75
	// prefixIDF is what the name of an entry in pinyin counts: about a rare bigram.
	pinyinIDF = 5
	// A document must hold this part of a short query's weight. A long question is a sentence with many words that
	// no document holds; there the ranking decides.
	shortQuery   = 4
	leastCovered = 0.34
)

// search returns the score of every document that fits the query. A query of letters is also tried as pinyin.
func (x *index) search(query string) map[uint32]float64 {
	terms := language.QueryTerms(query)
	if len(terms) == 0 || x.live == 0 {
		return nil
	}
	average := x.total / float64(x.live)
	unknown := idf(0, x.live)
	scores, covered := map[uint32]float64{}, map[uint32]float64{}
	asked := 0.0
	for _, term := range terms {
		found := x.find(term)
		weight := unknown
		if len(found) > 0 {
			weight = idf(len(found), x.live)
		}
		if byName := x.pinyin(term); len(byName) > 0 {
			weight = min(weight, pinyinIDF)
			for doc, fit := range byName {
				scores[doc] += pinyinIDF * fit
				if _, also := found[doc]; !also {
					covered[doc] += weight
				}
			}
		}
		asked += weight
		for doc, tf := range found {
			long := float64(x.docs[doc].length) / average
			scores[doc] += weight * tf * (saturation + 1) / (tf + saturation*(1-lengthPart+lengthPart*long))
			covered[doc] += weight
		}
	}
	least := leastCovered
	switch {
	case len(terms) <= 2:
		least = 0.999
	case len(terms) > shortQuery:
		least = 0
	}
	for doc := range scores {
		if covered[doc] < least*asked {
			delete(scores, doc)
		}
	}
	return scores
}

func idf(documents, all int) float64 {
	return math.Log(1 + (float64(all)-float64(documents)+0.5)/(float64(documents)+0.5))
}

// find returns the live documents that hold a query's term and its weight in each.
func (x *index) find(term string) map[uint32]float64 {
	stem, prefix := language.Prefix(term)
	terms := []string{stem}
	if prefix {
		first, _ := utf8.DecodeRuneInString(stem)
		terms = x.starts[first]
	}
	found := map[uint32]float64{}
	for _, t := range terms {
		for _, p := range x.postings[t] {
			if x.docs[p.doc].length > 0 {
				found[p.doc] += float64(p.weight)
			}
		}
	}
	return found
}

// cut returns at most n bytes of s, whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
