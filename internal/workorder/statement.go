package workorder

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// say keeps the words that go with a verb and describes them for the ledger; no words, no row.
func (s *Service) say(tx *store.Tx, o *Order, p auth.Principal, words string) (Detail, error) {
	if words == "" {
		return Detail{}, nil
	}
	child := ids.New()
	salt, commit := ledger.Commit(words)
	err := tx.Do(`INSERT INTO workorder_statement (order_id, id, by_id, at, content, salt) VALUES (?, ?, ?, ?, ?, ?)`,
		o.ID, child, p.ID, wall.Micros(s.now()), words, salt)
	if err != nil {
		return Detail{}, fmt.Errorf("workorder: keep words: %w", err)
	}
	return Detail{Child: child, Commit: commit}, nil
}

// loadStatements reads the words that went with an order's verbs, by id.
func loadStatements(q store.Queryer, order ids.ID) (map[ids.ID]string, error) {
	type statement struct {
		id    ids.ID
		words string
	}
	rows, err := q.Query(`SELECT id, content FROM workorder_statement WHERE order_id = ?`, order)
	list, err := store.Collect(rows, err, func(r store.Row) (x statement, err error) { return x, r.Scan(&x.id, &x.words) })
	words := map[ids.ID]string{}
	for _, x := range list {
		words[x.id] = x.words
	}
	return words, err
}
