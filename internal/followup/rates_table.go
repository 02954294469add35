package followup

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// RateRow is one line of a table of rates.
type RateRow struct {
	Key  string `json:"key" doc:"id of the unit or category, the number, or the mode; empty: none"`
	Name string `json:"name"`
	Rates
}

// RateTable is a table of rates with its total, what it leaves out, and law-enforcement matters apart.
type RateTable struct {
	From        string       `json:"from" doc:"first day of completion, yyyy-mm-dd"`
	To          string       `json:"to" doc:"last day, included"`
	By          string       `json:"by" doc:"unit, category, hotline or mode"`
	Items       []RateRow    `json:"items" doc:"by name: a table of rates is no race"`
	Total       Rates        `json:"total"`
	Enforcement Enforcement  `json:"enforcement"`
	Excluded    []Exclusion  `json:"excluded" doc:"what is in no denominator, and how many"`
	Definitions []Definition `json:"definitions"`
	MinSample   int          `json:"min_sample" doc:"below it 样本不足"`
}

// Enforcement are the rates of law-enforcement matters (执法类): whoever is fined is seldom satisfied, so they are not
// judged by satisfaction alone (Guangdong 2021, quoted) and stand in no total.
type Enforcement struct {
	Items []RateRow `json:"items"`
	Total Rates     `json:"total"`
}

// Exclusion is one group that stands in no denominator.
type Exclusion struct {
	Code string `json:"code" doc:"waiting, superseded, enforcement, invalid, withdrawn, partner or unknown"`
	Name string `json:"name"`
	N    int    `json:"n"`
	Text string `json:"text"`
}

// RatesIn chooses a table of rates.
type RatesIn struct {
	From, To string // yyyy-mm-dd in Shanghai, both included; default: the last 30 days
	By       string // unit (default), category, hotline or mode
	Hotline  string // only what came in on this number; empty: everything
}

const maxRateDays = 1100 // three years

// Rates computes the three rates of the orders of by's scope that were completed in a span of days.
// Faults: auth.forbidden, followup.invalid_filter.
func (s *Service) Rates(q store.Queryer, by auth.Principal, in RatesIn) (RateTable, error) {
	if !by.Can(RightRates) {
		return RateTable{}, fault.Forbidden
	}
	from, to, err := s.span(&in.From, &in.To)
	if err != nil {
		return RateTable{}, err
	}
	line, ok := s.lineOf(q, in.By)
	if !ok {
		return RateTable{}, ErrFilter.WithField("query.by", "只能按 unit（承办单位）、category（分类）、hotline（热线号码）或 mode（接入方式）统计。")
	}
	in.By = cmp.Or(in.By, "unit")
	c := condition{}
	c.and(`completed_at >= ? AND completed_at < ?`, wall.Micros(from), wall.Micros(to))
	c.scope(by.Scope)
	if in.Hotline != "" {
		c.and(`hotline = ? AND hotline <> ''`, in.Hotline)
	}
	groups, err := s.rateGroups(q, line.column, c)
	if err != nil {
		return RateTable{}, err
	}
	if groups, err = line.gather(groups); err != nil {
		return RateTable{}, err
	}
	t := RateTable{From: in.From, To: in.To, By: in.By, Definitions: s.Definitions(), MinSample: s.options.MinSample}
	t.Items, t.Total = s.rateRows(groups, false, line.name)
	t.Enforcement.Items, t.Enforcement.Total = s.rateRows(groups, true, line.name)
	t.Excluded = excluded(groups, t)
	return t, nil
}

// group is what the rows of one key, of one kind of matter, called or not, come to.
type group struct {
	key                                     string
	enforcement, called                     bool
	superseded, invalid, withdrawn, partner int
	tally
}

