package catalogue

import (
	"cmp"
	"strings"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Book is one version of the dispatch catalogue, ready to be looked up in. It never changes once made, so any number
// of goroutines may share it.
type Book struct {
	Version Version
	rules   map[place][]rule
	size    int
}

// place is what rules are kept under: a category and a division.
type place struct {
	category ids.ID
	division string
}

// rule is an entry with its conditions read.
type rule struct {
	Entry
	window window
	words  []string // folded
	weight int
}

// The weights of the conditions beside category and division: a rule with a heavier one goes first, whatever lighter
// ones another has.
const (
	weighsTime = 1 << iota
	weighsBusiness
	weighsDoor
	weighsKind
	weighsTopic
	weighsAccusedWords
	weighsAccusedUnit
)

func newBook(v Version, entries []Entry) *Book {
	b := &Book{Version: v, rules: make(map[place][]rule, len(entries)), size: len(entries)}
	for _, e := range entries {
		r := rule{Entry: e}
		_ = r.window.read(e.Hours, e.Weekdays, e.Season) // what is kept was checked
		for _, w := range strings.Fields(e.AccusedWords) {
			r.words = append(r.words, language.Fold(w))
		}
		for _, c := range []struct {
			set    bool
			weight int
		}{
			{r.window.set(), weighsTime}, {e.Business != "", weighsBusiness}, {e.Door != "", weighsDoor}, {e.Kind != "", weighsKind},
			{e.Topic != "", weighsTopic}, {len(r.words) > 0, weighsAccusedWords}, {e.AccusedUnitID != 0, weighsAccusedUnit},
		} {
			if c.set {
				r.weight += c.weight
			}
		}
		at := place{e.CategoryID, e.DivisionCode}
		b.rules[at] = append(b.rules[at], r)
	}
	return b
}

// Matter is what a rule may ask about. The zero At is the present.
type Matter struct {
	Category ids.ID
	Division string
	Kind     string
	Door     string
	Business bool
	Topics   []string
	Accused  string // who or what is complained about, in words
	At       time.Time
}

// found is a rule that holds for a matter, with how far up category and division were taken from.
type found struct {
	rule
	depth, height int
}

// compare puts the rule that goes first before: a higher priority; then the nearer category; then the nearer division;
// then the heavier conditions; at last the older entry.
func compare(a, b found) int {
	return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.depth, b.depth), cmp.Compare(a.height, b.height),
		cmp.Compare(b.weight, a.weight), cmp.Compare(a.ID, b.ID))
}

// matching finds all rules that hold for a matter.
func (b *Book) matching(q store.Queryer, places Places, m *Matter, chain []Category, path []Place) []found {
	var list []found
	accused := ""
	if m.Accused != "" {
		accused = language.Fold(m.Accused)
	}
	for depth := range len(chain) + 1 {
		var category ids.ID
		if depth < len(chain) {
			category = chain[depth].ID
		}
		for height := range len(path) + 1 {
			code := ""
			if height < len(path) {
				code = path[height].Code
			}
			for _, r := range b.rules[place{category, code}] {
				if r.weight == 0 || r.holds(q, places, m, accused) {
					list = append(list, found{r, depth, height})
				}
			}
		}
	}
	return list
}

// holds tells whether a matter meets the rule's conditions beside category and division.
func (r *rule) holds(q store.Queryer, places Places, m *Matter, accused string) bool {
	switch {
	case r.Kind != "" && r.Kind != m.Kind, r.Door != "" && r.Door != m.Door:
		return false
	case r.Business == "yes" && !m.Business, r.Business == "no" && m.Business:
		return false
	case r.Topic != "" && !contains(m.Topics, r.Topic), len(r.words) > 0 && !holdsAny(accused, r.words):
		return false
	case r.AccusedUnitID != 0 && !holdsAny(accused, folded(places.unitNames(q, r.AccusedUnitID))):
		return false
	}
	return r.window.holds(m.At)
}

func contains(list []string, text string) bool {
	for _, t := range list {
		if t == text {
			return true
		}
	}
	return false
}

func holdsAny(text string, words []string) bool {
	if text == "" {
		return false
	}
	for _, w := range words {
		if w != "" && strings.Contains(text, w) {
			return true
		}
	}
	return false
}

func folded(names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = language.Fold(n)
	}
	return list
}
