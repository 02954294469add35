package outreach

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
)

// Settings are when and how often people are called.
type Settings struct {
	Hours     []Span `json:"hours" minItems:"1" maxItems:"6" doc:"within a day, in the city's time"`
	Workdays  bool   `json:"workdays_only" doc:"only on working days of the calendar"`
	Lines     int    `json:"lines" minimum:"1" maximum:"60" doc:"calls at once; robot only"`
	PerMinute int    `json:"per_minute" minimum:"1" maximum:"600" doc:"calls begun within a minute; robot only"`
	Ring      int    `json:"ring_seconds" minimum:"10" maximum:"90" doc:"how long it may ring; robot only"`
	Wait      int    `json:"wait_seconds" minimum:"2" maximum:"20" doc:"how long a key is waited for; robot only"`
	Redial    []Rule `json:"redial" maxItems:"10" doc:"when somebody is called again; what has no rule is called once"`
}

// Span is a part of a day: HH:MM to HH:MM, the end left out.
type Span struct {
	From string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	To   string `json:"to" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"`
}

// Rule says how often somebody is called again after a result, and how long after it.
type Rule struct {
	Result string `json:"result" enum:"no_answer,busy,failed,refused,silent"`
	Times  int    `json:"times" minimum:"1" maximum:"10"`
	After  int    `json:"after_minutes" minimum:"1" maximum:"10080"`
}

// ResultSilent is the result of somebody who answered and pressed nothing.
const ResultSilent = "silent"

var again = []string{switchboard.CauseNoAnswer, switchboard.CauseBusy, switchboard.CauseFailed, switchboard.CauseRefused, ResultSilent}

// Check points to what is wrong. Faults: outreach.invalid.
func (s Settings) Check() error {
	if len(s.Hours) == 0 {
		return ErrCampaign.WithField("body.settings.hours", "请填写外呼时段。")
	}
	for i, h := range s.Hours {
		from, to := minutes(h.From), minutes(h.To)
		if from < 0 || to <= from {
			return ErrCampaign.WithField(fmt.Sprintf("body.settings.hours[%d]", i), "时段的结束须晚于开始。")
		}
		for _, o := range s.Hours[:i] {
			if from < minutes(o.To) && minutes(o.From) < to {
				return ErrCampaign.WithField(fmt.Sprintf("body.settings.hours[%d]", i), "时段与前面的时段重叠。")
			}
		}
	}
	for _, n := range []struct {
		field       string
		is, low, up int
	}{{"lines", s.Lines, 1, 60}, {"per_minute", s.PerMinute, 1, 600}, {"ring_seconds", s.Ring, 10, 90}, {"wait_seconds", s.Wait, 2, 20}} {
		if n.is < n.low || n.is > n.up {
			return ErrCampaign.WithField("body.settings."+n.field, fmt.Sprintf("应在 %d 到 %d 之间。", n.low, n.up))
		}
	}
	seen := map[string]bool{}
	for i, r := range s.Redial {
		if !slices.Contains(again, r.Result) || seen[r.Result] || r.Times < 1 || r.Times > 10 || r.After < 1 || r.After > 10080 {
			return ErrCampaign.WithField(fmt.Sprintf("body.settings.redial[%d]", i), "重拨规则有误或重复。")
		}
		seen[r.Result] = true
	}
	return nil
}

// minutes of a day; -1: not a time.
func minutes(text string) int {
	var h, m int
	if n, err := fmt.Sscanf(text, "%d:%d", &h, &m); n != 2 || err != nil || len(text) != 5 || h > 24 || m > 59 {
		return -1
	}
	return h*60 + m
}

// Open tells whether people may be called at a time. working answers whether a day is worked.
func (s Settings) Open(at time.Time, working func(time.Time) bool) bool {
	local := at.In(wall.Shanghai)
	now := local.Hour()*60 + local.Minute()
	inside := slices.ContainsFunc(s.Hours, func(h Span) bool { return minutes(h.From) <= now && now < minutes(h.To) })
	return inside && (!s.Workdays || working(local))
}

// redial is when somebody is called again after so many results of a kind; false: not any more.
func (s Settings) redial(result string, times int, now time.Time) (time.Time, bool) {
	for _, r := range s.Redial {
		if r.Result == result && times <= r.Times {
			return now.Add(time.Duration(r.After) * time.Minute), true
		}
	}
	return time.Time{}, false
}
