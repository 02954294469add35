package workorder

import (
	"fmt"
	"strings"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ClockView is the order's running clock and how its due time came about.
type ClockView struct {
	Which    string            `json:"which" enum:"unit,total,co" doc:"whose clock runs: the unit's, the citizen's while no unit has the order, or a co-handling unit's"`
	Due      time.Time         `json:"due" doc:"as it was set when the clock started"`
	SignDue  time.Time         `json:"sign_due,omitzero"`
	TotalDue time.Time         `json:"total_due,omitzero" doc:"the citizen's clock; never reset"`
	From     time.Time         `json:"from" doc:"when the clock started"`
	Preset   string            `json:"preset"`
	Rule     string            `json:"rule" doc:"the rule in Chinese"`
	Short    string            `json:"short" doc:"one sentence for the citizen"`
	Text     string            `json:"text" doc:"the explanation, line by line"`
	Granted  int               `json:"granted,omitempty" doc:"time granted beyond the rule, in the rule's unit"`
	Stopped  time.Time         `json:"stopped_at,omitzero" doc:"the clock stands since"`
	Until    time.Time         `json:"until,omitzero" doc:"planned end of that; the due time counts with it"`
	Days     []clock.DayView   `json:"days" nullable:"false"`
	Pauses   []clock.PauseView `json:"pauses" nullable:"false"`
	Warnings []string          `json:"warnings" nullable:"false"`
}

// Explain computes again, from what was kept when it started, how the order's clock came
// to its due time. nil: no clock, as on historical orders of unknown times.
func (s *Service) Explain(q store.Queryer, o Order) (*ClockView, error) {
	v := &ClockView{Which: "total", Due: o.TotalDueAt, TotalDue: o.TotalDueAt, Preset: o.TotalPreset}
	v.From = o.totalFrom()
	rule, pausesJSON, extraJSON := o.TotalRule, "", ""
	if o.Assignment != 0 && o.Unit != 0 {
		a, ok, err := currentAssignment(q, &o)
		if err != nil {
			return nil, err
		}
		if ok {
			v.Which, v.Due, v.SignDue, v.From, v.Preset = "unit", a.DueAt, a.SignDueAt, a.from(), a.Preset
			rule, pausesJSON, extraJSON = a.Rule, a.Pauses, a.Extra
		}
	}
	if rule == "" || v.From.IsZero() {
		return nil, nil
	}
	kept, result, err := s.recompute(q, &o, rule, pausesJSON, extraJSON, v.From)
	if err != nil {
		return nil, err
	}
	v.Granted, v.Stopped, v.Until = kept.granted(), o.StoppedAt, o.UntilAt
	v.tell(result)
	return v, nil
}

// recompute computes a due time again from what was kept when its clock started, by the calendar of now.
func (s *Service) recompute(q store.Queryer, o *Order, rule, pausesJSON, extraJSON string, from time.Time) (basis, clock.Result, error) {
	kept, err := readBasis(rule, pausesJSON, extraJSON)
	if err != nil {
		return kept, clock.Result{}, fmt.Errorf("workorder: clock of %d: %w", o.ID, err)
	}
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return kept, clock.Result{}, fmt.Errorf("workorder: calendar: %w", err)
	}
	result, err := kept.due(cal, from)
	return kept, result, err
}

// Promise is what the citizen is told of their clock.
type Promise struct {
	Short string // by when, and whether the calendar is certain; empty when it changed since, and says something else now
	Brief string // how long the rule gives, as 15个工作日
}

// Promise says in a citizen's words how the due time of their clock came about; nothing of units' clocks. It is empty where
// no clock runs for them.
func (s *Service) Promise(q store.Queryer, o Order) (Promise, error) {
	if o.TotalRule == "" || o.TotalDueAt.IsZero() || o.totalFrom().IsZero() {
		return Promise{}, nil
	}
	_, result, err := s.recompute(q, &o, o.TotalRule, "", "", o.totalFrom())
	if err != nil {
		return Promise{}, err
	}
	p := Promise{Brief: result.Brief()}
	if result.Due.Equal(o.TotalDueAt) {
		p.Short = result.Short()
	}
	return p, nil
}

// tell fills in the explanation. A calendar that changed since is said, and changes nothing.
func (v *ClockView) tell(result clock.Result) {
	view := result.View()
	v.Rule, v.Short, v.Text = view.Rule, view.Short, strings.Join(view.Text, "\n")
	v.Days, v.Pauses, v.Warnings = view.Days, view.Pauses, view.Warnings
	if !result.Due.Equal(v.Due) {
		v.Warnings = append(v.Warnings, fmt.Sprintf(
			"起算之后日历有过调整：按现在的日历推算为%s，本工单仍以起算时确定的%s为准。",
			minuteText(result.Due), minuteText(v.Due)))
	}
}

// minuteText gives 2026-11-20 17:30 in Shanghai; empty for the zero time.
func minuteText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(wall.Shanghai).Format("2006-01-02 15:04")
}
