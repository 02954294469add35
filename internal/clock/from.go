package clock

import (
	"strings"
	"time"

	"onedoor/internal/platform/wall"
)

// ParseFrom reads a start time as people and programs write it: RFC 3339, or without a zone (then Shanghai)
// 2006-01-02 15:04[:05], with a T instead of the space, or a day alone, which is its midnight. Fault: ErrFrom.
func ParseFrom(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		t, err := time.ParseInLocation(layout, s, wall.Shanghai)
		if err != nil {
			continue
		}
		if t = t.In(wall.Shanghai); t.Year() < minYear || t.Year() > maxYear {
			return time.Time{}, ErrFrom
		}
		return t, nil
	}
	return time.Time{}, ErrFrom.WithMessage("起算时间 %q 无法识别，请写成 2021-02-05、2021-02-05 10:30 或 RFC 3339 格式。", shorten(s))
}

// shorten keeps a message readable when somebody pastes a page into the field.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
