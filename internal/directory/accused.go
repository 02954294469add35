package directory

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Named is a unit or a person of staff that a text names; one of the two ids is set.
type Named struct {
	Unit  ids.ID
	Staff ids.ID
	As    string // the words of the directory that stand in the text
}

// Over lists the unit and every unit above it, the nearest first: its parents, the sub-centre that it works through, and
// what is above those. The centre is above everybody and in nobody's line, so it is left out.
func (s *Service) Over(q store.Queryer, unit ids.ID) []ids.ID {
	v, err := s.at(q)
	if err != nil {
		return []ids.ID{unit}
	}
	list := v.over(unit)
	if len(list) == 0 && unit != 0 { // made earlier in this transaction
		if u, err := unitByID(q, unit); err == nil {
			list = append([]ids.ID{unit}, v.over(u.ParentID)...)
			return slices.Compact(append(list, v.over(u.SubCentreID)...))
		}
	}
	return list
}

func (v *view) over(unit ids.ID) []ids.ID {
	var list []ids.ID
	for next := []ids.ID{unit}; len(next) > 0; next = next[1:] {
		u, ok := v.units[next[0]]
		if !ok || u.Kind == Centre || slices.Contains(list, u.ID) {
			continue
		}
		list = append(list, u.ID)
		next = append(next, u.ParentID, u.SubCentreID)
	}
	return list
}

const (
	minNamed = 2  // characters of a name that is looked for
	maxNamed = 20 // matches of one text
)

// officeWords follow the name of a place when its government is meant: "香洲区" alone is where something happened.
var officeWords = []string{"人民政府", "政府", "管委会", "管理委员会", "街道办", "办事处", "党委", "区委", "镇委"}

// NamedIn finds the active units and people of staff that a text names, by official and short names and, for what a city
// calls its own, without the 市 before it. A longer name wins over a shorter one inside it. What it finds is a suspicion:
// people share names. At most 20.
func (s *Service) NamedIn(q store.Queryer, text string) ([]Named, error) {
	v, err := s.at(q)
	if err != nil {
		return nil, err
	}
	return v.namedIn(text), nil
}

func (v *view) namedIn(text string) []Named {
	rest, found := language.Fold(text), []Named{}
	for _, group := range v.forms() {
		for at := 0; at < len(group); {
			var here []string
			size := len(group[at].As)
			for ; at < len(group) && len(group[at].As) == size; at++ {
				if x := group[at]; strings.Contains(rest, x.As) && !slices.ContainsFunc(found, x.same) {
					found = append(found, x)
					here = append(here, x.As)
				}
			}
			for _, form := range here {
				rest = strings.ReplaceAll(rest, form, "\x00")
			}
		}
	}
	return found[:min(len(found), maxNamed)]
}

// nameForms are the folded names by which units, and then people, are looked for, the longest first.
func (v *view) nameForms() [][]Named {
	groups := [][]Named{v.unitForms(), v.staffForms()}
	for _, group := range groups {
		slices.SortStableFunc(group, func(a, b Named) int { return cmp.Compare(len(b.As), len(a.As)) })
	}
	return groups
}

func (n Named) same(x Named) bool { return n.Unit == x.Unit && n.Staff == x.Staff }

// unitForms are the folded names by which units are looked for.
func (v *view) unitForms() []Named {
	var list []Named
	for _, e := range v.unitOrder {
		u := e.unit
		if !u.Active || u.Kind == Centre {
			continue
		}
		for _, name := range []string{u.Name, u.ShortName} {
			forms := []string{name}
			if rest, ok := strings.CutPrefix(name, "市"); ok && utf8.RuneCountInString(rest) > minNamed {
				forms = append(forms, rest)
			}
			if u.Territorial() && !slices.ContainsFunc(officeWords, func(w string) bool { return strings.HasSuffix(name, w) }) {
				forms = nil
				for _, w := range officeWords {
					forms = append(forms, name+w)
				}
				if strings.HasSuffix(name, "街道") {
					forms = append(forms, name+"办")
				}
			}
			for _, form := range forms {
				if utf8.RuneCountInString(name) >= minNamed {
					list = append(list, Named{Unit: u.ID, As: language.Fold(form)})
				}
			}
		}
	}
	return list
}

func (v *view) staffForms() []Named {
	var list []Named
	for _, e := range v.staffOrder {
		if e.staff.Active && utf8.RuneCountInString(e.staff.Name) >= minNamed {
			list = append(list, Named{Staff: e.staff.ID, As: language.Fold(e.staff.Name)})
		}
	}
	return list
}

// DutyPhones lists the telephone numbers of the active units as they were entered, each alone.
func (s *Service) DutyPhones(q store.Queryer) (map[ids.ID][]string, error) {
	v, err := s.at(q)
	if err != nil {
		return nil, err
	}
	phones := map[ids.ID][]string{}
	for id, u := range v.units {
		if !u.Active || u.Kind == Centre {
			continue
		}
		for _, number := range strings.FieldsFunc(u.DutyPhone, func(r rune) bool { return strings.ContainsRune(",，、;；/", r) }) {
			phones[id] = append(phones[id], strings.TrimSpace(number))
		}
	}
	return phones, nil
}
