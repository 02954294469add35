package workorder

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// noDue stands in due_at for "no due time", so that such orders sort last.
const noDue = math.MaxInt64

// fixedColumns are written once; changing columns by every verb.
const (
	fixedColumns = `id, number, kind, category_id, division, door, urgent, business, imported,
		created_by, created_at, total_due_at, total_preset, total_rule, total_from, occurred_at, language, topics,
		reply_wanted, reply_way, reply_hours, hotline, title, address, accused, content, expectation, salt, held`
	changingColumns = `state, version, direct, unit_id, handler_id, assignment, dispatched_at, signed_at,
		replied_at, completed_at, archived_at, due_at, soon_at, sign_due_at, mark, next_mark_at,
		redo_count, urge_count, return_count, sealed, stopped_at, until_at, progress_due_at, designated,
		application_id, extension_count, merged_into, merged_count, party_count, co_open, transfer_count, first_receiver, accused_count, contact_asked, ended_at, erased`
)

var (
	insertOrderSQL = `INSERT INTO workorder_order (` + fixedColumns + `, ` + changingColumns + `) VALUES (` +
		placeholders(fixedColumns+","+changingColumns) + `)`
	updateOrderSQL = `UPDATE workorder_order SET ` + assignments(changingColumns) + ` WHERE id = ?`
	selectOrderSQL = `SELECT ` + fixedColumns + `, ` + changingColumns + ` FROM workorder_order WHERE id = ?`
)

func placeholders(columns string) string {
	return strings.TrimSuffix(strings.Repeat("?, ", strings.Count(columns, ",")+1), ", ")
}

func assignments(columns string) string {
	return strings.ReplaceAll(columns, ",", " = ?,") + " = ?"
}

func (o *Order) fixed() ([]any, error) {
	topics := ""
	if len(o.Topics) > 0 {
		raw, err := json.Marshal(o.Topics)
		if err != nil {
			return nil, fmt.Errorf("workorder: topics: %w", err)
		}
		topics = string(raw)
	}
	salt := o.Salt
	if salt == nil {
		salt = []byte{}
	}
	return []any{o.ID, o.Number, o.Kind, o.Category, o.Division, o.Door, flag(o.Urgent), flag(o.Business),
		flag(o.Imported), o.CreatedBy, wall.Micros(o.CreatedAt), wall.Micros(o.TotalDueAt), o.TotalPreset, o.TotalRule,
		wall.Micros(o.TotalFrom), wall.Micros(o.OccurredAt), o.Language, topics, flag(o.ReplyWanted), o.ReplyWay, o.ReplyHours, o.Hotline,
		o.Title, o.Address, o.Accused, o.Content, o.Expectation, salt, flag(o.Held)}, nil
}

func (o *Order) changing() []any {
	due := wall.Micros(o.DueAt)
	if due == 0 {
		due = noDue
	}
	return []any{o.State, o.Version, flag(o.Direct), o.Unit, o.Handler, o.Assignment, wall.Micros(o.DispatchedAt),
		wall.Micros(o.SignedAt), wall.Micros(o.RepliedAt), wall.Micros(o.CompletedAt), wall.Micros(o.ArchivedAt),
		due, wall.Micros(o.SoonAt), wall.Micros(o.SignDueAt), int(o.Mark), nullMicros(o.NextMarkAt),
		o.RedoCount, o.UrgeCount, o.ReturnCount, flag(o.Sealed), wall.Micros(o.StoppedAt), wall.Micros(o.UntilAt),
		wall.Micros(o.ProgressDueAt), flag(o.Designated), o.Application, o.ExtensionCount, o.MergedInto, o.MergedCount, o.PartyCount, o.CoOpen, o.Transfers,
		flag(o.FirstReceiver), o.AccusedCount, flag(o.ContactAsked), wall.Micros(o.EndedAt), o.Erased}
}

// insertOrder writes a new order's row, in whatever state it already has.
func insertOrder(tx *store.Tx, o *Order) error {
	fixed, err := o.fixed()
	if err != nil {
		return err
	}
	if err := tx.Do(insertOrderSQL, append(fixed, o.changing()...)...); err != nil {
		return fmt.Errorf("workorder: insert order: %w", err)
	}
	return nil
}

// updateOrder writes what verbs change. The row is locked by the verb that loaded it.
func updateOrder(tx *store.Tx, o *Order) error {
	if err := tx.Do(updateOrderSQL, append(o.changing(), o.ID)...); err != nil {
		return fmt.Errorf("workorder: update order: %w", err)
	}
	return nil
}

