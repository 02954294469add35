package assessment

import (
	"onedoor/internal/platform/stats"
)

// Band is a grade 档次.
type Band string

// The bands. NoBand is 样本不足: too few cases to say anything.
const (
	BandA  Band = "A" // 优秀
	BandB  Band = "B" // 良好
	BandC  Band = "C" // 合格
	BandD  Band = "D" // 待改进
	NoBand Band = ""
)

var bandPoints = map[Band]float64{BandA: 3, BandB: 2, BandC: 1, BandD: 0}

// Label is the band's name on screens.
func (b Band) Label() string {
	switch b {
	case BandA:
		return "优秀"
	case BandB:
		return "良好"
	case BandC:
		return "合格"
	case BandD:
		return "待改进"
	}
	return "样本不足"
}

// Indicator is one figure that units are graded by. A, B and C are thresholds: for a share that should be high the
// least of the band, for one that should be low the most.
type Indicator struct {
	Code        string  `json:"code"`
	Name        string  `json:"name"`
	Lower       bool    `json:"lower" doc:"the lower the better"`
	A           float64 `json:"a"`
	B           float64 `json:"b"`
	C           float64 `json:"c"`
	Least       int     `json:"least" doc:"fewer effective cases are 样本不足"`
	Weight      int     `json:"weight" doc:"in the unit's grade; 0: shown only"`
	Cap         bool    `json:"cap" doc:"the unit's grade is no better than this one"`
	Numerator   string  `json:"numerator"`
	Denominator string  `json:"denominator"`
}

// Codes of the indicators.
const (
	Response     = "response"
	Resolution   = "resolution"
	Satisfaction = "satisfaction"
	Sign         = "sign"
	FirstContact = "contact"
	Due          = "due"
	Returns      = "returns"
	Redo         = "redo"
	Agreement    = "agreement"
	Doubtful     = "doubts"
	Overall      = "overall"
)

// GradeRules are what units are graded by.
type GradeRules struct {
	Indicators        []Indicator `json:"indicators"`
	LeastIndicators   int         `json:"least_indicators" doc:"a unit with fewer graded indicators is 样本不足"`
	LargeFrom         int         `json:"large_from" doc:"peer groups are split at this many completions in the period; 0: not split"`
	FirstContactHours int         `json:"first_contact_hours" doc:"natural hours from dispatch within which the citizen should be contacted"`
	Version           int64       `json:"version"`
}

// DefaultGradeRules are the rules until an operator changes them. The three rates follow Beijing's practice (quoted); the
// thresholds are ours, a place to start from.
func DefaultGradeRules() GradeRules {
	const asked = "办结并完成回访的件次（有评价与未评价都计入；执法类、无效、撤回、其他平台转来的不计）"
	return GradeRules{LeastIndicators: 4, FirstContactHours: 24, Indicators: []Indicator{
		{Response, "响应率", false, 0.95, 0.85, 0.75, 10, 2, false, "诉求人表示承办单位联系过自己的件次", asked},
		{Resolution, "解决率", false, 0.85, 0.75, 0.60, 10, 3, false, "诉求人表示问题已解决的件次", asked},
		{Satisfaction, "满意率", false, 0.90, 0.80, 0.65, 10, 3, false, "满意程度达到“基本满意”及以上的件次", asked},
		{Sign, "按时签收率", false, 0.98, 0.95, 0.90, 10, 1, false, "在签收时限内签收的件次", "期内签收且设有签收时限的件次"},
		{FirstContact, "首次联系及时率", false, 0.95, 0.85, 0.70, 10, 1, false, "收到工单后规定小时内联系上诉求人的件次", "期内办结、诉求人要求回复的件次（保密、随主单办结的不计）"},
		{Due, "按时办结率", false, 0.98, 0.95, 0.90, 10, 2, false, "通过审核的答复在办理时限内提交的件次", "期内由该单位办结的件次（随主单办结的不计）"},
		{Returns, "不当退单率", true, 0.10, 0.20, 0.35, 5, 1, false, "退单被驳回的件次（审核驳回，或指定原单位承办）", "期内审核完毕的退单件次"},
		{Redo, "重办率", true, 0.05, 0.10, 0.20, 10, 1, false, "期内退回重办的件次", "期内由该单位办结的件次"},
		{Agreement, "联系属实率", false, 0.95, 0.85, 0.75, 5, 2, false, "独立复核中诉求人所说与该单位所报联系情况一致的件次", "独立复核接通、且该单位报有联系情况的件次"},
		{Doubtful, "属实疑点率", true, 0.005, 0.02, 0.05, 10, 2, true, "经核查属实的“投诉改咨询”和“未联系办结”", "期内由该单位办结的件次"},
	}}
}

// indicator finds one by its code.
func (r GradeRules) indicator(code string) (Indicator, bool) {
	for _, i := range r.Indicators {
		if i.Code == code {
			return i, true
		}
	}
	return Indicator{}, false
}

// Figure is a share as it is graded.
type Figure struct {
	N         int            `json:"n" doc:"denominator"`
	X         int            `json:"x" doc:"numerator"`
	Share     float64        `json:"share"`
	Interval  stats.Interval `json:"interval" doc:"95 %, Wilson"`
	Effective float64        `json:"effective" doc:"effective number of cases"`
}

// figure is the share of plain counts. More numerators than denominators (redone this month, completed last) are all.
func figure(n, x int64) Figure {
	f := Figure{N: int(n), X: int(x), Effective: float64(n), Interval: stats.Wilson(float64(min(x, n)), float64(n))}
	if n > 0 {
		f.Share = float64(min(x, n)) / float64(n)
	}
	return f
}

// band grades a figure. The benefit of the doubt: below a threshold is only what lies below it with its whole interval.
func (i Indicator) band(f Figure) Band {
	if f.N == 0 || f.Effective < float64(i.Least) {
		return NoBand
	}
	misses := func(threshold float64) bool {
		if i.Lower {
			return f.Interval.Above(threshold)
		}
		return f.Interval.Below(threshold)
	}
	switch {
	case !misses(i.A):
		return BandA
	case !misses(i.B):
		return BandB
	case !misses(i.C):
		return BandC
	}
	return BandD
}

// overall joins the bands of a unit: the weighted mean of their points (A 3, B 2, C 1, D 0), from 2.5 on A, from 1.5 on B,
// from 0.75 on C, and no better than any indicator that caps. n is how many were graded, x the sum of their weights.
func (r GradeRules) overall(bands map[string]Band) (Band, int) {
	var points, weights float64
	graded := 0
	worst := BandA
	for _, i := range r.Indicators {
		b := bands[i.Code]
		if b == NoBand || i.Weight == 0 {
			continue
		}
		graded++
		points += bandPoints[b] * float64(i.Weight)
		weights += float64(i.Weight)
		if i.Cap && bandPoints[b] < bandPoints[worst] {
			worst = b
		}
	}
	if graded < r.LeastIndicators || weights == 0 {
		return NoBand, graded
	}
	band := BandD
	switch mean := points / weights; {
	case mean >= 2.5:
		band = BandA
	case mean >= 1.5:
		band = BandB
	case mean >= 0.75:
		band = BandC
	}
	if bandPoints[worst] < bandPoints[band] {
		band = worst
	}
	return band, graded
}
