package supervise

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// LimitIn says how long something may take; nothing of it means what the preset's stage says.
type LimitIn struct {
	Unit string `json:"unit,omitempty" enum:"working_day,working_hour" doc:"default: the preset's"`
	N    int    `json:"n,omitempty" minimum:"0" maximum:"240"`
}

// The stages of the catalogue's presets that this room's own clocks take their usual length from.
const (
	stageCase = "supervise" // 督办
	stageTask = "instruct"  // 批示、决定事项
)

// ticking is a clock of this room that began: what it is due at and what that rests on.
type ticking struct {
	due  time.Time
	rule string // JSON of clock.Fields
}

// start starts a clock of this room from now.
func (s *Service) start(q store.Queryer, stage string, in LimitIn) (ticking, error) {
	usual, err := s.Limits.StageLimit(q, LimitFor{Stage: stage})
	if err != nil {
		return ticking{}, fmt.Errorf("supervise: limit of %s: %w", stage, err)
	}
	f := usual.Fields
	if f.Unit == "" {
		f = clock.Fields{Unit: "working_day", N: 5}
	}
	if in.N != 0 || in.Unit != "" {
		most := map[string]int{"working_day": 60, "working_hour": 240}[in.Unit]
		if in.N < 1 || in.N > most {
			return ticking{}, ErrLimit.WithField("body.limit.n", "请填写 1 至 60 个工作日，或 1 至 240 个工作小时。")
		}
		f.Unit, f.N, f.DayOneCounts = in.Unit, in.N, false
	}
	r, err := s.calculate(q, f, s.now())
	if err != nil {
		return ticking{}, err
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return ticking{}, fmt.Errorf("supervise: keep limit: %w", err)
	}
	return ticking{due: r.Due.Truncate(time.Microsecond).UTC(), rule: string(raw)}, nil
}

func (s *Service) calculate(q store.Queryer, f clock.Fields, from time.Time) (clock.Result, error) {
	rule, err := f.Rule()
	if err != nil {
		return clock.Result{}, fmt.Errorf("supervise: limit: %w", err)
	}
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return clock.Result{}, fmt.Errorf("supervise: calendar: %w", err)
	}
	r, err := clock.Due(rule, cal, from, nil)
	if err != nil {
		return clock.Result{}, fmt.Errorf("supervise: due time: %w", err)
	}
	return r, nil
}

// DueWhy explains a due time of this room.
type DueWhy struct {
	Rule     string   `json:"rule" doc:"the rule in Chinese"`
	Text     []string `json:"text" nullable:"false" doc:"the explanation, line by line"`
	Warnings []string `json:"warnings" nullable:"false"`
}

// explain computes a due time again from what was kept.
func (s *Service) explain(q store.Queryer, rule string, from time.Time) *DueWhy {
	var f clock.Fields
	if rule == "" || json.Unmarshal([]byte(rule), &f) != nil {
		return nil
	}
	r, err := s.calculate(q, f, from)
	if err != nil {
		return nil
	}
	v := r.View()
	return &DueWhy{Rule: v.Rule, Text: v.Text, Warnings: v.Warnings}
}

// soonBefore is when a unit is warned of a task: a working day ahead, or when a quarter of a short time is left.
func (s *Service) soonBefore(q store.Queryer, from, due time.Time) (time.Time, error) {
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return time.Time{}, fmt.Errorf("supervise: calendar: %w", err)
	}
	soon := clock.WorkingDaysBefore(cal, due, 1)
	if !soon.After(from) || due.Sub(from) < 24*time.Hour {
		soon = due.Add(-due.Sub(from) / 4)
	}
	return soon.Truncate(time.Microsecond).UTC(), nil
}

// micros reads a time for the ledger.
func micros(t time.Time) int64 { return wall.Micros(t) }
