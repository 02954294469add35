package followup

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Rates are the counts behind the three rates, and the rates themselves. A rate is null while nobody was asked.
//
// Asked counts every completion that has been asked about to the end: answered, or ended as 未评价. It is the
// denominator of all three rates, so that who cannot be reached lowers them. A completion still waiting for its
// answer is in none of them; one that went back to work before anybody answered is not counted at all. Each round of
// a redone order counts by itself: a second, better answer does not take the first one back.
type Rates struct {
	Asked        int      `json:"asked" doc:"denominator: answered or 未评价"`
	Waiting      int      `json:"waiting" doc:"not in the denominator yet"`
	Answered     int      `json:"answered"`
	Contacted    int      `json:"contacted" doc:"numerator of the response rate: the unit had contacted the citizen"`
	Resolved     int      `json:"resolved" doc:"numerator of the resolution rate: solved, 已解决"`
	Partly       int      `json:"partly" doc:"部分解决, shown beside it, not counted as solved"`
	Satisfied    int      `json:"satisfied" doc:"numerator of the satisfaction rate"`
	Response     *float64 `json:"response_rate" doc:"响应率 = contacted / asked, 0 to 1"`
	Resolution   *float64 `json:"resolution_rate" doc:"解决率 = resolved / asked, 0 to 1"`
	Satisfaction *float64 `json:"satisfaction_rate" doc:"满意率 = satisfied / asked, 0 to 1"`
}

func (r *Rates) compute() {
	if r.Asked == 0 {
		return
	}
	rate := func(n int) *float64 {
		f := float64(n) / float64(r.Asked)
		return &f
	}
	r.Response, r.Resolution, r.Satisfaction = rate(r.Contacted), rate(r.Resolved), rate(r.Satisfied)
}

func (r *Rates) add(o Rates) {
	r.Asked += o.Asked
	r.Waiting += o.Waiting
	r.Answered += o.Answered
	r.Contacted += o.Contacted
	r.Resolved += o.Resolved
	r.Partly += o.Partly
	r.Satisfied += o.Satisfied
}

// Definition tells what a rate divides by what.
type Definition struct {
	Code        string `json:"code"`
	Name        string `json:"name"`
	Numerator   string `json:"numerator"`
	Denominator string `json:"denominator"`
}

// Definitions are the exact meanings of the three rates, returned and exported with every table of them.
func (s *Service) Definitions() []Definition {
	const denominator = "统计期内办结并完成回访的件次：有评价的与未评价的（多次联系不上或逾期未评价）都计入；仍在等待回访的暂不计入；重办后再次办结的另计一次"
	scale := "满意程度为“基本满意”及以上（" + fmt.Sprint(s.options.SatisfiedFrom) + " 至 5 分）的件次"
	if s.options.SatisfiedFrom != 3 {
		scale = fmt.Sprintf("满意程度为 %d 至 5 分的件次", s.options.SatisfiedFrom)
	}
	return []Definition{
		{"response_rate", "响应率", "诉求人表示承办单位联系过自己的件次", denominator},
		{"resolution_rate", "解决率", "诉求人表示问题已解决的件次（部分解决另列，不计入）", denominator},
		{"satisfaction_rate", "满意率", scale, denominator},
	}
}

// RateRow is one line of a table of rates.
type RateRow struct {
	Key  string `json:"key" doc:"id of the unit or category; empty: none"`
	Name string `json:"name"`
	Rates
}

// RateTable is a table of rates with its total.
type RateTable struct {
	From        string       `json:"from" doc:"first day of completion, yyyy-mm-dd"`
	To          string       `json:"to" doc:"last day, included"`
	By          string       `json:"by" doc:"unit or category"`
	Items       []RateRow    `json:"items" doc:"most asked first"`
	Total       Rates        `json:"total"`
	Definitions []Definition `json:"definitions"`
}

// RatesIn chooses a table of rates.
type RatesIn struct {
	From, To string // yyyy-mm-dd in Shanghai, both included; default: the last 30 days
	By       string // unit (default) or category
}

const maxRateDays = 1100 // three years

