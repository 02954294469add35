package triage

import (
	"fmt"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ReplayIn is what to try a draft on.
type ReplayIn struct {
	Version ids.ID `json:"version_id" doc:"the draft"`
	From    string `json:"from,omitempty" maxLength:"10" doc:"first day of registration, yyyy-mm-dd; absent: the first of last month"`
	To      string `json:"to,omitempty" maxLength:"10" doc:"last day, included; absent: the last of last month"`
}

// maxPeriod is the longest period of a replay, in days.
const maxPeriod = 366

// StartReplay begins to try a draft on the orders of a period, in the background. One replay of a draft runs at a time.
// Faults: auth.forbidden, catalogue.version_not_found, catalogue.not_draft, ErrPeriod, ErrReplayRunning.
func (s *Service) StartReplay(tx *store.Tx, by auth.Principal, in ReplayIn) (Replay, error) {
	if !by.Can(RightReplay) || !by.Scope.All {
		return Replay{}, fault.Forbidden
	}
	v, err := s.Catalogue.Version(tx, in.Version)
	if err != nil {
		return Replay{}, err
	}
	if !v.Draft() {
		return Replay{}, catalogue.ErrNotDraft
	}
	from, to, err := s.period(in)
	if err != nil {
		return Replay{}, err
	}
	running, err := replaysOf(tx, in.Version, StateRunning, 1)
	if err != nil {
		return Replay{}, err
	}
	if len(running) > 0 {
		return Replay{}, ErrReplayRunning
	}
	base, err := s.Catalogue.InForce(tx)
	if err != nil {
		return Replay{}, err
	}
	total, err := s.Orders.CountPast(tx, from, to)
	if err != nil {
		return Replay{}, err
	}
	r := Replay{ID: ids.New(), Version: v.ID, Revision: v.Revision, Base: base.Version.ID, BaseNumber: base.Version.Number, From: from, To: to,
		State: StateRunning, By: by.ID, CreatedAt: s.now(), Total: int64(total)}
	if err := insertReplay(tx, r); err != nil {
		return Replay{}, err
	}
	if err := s.Jobs.Enqueue(tx, jobs.New{Kind: jobReplay, Key: r.ID.String(), Payload: replayJob{r.ID}}); err != nil {
		return Replay{}, fmt.Errorf("triage: start replay: %w", err)
	}
	return r, s.recordReplay(tx, by, EventReplayStarted, r)
}

// period is the days that a replay looks at: from the first on, before the day after the last.
func (s *Service) period(in ReplayIn) (from, to time.Time, err error) {
	y, m, _ := s.Clock.Now().In(wall.Shanghai).Date()
	from, to = time.Date(y, m-1, 1, 0, 0, 0, 0, wall.Shanghai), time.Date(y, m, 1, 0, 0, 0, 0, wall.Shanghai)
	day := func(field, text string, into *time.Time, plus int) error {
		if text == "" {
			return nil
		}
		t, err := time.ParseInLocation(time.DateOnly, text, wall.Shanghai)
		if err != nil {
			return ErrPeriod.WithField("body."+field, "日期请写成 2026-11-16 的形式。")
		}
		*into = t.AddDate(0, 0, plus)
		return nil
	}
	if err := day("from", in.From, &from, 0); err != nil {
		return from, to, err
	}
	if err := day("to", in.To, &to, 1); err != nil {
		return from, to, err
	}
	switch {
	case !from.Before(to):
		return from, to, ErrPeriod.WithField("body.to", "截止日期不能早于起始日期。")
	case from.AddDate(0, 0, maxPeriod).Before(to):
		return from, to, ErrPeriod.WithField("body.from", "推演的时间最长一年。")
	}
	return from.UTC(), to.UTC(), nil
}

// CancelReplay ends a running replay; what was counted stays. Faults: auth.forbidden, ErrReplayNotFound, ErrReplayOver.
func (s *Service) CancelReplay(tx *store.Tx, by auth.Principal, id ids.ID) (Replay, error) {
	if !by.Can(RightReplay) || !by.Scope.All {
		return Replay{}, fault.Forbidden
	}
	r, err := lockReplay(tx, id)
	if err != nil {
		return r, err
	}
	if r.State != StateRunning {
		return r, ErrReplayOver
	}
	if err := s.Jobs.Cancel(tx, jobReplay, r.ID.String()); err != nil {
		return r, fmt.Errorf("triage: cancel replay: %w", err)
	}
	return r, s.end(tx, by, &r, StateCancelled)
}

// end writes that a replay is over.
func (s *Service) end(tx *store.Tx, by auth.Principal, r *Replay, state State) error {
	r.State, r.FinishedAt = state, s.now()
	if err := updateReplay(tx, *r); err != nil {
		return err
	}
	return s.recordReplay(tx, by, EventReplayEnded, *r)
}

func (s *Service) recordReplay(tx *store.Tx, by auth.Principal, kind string, r Replay) error {
	p := Replayed{Replay: r.ID, Version: r.Version, Revision: r.Revision, From: wall.Micros(r.From), To: wall.Micros(r.To), Seen: r.Seen, Changed: r.Changed}
	if kind == EventReplayEnded {
		p.State = r.State
	}
	if _, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: r.Version, Actor: by.ID, Payload: p}); err != nil {
		return fmt.Errorf("triage: record %s: %w", kind, err)
	}
	return nil
}
