package democity

import (
	"regexp"
	"strconv"
	"time"

	"onedoor/internal/platform/wall"
)

// Moment is a time in the files: a calendar day, or a number of days from the day on which the city is installed, so
// that notices are current whenever the demo is started. An hour may follow: "-2d 23:00", "2027-05-01 08:30".
type Moment struct {
	set      bool
	relative bool
	days     int       // relative
	day      time.Time // absolute, midnight in Shanghai
	clock    time.Duration
}

var momentShape = regexp.MustCompile(`^(?:([+-][0-9]{1,4})d|([0-9]{4}-[0-9]{2}-[0-9]{2}))(?: ([01][0-9]|2[0-3]):([0-5][0-9]))?$`)

// parseMoment reads a moment; ok is false for a text that is none, or for a day that no calendar has.
func parseMoment(text string) (m Moment, ok bool) {
	parts := momentShape.FindStringSubmatch(text)
	if parts == nil {
		return Moment{}, false
	}
	m.set = true
	if parts[1] != "" {
		m.relative = true
		m.days, _ = strconv.Atoi(parts[1])
	} else {
		day, err := time.ParseInLocation(time.DateOnly, parts[2], wall.Shanghai)
		if err != nil {
			return Moment{}, false
		}
		m.day = day
	}
	if parts[3] != "" {
		hour, _ := strconv.Atoi(parts[3])
		minute, _ := strconv.Atoi(parts[4])
		m.clock = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	}
	return m, true
}

// IsSet tells whether the file names a time.
func (m Moment) IsSet() bool { return m.set }

// At is the time for a city installed now; the zero time when none is named.
func (m Moment) At(now time.Time) time.Time {
	if !m.set {
		return time.Time{}
	}
	day := m.day
	if m.relative {
		y, month, d := now.In(wall.Shanghai).Date()
		day = time.Date(y, month, d+m.days, 0, 0, 0, 0, wall.Shanghai)
	}
	return day.Add(m.clock)
}

// moment reads the key of an object.
func (o *object) moment(key string) Moment {
	text := o.text(key)
	if text == "" {
		return Moment{}
	}
	m, ok := parseMoment(text)
	if !ok {
		o.p.at(o.at(key), "“%s”的时间“%s”不正确，应如 +30d、-2d 08:00 或 2027-05-01", key, text)
	}
	return m
}
