package switchboard

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const specialColumns = `id, code, template, queue, menu_key, hotline, say, sound, opens_at, closes_at, staff_id, at, closed_at, closed_by`

func scanSpecial(r store.Row) (l Special, err error) {
	var code, raw string
	var opens, closes, at, closed int64
	if err = r.Scan(&l.ID, &code, &l.Template, &raw, &l.Key, &l.Hotline, &l.Say, &l.Sound, &opens, &closes, &l.By, &at, &closed, &l.ClosedBy); err != nil {
		return l, err
	}
	l.OpensAt, l.ClosesAt, l.At, l.ClosedAt = wall.FromMicros(opens), wall.FromMicros(closes), wall.FromMicros(at), wall.FromMicros(closed)
	err = json.Unmarshal([]byte(raw), &l.Queue)
	l.Queue.Code = code
	return l, err
}

func putSpecial(tx *store.Tx, l Special) error {
	raw, err := json.Marshal(l.Queue)
	if err != nil {
		return fmt.Errorf("switchboard: line: %w", err)
	}
	closes := int64(0)
	if !l.ClosesAt.IsZero() {
		closes = wall.Micros(l.ClosesAt)
	}
	if err := tx.Do(`INSERT INTO switchboard_special (`+specialColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`,
		l.ID, l.Queue.Code, l.Template, string(raw), l.Key, l.Hotline, l.Say, l.Sound, wall.Micros(l.OpensAt), closes, l.By, wall.Micros(l.At)); err != nil {
		return fmt.Errorf("switchboard: put line: %w", err)
	}
	return nil
}

// freeCode is a code for a line's queue that no line had: its template, the day, and if need be a number.
func freeCode(q store.Queryer, template string, now time.Time) (string, error) {
	stem := template + "-" + now.In(wall.Shanghai).Format("20060102")
	for n := 1; ; n++ {
		code := stem
		if n > 1 {
			code = fmt.Sprintf("%s-%d", stem, n)
		}
		var taken int
		if err := q.QueryRow(`SELECT COUNT(*) FROM switchboard_special WHERE code = ?`, code).Scan(&taken); err != nil || taken == 0 {
			return code, err
		}
	}
}

// specialRow reads one line, locked within a transaction; ErrNoSpecial.
func specialRow(q store.Queryer, id ids.ID) (Special, error) {
	statement := `SELECT ` + specialColumns + ` FROM switchboard_special WHERE id = ?`
	if tx, ok := q.(*store.Tx); ok && tx.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	l, err := scanSpecial(q.QueryRow(statement, id))
	if errors.Is(err, sql.ErrNoRows) {
		return l, ErrNoSpecial
	}
	if err != nil {
		return l, fmt.Errorf("switchboard: line: %w", err)
	}
	return l, nil
}

// livingLines are the lines that were not closed, those to open later with them.
func livingLines(q store.Queryer) ([]Special, error) {
	rows, err := q.Query(`SELECT ` + specialColumns + ` FROM switchboard_special WHERE closed_at = 0 ORDER BY opens_at, id`)
	list, err := store.Collect(rows, err, scanSpecial)
	if err != nil {
		return nil, fmt.Errorf("switchboard: lines: %w", err)
	}
	return list, nil
}

// lineName is what the line of a queue was called; empty: there is none.
func lineName(q store.Queryer, code string) string {
	var raw string
	var queue Queue
	if q.QueryRow(`SELECT queue FROM switchboard_special WHERE code = ?`, code).Scan(&raw) != nil || json.Unmarshal([]byte(raw), &queue) != nil {
		return ""
	}
	return queue.Name
}

var specialSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}, {Name: "opens_at"}}}

// Specials lists all lines, the newest first unless asked otherwise. state narrows it: living, closed; empty: all. Faults:
// list.bad_sort, list.bad_cursor.
func (s *Service) Specials(q store.Queryer, state, sort, cursor string, limit int) (list []Special, next string, err error) {
	page, err := specialSorts.Page(sort, "-at", cursor, httpx.Limit(limit))
	if err != nil {
		return nil, "", err
	}
	where := map[string]string{"living": `closed_at = 0`, "closed": `closed_at > 0`}[state]
	list, next, err = store.ReadPage(q, page, store.Select{Columns: specialColumns, Table: `switchboard_special`, Where: where}, scanSpecial)
	if err != nil {
		return nil, "", fmt.Errorf("switchboard: lines: %w", err)
	}
	return list, next, nil
}
