package followup

import (
	"fmt"

	"onedoor/internal/platform/stats"
)

// Rates are the counts behind the three rates, and the rates themselves. A rate is null while nobody was asked.
//
// Asked counts every completion that has been asked about to the end: answered, or ended as 未评价. It is the
// denominator of all three rates, so that who cannot be reached lowers them. A completion still waiting for its
// answer is in none of them; one that went back to work before anybody answered is not counted at all. Each round of
// a redone order counts by itself: a second, better answer does not take the first one back.
//
// Where a sampling plan chose who is called, the ones called stand for the ones not called (Unsampled) of the same row:
// each has the weight (called + not called) / called, those who answered of their own accord have the weight 1. That is
// the estimate of Hansen and Hurwitz (1946) for asking a sample of those who did not answer. Intervals are Wilson's with
// the effective size; see package stats.
type Rates struct {
	Asked     int `json:"asked" doc:"denominator: answered or 未评价"`
	Waiting   int `json:"waiting" doc:"not in the denominator yet"`
	Answered  int `json:"answered"`
	Contacted int `json:"contacted" doc:"numerator of the response rate: the unit had contacted the citizen"`
	Resolved  int `json:"resolved" doc:"numerator of the resolution rate: solved, 已解决"`
	Partly    int `json:"partly" doc:"部分解决, shown beside it, not counted as solved"`
	Satisfied int `json:"satisfied" doc:"numerator of the satisfaction rate"`

	Called       int      `json:"called" doc:"of asked: drawn for the telephone by a sampling plan; they stand for unsampled"`
	Unsampled    int      `json:"unsampled" doc:"not drawn, and did not answer of their own accord; represented by called"`
	Unknown      int      `json:"unknown" doc:"of unsampled: represented by nobody, because nobody of the row was called"`
	Effective    float64  `json:"effective" doc:"effective number of answers behind the intervals"`
	Small        bool     `json:"small" doc:"样本不足: fewer than min_sample; only the intervals mean something"`
	Response     *float64 `json:"response_rate" doc:"响应率 = contacted / asked, 0 to 1, weighted where a sample was called"`
	Resolution   *float64 `json:"resolution_rate" doc:"解决率 = resolved / asked, 0 to 1"`
	Satisfaction *float64 `json:"satisfaction_rate" doc:"满意率 = satisfied / asked, 0 to 1"`

	ResponseInterval     stats.Interval `json:"response_interval" doc:"95 %, Wilson"`
	ResolutionInterval   stats.Interval `json:"resolution_interval" doc:"95 %, Wilson"`
	SatisfactionInterval stats.Interval `json:"satisfaction_interval" doc:"95 %, Wilson"`

	contacted, resolved, satisfied stats.Weighted
}

// tally is what one group of completions adds to a row.
type tally struct {
	asked, waiting, answered, contacted, resolved, partly, satisfied, unsampled int
}

// count adds the counts of a group. called tells that its members were drawn for the telephone.
func (r *Rates) count(g tally, called bool) {
	r.Asked += g.asked
	r.Waiting += g.waiting
	r.Answered += g.answered
	r.Contacted += g.contacted
	r.Resolved += g.resolved
	r.Partly += g.partly
	r.Satisfied += g.satisfied
	if called {
		r.Called += g.asked
	}
	r.Unsampled += g.unsampled
}

// weigh turns the groups of one row into its weighted sample.
func (r *Rates) weigh(own, called tally) {
	weight := 1.0
	if called.asked > 0 {
		weight = float64(called.asked+r.Unsampled) / float64(called.asked)
	} else {
		r.Unknown = r.Unsampled
	}
	for _, x := range []struct {
		to          *stats.Weighted
		own, called int
	}{{&r.contacted, own.contacted, called.contacted}, {&r.resolved, own.resolved, called.resolved}, {&r.satisfied, own.satisfied, called.satisfied}} {
		x.to.Add(1, own.asked, x.own)
		x.to.Add(weight, called.asked, x.called)
	}
}

// add joins another row: for totals. Each row keeps its own weights.
func (r *Rates) add(o Rates) {
	r.count(tally{o.Asked, o.Waiting, o.Answered, o.Contacted, o.Resolved, o.Partly, o.Satisfied, o.Unsampled}, false)
	r.Called += o.Called
	r.Unknown += o.Unknown
	r.contacted.Join(o.contacted)
	r.resolved.Join(o.resolved)
	r.satisfied.Join(o.satisfied)
}

// compute fills in the rates; least is the smallest sample that is compared.
func (r *Rates) compute(least int) {
	r.Effective = r.contacted.Effective()
	r.Small = r.Effective < float64(least)
	for _, x := range []struct {
		of       stats.Weighted
		rate     **float64
		interval *stats.Interval
	}{{r.contacted, &r.Response, &r.ResponseInterval}, {r.resolved, &r.Resolution, &r.ResolutionInterval}, {r.satisfied, &r.Satisfaction, &r.SatisfactionInterval}} {
		if share, ok := x.of.Share(); ok {
			*x.rate = &share
		}
		*x.interval = x.of.Interval()
	}
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
	const denominator = "统计期内办结并完成回访的件次：有评价的与未评价的（多次联系不上或逾期未评价）都计入；仍在等待回访的暂不计入；重办后再次办结的另计一次。" +
		"执行电话抽样时，被抽中回访的按“（抽中＋未抽中）÷抽中”加权，代表未抽中的件次"
	scale := "满意程度为“基本满意”及以上（" + fmt.Sprint(s.options.SatisfiedFrom) + " 至 5 分）的件次"
	if s.options.SatisfiedFrom != 3 {
		scale = fmt.Sprintf("满意程度为 %d 至 5 分的件次", s.options.SatisfiedFrom)
	}
	return []Definition{
		{"response_rate", "响应率", "诉求人表示承办单位联系过自己的件次", denominator},
		{"resolution_rate", "解决率", "诉求人表示问题已解决的件次（部分解决另列，不计入）", denominator},
		{"satisfaction_rate", "满意率", scale, denominator},
		{"interval", "置信区间", "95% 威尔逊得分区间（Wilson 1927；小样本用法见 Agresti 与 Coull 1998）",
			fmt.Sprintf("有效样本量＝（权重之和）²÷权重平方之和（Kish 1965）；不足 %d 件的标“样本不足”，只看区间，不作比较", s.options.MinSample)},
	}
}
