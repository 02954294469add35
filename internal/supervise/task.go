package supervise

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Task is what one unit must do by when: an instruction of a case (批示), or its part of a meeting's decision.
type Task struct {
	ID         ids.ID
	State      State
	Version    int64
	Case       ids.ID
	Meeting    ids.ID
	Docket     ids.ID
	Order      ids.ID
	Number     string
	Unit       ids.ID
	Part       string // PartLead, PartCo, or empty
	Words      string
	GivenAt    time.Time
	GivenBy    ids.ID
	DueAt      time.Time
	Rule       string
	AnsweredAt time.Time
	EndedAt    time.Time
	EndedBy    ids.ID
	EndNote    string
	Mark       int
	NextAt     time.Time

	salt   []byte
	source string // number of the case or of the meeting's item
}

// A unit's part in a decision.
const (
	PartLead = "lead" // 主办
	PartCo   = "co"   // 协办
)

const taskColumns = `id, state, version, case_id, meeting_id, docket_id, order_id, number, unit_id, part, words, salt, given_at, given_by,
	due_at, rule, answered_at, ended_at, ended_by, end_note, mark, next_at`

func scanTask(row store.Row) (*Task, error) {
	var t Task
	var given, due, answered, ended, next int64
	err := row.Scan(&t.ID, &t.State, &t.Version, &t.Case, &t.Meeting, &t.Docket, &t.Order, &t.Number, &t.Unit, &t.Part, &t.Words, &t.salt,
		&given, &t.GivenBy, &due, &t.Rule, &answered, &ended, &t.EndedBy, &t.EndNote, &t.Mark, &next)
	t.GivenAt, t.DueAt, t.AnsweredAt = wall.FromMicros(given), wall.FromMicros(due), wall.FromMicros(answered)
	t.EndedAt, t.NextAt = wall.FromMicros(ended), wall.FromMicros(next)
	return &t, err
}

func insertTask(tx *store.Tx, t *Task) error {
	err := tx.Do(`INSERT INTO supervise_task (`+taskColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.ID, t.State, t.Version, t.Case, t.Meeting, t.Docket, t.Order, t.Number, t.Unit, t.Part, t.Words, t.salt, wall.Micros(t.GivenAt), t.GivenBy,
		wall.Micros(t.DueAt), t.Rule, wall.Micros(t.AnsweredAt), wall.Micros(t.EndedAt), t.EndedBy, t.EndNote, t.Mark, wall.Micros(t.NextAt))
	if err != nil {
		return fmt.Errorf("supervise: insert task: %w", err)
	}
	return nil
}

func updateTask(tx *store.Tx, t *Task) error {
	err := tx.Do(`UPDATE supervise_task SET state = ?, version = ?, answered_at = ?, ended_at = ?, ended_by = ?, end_note = ?, mark = ?, next_at = ?
		WHERE id = ?`, t.State, t.Version, wall.Micros(t.AnsweredAt), wall.Micros(t.EndedAt), t.EndedBy, t.EndNote, t.Mark, wall.Micros(t.NextAt), t.ID)
	if err != nil {
		return fmt.Errorf("supervise: update task: %w", err)
	}
	return nil
}

// taskOf reads a task of by's scope; within a transaction it is locked.
func taskOf(q store.Queryer, by auth.Principal, id ids.ID) (*Task, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	t, err := scanTask(q.QueryRow(`SELECT `+taskColumns+` FROM supervise_task WHERE id = ?`+locking(q), id))
	if errors.Is(err, sql.ErrNoRows) || err == nil && !by.Scope.Allows(t.Unit) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("supervise: task: %w", err)
	}
	return t, nil
}

// late tells whether a task is overdue, or was when the answer that counts came. A rejected answer never stopped the
// clock.
func (t *Task) late(now time.Time) bool {
	if !t.AnsweredAt.IsZero() {
		return t.AnsweredAt.After(t.DueAt)
	}
	return (t.State == StateOpen && now.After(t.DueAt)) || (t.State == StateCancelled && t.EndedAt.After(t.DueAt))
}

// nextMark is when the unit must next be told.
func (t *Task) nextMark(soon time.Time) time.Time {
	switch {
	case t.State != StateOpen || t.Mark >= 2:
		return time.Time{}
	case t.Mark == 0 && !soon.IsZero():
		return soon
	}
	return t.DueAt.Add(time.Microsecond)
}

// subject is on whose chain the events of a task stand: the order's when its unit may know of the order, else the
// case's or the meeting's. Another unit's stream must not name an order that it cannot read.
func (s *Service) subject(q store.Queryer, t *Task) ids.ID {
	if t.Order != 0 {
		if o, err := s.Orders.Get(q, auth.System, t.Order); err == nil && o.Unit == t.Unit {
			return t.Order
		}
	}
	if t.Case != 0 {
		return t.Case
	}
	return t.Meeting
}
