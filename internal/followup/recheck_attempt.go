package followup

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// RecheckIn is one call of an independent recheck.
type RecheckIn struct {
	Reached bool `json:"reached" required:"false" doc:"somebody answered the call"`
	Answer
}

// AttemptRecheck writes a call down. What the citizen says is held against what the unit reported and what was answered
// first; both stand as they were. After Options.MaxAttempts calls in vain the recheck ends.
//
// Faults: auth.forbidden, followup.recheck_not_found, .settled, .not_independent, .invalid_answer.
func (s *Service) AttemptRecheck(tx *store.Tx, by auth.Principal, id ids.ID, in RecheckIn) (RecheckRow, error) {
	if !by.Can(RightRecheck) {
		return RecheckRow{}, fault.Forbidden
	}
	r, err := recheckByID(tx, id)
	if err != nil {
		return RecheckRow{}, err
	}
	if !by.Scope.Allows(r.Unit) {
		return RecheckRow{}, ErrNoRecheck
	}
	if err := s.Orders.Visible(tx, by, r.Order); err != nil {
		return RecheckRow{}, err
	}
	if r.State != StateWaiting {
		return RecheckRow{}, ErrSettled
	}
	if ok, err := s.independent(tx, by, r); err != nil {
		return RecheckRow{}, err
	} else if !ok {
		return RecheckRow{}, ErrNotIndependent
	}
	if err := in.check(); err != nil {
		return RecheckRow{}, err
	}
	p, err := planByID(tx, r.Plan)
	if err != nil || p == nil {
		return RecheckRow{}, fmt.Errorf("followup: plan of a recheck: %w", err)
	}
	now := s.now()
	r.Attempts++
	r.Note = in.Note
	switch {
	case in.Reached:
		r.State, r.By, r.At, r.Figures = StateDone, by.ID, now, in.figures()
		r.UnitAgrees, r.FirstAgrees = s.compare(p, r.Figures)
	case r.Attempts >= s.options.MaxAttempts:
		r.State, r.By, r.At = StateUnreachable, by.ID, now
	default:
		r.NextAt = now.Add(s.options.RetryAfter)
	}
	if err := updateRecheck(tx, r); err != nil {
		return RecheckRow{}, err
	}
	if r.State != StateWaiting {
		if err := s.recordRecheck(tx, by, p, r); err != nil {
			return RecheckRow{}, err
		}
	}
	return s.recheckRow(tx, by, r)
}

func (in *RecheckIn) check() error {
	if in.Reached {
		return in.Answer.check("body")
	}
	note, wrong := cleanNote(in.Note)
	if wrong != "" {
		return ErrAnswer.WithField("body.note", wrong)
	}
	in.Answer = Answer{Note: note}
	return nil
}

// compare holds what is said now against the unit's word and the first answers. The unit is contradicted when it says
// that it reached the citizen and the citizen says no; a unit that admits not to have reached anybody is confirmed by a
// no. The first answers agree when contact and solution are the same and satisfaction lies on the same side.
func (s *Service) compare(p *Plan, now Figures) (unit, first int) {
	unit, first = -1, -1
	if p.UnitReached >= 0 {
		unit = flag(now.Contacted == (p.UnitReached == 1))
	}
	if p.Answered() {
		satisfied := func(f Figures) bool { return f.Satisfaction >= s.options.SatisfiedFrom }
		first = flag(now.Contacted == p.Contacted && now.Resolved == p.Resolved && satisfied(now) == satisfied(p.Figures))
	}
	return unit, first
}

func updateRecheck(tx *store.Tx, r *Recheck) error {
	err := tx.Do(`UPDATE followup_recheck SET state = ?, attempts = ?, next_at = ?, by_id = ?, at = ?, contacted = ?, resolved = ?,
		satisfaction = ?, note = ?, unit_agrees = ?, first_agrees = ? WHERE id = ?`, r.State, r.Attempts, wall.Micros(r.NextAt), r.By,
		wall.Micros(r.At), flag(r.Contacted), r.Resolved, r.Satisfaction, r.Note, r.UnitAgrees, r.FirstAgrees, r.ID)
	if err != nil {
		return fmt.Errorf("followup: update recheck: %w", err)
	}
	return nil
}

func (s *Service) recordRecheck(tx *store.Tx, by auth.Principal, p *Plan, r *Recheck) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventRechecked, Subject: p.Order, Actor: by.ID, Units: []ids.ID{p.Unit},
		Payload: Rechecked{about: p.about(), Recheck: r.ID, Reached: r.State == StateDone, Contacted: r.Contacted, Resolved: r.Resolved,
			Satisfaction: r.Satisfaction, UnitAgrees: r.UnitAgrees, FirstAgrees: r.FirstAgrees}})
	if err != nil {
		return fmt.Errorf("followup: record recheck: %w", err)
	}
	return nil
}
