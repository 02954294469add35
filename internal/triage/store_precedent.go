package triage

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const precedentColumns = `id, return_id, order_id, category_id, division, kind, accused_kind, reason_code, from_unit, proposed_unit, to_unit,
	verdict, decided_at, decided_by, retired_at, retired_by, retire_reason`

func scanPrecedent(r store.Row) (Precedent, error) {
	var p Precedent
	var decided, retired int64
	err := r.Scan(&p.ID, &p.Return, &p.Order, &p.Category, &p.Division, &p.Kind, &p.AccusedKind, &p.ReasonCode, &p.From, &p.Proposed, &p.To,
		&p.Verdict, &decided, &p.DecidedBy, &retired, &p.RetiredBy, &p.RetireReason)
	p.DecidedAt, p.RetiredAt = wall.FromMicros(decided), wall.FromMicros(retired)
	return p, err
}

// insertPrecedent writes a precedent once, however often the ledger is followed.
func insertPrecedent(tx *store.Tx, p *Precedent) error {
	err := tx.Do(`INSERT INTO triage_precedent (`+precedentColumns+`, retire_salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', ?)
		ON CONFLICT (return_id) DO NOTHING`, p.ID, p.Return, p.Order, p.Category, p.Division, p.Kind, p.AccusedKind, p.ReasonCode, p.From,
		p.Proposed, p.To, p.Verdict, wall.Micros(p.DecidedAt), p.DecidedBy, []byte{})
	if err != nil {
		return fmt.Errorf("triage: insert precedent: %w", err)
	}
	return nil
}

// ownerKnown notes which unit got an order whose return was upheld before it was known to whom it would go.
func ownerKnown(tx *store.Tx, order, unit ids.ID) error {
	err := tx.Do(`UPDATE triage_precedent SET to_unit = ? WHERE order_id = ? AND to_unit = 0 AND verdict = ?`, unit, order, Upheld)
	if err != nil {
		return fmt.Errorf("triage: owner of a precedent: %w", err)
	}
	return nil
}

// ownersUnknown are the orders of events of whose upheld returns it is not known to whom they went.
func ownersUnknown(q store.Queryer, recs []ledger.Record) (map[ids.ID]bool, error) {
	orders := make([]ids.ID, len(recs))
	for i := range recs {
		orders[i] = recs[i].Subject
	}
	open := map[ids.ID]bool{}
	err := store.Many(orders, func(marks string, args []any) error {
		rows, err := q.Query(`SELECT order_id FROM triage_precedent WHERE order_id IN (`+marks+`) AND to_unit = 0 AND verdict = ?`, append(args, Upheld)...)
		found, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
		for _, id := range found {
			open[id] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("triage: owners of precedents: %w", err)
	}
	return open, nil
}

// lockPrecedent reads a precedent and keeps others from changing it until the transaction ends.
func lockPrecedent(tx *store.Tx, id ids.ID) (Precedent, error) {
	statement := `SELECT ` + precedentColumns + ` FROM triage_precedent WHERE id = ?`
	if tx.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	p, err := scanPrecedent(tx.QueryRow(statement, id))
	if errors.Is(err, sql.ErrNoRows) {
		return p, ErrPrecedentNotFound
	}
	return p, err
}

func retire(tx *store.Tx, p Precedent, salt []byte) error {
	err := tx.Do(`UPDATE triage_precedent SET retired_at = ?, retired_by = ?, retire_reason = ?, retire_salt = ? WHERE id = ?`,
		wall.Micros(p.RetiredAt), p.RetiredBy, p.RetireReason, salt, p.ID)
	if err != nil {
		return fmt.Errorf("triage: retire precedent: %w", err)
	}
	return nil
}

// precedents reads the newest that fulfil a condition.
func precedents(q store.Queryer, where []string, args []any, limit int) ([]Precedent, error) {
	if len(where) == 0 {
		where = []string{`1 = 1`}
	}
	rows, err := q.Query(`SELECT `+precedentColumns+` FROM triage_precedent WHERE `+strings.Join(where, ` AND `)+` ORDER BY id DESC LIMIT ?`,
		append(args, limit)...)
	list, err := store.Collect(rows, err, scanPrecedent)
	if err != nil {
		return nil, fmt.Errorf("triage: precedents: %w", err)
	}
	return list, nil
}
