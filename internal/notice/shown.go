package notice

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Shown is a message on the page of its request, as its citizen may read it.
type Shown struct {
	Title string
	Text  string // query codes and links that let somebody in are left out
	At    time.Time
}

// OfRequest returns what the citizen was told about a request, oldest first, at
// most 100: the portal's track page. The caller has checked the query code.
func (s *Service) OfRequest(q store.Queryer, request ids.ID) ([]Shown, error) {
	if request == 0 {
		return nil, nil
	}
	rows, err := q.Query(`SELECT template, params, created_at FROM notice_message
		WHERE request_id <> 0 AND request_id = ? AND to_kind = 1 AND state <> 4 ORDER BY id LIMIT 100`, request)
	return store.Collect(rows, err, func(r store.Row) (Shown, error) {
		var x Shown
		var template, params string
		var at int64
		if err := r.Scan(&template, &params, &at); err != nil {
			return x, err
		}
		x.Title, x.Text = s.words(template, params)
		x.At = wall.FromMicros(at)
		return x, nil
	})
}

// Track is how far a message about an order has come. It names no person.
type Track struct {
	ID        ids.ID
	To        string // citizen, staff, unit
	Template  string
	Title     string
	State     State
	Sender    string
	Reason    string
	CreatedAt time.Time
	DoneAt    time.Time // zero: not yet
}

// OfOrder returns the messages about an order, newest first, at most 100. The
// caller has checked that the order may be seen.
func (s *Service) OfOrder(q store.Queryer, order ids.ID) ([]Track, error) {
	if order == 0 {
		return nil, nil
	}
	rows, err := q.Query(`SELECT id, to_kind, template, state, sender, reason, created_at, done_at FROM notice_message
		WHERE order_id <> 0 AND order_id = ? ORDER BY id DESC LIMIT 100`, order)
	return store.Collect(rows, err, func(r store.Row) (Track, error) {
		var x Track
		var kind, state int
		var created, done int64
		if err := r.Scan(&x.ID, &kind, &x.Template, &state, &x.Sender, &x.Reason, &created, &done); err != nil {
			return x, err
		}
		for name, number := range audiences {
			if number == kind {
				x.To = name
			}
		}
		x.Title, x.State = s.config.Templates[x.Template].Title, State(state)
		x.CreatedAt, x.DoneAt = wall.FromMicros(created), wall.FromMicros(done)
		return x, nil
	})
}
