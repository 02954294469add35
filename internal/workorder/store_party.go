package workorder

import (
	"database/sql"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const partyColumns = `order_id, id, unit_id, role, state, assignment, by_id, by_centre, trusted, insisted, at, preset, rule,
	capped, due_at, soon_at, mark, next_mark_at, reason_code, ask_id, result_id, return_id, answer_id, done_by, done_at, ended_at`

var insertPartySQL = `INSERT INTO workorder_party (` + partyColumns + `) VALUES (` + placeholders(partyColumns) + `)`

// addParty writes a new part and keeps the order's counts; the caller writes the order.
func addParty(tx *store.Tx, o *Order, x Party) error {
	x.Order, x.ID = o.ID, ids.New()
	x.NextMarkAt = x.nextMark()
	due := wall.Micros(x.DueAt)
	if due == 0 {
		due = noDue
	}
	err := tx.Do(insertPartySQL, x.Order, x.ID, x.Unit, x.Role, x.State, x.Assignment, x.By, flag(x.ByCentre), flag(x.Trusted),
		flag(x.Insisted), wall.Micros(x.At), x.Preset, x.Rule, flag(x.Capped), due, wall.Micros(x.SoonAt), int(x.Mark),
		nullMicros(x.NextMarkAt), x.ReasonCode, x.Ask, x.Result, x.Returned, x.Answer, x.DoneBy, wall.Micros(x.DoneAt), wall.Micros(x.EndedAt))
	if err != nil {
		return fmt.Errorf("workorder: insert party: %w", err)
	}
	o.parties = append(o.parties, x)
	o.PartyCount = len(o.parties)
	o.countOwed()
	return nil
}

// keepParty writes what changes of a part, and keeps the order's counts; the caller writes the order.
func keepParty(tx *store.Tx, o *Order, x *Party) error {
	x.NextMarkAt = x.nextMark()
	err := tx.Do(`UPDATE workorder_party SET state = ?, insisted = ?, mark = ?, next_mark_at = ?, reason_code = ?,
		result_id = ?, return_id = ?, answer_id = ?, done_by = ?, done_at = ?, ended_at = ? WHERE order_id = ? AND id = ?`,
		x.State, flag(x.Insisted), int(x.Mark), nullMicros(x.NextMarkAt), x.ReasonCode, x.Result, x.Returned, x.Answer,
		x.DoneBy, wall.Micros(x.DoneAt), wall.Micros(x.EndedAt), x.Order, x.ID)
	if err != nil {
		return fmt.Errorf("workorder: update party: %w", err)
	}
	o.countOwed()
	return nil
}

func (o *Order) countOwed() {
	o.CoOpen = 0
	for _, x := range o.parties {
		o.CoOpen += flag(x.owed())
	}
}

// withParties reads who takes part in the order, if anybody ever did.
func withParties(q store.Queryer, o *Order, err error) (*Order, error) {
	if err != nil || o.PartyCount == 0 {
		return o, err
	}
	rows, err := q.Query(`SELECT `+partyColumns+` FROM workorder_party WHERE order_id = ? ORDER BY id`, o.ID)
	o.parties, err = store.Collect(rows, err, scanParty)
	return o, err
}

func scanParty(row store.Row) (Party, error) {
	var x Party
	var at, due, soon, done, ended int64
	var next sql.NullInt64
	err := row.Scan(&x.Order, &x.ID, &x.Unit, &x.Role, &x.State, &x.Assignment, &x.By, &x.ByCentre, &x.Trusted, &x.Insisted, &at,
		&x.Preset, &x.Rule, &x.Capped, &due, &soon, &x.Mark, &next, &x.ReasonCode, &x.Ask, &x.Result, &x.Returned, &x.Answer,
		&x.DoneBy, &done, &ended)
	if err != nil {
		return Party{}, fmt.Errorf("workorder: scan party: %w", err)
	}
	x.At, x.DueAt, x.SoonAt = wall.FromMicros(at), fromDue(due), wall.FromMicros(soon)
	x.NextMarkAt, x.DoneAt, x.EndedAt = wall.FromMicros(next.Int64), wall.FromMicros(done), wall.FromMicros(ended)
	return x, nil
}
