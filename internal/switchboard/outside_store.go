package switchboard

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const outsideColumns = `call_id, source_id, seat_id, direction = 'out', answered = 1, state, queue, since_at, at`

func scanOutside(r store.Row) (o theirs, err error) {
	return o, r.Scan(&o.call, &o.source, &o.seat, &o.out, &o.answered, &o.state, &o.queue, &o.since, &o.at)
}

// outsideOf is how a call stands; one that is over has no row any more.
func outsideOf(q store.Queryer, call ids.ID) (theirs, error) {
	if call == 0 {
		return theirs{}, nil
	}
	o, err := scanOutside(q.QueryRow(`SELECT `+outsideColumns+` FROM switchboard_outside WHERE call_id = ?`, call))
	if errors.Is(err, sql.ErrNoRows) {
		o = theirs{call: call, state: OutsideOver}
		err = q.QueryRow(`SELECT source_id, ended_at FROM switchboard_call WHERE id = ?`, call).Scan(&o.source, &o.at)
	}
	if err != nil {
		return theirs{}, fmt.Errorf("switchboard: outside call: %w", err)
	}
	return o, nil
}

func putOutside(tx *store.Tx, o theirs, heard int64) error {
	if o.state == OutsideOver {
		if err := tx.Do(`DELETE FROM switchboard_outside WHERE call_id = ?`, o.call); err != nil {
			return fmt.Errorf("switchboard: outside call: %w", err)
		}
		return nil
	}
	direction, answered := "in", 0
	if o.out {
		direction = "out"
	}
	if o.answered {
		answered = 1
	}
	err := tx.Do(`INSERT INTO switchboard_outside (call_id, source_id, direction, state, seat_id, queue, answered, since_at, at, heard_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_id) DO UPDATE SET state = excluded.state, seat_id = excluded.seat_id, queue = excluded.queue,
		answered = excluded.answered, since_at = excluded.since_at, at = excluded.at, heard_at = excluded.heard_at`,
		o.call, o.source, direction, o.state, o.seat, o.queue, answered, o.since, o.at, heard)
	if err != nil {
		return fmt.Errorf("switchboard: outside call: %w", err)
	}
	return nil
}

// OutsideLost ends calls of other call centres of which nothing was heard since a time: as interrupted, or as served if
// somebody spoke. It returns how many.
func (s *Service) OutsideLost(tx *store.Tx, since time.Time, most int) (int, error) {
	rows, err := tx.Query(`SELECT `+outsideColumns+` FROM switchboard_outside WHERE heard_at < ? ORDER BY heard_at, call_id LIMIT ?`, wall.Micros(since), most)
	list, err := store.Collect(rows, err, scanOutside)
	if err != nil {
		return 0, fmt.Errorf("switchboard: lost calls: %w", err)
	}
	for _, o := range list {
		if _, _, err := s.Outside(tx, OutsideStep{Kind: OutsideEnded, Source: o.source, Call: o.call, At: s.Clock.Now(), Reason: "failed"}); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// OutsideOpen counts the calls of a call centre that go on.
func (s *Service) OutsideOpen(q store.Queryer, source ids.ID) (n int, err error) {
	if err = q.QueryRow(`SELECT COUNT(*) FROM switchboard_outside WHERE source_id = ?`, source).Scan(&n); err != nil {
		err = fmt.Errorf("switchboard: open outside calls: %w", err)
	}
	return n, err
}
