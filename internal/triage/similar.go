package triage

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/catalogue"
	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// About is a matter for which a unit is looked for.
type About struct {
	catalogue.Matter
	Order ids.ID // 0: not registered yet
	Text  string // title and content

	Parties []workorder.AccusedIn // not registered yet: whom it is about, beside what the words of Accused name
}

func aboutOrder(o *workorder.Order) About {
	return About{Order: o.ID, Text: o.Title + "\n" + o.Content, Matter: catalogue.Matter{Category: o.Category, Division: o.Division, Kind: string(o.Kind),
		Door: o.Door, Business: o.Business, Topics: o.Topics, Accused: o.Accused, At: o.CreatedAt}}
}

// What likeness is worth: what is coded goes before what words say, and all of it adds up to 100.
const (
	worthCategory = 40
	worthDivision = 20 // the same division; half of it within the same district
	worthAccused  = 10
	worthText     = 30
	leastLike     = 40 // what is less like is not shown
)

const (
	becauseDivision = "同一区划"
	becauseDistrict = "同在一区"
)

const (
	mostCandidates = 80 // newest precedents of the category, and as many of any other
	districtDigits = 6  // a division's code begins with that of its district
)

// like is a precedent with how like it is to a matter, and why.
type like struct {
	Precedent
	score   int
	because []string
}

// similar finds the precedents that are like a matter, the most like first. The words of an order count only for who may
// read them.
func (s *Service) similar(q store.Queryer, by auth.Principal, a About, most int) ([]like, error) {
	var list []Precedent
	if a.Category != 0 {
		same, err := precedents(q, []string{`category_id = ?`, `retired_at = 0`}, []any{a.Category}, mostCandidates)
		if err != nil {
			return nil, err
		}
		list = same
	}
	others, err := precedents(q, []string{`category_id <> ?`, `retired_at = 0`}, []any{a.Category}, mostCandidates)
	if err != nil {
		return nil, err
	}
	terms := termSet(a.Text)
	var found []like
	for _, p := range append(list, others...) {
		if p.Order == a.Order && a.Order != 0 {
			continue // the order's own returns are shown with it
		}
		l := like{Precedent: p}
		l.add(p.Category == a.Category && a.Category != 0, worthCategory, "同一分类")
		switch {
		case a.Division == "":
		case p.Division == a.Division:
			l.add(true, worthDivision, becauseDivision)
		case district(p.Division) != "" && district(p.Division) == district(a.Division):
			l.add(true, worthDivision/2, becauseDistrict)
		}
		kind := accusedKind(a.Accused)
		l.add(kind != accusedNobody && kind == p.AccusedKind, worthAccused, "被反映对象同为"+accusedLabels[kind])
		if l.score+worthText < leastLike {
			continue // words alone would not make it like
		}
		text, err := s.likeness(q, by, p.Order, terms)
		if err != nil {
			return nil, err
		}
		l.add(text > 0, worthText*text/100, fmt.Sprintf("文字相似 %d%%", text))
		if l.score >= leastLike {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b like) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.ID, a.ID)) })
	return found[:min(len(found), most)], nil
}

func (l *like) add(is bool, worth int, why string) {
	if is {
		l.score += worth
		l.because = append(l.because, why)
	}
}

func district(code string) string {
	if len(code) < districtDigits {
		return ""
	}
	return code[:districtDigits]
}

// leastText is the likeness of words, in percent, below which chance is as good an explanation.
const leastText = 10

// likeness compares the words of an order with terms: the share of character pairs that both have (Dice), in percent.
func (s *Service) likeness(q store.Queryer, by auth.Principal, order ids.ID, terms map[string]bool) (int, error) {
	if len(terms) == 0 {
		return 0, nil
	}
	o, err := s.Orders.Get(q, by, order)
	if errors.Is(err, workorder.ErrSealed) || errors.Is(err, workorder.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("triage: words of a precedent: %w", err)
	}
	if n := dice(terms, termSet(o.Title+"\n"+o.Content)); n >= leastText {
		return n, nil
	}
	return 0, nil
}

// maxTerms bounds the work on a very long text.
const maxTerms = 2000

// termSet are the pairs of characters and the words of a text.
func termSet(text string) map[string]bool {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	set := map[string]bool{}
	for _, t := range language.Bigrams(text) {
		if len([]rune(t)) < 2 {
			continue // the last character of each run stands alone
		}
		if set[t] = true; len(set) >= maxTerms {
			break
		}
	}
	return set
}

func dice(a, b map[string]bool) int {
	if len(a)+len(b) == 0 {
		return 0
	}
	both := 0
	for t := range a {
		if b[t] {
			both++
		}
	}
	return 200 * both / (len(a) + len(b))
}

// Similar returns the precedents that are like an order that by may read, with reasons. A unit reads its own, and of
// others the outcome only. Faults: auth.forbidden and those of workorder.Get.
func (s *Service) Similar(q store.Queryer, by auth.Principal, order ids.ID, most int) ([]PrecedentRow, error) {
	if !by.Can(RightPrecedents) {
		return nil, fault.Forbidden
	}
	o, err := s.Orders.Get(q, by, order)
	if err != nil {
		return nil, err
	}
	return s.shown(q, by, aboutOrder(&o), most)
}

func (s *Service) shown(q store.Queryer, by auth.Principal, a About, most int) ([]PrecedentRow, error) {
	list, err := s.similar(q, by, a, most)
	if err != nil {
		return nil, err
	}
	return s.rowsOf(q, by, list)
}

// rowsOf shows precedents beside an order. Where another unit's was is kept from a unit.
func (s *Service) rowsOf(q store.Queryer, by auth.Principal, list []like) ([]PrecedentRow, error) {
	rows := make([]PrecedentRow, len(list))
	for i := range list {
		var err error
		if rows[i], err = s.row(q, by, &list[i].Precedent); err != nil {
			return nil, err
		}
		rows[i].Similarity, rows[i].Because = list[i].score, list[i].because
		if !rows[i].Own {
			rows[i].Because = slices.DeleteFunc(slices.Clone(list[i].because), func(why string) bool { return why == becauseDivision || why == becauseDistrict })
		}
	}
	return rows, nil
}
