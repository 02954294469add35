package anchor

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// row is what the database keeps of an anchor.
type row struct {
	number, upto, at int64
	signed
}

const rowColumns = `number, upto, at, header, signature`

func scanRow(r store.Row) (x row, err error) {
	return x, r.Scan(&x.number, &x.upto, &x.at, &x.line, &x.signature)
}

// lastRow is the newest anchor; ok is false when there is none.
func lastRow(q store.Queryer) (x row, ok bool, err error) {
	x, err = scanRow(q.QueryRow(`SELECT ` + rowColumns + ` FROM ledger_anchor ORDER BY number DESC LIMIT 1`))
	return found(x, err)
}

// rowFor is the anchor that speaks for an event's number.
func rowFor(q store.Queryer, seq int64) (x row, ok bool, err error) {
	x, err = scanRow(q.QueryRow(`SELECT `+rowColumns+` FROM ledger_anchor WHERE upto >= ? ORDER BY upto LIMIT 1`, seq))
	return found(x, err)
}

func found(x row, err error) (row, bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, false, nil
	}
	if err != nil {
		return row{}, false, fmt.Errorf("anchor: read: %w", err)
	}
	return x, true, nil
}

// allRows are all anchors by number: one for each day, or for each 65,536 events.
func allRows(q store.Queryer) ([]row, error) {
	rows, err := q.Query(`SELECT ` + rowColumns + ` FROM ledger_anchor ORDER BY number`)
	list, err := store.Collect(rows, err, scanRow)
	if err != nil {
		return nil, fmt.Errorf("anchor: list: %w", err)
	}
	return list, nil
}

// insert keeps an anchor's header; false when another node was first.
func insert(tx *store.Tx, h Header, s signed) (bool, error) {
	res, err := tx.Exec(`INSERT INTO ledger_anchor (`+rowColumns+`) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		h.Number, h.Upto, wall.Micros(h.At), s.line, s.signature)
	if err != nil {
		return false, fmt.Errorf("anchor: keep: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// stretchPage is how many events are read at once.
const stretchPage = 5000

// stretch reads the events numbered after … upto as an anchor names them, by number; a number without an event is a
// zero line.
func stretch(q store.Queryer, after, upto int64) ([]line, error) {
	list := make([]line, upto-after)
	for from := after; from < upto; from += stretchPage {
		to := min(from+stretchPage, upto)
		rows, err := q.Query(`SELECT seq, subject, pos, hash FROM ledger_event WHERE seq > ? AND seq <= ? ORDER BY seq`, from, to)
		_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
			var seq int64
			var l line
			err := r.Scan(&seq, &l.Subject, &l.Pos, &l.Hash)
			if err == nil {
				list[seq-after-1] = l
			}
			return struct{}{}, err
		})
		if err != nil {
			return nil, fmt.Errorf("anchor: read events: %w", err)
		}
	}
	return list, nil
}

// Standing is how far a chain is anchored.
type Standing struct {
	Events   int64  // of the chain
	Head     []byte // hash of the last one; nil for an empty chain
	Anchored int64  // how many of them an anchor speaks for, from the first
	Anchor   int64  // the number of the anchor that speaks for the last of those
	At       time.Time
}

// Standing tells how far the chain of a subject is anchored.
func (k *Keeper) Standing(q store.Queryer, subject ids.ID) (Standing, error) {
	var s Standing
	err := q.QueryRow(`SELECT pos, hash FROM ledger_event WHERE subject = ? ORDER BY pos DESC LIMIT 1`, subject).Scan(&s.Events, &s.Head)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("anchor: standing: %w", err)
	}
	pos, seq, err := anchoredEvent(q, subject)
	if err != nil || pos == 0 {
		return s, err
	}
	x, ok, err := rowFor(q, seq)
	if err != nil || !ok {
		return s, err
	}
	s.Anchored, s.Anchor, s.At = pos, x.number, wall.FromMicros(x.at)
	return s, nil
}

// Waiting is when the oldest event happened for which no anchor speaks yet; zero when there is none.
func (k *Keeper) Waiting(q store.Queryer) (time.Time, error) {
	var at int64
	err := q.QueryRow(`SELECT at FROM ledger_event WHERE seq > (SELECT COALESCE(MAX(upto), 0) FROM ledger_anchor) ORDER BY seq LIMIT 1`).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("anchor: waiting: %w", err)
	}
	return wall.FromMicros(at), nil
}

// anchoredEvent is the newest event of a chain for which an anchor speaks; 0 when there is none.
func anchoredEvent(q store.Queryer, subject ids.ID) (pos, seq int64, err error) {
	err = q.QueryRow(`SELECT pos, seq FROM ledger_event WHERE subject = ? AND seq <= (SELECT MAX(upto) FROM ledger_anchor)
		ORDER BY pos DESC LIMIT 1`, subject).Scan(&pos, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, fmt.Errorf("anchor: standing: %w", err)
	}
	return pos, seq, nil
}
