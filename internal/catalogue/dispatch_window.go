package catalogue

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"onedoor/internal/platform/wall"
)

// window is when an entry holds: hours of the day, days of the week, days of the year, all in Shanghai. What is not set
// holds always. Hours and seasons may run over midnight and over New Year.
type window struct {
	from, to       int   // minutes of the day; to is not included; equal: all day
	days           uint8 // bit 0 is Monday; 0: all
	first, last    int   // month*100+day, both included; 0: all year
	hours, seasons bool
}

var (
	hoursPattern  = regexp.MustCompile(`^([0-2]?[0-9]):([0-5][0-9])\s*[-~—至]\s*([0-2]?[0-9]):([0-5][0-9])$`)
	seasonPattern = regexp.MustCompile(`^([01]?[0-9])-([0-3]?[0-9])\s*[~—至]\s*([01]?[0-9])-([0-3]?[0-9])$`)
)

// read takes the texts of an entry and names the first that is wrong.
func (w *window) read(hours, weekdays, season string) rowFault {
	number := func(text string) int { n, _ := strconv.Atoi(text); return n } // the pattern has seen to it
	if hours = strings.TrimSpace(hours); hours != "" {
		p := hoursPattern.FindStringSubmatch(strings.ReplaceAll(hours, "：", ":"))
		if p == nil {
			return rowFault{"hours", "时段应如 22:00-06:00"}
		}
		w.from, w.to, w.hours = number(p[1])*60+number(p[2]), number(p[3])*60+number(p[4]), true
		if w.from >= 24*60 || w.to > 24*60 || w.from == w.to {
			return rowFault{"hours", "时段应如 22:00-06:00，起止不能相同"}
		}
	}
	for _, r := range strings.TrimSpace(weekdays) {
		switch {
		case r >= '1' && r <= '7':
			w.days |= 1 << (r - '1')
		case partsWords(r):
		default:
			return rowFault{"weekdays", "星期用数字 1（周一）至 7（周日）表示，如 67"}
		}
	}
	if w.days == 127 {
		w.days = 0
	}
	if season = strings.TrimSpace(season); season != "" {
		p := seasonPattern.FindStringSubmatch(season)
		if p == nil || !dayOfYear(number(p[1]), number(p[2])) || !dayOfYear(number(p[3]), number(p[4])) {
			return rowFault{"season", "季节应如 06-01~09-30"}
		}
		w.first, w.last, w.seasons = number(p[1])*100+number(p[2]), number(p[3])*100+number(p[4]), true
	}
	return rowFault{}
}

// dayOfYear tells whether a day exists in a leap year.
func dayOfYear(month, day int) bool {
	t := time.Date(2024, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return month >= 1 && int(t.Month()) == month && t.Day() == day
}

// texts is the window as it is kept and shown.
func (w window) texts() (hours, weekdays, season string) {
	if w.hours {
		hours = fmt.Sprintf("%02d:%02d-%02d:%02d", w.from/60, w.from%60, w.to/60, w.to%60)
	}
	for d := range 7 {
		if w.days&(1<<d) != 0 {
			weekdays += strconv.Itoa(d + 1)
		}
	}
	if w.seasons {
		season = fmt.Sprintf("%02d-%02d~%02d-%02d", w.first/100, w.first%100, w.last/100, w.last%100)
	}
	return hours, weekdays, season
}

// set tells whether the window leaves anything out.
func (w window) set() bool { return w.hours || w.days != 0 || w.seasons }

// holds tells whether a moment lies in the window.
func (w window) holds(at time.Time) bool {
	if !w.set() {
		return true
	}
	at = at.In(wall.Shanghai)
	if w.hours {
		minute := at.Hour()*60 + at.Minute()
		if in := w.from <= minute && minute < w.to; w.from < w.to && !in || w.from > w.to && minute < w.from && minute >= w.to {
			return false
		}
	}
	if weekday := (int(at.Weekday()) + 6) % 7; w.days != 0 && w.days&(1<<weekday) == 0 {
		return false
	}
	if w.seasons {
		day := int(at.Month())*100 + at.Day()
		if in := w.first <= day && day <= w.last; w.first <= w.last && !in || w.first > w.last && day < w.first && day > w.last {
			return false
		}
	}
	return true
}

var weekdayNames = []string{"一", "二", "三", "四", "五", "六", "日"}

// label says the window in Chinese.
func (w window) label() string {
	hours, _, season := w.texts()
	var parts []string
	if hours != "" {
		parts = append(parts, hours)
	}
	if w.days != 0 {
		text := "周"
		for d := range 7 {
			if w.days&(1<<d) != 0 {
				text += weekdayNames[d]
			}
		}
		parts = append(parts, text)
	}
	if season != "" {
		parts = append(parts, strings.Replace(season, "~", "至", 1))
	}
	return strings.Join(parts, "、")
}
