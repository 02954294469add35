package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// How says what a proposal rests on.
type How string

// A rule of the catalogue, the unit of the place, or nothing: then the centre chooses.
const (
	ByRule      How = "rule"
	ByTerritory How = "territory"
	ByNobody    How = "none"
)

// Proposal is the unit that the dispatch catalogue names for a matter, and why.
type Proposal struct {
	UnitID  ids.ID   `json:"unit_id" doc:"null: nobody; the centre chooses"`
	How     How      `json:"how" enum:"rule,territory,none"`
	Why     string   `json:"why" doc:"in Chinese"`
	Exact   bool     `json:"exact" doc:"the rule is made for this very category and division"`
	Basis   string   `json:"basis,omitempty" doc:"the duty that it rests on (职责依据)"`
	CoUnits []ids.ID `json:"co_unit_ids" nullable:"false" doc:"units that should help (协办)"`
	// FirstReceiver: whose the matter is, is unclear, so the first unit that gets it answers for it.
	FirstReceiver bool     `json:"first_receiver" doc:"首接负责: the first unit that gets it answers for it"`
	EntryID       ids.ID   `json:"entry_id"`
	VersionID     ids.ID   `json:"version_id"`
	Version       int      `json:"version" doc:"number of the version; 0: a draft"`
	Others        []ids.ID `json:"-"` // units of the rules that would come next
}

// maxOthers is how many units beside the first a proposal keeps.
const maxOthers = 3

// Propose looks a matter up in the version that is in force now. ErrCategoryNotFound for a category that does not
// exist; 0 is allowed.
func (s *Service) Propose(q store.Queryer, m Matter) (Proposal, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return Proposal{}, err
	}
	if m.Category != 0 && len(v.chain(m.Category)) == 0 {
		if _, err := s.Category(q, m.Category); err != nil {
			return Proposal{}, err
		}
		// Made in the caller's own transaction: the shared view does not show it yet.
		if v, err = s.cache.fresh(q); err != nil {
			return Proposal{}, err
		}
	}
	b, err := s.inForce(q, v)
	if err != nil {
		return Proposal{}, err
	}
	return s.propose(q, v, b, m)
}

// ProposeBy looks a matter up in a given version: for a replay. A category that is not known counts as none.
func (s *Service) ProposeBy(q store.Queryer, b *Book, m Matter) (Proposal, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return Proposal{}, err
	}
	return s.propose(q, v, b, m)
}

func (s *Service) propose(q store.Queryer, v *view, b *Book, m Matter) (Proposal, error) {
	if m.At.IsZero() {
		m.At = s.clock.Now()
	}
	path, err := s.places.path(q, m.Division)
	if err != nil {
		return Proposal{}, fmt.Errorf("catalogue: path of division %s: %w", m.Division, err)
	}
	chain := v.chain(m.Category)
	p := Proposal{CoUnits: []ids.ID{}, VersionID: b.Version.ID, Version: b.Version.Number, How: ByNobody}
	var skipped []string
	passed := func(unit ids.ID) bool {
		if s.places.receives(q, unit) {
			return false
		}
		if name := s.places.unitName(q, unit); name != "" {
			skipped = append(skipped, name)
		}
		return true
	}
	list := b.matching(q, s.places, &m, chain, path)
	if len(list) > 1 {
		slices.SortFunc(list, compare)
	}
	for _, f := range list {
		switch {
		case p.UnitID != 0:
			if len(p.Others) < maxOthers && f.UnitID != p.UnitID && !slices.Contains(p.Others, f.UnitID) && s.places.receives(q, f.UnitID) {
				p.Others = append(p.Others, f.UnitID)
			}
		case !passed(f.UnitID):
			p.UnitID, p.How, p.EntryID, p.Basis, p.FirstReceiver = f.UnitID, ByRule, f.ID, f.Basis, f.Unclear
			p.CoUnits = append(p.CoUnits, f.CoUnits...)
			p.Exact = f.depth == 0 && len(chain) > 0 && f.height == 0 && len(path) > 0
			p.Why = s.ruleText(q, b, f, chain, path) + skippedText(skipped)
		}
	}
	if p.UnitID != 0 {
		return p, nil
	}
	for _, place := range path {
		unit, err := s.places.unitFor(q, place.Code)
		if err != nil {
			return p, fmt.Errorf("catalogue: unit for division %s: %w", place.Code, err)
		}
		if unit != 0 && !passed(unit) {
			p.UnitID, p.How, p.FirstReceiver = unit, ByTerritory, true
			p.Why = "该分类没有指定承办单位，按属地由" + place.Name + "承办" + skippedText(skipped)
			return p, nil
		}
	}
	p.Why = "没有找到默认承办单位，请人工选择" + skippedText(skipped)
	return p, nil
}

// ruleText says which rule of the catalogue applied, from how far up it was taken, and which conditions were met.
func (s *Service) ruleText(q store.Queryer, b *Book, f found, chain []Category, path []Place) string {
	where, what := "全市", "各类诉求"
	if f.height < len(path) {
		where = path[f.height].Name
	}
	if f.depth < len(chain) {
		what = "“" + chain[f.depth].Name + "”"
	}
	text := fmt.Sprintf("按%s：%s在%s的承办单位", b.title(), what, where)
	var from []string
	if f.depth > 0 && f.depth < len(chain) {
		from = append(from, fmt.Sprintf("分类“%s”没有单独指定，取上级分类", chain[0].Name))
	}
	if f.height > 0 && len(path) > 0 {
		from = append(from, path[0].Name+"没有单独指定，取上级区划")
	}
	if met := f.met(s.places.unitName(q, f.AccusedUnitID)); len(met) > 0 {
		from = append(from, "符合条件："+strings.Join(met, "、"))
	}
	if f.Priority > 0 {
		from = append(from, fmt.Sprintf("优先级 %d", f.Priority))
	}
	if f.Unclear {
		from = append(from, "职责不清，首接负责")
	}
	if len(from) > 0 {
		text += "（" + strings.Join(from, "；") + "）"
	}
	return text
}

// title names the version in a reason.
func (b *Book) title() string {
	if b.Version.Draft() {
		return "派单目录草案"
	}
	return fmt.Sprintf("派单目录第%d版", b.Version.Number)
}

// met lists the conditions of a rule beside category and division.
func (r *rule) met(accused string) []string {
	var list []string
	add := func(set bool, text string) {
		if set {
			list = append(list, text)
		}
	}
	add(r.AccusedUnitID != 0, "被反映对象为"+accused)
	add(r.AccusedWords != "", "被反映对象含“"+strings.ReplaceAll(r.AccusedWords, " ", "”或“")+"”")
	add(r.Topic != "", "专题“"+r.Topic+"”")
	add(r.Kind != "", kindLabels[r.Kind])
	add(r.Door != "", doorLabels[r.Door]+"渠道")
	add(r.Business == "yes", "涉企")
	add(r.Business == "no", "非涉企")
	add(r.window.set(), r.window.label())
	return list
}

func skippedText(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "；已跳过停用的" + strings.Join(names, "、")
}
