package followup

import (
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/stats"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Agreement tells how far independent rechecks confirm what was said before. Each recheck has the weight N/n of its
// stratum; the intervals are Wilson's with the effective size.
type Agreement struct {
	Drawn       int `json:"drawn"`
	Reached     int `json:"reached"`
	Unreachable int `json:"unreachable"`
	Waiting     int `json:"waiting"`

	Unit  Agreed `json:"unit" doc:"the unit's word on having contacted the citizen"`
	First Agreed `json:"first" doc:"the first answers"`
}

// Agreed is one comparison.
type Agreed struct {
	Compared  int            `json:"compared" doc:"denominator, unweighted"`
	Agree     int            `json:"agree" doc:"numerator, unweighted"`
	Rate      *float64       `json:"rate" doc:"weighted; null: nothing compared"`
	Interval  stats.Interval `json:"interval"`
	Small     bool           `json:"small" doc:"样本不足"`
	Effective float64        `json:"effective" doc:"effective number of comparisons"`
	sample    stats.Weighted
}

// AgreementRow is one unit's.
type AgreementRow struct {
	Key  string `json:"key" doc:"id of the unit"`
	Name string `json:"name"`
	Agreement
}

// AgreementTable is a table by unit.
type AgreementTable struct {
	From        string         `json:"from"`
	To          string         `json:"to"`
	Items       []AgreementRow `json:"items" doc:"by name"`
	Total       Agreement      `json:"total"`
	Definitions []Definition   `json:"definitions"`
	MinSample   int            `json:"min_sample"`
}

// Agreements computes the agreement of the rechecks of by's scope, by the day of completion.
// Faults: auth.forbidden, followup.invalid_filter.
func (s *Service) Agreements(q store.Queryer, by auth.Principal, from, to string) (AgreementTable, error) {
	if !by.Can(RightRates) {
		return AgreementTable{}, fault.Forbidden
	}
	start, end, err := s.span(&from, &to)
	if err != nil {
		return AgreementTable{}, err
	}
	c := condition{}
	c.and(`completed_at >= ? AND completed_at < ?`, wall.Micros(start), wall.Micros(end))
	c.scope(by.Scope)
	rows, err := q.Query(`SELECT unit_id, stratum_size, stratum_drawn, state, unit_agrees, first_agrees, COUNT(*) FROM followup_recheck
		WHERE `+c.sql()+` GROUP BY 1, 2, 3, 4, 5, 6`, c.args...)
	type group struct {
		unit                               ids.ID
		size, drawn, unitAgrees, firsts, n int
		state                              State
	}
	groups, err := store.Collect(rows, err, func(r store.Row) (g group, err error) {
		return g, r.Scan(&g.unit, &g.size, &g.drawn, &g.state, &g.unitAgrees, &g.firsts, &g.n)
	})
	if err != nil {
		return AgreementTable{}, fmt.Errorf("followup: agreement: %w", err)
	}
	t := AgreementTable{From: from, To: to, Items: []AgreementRow{}, MinSample: s.options.MinSample, Definitions: s.agreementDefinitions()}
	units := map[ids.ID]*Agreement{}
	for _, g := range groups {
		if units[g.unit] == nil {
			units[g.unit] = &Agreement{}
		}
		for _, a := range []*Agreement{units[g.unit], &t.Total} {
			a.Drawn += g.n
			switch g.state {
			case StateDone:
				a.Reached += g.n
			case StateUnreachable:
				a.Unreachable += g.n
			default:
				a.Waiting += g.n
			}
			weight := float64(g.size) / float64(g.drawn)
			a.Unit.add(weight, g.unitAgrees, g.n)
			a.First.add(weight, g.firsts, g.n)
		}
	}
	for id, a := range units {
		a.Unit.compute(s.options.MinSample)
		a.First.compute(s.options.MinSample)
		t.Items = append(t.Items, AgreementRow{Key: id.String(), Name: s.unitName(q, id), Agreement: *a})
	}
	t.Total.Unit.compute(s.options.MinSample)
	t.Total.First.compute(s.options.MinSample)
	slices.SortFunc(t.Items, func(a, b AgreementRow) int { return strings.Compare(a.Name+a.Key, b.Name+b.Key) })
	return t, nil
}

func (a *Agreed) add(weight float64, agrees, n int) {
	if agrees < 0 {
		return
	}
	a.Compared += n
	a.Agree += n * agrees
	a.sample.Add(weight, n, n*agrees)
}

func (a *Agreed) compute(least int) {
	if share, ok := a.sample.Share(); ok {
		a.Rate = &share
	}
	a.Interval, a.Effective = a.sample.Interval(), a.sample.Effective()
	a.Small = a.Effective < float64(least)
}

func (s *Service) agreementDefinitions() []Definition {
	return []Definition{
		{"unit", "联系属实率", "独立复核中，诉求人所说“是否联系过”与承办单位答复所填一致的件次", "复核接通、且承办单位答复填有联系情况的件次；按各层“全部÷抽中”加权"},
		{"first", "评价一致率", "独立复核的三项回答与首次评价一致的件次（是否联系、是否解决相同，满意与否同侧）", "复核接通、且首次回访有评价的件次；按各层“全部÷抽中”加权"},
	}
}