func (s *Service) rateGroups(q store.Queryer, column string, c condition) ([]group, error) {
	count := func(condition string) string { return `SUM(CASE WHEN ` + condition + ` THEN 1 ELSE 0 END)` }
	rows, err := q.Query(`SELECT `+column+`, enforcement, CASE WHEN sampling = 1 THEN 1 ELSE 0 END, `+strings.Join([]string{
		count(`answered_at > 0 OR state = 'unreachable'`), count(`answered_at = 0 AND state = 'waiting'`), count(`answered_at > 0`),
		count(`answered_at > 0 AND contacted = 1`), count(`resolved = 'yes'`), count(`resolved = 'partly'`), count(`satisfaction >= ?`),
		count(`state = 'unsampled'`), count(`state = 'superseded'`), count(`state = 'excluded' AND why = 'invalid'`),
		count(`state = 'excluded' AND why = 'withdrawn'`), count(`state = 'excluded' AND why = 'partner'`),
	}, `, `)+` FROM followup_plan WHERE `+c.sql()+` GROUP BY 1, 2, 3`, append([]any{s.options.SatisfiedFrom}, c.args...)...)
	list, err := store.Collect(rows, err, func(r store.Row) (g group, err error) {
		err = r.Scan(&g.key, &g.enforcement, &g.called, &g.asked, &g.waiting, &g.answered, &g.contacted, &g.resolved, &g.partly,
			&g.satisfied, &g.unsampled, &g.superseded, &g.invalid, &g.withdrawn, &g.partner)
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("followup: rates: %w", err)
	}
	return list, nil
}

// rateRows makes the lines of one kind of matter, by name, and their total.
func (s *Service) rateRows(groups []group, enforcement bool, name func(key string) string) (items []RateRow, total Rates) {
	type halves struct{ own, called tally }
	rows := map[string]halves{}
	for _, g := range groups {
		if g.enforcement != enforcement || g.asked+g.waiting+g.unsampled == 0 {
			continue
		}
		h := rows[g.key]
		if g.called {
			h.called = g.tally
		} else {
			h.own = g.tally
		}
		rows[g.key] = h
	}
	items = []RateRow{}
	for key, h := range rows {
		row := RateRow{Key: key, Name: name(key)}
		row.count(h.own, false)
		row.count(h.called, true)
		row.weigh(h.own, h.called)
		row.compute(s.options.MinSample)
		total.add(row.Rates)
		items = append(items, row)
	}
	slices.SortFunc(items, func(a, b RateRow) int {
		if byName := strings.Compare(a.Name, b.Name); byName != 0 {
			return byName
		}
		return strings.Compare(a.Key, b.Key)
	})
	total.compute(s.options.MinSample)
	return items, total
}

// excluded counts what stands in no denominator of the main table.
func excluded(groups []group, t RateTable) []Exclusion {
	var superseded, invalid, withdrawn, partner int
	for _, g := range groups {
		superseded += g.superseded
		invalid += g.invalid
		withdrawn += g.withdrawn
		partner += g.partner
	}
	return []Exclusion{
		{"waiting", "等待回访", t.Total.Waiting, "已办结、回访尚未结束的，结束后计入"},
		{"superseded", "评价前已重办", superseded, "尚无评价就退回重办的，再次办结后另计"},
		{"enforcement", "执法类", t.Enforcement.Total.Asked, "处罚、强制、许可等执法类事项不单独以满意率评价，另表列出"},
		{"invalid", "无效来话", invalid, "骚扰、误拨等类型为“无效”的，无人可回访"},
		{"withdrawn", "已撤回", withdrawn, "诉求人在办结前撤回的"},
		{"partner", "其他平台转来", partner, "由转出平台自行回访的"},
		{"unknown", "未抽中且无代表", t.Total.Unknown, "执行电话抽样而该行无人被抽中，无法推断，不计入"},
	}
}

// span reads two days, both included; end is the end of the last one. Empty days become the last 30.
func (s *Service) span(from, to *string) (start, end time.Time, err error) {
	today := s.now().In(wall.Shanghai)
	if *to == "" {
		*to = today.Format(time.DateOnly)
	}
	if end, err = time.ParseInLocation(time.DateOnly, *to, wall.Shanghai); err != nil {
		return start, end, ErrFilter.WithField("query.to", "日期应为 yyyy-mm-dd。")
	}
	if *from == "" {
		*from = end.AddDate(0, 0, -29).Format(time.DateOnly)
	}
	if start, err = time.ParseInLocation(time.DateOnly, *from, wall.Shanghai); err != nil {
		return start, end, ErrFilter.WithField("query.from", "日期应为 yyyy-mm-dd。")
	}
	end = end.AddDate(0, 0, 1)
	switch {
	case !start.Before(end):
		return start, end, ErrFilter.WithField("query.from", "开始日期不能晚于结束日期。")
	case start.AddDate(0, 0, maxRateDays).Before(end):
		return start, end, ErrFilter.WithField("query.from", "一次最多统计三年，请缩短时间范围。")
	}
	return start, end, nil
}
