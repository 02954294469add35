package workorder

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Assignment is one time that a unit was given the order, with what its clock was
// computed from.
type Assignment struct {
	Order     ids.ID
	Seq       int
	Unit      ids.ID
	By        ids.ID
	How       Verb // dispatch, reassign, designate, review-return, redo, transfer or recall
	Note      string
	Salt      []byte
	GivenAt   time.Time
	FromAt    time.Time // where the clock runs from, if not from GivenAt: it was passed along the line or within a sub-centre
	Preset    string
	Rule      string // JSON of clock.Fields
	SignRule  string
	Pauses    string // JSON of []clock.Pause; empty: none
	Extra     string // JSON of []clock.Fields: time granted beyond the rule; empty: none
	DueAt     time.Time
	SignDueAt time.Time
	SignedAt  time.Time
	SignedBy  ids.ID
	EndedAt   time.Time
	EndedHow  Verb
}

// give hands the order to a unit: a new assignment with a new unit clock, from now on. The
// citizen's clock is not touched. It changes o; the caller writes both rows.
func (s *Service) give(tx *store.Tx, p auth.Principal, o *Order, unit ids.ID, how Verb, words string) (Assignment, Detail, error) {
	if unit == 0 {
		return Assignment{}, Detail{}, ErrUnitMissing.WithField("unit_id", "请选择承办单位。")
	}
	if err := s.Units.Receives(tx, unit); err != nil {
		return Assignment{}, Detail{}, err
	}
	if err := s.collide(tx, o, unit); err != nil {
		return Assignment{}, Detail{}, err
	}
	now := s.now()
	handle, err := s.startClock(tx, o, StageHandle, now)
	if err != nil {
		return Assignment{}, Detail{}, err
	}
	sign, err := s.startClock(tx, o, StageSign, now)
	if err != nil {
		return Assignment{}, Detail{}, err
	}
	if o.FirstReceiver, err = s.receivesFirst(tx, o, unit, how); err != nil {
		return Assignment{}, Detail{}, err
	}
	// Whose it is was decided; that the result did not stand changes nothing about it.
	o.Designated = how == VerbDesignate || how == VerbRedo && unit == o.Unit && o.Designated
	o.Assignment++
	o.Unit, o.Handler = unit, 0
	o.DispatchedAt, o.SignedAt, o.RepliedAt, o.CompletedAt = now, time.Time{}, time.Time{}, time.Time{}
	o.DueAt, o.SoonAt, o.SignDueAt, o.Mark = handle.due, handle.soon, sign.due, MarkNone
	o.StoppedAt, o.UntilAt, o.ProgressDueAt = time.Time{}, time.Time{}, time.Time{}
	o.ExtensionCount, o.ContactAsked = 0, false
	salt, commit := commitWords(words)
	a := Assignment{
		Order: o.ID, Seq: o.Assignment, Unit: unit, By: p.ID, How: how, Note: words, Salt: salt, GivenAt: now,
		Preset: handle.preset, Rule: handle.rule, SignRule: sign.rule, DueAt: handle.due, SignDueAt: sign.due,
	}
	return a, Detail{
		Assignment: a.Seq, DueAt: wall.Micros(a.DueAt), SignDueAt: wall.Micros(a.SignDueAt),
		Urgent: o.Urgent, Sealed: o.Sealed, FirstReceiver: o.FirstReceiver, Commit: commit,
	}, nil
}

// commitWords commits to a text; no text needs no commitment.
func commitWords(text string) (salt []byte, commit string) {
	if text == "" {
		return []byte{}, ""
	}
	return ledger.Commit(text)
}

const assignmentColumns = `order_id, seq, unit_id, by_id, how, note, salt, given_at, preset, rule, sign_rule,
	pauses, due_at, sign_due_at, signed_at, signed_by, ended_at, ended_how, extra, from_at`

var insertAssignmentSQL = `INSERT INTO workorder_assignment (` + assignmentColumns + `) VALUES (` +
	placeholders(assignmentColumns) + `)`

func insertAssignment(tx *store.Tx, a Assignment) error {
	err := tx.Do(insertAssignmentSQL, a.Order, a.Seq, a.Unit, a.By, a.How, a.Note, a.Salt, wall.Micros(a.GivenAt),
		a.Preset, a.Rule, a.SignRule, a.Pauses, wall.Micros(a.DueAt), wall.Micros(a.SignDueAt), wall.Micros(a.SignedAt),
		a.SignedBy, wall.Micros(a.EndedAt), a.EndedHow, a.Extra, wall.Micros(a.FromAt))
	if err != nil {
		return fmt.Errorf("workorder: insert assignment: %w", err)
	}
	return nil
}

// endAssignment notes when and by which verb the current assignment ended.
func endAssignment(tx *store.Tx, o *Order, seq int, how Verb, at time.Time) error {
	err := tx.Do(`UPDATE workorder_assignment SET ended_at = ?, ended_how = ? WHERE order_id = ? AND seq = ? AND ended_at = 0`,
		wall.Micros(at), how, o.ID, seq)
	if err != nil {
		return fmt.Errorf("workorder: end assignment: %w", err)
	}
	return nil
}

func loadAssignments(q store.Queryer, order ids.ID) ([]Assignment, error) {
	rows, err := q.Query(`SELECT `+assignmentColumns+` FROM workorder_assignment WHERE order_id = ? ORDER BY seq`, order)
	return store.Collect(rows, err, scanAssignment)
}

// currentAssignment reads the assignment that runs; ok is false while no unit has the order.
func currentAssignment(q store.Queryer, o *Order) (a Assignment, ok bool, err error) {
	a, err = scanAssignment(q.QueryRow(`SELECT `+assignmentColumns+
		` FROM workorder_assignment WHERE order_id = ? AND seq = ?`, o.ID, o.Assignment))
	if errors.Is(err, sql.ErrNoRows) {
		return Assignment{}, false, nil
	}
	return a, err == nil, err
}

func scanAssignment(row store.Row) (Assignment, error) {
	var a Assignment
	var given, due, signDue, signed, ended, from int64
	err := row.Scan(&a.Order, &a.Seq, &a.Unit, &a.By, &a.How, &a.Note, &a.Salt, &given, &a.Preset, &a.Rule, &a.SignRule,
		&a.Pauses, &due, &signDue, &signed, &a.SignedBy, &ended, &a.EndedHow, &a.Extra, &from)
	if err != nil {
		return Assignment{}, fmt.Errorf("workorder: scan assignment: %w", err)
	}
	a.GivenAt, a.DueAt, a.SignDueAt = wall.FromMicros(given), wall.FromMicros(due), wall.FromMicros(signDue)
	a.SignedAt, a.EndedAt, a.FromAt = wall.FromMicros(signed), wall.FromMicros(ended), wall.FromMicros(from)
	return a, nil
}

// from is where the unit's clock runs from: along the line and within a sub-centre it is the moment in which the first
// unit was given the order, so that passing it on gains no time.
func (a Assignment) from() time.Time {
	if a.FromAt.IsZero() {
		return a.GivenAt
	}
	return a.FromAt
}
