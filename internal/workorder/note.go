package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// NoteIn is an internal note.
type NoteIn struct {
	Text string `json:"text" maxLength:"2000" doc:"never shown to the citizen"`
}

// Note is one internal note. The centre reads all; a unit reads its own, never the centre's
// or another unit's.
type Note struct {
	ID      ids.ID
	By      ids.ID
	Unit    ids.ID // the writer's side: a unit, or 0 for the centre
	At      time.Time
	Content string
}

// Note writes an internal note (备注). Nothing moves. The version may be 0.
// Faults: workorder.reason_missing and those of every verb.
func (s *Service) Note(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in NoteIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbNote)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("text", in.Text)
	if err != nil {
		return Order{}, err
	}
	before, child, side := *o, ids.New(), ids.ID(0)
	if !isCentre(p) {
		side = sideOf(p, o)
	}
	salt, commit := ledger.Commit(words)
	err = tx.Do(`INSERT INTO workorder_note (order_id, id, by_id, unit_id, at, content, salt) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		o.ID, child, p.ID, side, wall.Micros(s.now()), words, salt)
	if err != nil {
		return Order{}, fmt.Errorf("workorder: insert note: %w", err)
	}
	return *o, s.apply(tx, p, o, before, move(VerbNote, CaseOnly), Detail{Child: child, Commit: commit})
}

// sideOf is for which unit p speaks in the order: the handling one, or one that takes part.
func sideOf(p auth.Principal, o *Order) ids.ID {
	if isUnit(p, o.Unit) {
		return o.Unit
	}
	for _, role := range []Role{RoleCo, RoleChain} {
		if x := o.partyOf(p, role); x != nil {
			return x.Unit
		}
	}
	if ownsNumber(p, o) {
		return p.Unit // between the number's own seats and their unit
	}
	return 0
}

// loadNotes reads the notes that p may read.
func loadNotes(q store.Queryer, p auth.Principal, order ids.ID) ([]Note, error) {
	rows, err := q.Query(`SELECT id, by_id, unit_id, at, content FROM workorder_note WHERE order_id = ? ORDER BY id`, order)
	all, err := store.Collect(rows, err, func(r store.Row) (n Note, err error) {
		var at int64
		err = r.Scan(&n.ID, &n.By, &n.Unit, &at, &n.Content)
		n.At = wall.FromMicros(at)
		return n, err
	})
	readable := all[:0]
	for _, n := range all {
		if isCentre(p) || isUnit(p, n.Unit) {
			readable = append(readable, n)
		}
	}
	return readable, err
}
