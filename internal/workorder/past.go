package workorder

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// PastOrder is what can be learnt from an order about dispatching: what it is about, who got it first, and who
// answered it in the end. It holds no words but the name of the accused party.
type PastOrder struct {
	ID        ids.ID
	Kind      Kind
	Category  ids.ID
	Division  string
	Door      string
	Business  bool
	Topics    []string
	Accused   string
	CreatedAt time.Time
	First     ids.ID // the unit that got it first; 0: none did
	Final     ids.ID // the unit whose reply completed it; 0: open, answered by the centre, or withdrawn
}

// PastAfter is where a walk through past orders goes on.
type PastAfter struct {
	CreatedAt time.Time
	ID        ids.ID
}

// Past walks through all orders registered from a moment on and before another, oldest first, a page at a time; whoever
// asks. For tools that show no words.
func (s *Service) Past(q store.Queryer, from, to time.Time, after PastAfter, limit int) ([]PastOrder, error) {
	start, id := wall.Micros(from), ids.ID(-1)
	if !after.CreatedAt.IsZero() {
		start, id = wall.Micros(after.CreatedAt), after.ID
	}
	rows, err := q.Query(`SELECT o.id, o.kind, o.category_id, o.division, o.door, o.business, o.topics, o.accused, o.created_at, o.state,
		o.direct, o.unit_id, COALESCE(a.unit_id, 0) FROM workorder_order o LEFT JOIN workorder_assignment a ON a.order_id = o.id AND a.seq = 1
		WHERE (o.created_at, o.id) > (?, ?) AND o.created_at < ? ORDER BY o.created_at, o.id LIMIT ?`, start, id, wall.Micros(to), limit)
	list, err := store.Collect(rows, err, scanPast)
	if err != nil {
		return nil, fmt.Errorf("workorder: past orders: %w", err)
	}
	return list, nil
}

// CountPast counts what Past walks through.
func (s *Service) CountPast(q store.Queryer, from, to time.Time) (n int, err error) {
	err = q.QueryRow(`SELECT COUNT(*) FROM workorder_order WHERE created_at >= ? AND created_at < ?`, wall.Micros(from), wall.Micros(to)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("workorder: count past orders: %w", err)
	}
	return n, nil
}

func scanPast(row store.Row) (PastOrder, error) {
	var o PastOrder
	var topics string
	var created int64
	var state State
	var direct bool
	var unit ids.ID
	err := row.Scan(&o.ID, &o.Kind, &o.Category, &o.Division, &o.Door, &o.Business, &topics, &o.Accused, &created, &state, &direct, &unit, &o.First)
	if err != nil {
		return o, err
	}
	if topics != "" {
		if err := json.Unmarshal([]byte(topics), &o.Topics); err != nil {
			return o, fmt.Errorf("workorder: topics of %d: %w", o.ID, err)
		}
	}
	o.CreatedAt = wall.FromMicros(created)
	if !direct && (state == StateCompleted || state == StateArchived) {
		o.Final = unit
	}
	return o, nil
}
