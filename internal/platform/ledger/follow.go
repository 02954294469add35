package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"onedoor/internal/platform/store"
)

const (
	followBatch = 500
	followPoll  = time.Second
)

// follower is a durable reader of the ledger.
type follower struct {
	name  string
	kinds []string // empty: all
	fn    func(tx *store.Tx, recs []Record) error
	wake  chan struct{}

	mu     sync.Mutex
	loaded bool  // stored and seen hold the database's position
	stored int64 // position in the database
	seen   int64 // events up to here are of no interest to it, though the position is not stored yet
}

// skipMax is how many events of no interest may pass before a follower stores its position.
const skipMax = 5000

// Follow calls fn with the events of the given kinds (none: all kinds), in order. The position is stored in the
// transaction that fn writes through, so each event takes effect once; like every closure fn may be called, undone and
// called again. If it fails it is called again with the same events after a pause. Register before Start; a new follower
// begins with the first event.
func (l *Ledger) Follow(name string, kinds []string, fn func(tx *store.Tx, recs []Record) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.followers = append(l.followers, &follower{name: name, kinds: kinds, fn: fn, wake: make(chan struct{}, 1)})
}

// Position tells how far a follower has come.
func (l *Ledger) Position(q store.Queryer, name string) (int64, error) {
	var seq int64
	err := q.QueryRow(`SELECT seq FROM ledger_position WHERE name = ?`, name).Scan(&seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("ledger: position of %s: %w", name, err)
	}
	return seq, nil
}

// Rewind sets a follower's position within tx, to fold history again after its rows were cleared.
func (l *Ledger) Rewind(tx *store.Tx, name string, seq int64) error {
	err := tx.Do(`INSERT INTO ledger_position (name, seq) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`, name, seq)
	if err != nil {
		return fmt.Errorf("ledger: rewind %s: %w", name, err)
	}
	tx.AfterCommit(func() {
		for _, f := range l.followers {
			if f.name == name {
				f.mu.Lock()
				f.loaded = false
				f.mu.Unlock()
			}
		}
	})
	return nil
}

// CatchUp runs every follower until it has seen all events: for tests, tools, and a stop in good order.
func (l *Ledger) CatchUp(ctx context.Context) error {
	for {
		if _, err := l.Relay(ctx); err != nil {
			return err
		}
		moved := false
		for _, f := range l.followers {
			for {
				more, err := l.step(ctx, f)
				if err != nil {
					return err
				}
				if !more {
					break
				}
				moved = true
			}
		}
		if !moved {
			return nil
		}
	}
}

// Lag tells how many numbered events the slowest follower has still to see, and which follower that is.
func (l *Ledger) Lag(q store.Queryer) (events int64, name string, err error) {
	last, err := l.Last(q)
	if err != nil {
		return 0, "", err
	}
	for _, f := range l.followers {
		at, err := l.Position(q, f.name)
		if err != nil {
			return 0, "", err
		}
		if last-at > events {
			events, name = last-at, f.name
		}
	}
	return events, name, nil
}

// step hands one batch to a follower; more tells whether there was any event.
func (l *Ledger) step(ctx context.Context, f *follower) (more bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q := l.store.Read(ctx)
	if !f.loaded {
		if f.stored, err = l.Position(q, f.name); err != nil {
			return false, err
		}
		f.seen, f.loaded = f.stored, true
	}
	batch, err := l.Next(q, f.seen, followBatch)
	if err != nil || len(batch) == 0 {
		return false, err
	}
	to := batch[len(batch)-1].Seq
	wanted := f.wanted(batch)
	if len(wanted) == 0 && to-f.stored < skipMax {
		f.seen = to
		return true, nil
	}
	moved := false
	err = l.store.WriteBehind(ctx, func(tx *store.Tx) (err error) {
		if moved, err = l.advance(tx, f.name, f.stored, to); err != nil || !moved || len(wanted) == 0 {
			return err // not moved: another node has taken this batch
		}
		return f.fn(tx, wanted)
	})
	f.loaded = err == nil && moved
	f.stored, f.seen = to, to
	return true, err
}

// wanted are the events of a batch that the follower cares for.
func (f *follower) wanted(batch []Record) []Record {
	if len(f.kinds) == 0 {
		return batch
	}
	n := 0
	for i := range batch {
		if slices.Contains(f.kinds, batch[i].Kind) {
			n++
		}
	}
	if n == len(batch) {
		return batch
	}
	wanted := make([]Record, 0, n)
	for i := range batch {
		if slices.Contains(f.kinds, batch[i].Kind) {
			wanted = append(wanted, batch[i])
		}
	}
	return wanted
}

func (l *Ledger) advance(tx *store.Tx, name string, from, to int64) (bool, error) {
	if from == 0 {
		if err := tx.Do(`INSERT INTO ledger_position (name, seq) VALUES (?, 0) ON CONFLICT (name) DO NOTHING`, name); err != nil {
			return false, fmt.Errorf("ledger: begin %s: %w", name, err)
		}
	}
	if tx.Deferring() {
		// Should another node have moved the position, NULL is refused and the closure runs again the way below.
		if err := tx.Do(`UPDATE ledger_position SET seq = CASE WHEN seq = ? THEN CAST(? AS BIGINT) ELSE NULL END WHERE name = ?`, from, to, name); err != nil {
			return false, fmt.Errorf("ledger: advance %s: %w", name, err)
		}
		return true, nil
	}
	res, err := tx.Exec(`UPDATE ledger_position SET seq = ? WHERE name = ? AND seq = ?`, to, name, from)
	if err != nil {
		return false, fmt.Errorf("ledger: advance %s: %w", name, err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func (l *Ledger) followLoop(ctx context.Context, f *follower) {
	poll := time.NewTicker(followPoll)
	defer poll.Stop()
	pause := time.Duration(0)
	for {
		more, err := l.step(ctx, f)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			pause = min(max(2*pause, 100*time.Millisecond), 30*time.Second)
			l.log.Error("ledger follower failed, will try again", "follower", f.name, "pause", pause, "error", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
			continue
		case more:
			pause = 0
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		case <-poll.C:
		}
	}
}
