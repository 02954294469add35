package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/fault"
)

const maxAttempts = 5

// lane is one writing connection with its goroutine. SQLite has one; Postgres several.
type lane struct {
	store  *Store
	number int
	conn   *sql.Conn
	cache  stmtCache
	memo   map[any]any // what the closures of this writer know from one another
	flight *flight     // the batch before, while the hand commits it (SQLite)

	deferring bool        // statements without results may wait; see later.go
	pending   []Statement // those that wait
	late      error       // the first of them that failed in the transaction under way
	tasks     chan task   // to the hand; nil: there is none (Postgres)
	answers   chan error  // from the hand
	busy      bool        // the hand has something

	ready map[string]execer   // the hand's prepared statements
	bound []driver.NamedValue // its arguments
}

func (s *Store) startLanes(ctx context.Context) error {
	for n := range s.config.Lanes {
		l := &lane{store: s, number: n}
		if err := l.connect(ctx); err != nil {
			return err
		}
		if s.config.Engine == SQLite {
			l.tasks, l.answers = make(chan task, 4096), make(chan error)
			go l.handLoop()
		}
		s.lanes.Add(1)
		go l.loop()
	}
	return nil
}

func (l *lane) connect(ctx context.Context) error {
	conn, err := l.store.writers.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: connect writer: %w", err)
	}
	l.conn = conn
	l.cache = stmtCache{db: conn}
	return nil
}

func (l *lane) loop() {
	defer l.store.lanes.Done()
	defer func() {
		l.land()
		if l.tasks != nil {
			close(l.tasks)
			l.unready()
		}
		l.cache.clear()
		_ = l.conn.Close() // the pool is closed next
	}()
	for {
		select {
		case first := <-l.store.queue:
			l.commit(l.gather(first, false))
		case first := <-l.store.behind:
			l.commit(l.gather(first, true))
		case <-l.flight.landing():
			l.land()
		case <-l.store.stop:
			return
		}
	}
}

func (l *lane) exec(statement string) error {
	if l.store.config.Engine == Postgres {
		_, err := l.conn.ExecContext(context.Background(), statement)
		return err
	}
	stmt, err := l.cache.prepare(context.Background(), statement)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(context.Background())
	return err
}

// failed handles a batch that could not be committed: a lost connection, a full disk. The lane connects anew.
// Closures run again unless the loss came at COMMIT, where nobody knows what the server did; their callers are
// told so, and a retry by the same idempotency key finds out.
func (l *lane) failed(batch []*request, err error) {
	l.unready()
	l.cache.clear()
	_ = l.conn.Close()
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		if l.connect(context.Background()) == nil {
			break
		}
		select {
		case <-l.store.stop:
		case <-time.After(wait):
			continue
		}
		break
	}
	for _, r := range batch {
		if !errors.Is(err, errCommit) && l.again(r) {
			continue
		}
		r.done <- fault.Unavailable.Wrap(err)
	}
}

// again queues r once more unless it has had its attempts or the store is closing.
func (l *lane) again(r *request) bool {
	r.attempts++
	if r.attempts >= maxAttempts {
		return false
	}
	select {
	case <-l.store.stop:
		return false
	default:
	}
	select {
	case l.store.queue <- r:
		l.store.stats.retries.Add(1)
		return true
	default:
		return false
	}
}
