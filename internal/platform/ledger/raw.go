package ledger

import (
	"encoding/json"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Raw is a row of the ledger with nothing interpreted: what its hash is made of.
type Raw struct {
	ID      ids.ID
	Seq     int64 // 0: not numbered yet
	Subject ids.ID
	Pos     int64
	Kind    string
	Actor   ids.ID
	Units   string // ",id,id,"
	At      int64  // UTC microseconds
	Payload string
	Salt    int64
	Prev    []byte
	Hash    []byte
}

// RawColumns are the columns of a Raw, in the order in which Dest scans them.
const RawColumns = `id, COALESCE(seq, 0), subject, pos, kind, actor, units, at, payload, salt, prev, hash`

// Dest is where the columns are scanned to.
func (r *Raw) Dest() []any {
	return []any{&r.ID, &r.Seq, &r.Subject, &r.Pos, &r.Kind, &r.Actor, &r.Units, &r.At, &r.Payload, &r.Salt, &r.Prev, &r.Hash}
}

// Record is the event that the row keeps.
func (r Raw) Record() Record {
	return Record{ID: r.ID, Seq: r.Seq, Kind: r.Kind, Subject: r.Subject, Actor: r.Actor, Units: splitUnits(r.Units),
		At: wall.FromMicros(r.At), Payload: json.RawMessage(r.Payload), Pos: r.Pos, Prev: r.Prev, Hash: r.Hash}
}

// Rows returns the chain of one subject as it stands, oldest first: for those who check or export it.
func (l *Ledger) Rows(q store.Queryer, subject ids.ID) ([]Raw, error) {
	rows, err := q.Query(`SELECT `+RawColumns+` FROM ledger_event WHERE subject = ? ORDER BY pos`, subject)
	list, err := store.Collect(rows, err, func(row store.Row) (r Raw, err error) { return r, row.Scan(r.Dest()...) })
	if err != nil {
		return nil, fmt.Errorf("ledger: rows: %w", err)
	}
	return list, nil
}
