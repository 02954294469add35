package triage

import (
	"cmp"
	"fmt"
	"slices"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// Suggestion are the units that an order could go to, the best first.
type Suggestion struct {
	Candidates []UnitCandidate `json:"candidates" nullable:"false"`
	Excluded   []Excluded      `json:"excluded" nullable:"false" doc:"units that are left out, and why"`
	// FirstReceiver: whose the matter is, is unclear.
	FirstReceiver bool           `json:"first_receiver" doc:"首接负责: the first unit that gets it answers for it"`
	Version       int            `json:"version" doc:"number of the dispatch catalogue that was looked up"`
	Why           string         `json:"why" doc:"what the catalogue says, in Chinese"`
	Precedents    []PrecedentRow `json:"precedents" nullable:"false" doc:"that were taken into account"`
}

// UnitCandidate is one unit that an order could go to.
type UnitCandidate struct {
	UnitID     ids.ID     `json:"unit_id"`
	UnitName   string     `json:"unit_name"`
	Confidence int        `json:"confidence" doc:"5 to 95; evidence put in order, no probability"`
	Reasons    []Reason   `json:"reasons" nullable:"false"`
	Basis      string     `json:"basis,omitempty" doc:"the duty that the rule rests on (职责依据)"`
	CoUnits    []UnitName `json:"co_units" nullable:"false" doc:"units that should help (协办)"`
}

// UnitName is a unit with its name.
type UnitName struct {
	ID   ids.ID `json:"id"`
	Name string `json:"name"`
}

// Reason is one thing that speaks for or against a unit.
type Reason struct {
	Code string `json:"code" enum:"rule,territory,other_rule,precedent,against"`
	Text string `json:"text"`
}

// Excluded is a unit that must not get the order.
type Excluded struct {
	UnitID   ids.ID `json:"unit_id"`
	UnitName string `json:"unit_name"`
	Why      string `json:"why"`
}

const (
	mostShown  = 5 // precedents beside an order
	mostOffers = 5 // candidates
)

// SuggestFor proposes units for an order that by may read. Units whose return of this very order was upheld are left
// out. Faults: auth.forbidden and those of workorder.Get.
func (s *Service) SuggestFor(q store.Queryer, by auth.Principal, order ids.ID) (Suggestion, error) {
	if !by.Can(RightSuggest) {
		return Suggestion{}, fault.Forbidden
	}
	o, err := s.Orders.Get(q, by, order)
	if err != nil {
		return Suggestion{}, err
	}
	returns, err := s.Orders.Returns(q, order)
	if err != nil {
		return Suggestion{}, err
	}
	out := map[ids.ID]string{}
	for _, r := range returns {
		if r.State == workorder.ReviewUpheld {
			out[r.Unit] = "此前退回本工单，退单已被认可"
		}
	}
	return s.suggest(q, by, aboutOrder(&o), out, &o)
}

// Suggest proposes units for a matter that is not registered yet. Faults: auth.forbidden,
// catalogue.category_not_found.
func (s *Service) Suggest(q store.Queryer, by auth.Principal, a About) (Suggestion, error) {
	if !by.Can(RightSuggest) {
		return Suggestion{}, fault.Forbidden
	}
	o, err := s.Orders.About(q, by, a.Parties, a.Accused)
	if err != nil {
		return Suggestion{}, err
	}
	return s.suggest(q, by, a, map[ids.ID]string{}, &o)
}

// offers gathers evidence by unit.
type offers struct {
	units map[ids.ID]*evidence
	out   map[ids.ID]string
}

func (o *offers) speak(unit ids.ID, base, moved int, r Reason) {
	if unit == 0 {
		return
	}
	e := o.units[unit]
	if e == nil {
		e = &evidence{}
		o.units[unit] = e
	}
	e.base = max(e.base, base)
	e.moved += moved
	e.reasons = append(e.reasons, r)
}

// suggest gathers what speaks for units. Who the matter is about is left out, and whoever works under them; so are helpers.
func (s *Service) suggest(q store.Queryer, by auth.Principal, a About, out map[ids.ID]string, about *workorder.Order) (Suggestion, error) {
	named, err := s.Catalogue.Propose(q, a.Matter)
	if err != nil {
		return Suggestion{}, err
	}
	o := &offers{units: map[ids.ID]*evidence{}, out: out}
	switch {
	case named.How == catalogue.ByTerritory:
		o.speak(named.UnitID, sureTerritory, 0, Reason{"territory", named.Why})
	case named.Exact:
		o.speak(named.UnitID, sureExact, 0, Reason{"rule", named.Why})
	default:
		o.speak(named.UnitID, sureRule, 0, Reason{"rule", named.Why})
	}
	for _, unit := range named.Others {
		o.speak(unit, sureOther, 0, Reason{"other_rule", "派单目录中次优先的条目指向该单位"})
	}
	list, err := s.similar(q, by, a, mostShown)
	if err != nil {
		return Suggestion{}, err
	}
	for i := range list {
		s.weigh(o, &list[i])
	}
	result := Suggestion{Candidates: []UnitCandidate{}, Excluded: []Excluded{}, FirstReceiver: named.FirstReceiver, Version: named.Version, Why: named.Why}
	for unit, e := range o.units {
		if _, left := out[unit]; left || e.base == 0 || s.Units.Receives(q, unit) != nil {
			continue
		}
		if s.Orders.Collides(q, about, unit) != nil {
			out[unit] = "该单位（或其上级）是或疑似被反映对象"
			continue
		}
		c := UnitCandidate{UnitID: unit, UnitName: s.Names.UnitName(q, unit), Confidence: e.confidence(), Reasons: e.reasons, CoUnits: []UnitName{}}
		if unit == named.UnitID {
			c.Basis = named.Basis
			for _, u := range named.CoUnits {
				if s.Orders.Collides(q, about, u) != nil {
					continue
				}
				c.CoUnits = append(c.CoUnits, UnitName{u, s.Names.UnitName(q, u)})
			}
		}
		result.Candidates = append(result.Candidates, c)
	}
	slices.SortFunc(result.Candidates, func(a, b UnitCandidate) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.UnitID, b.UnitID))
	})
	result.Candidates = result.Candidates[:min(len(result.Candidates), mostOffers)]
	for unit, why := range out {
		result.Excluded = append(result.Excluded, Excluded{unit, s.Names.UnitName(q, unit), why})
	}
	slices.SortFunc(result.Excluded, func(a, b Excluded) int { return cmp.Compare(a.UnitID, b.UnitID) })
	if by.Can(RightPrecedents) {
		result.Precedents, err = s.rowsOf(q, by, list)
	} else {
		result.Precedents = []PrecedentRow{}
	}
	return result, err
}

// weigh lets a precedent speak for the unit whose matter it was, and against the one that was right to return it.
func (s *Service) weigh(o *offers, l *like) {
	worth := worthPrecedent * l.score / 100
	when := l.DecidedAt.In(wall.Shanghai).Format("2006-01-02")
	if owner := l.Owner(); owner != 0 {
		text := fmt.Sprintf("判例（%s，相似度 %d）：退单后由该单位承办", when, l.score)
		if l.Verdict == Rejected {
			text = fmt.Sprintf("判例（%s，相似度 %d）：该单位退单未获同意", when, l.score)
		}
		o.speak(owner, surePrecedent, worth, Reason{"precedent", text})
	}
	if l.Verdict == Upheld || l.Verdict == Designated && l.To != l.From {
		o.speak(l.From, 0, -worth, Reason{"against", fmt.Sprintf("判例（%s，相似度 %d）：该单位退单获同意", when, l.score)})
	}
}
