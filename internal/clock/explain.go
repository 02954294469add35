package clock

import (
	"fmt"
	"strings"
	"time"
)

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// Explain tells in Chinese, line by line, how the due time came about: the rule, the start, each day that counts,
// runs of days that do not, the pauses, the due time, and the warnings.
func (r Result) Explain() []string {
	lines := []string{"规则：" + r.Rule, r.startLine()}
	for i := 0; i < len(r.Days); {
		n := 1
		for i+n < len(r.Days) && sameRun(r.Days[i], r.Days[i+n]) {
			n++
		}
		lines = append(lines, r.dayLine(r.Days[i:i+n]))
		i += n
	}
	for _, p := range r.Pauses {
		lines = append(lines, fmt.Sprintf("停表：%s 至 %s（%s）", dateTime(p.From), dateTime(p.To), lengthText(p.To.Sub(p.From))))
	}
	lines = append(lines, "到期："+dateTime(r.Due))
	for _, warning := range r.Warnings {
		lines = append(lines, "注意："+warning)
	}
	return lines
}

// Short is one sentence for the citizen: by when an answer is due at the latest.
func (r Result) Short() string {
	if len(r.Warnings) > 0 && r.info.working {
		return "预计" + dateTime(r.Due) + "前（遇放假调休可能调整）"
	}
	return "最迟" + dateTime(r.Due) + "前"
}

// Brief says only how long the rule gives, for the citizen: 15个工作日.
func (r Result) Brief() string { return r.rule.Brief() }

func (r Result) startLine() string {
	if r.Start.Equal(r.From) {
		return "起算：" + dateTime(r.From)
	}
	return "起算：" + dateTime(r.From) + "不在工作时间，自" + dateTime(r.Start) + "起算"
}

// sameRun tells whether two neighbouring days off can share a line.
func sameRun(a, b Day) bool {
	return !a.Counted && !b.Counted && !a.Working && !b.Working && a.Why != "" && a.Why == b.Why
}

func (r Result) dayLine(days []Day) string {
	first, last := days[0], days[len(days)-1]
	if len(days) > 1 {
		return fmt.Sprintf("%s至%s：%s（共%d天）", dateText(first.Date), dateText(last.Date), first.Why, len(days))
	}
	text := dateText(first.Date) + "：" + r.dayText(first)
	if first.Stopped > 0 && first.Why != whyPaused {
		text += "，其间停表" + lengthText(first.Stopped)
	}
	return text
}

func (r Result) dayText(d Day) string {
	makeUp := ""
	if wd := d.Date.Weekday(); d.Working && (wd == time.Saturday || wd == time.Sunday) {
		makeUp = "（" + d.Name + "调休上班）"
	}
	switch {
	case d.Why != "":
		return d.Why + makeUp
	case r.info.days && r.info.working:
		return fmt.Sprintf("第%d个工作日%s", d.Number, makeUp)
	case r.info.days:
		return fmt.Sprintf("第%d日", d.Number)
	default:
		return "计" + lengthText(d.Ran) + makeUp
	}
}

// dateText gives 2021年2月5日（星期五）.
func dateText(t time.Time) string {
	return fmt.Sprintf("%d年%d月%d日（%s）", t.Year(), t.Month(), t.Day(), weekdays[t.Weekday()])
}

// dateTime adds the time of day; seconds only where there are any, and 24:00 for the last microsecond.
func dateTime(t time.Time) string {
	switch h, m, s := t.Clock(); {
	case t.Add(time.Microsecond).Equal(midnight(t).Add(oneDay)):
		return dateText(t) + "24:00"
	case s == 0:
		return dateText(t) + fmt.Sprintf("%02d:%02d", h, m)
	default:
		return dateText(t) + fmt.Sprintf("%02d:%02d:%02d", h, m, s)
	}
}

// lengthText gives 3小时30分钟; less than a second is shown as 不足1秒.
func lengthText(d time.Duration) string {
	var b strings.Builder
	for _, part := range []struct {
		unit time.Duration
		name string
	}{{time.Hour, "小时"}, {time.Minute, "分钟"}, {time.Second, "秒"}} {
		if n := d / part.unit; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, part.name)
			d %= part.unit
		}
	}
	if b.Len() == 0 {
		if d > 0 {
			return "不足1秒"
		}
		return "0分钟"
	}
	return b.String()
}
