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

// Application is one time that a unit asked for more time, for a pause, or for shelving.
type Application struct {
	Order      ids.ID
	ID         ids.ID
	Assignment int
	Unit       ids.ID
	By         ids.ID
	At         time.Time
	Kind       Case // CaseExtension, CasePause, CaseShelve
	Reason     string
	Amount     int       // extension: in the unit of the rule's limit
	Until      time.Time // pause, shelve: the planned end
	Salt       []byte
	State      ReviewState
	ReviewNote string
	ReviewedAt time.Time
	ReviewedBy ids.ID
}

// applicationLabels name what may be applied for.
var applicationLabels = map[Case]string{CaseExtension: "延期", CasePause: "暂停", CaseShelve: "挂账"}

const applicationColumns = `order_id, id, assignment, unit_id, by_id, at, kind, reason, amount, until_at, salt, state,
	review_note, reviewed_at, reviewed_by`

var insertApplicationSQL = `INSERT INTO workorder_application (` + applicationColumns + `) VALUES (` +
	placeholders(applicationColumns) + `)`

func insertApplication(tx *store.Tx, a Application) error {
	err := tx.Do(insertApplicationSQL, a.Order, a.ID, a.Assignment, a.Unit, a.By, wall.Micros(a.At), a.Kind, a.Reason,
		a.Amount, wall.Micros(a.Until), a.Salt, a.State, a.ReviewNote, wall.Micros(a.ReviewedAt), a.ReviewedBy)
	if err != nil {
		return fmt.Errorf("workorder: insert application: %w", err)
	}
	return nil
}

func loadApplications(q store.Queryer, order ids.ID) ([]Application, error) {
	rows, err := q.Query(`SELECT `+applicationColumns+` FROM workorder_application WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, scanApplication)
}

// pendingApplication reads what waits for a decision; [ErrNoApplication] when nothing does.
func pendingApplication(q store.Queryer, o *Order) (Application, error) {
	if o.Application == 0 {
		return Application{}, ErrNoApplication
	}
	a, err := scanApplication(q.QueryRow(`SELECT `+applicationColumns+
		` FROM workorder_application WHERE order_id = ? AND id = ?`, o.ID, o.Application))
	if errors.Is(err, sql.ErrNoRows) {
		return Application{}, fmt.Errorf("workorder: order %d waits for an application that is not there: %w", o.ID, err)
	}
	return a, err
}

func scanApplication(row store.Row) (Application, error) {
	var a Application
	var at, until, reviewed int64
	err := row.Scan(&a.Order, &a.ID, &a.Assignment, &a.Unit, &a.By, &at, &a.Kind, &a.Reason, &a.Amount, &until, &a.Salt,
		&a.State, &a.ReviewNote, &reviewed, &a.ReviewedBy)
	if err != nil {
		return Application{}, fmt.Errorf("workorder: scan application: %w", err)
	}
	a.At, a.Until, a.ReviewedAt = wall.FromMicros(at), wall.FromMicros(until), wall.FromMicros(reviewed)
	return a, nil
}

func (s *Service) closeApplication(tx *store.Tx, o *Order, by ids.ID, state ReviewState, words string) error {
	err := tx.Do(`UPDATE workorder_application SET state = ?, review_note = ?, reviewed_at = ?, reviewed_by = ?
		WHERE order_id = ? AND id = ?`, state, words, wall.Micros(s.now()), by, o.ID, o.Application)
	if err != nil {
		return fmt.Errorf("workorder: close application: %w", err)
	}
	o.Application = 0
	return nil
}

// lapse ends an application that nobody decided before the order moved on.
func (s *Service) lapse(tx *store.Tx, o *Order) error {
	if o.Application == 0 {
		return nil
	}
	return s.closeApplication(tx, o, 0, ReviewLapsed, "")
}
