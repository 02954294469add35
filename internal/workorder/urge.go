package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// UrgeIn is what is said when an order is urged.
type UrgeIn struct {
	Note string `json:"note,omitempty" maxLength:"2000" doc:"words to the unit"`
}

// Urge is one time that an order was urged.
type Urge struct {
	ID   ids.ID
	By   ids.ID // 0: the citizen
	At   time.Time
	Note string
}

// Urge asks whoever has the order to hurry (催办). Nothing moves; the count is shown in lists.
// The version may be 0. Faults: those of every verb.
func (s *Service) Urge(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in UrgeIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbUrge)
	if err != nil {
		return Order{}, err
	}
	words, err := note("note", "催办说明", in.Note)
	if err != nil {
		return Order{}, err
	}
	before, child := *o, ids.New()
	salt, commit := commitWords(words)
	err = tx.Do(`INSERT INTO workorder_urge (order_id, id, by_id, at, note, salt) VALUES (?, ?, ?, ?, ?, ?)`,
		o.ID, child, p.ID, wall.Micros(s.now()), words, salt)
	if err != nil {
		return Order{}, fmt.Errorf("workorder: insert urge: %w", err)
	}
	o.UrgeCount++
	if err := s.tellMain(tx, p, o, func(p auth.Principal, main *Order) error {
		_, err := s.Urge(tx, p, main.ID, 0, UrgeIn{Note: fromMerged(o, main, words, maxReason)})
		return err
	}); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, move(VerbUrge, CaseOnly), Detail{Child: child, Commit: commit})
}

func loadUrges(q store.Queryer, order ids.ID) ([]Urge, error) {
	rows, err := q.Query(`SELECT id, by_id, at, note FROM workorder_urge WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, func(r store.Row) (u Urge, err error) {
		var at int64
		err = r.Scan(&u.ID, &u.By, &at, &u.Note)
		u.At = wall.FromMicros(at)
		return u, err
	})
}
