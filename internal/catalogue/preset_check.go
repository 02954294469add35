package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"onedoor/internal/platform/fault"
)

// Stages are the parts of a request's way that may have a limit: the service levels of the channels, then the
// citizen's whole wait 全程, dispatch, sign for 签收, first contact, return 退单, handle 办理, co-handle 协办, extension 延期, review 审核,
// follow-up 回访, what is counted from a due time: reminder, yellow and red card, and the clocks of supervision: a case
// 督办, an instruction or decision 批示.
var Stages = []string{"answer_phone", "take_text", "take_mail", "accept", "total", "dispatch", "sign", "contact", "return",
	"handle", "cohandle", "extend", "review", "followup", "remind", "yellow", "red", "supervise", "instruct"}

var (
	limitUnits = []string{"working_day", "natural_day", "working_hour", "natural_hour", "working_minute", "natural_minute", "natural_second"}
	anchors    = []string{"", "before_due", "after_due"}
	afterHours = []string{"", "same_day", "next_period"}
	ends       = []string{"", "close", "midnight"}

	namePattern   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	periodPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`)
)

const (
	maxLimits  = 100
	maxLimitN  = 3650
	maxPeriods = 10
)

// clean trims and checks a preset; all that is wrong is named at once.
func (p *Preset) clean() error {
	f := fault.Invalid
	wrong := func(bad bool, field, message string) {
		if bad && len(f.Fields) < maxRowFaults {
			f = f.WithField("body."+field, message)
		}
	}
	p.Title, p.Source = strings.TrimSpace(p.Title), strings.TrimSpace(p.Source)
	wrong(!namePattern.MatchString(p.Name), "name", "名称须以小写字母开头，只含小写字母、数字和 -，最多 40 位")
	message := wrongText(p.Title, 40)
	wrong(message != "", "title", message)
	message = wrongText(p.Source, 200)
	wrong(message != "", "source", "请注明依据。"+message)
	wrong(!goodPeriods(p.Periods) || len(p.Periods) == 0, "periods", "工作时段须按先后填写，形如 08:30-12:00，互不重叠")
	wrong(!slices.Contains(afterHours, p.AfterHours), "after_hours", "没有这个选项")
	wrong(!slices.Contains(ends, p.End), "end", "没有这个选项")
	wrong(len(p.Limits) > maxLimits, "limits", fmt.Sprintf("最多 %d 项", maxLimits))
	for i, note := range p.Notes {
		wrong(i >= maxRowFaults || wrongText(note, 200) != "", fmt.Sprintf("notes[%d]", i), "说明无法使用，请精简")
	}
	seen := map[string]bool{}
	for i := range p.Limits[:min(len(p.Limits), maxLimits)] {
		l := &p.Limits[i]
		at := fmt.Sprintf("limits[%d].", i)
		l.Title, l.Source = strings.TrimSpace(l.Title), strings.TrimSpace(l.Source)
		wrong(!namePattern.MatchString(l.Name), at+"name", "名称须以小写字母开头，只含小写字母、数字和 -，最多 40 位")
		wrong(seen[l.Name], at+"name", "名称重复")
		seen[l.Name] = true
		message := wrongText(l.Title, 40)
		wrong(message != "", at+"title", message)
		wrong(l.Source != "" && wrongText(l.Source, 200) != "", at+"source", "依据文字过长或含有无法显示的字符")
		wrong(!slices.Contains(Stages, l.Stage), at+"stage", "没有这个环节")
		wrong(slices.ContainsFunc(l.Kinds, func(k string) bool { return !knownKind(k) }), at+"kinds", "没有这个诉求类型")
		wrong(l.Case != "" && !namePattern.MatchString(l.Case), at+"case", "情形须以小写字母开头，只含小写字母、数字和 -")
		wrong(!slices.Contains(anchors, l.Anchor), at+"anchor", "没有这个选项")
		wrong(!slices.Contains(limitUnits, l.Unit), at+"unit", "没有这个时限单位")
		wrong(l.N < 0 || l.N > maxLimitN, at+"n", fmt.Sprintf("须为 0 至 %d 的整数", maxLimitN))
		wrong(!slices.Contains(afterHours, l.AfterHours), at+"after_hours", "没有这个选项")
		wrong(!slices.Contains(ends, l.End), at+"end", "没有这个选项")
		wrong(!goodPeriods(l.Periods), at+"periods", "工作时段须按先后填写，形如 08:30-12:00，互不重叠")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// goodPeriods tells whether periods are well formed, in order, and apart; the form compares as text.
func goodPeriods(periods []string) bool {
	last := ""
	for _, period := range periods {
		if !periodPattern.MatchString(period) {
			return false
		}
		from, to, _ := strings.Cut(period, "-")
		if from >= to || from < last {
			return false
		}
		last = to
	}
	return len(periods) <= maxPeriods
}
