package directory

import (
	"slices"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
)

// searchKeys are the folded texts by which a thing is found: code or sign-in name, names, pinyin initials.
type searchKeys []string

func newSearchKeys(texts ...string) searchKeys {
	keys := make(searchKeys, 0, len(texts))
	for _, text := range texts {
		keys = append(keys, language.Fold(text))
	}
	return keys
}

// How well a thing fits a query; smaller is better.
const (
	rankExact = iota
	rankPrefix
	rankInside
	rankNone
)

// rank compares with a folded query; the empty query fits everything equally.
func (k searchKeys) rank(query string) int {
	if query == "" {
		return rankExact
	}
	best := rankNone
	for _, key := range k {
		switch i := strings.Index(key, query); {
		case key == query:
			return rankExact
		case i == 0:
			best = min(best, rankPrefix)
		case i > 0:
			best = min(best, rankInside)
		}
	}
	return best
}

// foldQuery is the form of a query that rank takes.
func foldQuery(query string) string { return language.Fold(strings.TrimSpace(query)) }

// UnitFilter chooses units; the zero filter chooses all.
type UnitFilter struct {
	Query     string   // part of the code, the names, or the pinyin initials
	Kind      UnitKind // one kind
	Division  string   // units of this division and of those below it
	SubCentre ids.ID   // the sub-centre and the units that work through it
	Active    *bool    // only active, or only inactive ones
}

// ranked is an item with its place in a list.
type ranked[T any] struct {
	item T
	rank int
	key  string
}

// findUnits returns the units that the filter chooses, best fit first, then by code.
func (v *view) findUnits(f UnitFilter) []ranked[Unit] {
	query := foldQuery(f.Query)
	var list []ranked[Unit]
	for _, e := range v.unitOrder {
		u := e.unit
		if f.Kind != "" && u.Kind != f.Kind ||
			f.Active != nil && u.Active != *f.Active ||
			f.SubCentre != 0 && u.SubCentreID != f.SubCentre && u.ID != f.SubCentre ||
			f.Division != "" && !v.within(u.DivisionCode, f.Division) {
			continue
		}
		if r := e.keys.rank(query); r != rankNone {
			list = append(list, ranked[Unit]{u, r, u.Code})
		}
	}
	sortRanked(list)
	return list
}

// within tells whether code is the division `top` or lies below it.
func (v *view) within(code, top string) bool {
	for code != "" {
		if code == top {
			return true
		}
		code = v.divCodes[code].ParentCode
	}
	return false
}

// StaffFilter chooses staff; the zero filter chooses all.
type StaffFilter struct {
	Query  string // part of the sign-in name, the name, or its pinyin initials
	Unit   ids.ID
	Role   string
	Active *bool
}

// findStaff returns the people that the filter chooses, best fit first, then by sign-in name.
func (v *view) findStaff(f StaffFilter) []ranked[Staff] {
	query := foldQuery(f.Query)
	var list []ranked[Staff]
	for _, e := range v.staffOrder {
		st := e.staff
		if f.Unit != 0 && st.UnitID != f.Unit || f.Role != "" && !st.Has(f.Role) ||
			f.Active != nil && st.Active != *f.Active {
			continue
		}
		if r := e.keys.rank(query); r != rankNone {
			list = append(list, ranked[Staff]{st.clone(), r, st.Login})
		}
	}
	sortRanked(list)
	return list
}

func sortRanked[T any](list []ranked[T]) {
	slices.SortStableFunc(list, func(a, b ranked[T]) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return strings.Compare(a.key, b.key)
	})
}

func items[T any](list []ranked[T]) []T {
	out := make([]T, len(list))
	for i, r := range list {
		out[i] = r.item
	}
	return out
}
