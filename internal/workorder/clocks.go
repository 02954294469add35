package workorder

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/store"
)

// started is a clock that began: when it is due and what that was computed from.
type started struct {
	due    time.Time // zero: no limit
	soon   time.Time // when a warning is due; zero: none
	preset string
	rule   string // JSON of clock.Fields; empty: no limit
}

// startClock computes a stage's due time from the limit that holds now.
func (s *Service) startClock(q store.Queryer, o *Order, stage Stage, from time.Time) (started, error) {
	limit, err := s.Limits.Limit(q, LimitFor{
		Stage: stage, Kind: o.Kind, Category: o.Category, Urgent: o.Urgent, Business: o.Business,
	})
	if err != nil {
		return started{}, fmt.Errorf("workorder: limit of %s: %w", stage, err)
	}
	if limit.Fields.Unit == "" {
		return started{preset: limit.Preset}, nil
	}
	raw, err := json.Marshal(limit.Fields)
	if err != nil {
		return started{}, fmt.Errorf("workorder: keep limit: %w", err)
	}
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return started{}, fmt.Errorf("workorder: calendar: %w", err)
	}
	result, err := compute(limit.Fields, cal, from, nil)
	if err != nil {
		return started{}, err
	}
	due := result.Due.UTC()
	return started{due: due, soon: soonBefore(cal, from, due), preset: limit.Preset, rule: string(raw)}, nil
}

func compute(fields clock.Fields, cal clock.Calendar, from time.Time, pauses []clock.Pause) (clock.Result, error) {
	rule, err := fields.Rule()
	if err != nil {
		return clock.Result{}, fmt.Errorf("workorder: limit: %w", err)
	}
	result, err := clock.Due(rule, cal, from, pauses)
	if err != nil {
		return clock.Result{}, fmt.Errorf("workorder: due time: %w", err)
	}
	return result, nil
}

// soonBefore is when a warning is due: one working day ahead, or for shorter limits when a
// quarter of the time is left.
func soonBefore(cal clock.Calendar, from, due time.Time) time.Time {
	soon := clock.WorkingDaysBefore(cal, due, 1)
	if quarter := due.Add(-due.Sub(from) / 4); soon.Before(from) || due.Sub(from) < 24*time.Hour {
		soon = quarter
	}
	return soon.Truncate(time.Microsecond).UTC()
}

// startTotal starts the citizen's clock, once, at registration.
func (s *Service) startTotal(q store.Queryer, o *Order) error {
	c, err := s.startClock(q, o, StageTotal, o.CreatedAt)
	if err != nil {
		return err
	}
	o.TotalDueAt, o.TotalPreset, o.TotalRule = c.due, c.preset, c.rule
	o.DueAt, o.SoonAt = c.due, c.soon
	return nil
}

// backToTotal lets the citizen's clock be the one that runs, while no unit has the order.
func (s *Service) backToTotal(q store.Queryer, o *Order) error {
	o.DueAt, o.SoonAt, o.SignDueAt, o.Mark = o.TotalDueAt, time.Time{}, time.Time{}, MarkNone
	o.StoppedAt, o.UntilAt, o.ProgressDueAt = time.Time{}, time.Time{}, time.Time{}
	if o.DueAt.IsZero() {
		return nil
	}
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return fmt.Errorf("workorder: calendar: %w", err)
	}
	o.SoonAt = soonBefore(cal, o.totalFrom(), o.DueAt)
	return nil
}

// totalFrom is where the citizen's clock runs from.
func (o *Order) totalFrom() time.Time {
	if o.TotalFrom.IsZero() {
		return o.CreatedAt
	}
	return o.TotalFrom
}

// nextMark is when the running clock must next be marked; zero when it need not be: the
// order is done, has had its marks, or its reply came in time and waits for review.
func (o *Order) nextMark() time.Time {
	switch {
	case o.State.Stopped():
		if !o.ProgressDueAt.IsZero() && o.ProgressDueAt.Before(o.UntilAt) {
			return o.ProgressDueAt
		}
		return o.UntilAt
	case !o.State.Open() || o.State == StateMerged || o.DueAt.IsZero() || o.Mark == MarkOverdue:
		return time.Time{}
	case o.State == StateReplied && !o.RepliedAt.After(o.DueAt):
		return time.Time{}
	case o.Mark == MarkNone && !o.SoonAt.IsZero() && o.State != StateReplied:
		return o.SoonAt
	}
	return o.DueAt.Add(time.Microsecond) // the due instant itself is still in time
}
