package workorder

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// StageClock is the clock of one stage: to take an order on, to dispatch an order, to contact its citizen first, to review what came back.
type StageClock struct {
	ID         ids.ID
	Stage      Stage
	Assignment int
	From       time.Time
	DueAt      time.Time
	Preset     string
	Rule       string // JSON of clock.Fields
	MetAt      time.Time
	EndedAt    time.Time // met, or no longer owed
	MarkedAt   time.Time // the ledger says that it is overdue
}

var stageLabels = map[Stage]string{
	StageTotal: "全程", StageAccept: "受理", StageDispatch: "派单", StageSign: "签收", StageContact: "首次联系", StageReturn: "退单", StageHandle: "办理",
	StageReview: "审核", StageFollowUp: "回访", StageExtend: "延期最长",
}

// Label is the stage's name on screens.
func (s Stage) Label() string { return stageLabels[s] }

// turnStages begins and ends the clocks of stages after a move. It is asked after every move; only a change of state
// or of the unit's turn writes anything.
func (s *Service) turnStages(tx *store.Tx, o *Order, before Order) error {
	if o.State == before.State && o.Assignment == before.Assignment {
		return nil
	}
	now := s.now()
	if before.State == StateRegistered && o.State != StateRegistered {
		if err := endStage(tx, o.ID, StageAccept, now, o.State != StateWithdrawn); err != nil {
			return err
		}
		if err := endStage(tx, o.ID, StageDispatch, now, o.State == StateDispatched || o.State == StateCompleted); err != nil {
			return err
		}
	}
	if inReview(before.State) && o.State != before.State {
		if err := endStage(tx, o.ID, StageReview, now, o.State != StateWithdrawn); err != nil {
			return err
		}
	}
	contactFrom, err := s.contactFrom(tx, o, before, now)
	if err != nil {
		return err
	}
	if before.Unit != 0 && (o.Assignment != before.Assignment || o.Unit == 0 || !o.State.Open() || o.State == StateMerged) {
		if err := endStage(tx, o.ID, StageContact, now, false); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		stage  Stage
		begins bool
		from   time.Time
	}{
		{StageAccept, o.State == StateRegistered && before.State == StateNone && o.cameInWriting(), now},
		{StageDispatch, o.State == StateRegistered && before.State != StateRegistered, now},
		{StageContact, o.Assignment != before.Assignment && o.Unit != 0, contactFrom},
		{StageReview, inReview(o.State) && o.State != before.State, now},
	} {
		if x.begins {
			if err := s.beginStage(tx, o, x.stage, x.from); err != nil {
				return err
			}
		}
	}
	return nil
}

// contactFrom is where the time for the first contact runs from: with an order that goes on with the clock that runs it goes
// on, too, as long as nobody has called.
func (s *Service) contactFrom(tx *store.Tx, o *Order, before Order, now time.Time) (time.Time, error) {
	if o.Assignment == before.Assignment || before.Unit == 0 || o.Unit == 0 {
		return now, nil
	}
	a, ok, err := currentAssignment(tx, o)
	if err != nil || !ok || a.FromAt.IsZero() {
		return now, err
	}
	var from int64
	err = tx.QueryRow(`SELECT from_at FROM workorder_stage WHERE order_id = ? AND stage = ? AND ended_at = 0`, o.ID, StageContact).Scan(&from)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return now, nil
	case err != nil:
		return now, fmt.Errorf("workorder: first contact: %w", err)
	}
	return wall.FromMicros(from), nil
}

// inReview tells whether the centre owes a decision on a return or a reply.
func inReview(s State) bool { return s == StateReturned || s == StateReplied }

// cameInWriting tells whether nobody of the centre spoke with the requester when it came in, so that it waits for
// somebody to take it on (受理).
func (o *Order) cameInWriting() bool { return o.Door == doorWeb || o.Door == DoorPartner }

// Accepted notes that the centre has decided on an order that came in writing without giving it to anybody: it was
// refused. The caller ends the order in the same transaction.
func (s *Service) Accepted(tx *store.Tx, id ids.ID) error {
	if _, err := lockOrder(tx, id); err != nil {
		return err
	}
	return endStage(tx, id, StageAccept, s.now(), true)
}

// beginStage starts the clock of a stage; without a limit there is none.
func (s *Service) beginStage(tx *store.Tx, o *Order, stage Stage, from time.Time) error {
	c, err := s.startClock(tx, o, stage, from)
	if err == nil && stage == StageAccept && c.due.IsZero() {
		c, err = s.startClock(tx, o, stageTakeMail, from)
	}
	if err != nil || c.due.IsZero() {
		return err
	}
	err = tx.Do(`INSERT INTO workorder_stage (order_id, id, stage, assignment, from_at, due_at, preset, rule) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, ids.New(), stage, o.Assignment, wall.Micros(from), wall.Micros(c.due), c.preset, c.rule)
	if err != nil {
		return fmt.Errorf("workorder: begin stage: %w", err)
	}
	return nil
}

// endStage ends the stage's clock: met, or no longer owed.
func endStage(tx *store.Tx, order ids.ID, stage Stage, at time.Time, met bool) error {
	metAt := time.Time{}
	if met {
		metAt = at
	}
	err := tx.Do(`UPDATE workorder_stage SET met_at = ?, ended_at = ? WHERE order_id = ? AND stage = ? AND ended_at = 0`,
		wall.Micros(metAt), wall.Micros(at), order, stage)
	if err != nil {
		return fmt.Errorf("workorder: end stage: %w", err)
	}
	return nil
}

// metContact notes the first contact. It counts from when the person says it was, if it was written down soon after;
// what is told much later counts from when it is told, so that nobody gains time by writing.
func (s *Service) metContact(tx *store.Tx, o *Order, claimed time.Time) error {
	now := s.now()
	if claimed.IsZero() || claimed.Before(o.DispatchedAt) || now.Sub(claimed) > s.options.ContactGrace {
		claimed = now
	}
	return endStage(tx, o.ID, StageContact, claimed, true)
}

func loadStages(q store.Queryer, order ids.ID) ([]StageClock, error) {
	rows, err := q.Query(`SELECT id, stage, assignment, from_at, due_at, preset, rule, met_at, ended_at, marked_at FROM workorder_stage WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, func(r store.Row) (c StageClock, err error) {
		var from, due, met, ended, marked int64
		err = r.Scan(&c.ID, &c.Stage, &c.Assignment, &from, &due, &c.Preset, &c.Rule, &met, &ended, &marked)
		c.MarkedAt = wall.FromMicros(marked)
		c.From, c.DueAt, c.MetAt, c.EndedAt = wall.FromMicros(from), wall.FromMicros(due), wall.FromMicros(met), wall.FromMicros(ended)
		return c, err
	})
}