// Rates computes the three rates of the orders of by's scope that were completed in a span of days.
// Faults: auth.forbidden, followup.invalid_filter.
func (s *Service) Rates(q store.Queryer, by auth.Principal, in RatesIn) (RateTable, error) {
	if !by.Can(RightRates) {
		return RateTable{}, fault.Forbidden
	}
	from, to, err := s.span(&in)
	if err != nil {
		return RateTable{}, err
	}
	column, name := "unit_id", s.unitName
	switch in.By {
	case "", "unit":
		in.By = "unit"
	case "category":
		column, name = "category_id", s.categoryName
	default:
		return RateTable{}, ErrFilter.WithField("query.by", "只能按 unit（承办单位）或 category（分类）统计。")
	}
	c := condition{}
	c.and(`completed_at >= ? AND completed_at < ?`, wall.Micros(from), wall.Micros(to))
	c.scope(by.Scope)
	t := RateTable{From: in.From, To: in.To, By: in.By, Definitions: s.Definitions()}
	if t.Items, err = s.rateRows(q, column, c, name); err != nil {
		return RateTable{}, err
	}
	for _, item := range t.Items {
		t.Total.add(item.Rates)
	}
	t.Total.compute()
	return t, nil
}

func (s *Service) rateRows(q store.Queryer, column string, c condition, name func(store.Queryer, ids.ID) string) ([]RateRow, error) {
	count := func(condition string) string { return `SUM(CASE WHEN ` + condition + ` THEN 1 ELSE 0 END)` }
	rows, err := q.Query(`SELECT `+column+`, `+strings.Join([]string{
		count(`answered_at > 0 OR state = 'unreachable'`), count(`answered_at = 0 AND state = 'waiting'`), count(`answered_at > 0`),
		count(`answered_at > 0 AND contacted = 1`), count(`resolved = 'yes'`), count(`resolved = 'partly'`), count(`satisfaction >= ?`),
	}, `, `)+` FROM followup_plan WHERE `+c.sql()+` GROUP BY `+column, append([]any{s.options.SatisfiedFrom}, c.args...)...)
	type keyed struct {
		id ids.ID
		RateRow
	}
	list, err := store.Collect(rows, err, func(r store.Row) (k keyed, err error) {
		err = r.Scan(&k.id, &k.Asked, &k.Waiting, &k.Answered, &k.Contacted, &k.Resolved, &k.Partly, &k.Satisfied)
		return k, err
	})
	if err != nil {
		return nil, fmt.Errorf("followup: rates: %w", err)
	}
	items := make([]RateRow, len(list))
	for i, k := range list {
		k.Key, k.Name = k.id.String(), name(q, k.id)
		k.compute()
		items[i] = k.RateRow
	}
	slices.SortFunc(items, func(a, b RateRow) int {
		if a.Asked != b.Asked {
			return b.Asked - a.Asked
		}
		return strings.Compare(a.Key, b.Key)
	})
	return items, nil
}

func (s *Service) categoryName(q store.Queryer, id ids.ID) string {
	if id == 0 {
		return "未分类"
	}
	return s.Names.CategoryName(q, id)
}

// span reads the days; to is the end of the last one.
func (s *Service) span(in *RatesIn) (from, to time.Time, err error) {
	today := s.now().In(wall.Shanghai)
	if in.To == "" {
		in.To = today.Format(time.DateOnly)
	}
	if to, err = time.ParseInLocation(time.DateOnly, in.To, wall.Shanghai); err != nil {
		return from, to, ErrFilter.WithField("query.to", "日期应为 yyyy-mm-dd。")
	}
	if in.From == "" {
		in.From = to.AddDate(0, 0, -29).Format(time.DateOnly)
	}
	if from, err = time.ParseInLocation(time.DateOnly, in.From, wall.Shanghai); err != nil {
		return from, to, ErrFilter.WithField("query.from", "日期应为 yyyy-mm-dd。")
	}
	to = to.AddDate(0, 0, 1)
	switch {
	case !from.Before(to):
		return from, to, ErrFilter.WithField("query.from", "开始日期不能晚于结束日期。")
	case from.AddDate(0, 0, maxRateDays).Before(to):
		return from, to, ErrFilter.WithField("query.from", "一次最多统计三年，请缩短时间范围。")
	}
	return from, to, nil
}
