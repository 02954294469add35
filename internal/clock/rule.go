package clock

import (
	"fmt"
	"strings"
	"time"
)

// Unit says what a limit counts.
type Unit string

// The units. Minutes and seconds serve the service levels of telephone and text channels.
const (
	WorkingDay    Unit = "working_day"
	NaturalDay    Unit = "natural_day"
	WorkingHour   Unit = "working_hour"
	NaturalHour   Unit = "natural_hour"
	WorkingMinute Unit = "working_minute"
	NaturalMinute Unit = "natural_minute"
	NaturalSecond Unit = "natural_second"
)

// unitInfo is what the calculation needs to know of a unit.
type unitInfo struct {
	text    string        // how it is said, after the number
	days    bool          // counts whole days
	working bool          // skips days off (and, for times, everything outside the periods)
	length  time.Duration // of one, when it counts time
}

var units = map[Unit]unitInfo{
	WorkingDay:    {text: "个工作日", days: true, working: true},
	NaturalDay:    {text: "个自然日", days: true},
	WorkingHour:   {text: "个工作小时", working: true, length: time.Hour},
	NaturalHour:   {text: "小时", length: time.Hour},
	WorkingMinute: {text: "个工作分钟", working: true, length: time.Minute},
	NaturalMinute: {text: "分钟", length: time.Minute},
	NaturalSecond: {text: "秒", length: time.Second},
}

// After says where a limit starts that is set outside the periods: before opening, in the lunch pause, after
// close, on a day off.
type After string

const (
	// SameDay keeps the instant: day 0 is the calendar day of dispatch, whatever the hour. The default.
	SameDay After = "same_day"
	// NextPeriod starts the limit at the next opening, so an order dispatched at night has the next working day as day 0.
	NextPeriod After = "next_period"
)

// End says when in its last day a day limit is over.
type End string

// The ends. AtClose is the default.
const (
	AtClose    End = "close"
	AtMidnight End = "midnight"
)

// Rule is one limit. Make it with NewRule, which checks it.
type Rule struct {
	Unit         Unit
	N            int      // how many units; 0 means by the end of the first day that counts, or at once
	DayOneCounts bool     // the day of dispatch is day 1, if it is a day that counts and its close is still ahead
	AfterHours   After    // "" means SameDay
	End          End      // "" means AtClose
	Periods      []Period // working periods of a day, in order; empty means DefaultPeriods
}

// check returns the rule with its defaults filled in, or the fault that forbids it.
func (r Rule) check() (Rule, unitInfo, error) {
	info, ok := units[r.Unit]
	switch {
	case !ok:
		return r, info, ErrUnit
	case r.N < 0:
		return r, info, ErrNegative
	}
	switch r.AfterHours {
	case "":
		r.AfterHours = SameDay
	case SameDay, NextPeriod:
	default:
		return r, info, ErrAfterHours
	}
	switch r.End {
	case "":
		r.End = AtClose
	case AtClose, AtMidnight:
	default:
		return r, info, ErrEnd
	}
	if len(r.Periods) == 0 {
		r.Periods = DefaultPeriods()
	}
	last := 0
	for i, p := range r.Periods {
		if p.From < 0 || p.From >= p.To || p.To > 24*60 || (i > 0 && p.From < last) {
			return r, info, ErrPeriods
		}
		last = p.To
	}
	return r, info, nil
}

// Text says the rule in Chinese, for people who must check a due time.
func (r Rule) Text() string {
	checked, info, err := r.check()
	if err != nil {
		return ""
	}
	return checked.text(info)
}

func (r Rule) text(info unitInfo) string {
	var parts []string
	if info.days {
		switch {
		case r.N == 0:
			parts = append(parts, "当日到期，遇休息日或已下班顺延")
		case r.DayOneCounts:
			parts = append(parts, "起算当日计为第1日")
		default:
			parts = append(parts, "起算当日不计")
		}
		if r.End == AtMidnight {
			parts = append(parts, "末日24:00到期")
		} else {
			parts = append(parts, "末日下班时（"+clockText(r.closeMinute())+"）到期")
		}
	}
	if info.working || r.AfterHours == NextPeriod {
		names := make([]string, len(r.Periods))
		for i, p := range r.Periods {
			names[i] = p.String()
		}
		parts = append(parts, "工作时段"+strings.Join(names, "、"))
	}
	if r.AfterHours == NextPeriod {
		parts = append(parts, "非工作时间从下一工作时段起算")
	}
	text := fmt.Sprintf("%d%s", r.N, info.text)
	if len(parts) > 0 {
		text += "（" + strings.Join(parts, "；") + "）"
	}
	return text
}

// Brief says only how long the rule gives, for citizens: 15个工作日.
func (r Rule) Brief() string {
	checked, info, err := r.check()
	switch {
	case err != nil:
		return ""
	case checked.N == 0 && info.days:
		return "当日"
	}
	return fmt.Sprintf("%d%s", checked.N, info.text)
}

// closeMinute is when the last period of a day ends.
func (r Rule) closeMinute() int { return r.Periods[len(r.Periods)-1].To }