// loadOrder reads one order, of whatever scope; [ErrNotFound] if there is none.
func loadOrder(q store.Queryer, id ids.ID) (*Order, error) {
	o, err := scanOrder(q.QueryRow(selectOrderSQL, id))
	o, err = withParties(q, o, err)
	return withAccused(q, o, err)
}

// lockOrder reads one order and keeps others from changing it until the transaction ends.
// SQLite has one writer, so reading is enough there.
func lockOrder(tx *store.Tx, id ids.ID) (*Order, error) {
	statement := selectOrderSQL
	if tx.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	o, err := scanOrder(tx.QueryRow(statement, id))
	o, err = withParties(tx, o, err)
	return withAccused(tx, o, err)
}

// loadOrders reads many orders, of whatever scope; those that are not there are absent. With lock others are kept from
// changing them until the transaction ends, in the order of their ids.
func loadOrders(q store.Queryer, list []ids.ID, lock bool) (map[ids.ID]*Order, error) {
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	found := make(map[ids.ID]*Order, len(list))
	err := store.Many(list, func(marks string, args []any) error {
		statement := `SELECT ` + fixedColumns + `, ` + changingColumns + ` FROM workorder_order WHERE id IN (` + marks + `) ORDER BY id`
		if lock && q.Engine() == store.Postgres {
			statement += ` FOR UPDATE`
		}
		rows, err := q.Query(statement, args...)
		some, err := store.Collect(rows, err, scanOrder)
		for _, o := range some {
			found[o.ID] = o
		}
		return err
	})
	for _, o := range found {
		o, err = withParties(q, o, err)
		if _, err = withAccused(q, o, err); err != nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("workorder: load orders: %w", err)
	}
	return found, nil
}

func scanOrder(row store.Row) (*Order, error) {
	var o Order
	var stopped, until, progressDue, totalFrom, ended int64
	var created, totalDue, occurred, dispatched, signed, replied, completed, archived, due, soon, signDue int64
	var next sql.NullInt64
	var topics string
	err := row.Scan(&o.ID, &o.Number, &o.Kind, &o.Category, &o.Division, &o.Door, &o.Urgent, &o.Business,
		&o.Imported, &o.CreatedBy, &created, &totalDue, &o.TotalPreset, &o.TotalRule, &totalFrom, &occurred, &o.Language, &topics,
		&o.ReplyWanted, &o.ReplyWay, &o.ReplyHours, &o.Hotline, &o.Title, &o.Address, &o.Accused, &o.Content, &o.Expectation, &o.Salt, &o.Held,
		&o.State, &o.Version, &o.Direct, &o.Unit, &o.Handler, &o.Assignment, &dispatched, &signed, &replied, &completed,
		&archived, &due, &soon, &signDue, &o.Mark, &next, &o.RedoCount, &o.UrgeCount, &o.ReturnCount,
		&o.Sealed, &stopped, &until, &progressDue, &o.Designated, &o.Application, &o.ExtensionCount, &o.MergedInto, &o.MergedCount,
		&o.PartyCount, &o.CoOpen, &o.Transfers, &o.FirstReceiver, &o.AccusedCount, &o.ContactAsked, &ended, &o.Erased)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("workorder: load order: %w", err)
	}
	if topics != "" {
		if err := json.Unmarshal([]byte(topics), &o.Topics); err != nil {
			return nil, fmt.Errorf("workorder: topics of %d: %w", o.ID, err)
		}
	}
	o.CreatedAt, o.TotalDueAt, o.OccurredAt = wall.FromMicros(created), wall.FromMicros(totalDue), wall.FromMicros(occurred)
	o.DispatchedAt, o.SignedAt, o.RepliedAt = wall.FromMicros(dispatched), wall.FromMicros(signed), wall.FromMicros(replied)
	o.CompletedAt, o.ArchivedAt = wall.FromMicros(completed), wall.FromMicros(archived)
	o.DueAt, o.SoonAt, o.SignDueAt = fromDue(due), wall.FromMicros(soon), wall.FromMicros(signDue)
	o.NextMarkAt, o.EndedAt = wall.FromMicros(next.Int64), wall.FromMicros(ended)
	o.TotalFrom, o.StoppedAt = wall.FromMicros(totalFrom), wall.FromMicros(stopped)
	o.UntilAt, o.ProgressDueAt = wall.FromMicros(until), wall.FromMicros(progressDue)
	return &o, nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func nullMicros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: wall.Micros(t), Valid: !t.IsZero()}
}

func fromDue(us int64) time.Time {
	if us == noDue {
		return time.Time{}
	}
	return wall.FromMicros(us)
}
