package workorder

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/store"
)

// StageView is one stage of an order's present way, with its due time and why.
type StageView struct {
	Stage  Stage     `json:"stage" enum:"total,accept,dispatch,sign,contact,return,handle,review,followup"`
	Name   string    `json:"name"`
	From   time.Time `json:"from"`
	Due    time.Time `json:"due"`
	MetAt  time.Time `json:"met_at,omitzero"`
	Level  string    `json:"level" enum:"ok,soon,overdue,met,late,ended" doc:"ended: no longer owed"`
	Preset string    `json:"preset"`
	Rule   string    `json:"rule" doc:"the rule in Chinese"`
	Short  string    `json:"short" doc:"one sentence for the citizen"`
	Text   []string  `json:"text" nullable:"false" doc:"the explanation, line by line"`
}

// Stages are the clocks of the order's present way: the citizen's whole wait, the unit's, and those of the stages that
// have limits of their own. What an earlier unit owed is its own and is left out.
func (s *Service) Stages(q store.Queryer, o Order) ([]StageView, error) {
	list := []StageView{}
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return nil, fmt.Errorf("workorder: calendar: %w", err)
	}
	now := s.now()
	add := func(c StageClock, kept basis, started bool) {
		if c.DueAt.IsZero() || !started {
			return
		}
		v := StageView{Stage: c.Stage, Name: c.Stage.Label(), From: c.From, Due: c.DueAt, MetAt: c.MetAt, Level: c.level(now), Preset: c.Preset, Text: []string{}}
		if r, err := kept.due(cal, c.From); err == nil {
			view := r.View()
			v.Rule, v.Short, v.Text = view.Rule, view.Short, view.Text
		}
		list = append(list, v)
	}
	ended := o.CompletedAt
	if o.State == StateWithdrawn {
		ended = now
	}
	if o.TotalRule != "" {
		kept, err := readBasis(o.TotalRule, "", "")
		if err != nil {
			return nil, err
		}
		add(StageClock{Stage: StageTotal, From: o.totalFrom(), DueAt: o.TotalDueAt, Preset: o.TotalPreset, MetAt: o.CompletedAt, EndedAt: ended}, kept, true)
	}
	if a, running, err := currentAssignment(q, &o); err != nil {
		return nil, err
	} else if running && o.Unit != 0 && a.Rule != "" {
		kept, err := readBasis(a.Rule, a.Pauses, a.Extra)
		if err != nil {
			return nil, err
		}
		replied := o.RepliedAt
		add(StageClock{Stage: StageHandle, From: a.from(), DueAt: a.DueAt, Preset: a.Preset, MetAt: replied, EndedAt: replied}, kept, true)
		if a.SignRule != "" {
			sign, err := readBasis(a.SignRule, "", "")
			if err != nil {
				return nil, err
			}
			add(StageClock{Stage: StageSign, From: a.GivenAt, DueAt: a.SignDueAt, Preset: a.Preset, MetAt: a.SignedAt, EndedAt: a.SignedAt}, sign, true)
		}
		if (o.State == StateDispatched || o.State == StateHandling) && !o.Designated {
			if err := s.returnWindow(q, &o, add); err != nil {
				return nil, err
			}
		}
	}
	if err := s.followUpStage(q, &o, add); err != nil {
		return nil, err
	}
	kept, err := loadStages(q, o.ID)
	if err != nil {
		return nil, err
	}
	latest := map[Stage]StageClock{}
	for _, c := range kept {
		if c.Stage == StageContact && c.Assignment != o.Assignment {
			continue
		}
		latest[c.Stage] = c
	}
	for _, stage := range []Stage{StageAccept, StageDispatch, StageContact, StageReview} {
		c, ok := latest[stage]
		var f clock.Fields
		if !ok || json.Unmarshal([]byte(c.Rule), &f) != nil {
			continue
		}
		add(c, basis{rule: f}, true)
	}
	return list, nil
}

// followUpStage is by when the citizen is asked after the completion; the archiving is the end of that.
func (s *Service) followUpStage(q store.Queryer, o *Order, add func(StageClock, basis, bool)) error {
	if o.CompletedAt.IsZero() || o.State != StateCompleted && o.State != StateArchived || o.Door == DoorPartner {
		return nil
	}
	c, err := s.startClock(q, o, StageFollowUp, o.CompletedAt)
	if err != nil || c.due.IsZero() {
		return err
	}
	kept, err := readBasis(c.rule, "", "")
	if err != nil {
		return err
	}
	add(StageClock{Stage: StageFollowUp, From: o.CompletedAt, DueAt: c.due, Preset: c.preset, MetAt: o.ArchivedAt, EndedAt: o.ArchivedAt}, kept, true)
	return nil
}

// returnWindow is until when the unit may return the order.
func (s *Service) returnWindow(q store.Queryer, o *Order, add func(StageClock, basis, bool)) error {
	c, from, err := s.returnLimit(q, o)
	if err != nil || c.due.IsZero() {
		return err
	}
	kept, err := readBasis(c.rule, "", "")
	if err != nil {
		return err
	}
	ended := time.Time{}
	if s.now().After(c.due) {
		ended = c.due // the window is over; nothing was owed
	}
	add(StageClock{Stage: StageReturn, From: from, DueAt: c.due, Preset: c.preset, EndedAt: ended}, kept, true)
	return nil
}

// level tells how a stage stands.
func (c StageClock) level(now time.Time) string {
	switch {
	case !c.MetAt.IsZero() && c.MetAt.After(c.DueAt):
		return "late"
	case !c.MetAt.IsZero():
		return "met"
	case !c.EndedAt.IsZero() && c.EndedAt.After(c.DueAt):
		return "late"
	case !c.EndedAt.IsZero():
		return "ended"
	case now.After(c.DueAt):
		return "overdue"
	case c.DueAt.Sub(now) < c.DueAt.Sub(c.From)/4:
		return "soon"
	}
	return "ok"
}
