package clock

import (
	"fmt"
	"strings"
)

// Period is one stretch of working time in a day, in minutes after midnight, 0 ≤ From < To ≤ 1440.
type Period struct{ From, To int }

// String gives 08:30-12:00.
func (p Period) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", p.From/60, p.From%60, p.To/60, p.To%60)
}

// ParsePeriod reads 08:30-12:00; 24:00 is allowed as an end.
func ParsePeriod(s string) (Period, error) {
	from, to, ok := strings.Cut(strings.TrimSpace(s), "-")
	p := Period{minuteOf(from), minuteOf(to)}
	if !ok || p.From < 0 || p.To < 0 || p.From >= p.To {
		return Period{}, ErrPeriods.WithMessage("工作时段 %q 无效，请写成 08:30-12:00 的形式，最晚到 24:00。", s)
	}
	return p, nil
}

// minuteOf reads HH:MM and gives -1 for anything else.
func minuteOf(s string) int {
	s = strings.TrimSpace(s)
	if len(s) != 5 || s[2] != ':' {
		return -1
	}
	for _, i := range []int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
	}
	h, m := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	if m > 59 || h*60+m > 24*60 {
		return -1
	}
	return h*60 + m
}

// DefaultPeriods are common office hours with a lunch pause; a preset gives its own.
func DefaultPeriods() []Period {
	return []Period{{8*60 + 30, 12 * 60}, {14*60 + 30, 17*60 + 30}}
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
