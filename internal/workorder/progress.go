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

// ProgressIn is how a matter goes on.
type ProgressIn struct {
	Content string `json:"content" maxLength:"2000" doc:"what the citizen reads; nothing is completed by it"`
}

// Progress is one time that a unit told how a matter goes on. The citizen reads it.
type Progress struct {
	ID      ids.ID
	Unit    ids.ID
	By      ids.ID
	At      time.Time
	Content string
}

// Progress tells the citizen how a matter goes on that is not done yet (报告进展). Nothing moves; a
// shelved order owes the next progress from now. Faults: workorder.invalid and those of every verb.
func (s *Service) Progress(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ProgressIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbProgress)
	if err != nil {
		return Order{}, err
	}
	w := wordCheck{}
	content := w.text("content", "进展", in.Content, maxReason, true)
	if err := w.err(); err != nil {
		return Order{}, err
	}
	before, child, now := *o, ids.New(), s.now()
	salt, commit := ledger.Commit(content)
	err = tx.Do(`INSERT INTO workorder_progress (order_id, id, unit_id, by_id, at, content, salt) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		o.ID, child, o.Unit, p.ID, wall.Micros(now), content, salt)
	if err != nil {
		return Order{}, fmt.Errorf("workorder: insert progress: %w", err)
	}
	if o.State == StateShelved {
		o.ProgressDueAt = now.Add(s.options.ProgressEvery)
	}
	return *o, s.apply(tx, p, o, before, move(VerbProgress, CaseOnly), Detail{Child: child, Commit: commit})
}

// ProgressOf reads what units told of an order, oldest first. The caller has checked who may read it.
func (s *Service) ProgressOf(q store.Queryer, order ids.ID) ([]Progress, error) {
	rows, err := q.Query(`SELECT id, unit_id, by_id, at, content FROM workorder_progress WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, func(r store.Row) (x Progress, err error) {
		var at int64
		err = r.Scan(&x.ID, &x.Unit, &x.By, &at, &x.Content)
		x.At = wall.FromMicros(at)
		return x, err
	})
}
