package workorder

import (
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// PauseIn is why and for how long the centre stops a unit's clock.
type PauseIn struct {
	Reason string    `json:"reason" maxLength:"2000" doc:"what is waited for"`
	Until  time.Time `json:"until" doc:"the planned end; the clock runs again then at the latest"`
}

// Pause stops the unit's clock of the centre's own accord (暂停), for as long as planned at most. What
// the unit applied for lapses. The citizen's clock runs on.
// Faults: workorder.until, .reason_missing and those of every verb.
func (s *Service) Pause(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in PauseIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbPause)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	until, err := s.plannedEnd(in.Until, CasePause)
	if err != nil {
		return Order{}, err
	}
	before := *o
	if err := s.lapse(tx, o); err != nil {
		return Order{}, err
	}
	if err := s.stop(tx, o, until); err != nil {
		return Order{}, err
	}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	d.Until, d.DueAt = wall.Micros(until), wall.Micros(o.DueAt)
	return *o, s.apply(tx, p, o, before, move(VerbPause, CaseOnly), d)
}

// ReasonIn is why, for verbs that need nothing else.
type ReasonIn struct {
	Reason string `json:"reason" maxLength:"2000" doc:"why"`
}

// Resume lets a paused or shelved order go on before its planned end (恢复办理): the due time is set by
// how long the clock really stood. Faults: workorder.reason_missing and those of every verb.
func (s *Service) Resume(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbResume)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	return s.resume(tx, p, o, words)
}

func (s *Service) resume(tx *store.Tx, p auth.Principal, o *Order, words string) (Order, error) {
	before := *o
	if err := s.goOn(tx, o); err != nil {
		return Order{}, err
	}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	d.DueAt = wall.Micros(o.DueAt)
	return *o, s.apply(tx, p, o, before, move(VerbResume, CaseOnly), d)
}

// resumedByItself is what the history says when the planned end came.
const resumedByItself = "计划的日期已到，自动恢复办理。"

// wake does what time does to an order whose clock stands: at its planned end it goes on, and a
// shelved one whose progress was not told is marked.
func (s *Service) wake(tx *store.Tx, o *Order, now time.Time) error {
	if !now.Before(o.UntilAt) {
		_, err := s.resume(tx, auth.System, o, resumedByItself)
		return err
	}
	before := *o
	o.ProgressDueAt = time.Time{} // marked once; told progress sets it anew
	return s.apply(tx, auth.System, o, before, move(VerbMarkProgress, CaseOnly), Detail{})
}
