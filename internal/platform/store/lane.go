package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel"

	"onedoor/internal/platform/fault"
)

const maxAttempts = 5

// request is one call of Write under way.
type request struct {
	ctx      context.Context
	fn       func(*Tx) error
	done     chan error
	attempts int
}

// lane is one writing connection with its goroutine. SQLite has one; Postgres several.
type lane struct {
	store  *Store
	number int
	conn   *sql.Conn
	cache  stmtCache
	memo   map[any]any // of the closures that share the commit under way

	deferring bool       // statements without results may wait; see later.go
	pending   chunk      // those that wait
	late      error      // the first of them that failed in the transaction under way
	chunks    chan chunk // to the hand; nil: there is none (Postgres)
	answers   chan error // from the hand
	busy      bool       // the hand has something

	ready map[string]execer   // the hand's prepared statements
	bound []driver.NamedValue // its arguments
}

// tracer makes a span of each write: from its call until it is durable.
var tracer = otel.Tracer("onedoor/store")

// Write runs fn in a transaction and returns after its changes are durable, or with fn's error and no change.
// Several calls share one commit. A call whose ctx ends before its turn is not run; once begun it runs to its end.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: write not begun: %w", err)
	}
	ctx, span := tracer.Start(ctx, "store.write")
	defer span.End()
	r := &request{ctx: context.WithoutCancel(ctx), fn: fn, done: make(chan error, 1)}
	s.closing.RLock()
	if s.closed {
		s.closing.RUnlock()
		return fault.Unavailable
	}
	select {
	case s.queue <- r:
		s.closing.RUnlock()
	case <-ctx.Done():
		s.closing.RUnlock()
		return fmt.Errorf("store: write not begun: %w", ctx.Err())
	}
	return <-r.done
}

func (s *Store) startLanes(ctx context.Context) error {
	for n := range s.config.Lanes {
		l := &lane{store: s, number: n}
		if err := l.connect(ctx); err != nil {
			return err
		}
		if s.config.Engine == SQLite {
			l.chunks, l.answers = make(chan chunk, 4096), make(chan error)
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
		if l.chunks != nil {
			close(l.chunks)
			l.unready()
		}
		l.cache.clear()
		_ = l.conn.Close() // the pool is closed next
	}()
	batch := make([]*request, 0, l.store.config.BatchMax)
	for {
		select {
		case first := <-l.store.queue:
			batch = append(batch[:0], first)
		case <-l.store.stop:
			return
		}
	gather:
		for len(batch) < cap(batch) {
			select {
			case r := <-l.store.queue:
				batch = append(batch, r)
			default:
				break gather
			}
		}
		l.commit(batch)
	}
}

// commit runs a batch. First without savepoints and without waiting for each statement: nearly all closures succeed. If
// one fails after it wrote, all is rolled back and run again, each closure in a savepoint of its own.
func (l *lane) commit(batch []*request) {
	results, after, err := l.attempt(batch, len(batch) > 1, false)
	if errors.Is(err, errSpoilt) {
		l.store.stats.spoilt.Add(1)
		results, after, err = l.attempt(batch, false, true)
	}
	if err != nil {
		l.failed(batch, err)
		return
	}
	l.store.stats.commits.Add(1)
	for _, fn := range after {
		fn()
	}
	for i, r := range batch {
		if results[i] != nil && retryable(results[i]) && l.again(r) {
			continue
		}
		if results[i] == nil {
			l.store.stats.closures.Add(1)
		}
		r.done <- results[i]
	}
}

var errSpoilt = errors.New("store: a closure failed after writing")

// attempt runs the batch in one transaction. With optimistic it stops with errSpoilt at the first closure that
// failed after it wrote; with savepoints such a closure alone is undone.
func (l *lane) attempt(batch []*request, optimistic, savepoints bool) (results []error, after []func(), err error) {
	if err := l.exec("BEGIN" + l.immediate()); err != nil {
		return nil, nil, err
	}
	clear(l.memo)
	l.deferring, l.late = !savepoints, nil
	results = make([]error, len(batch))
	wrote := false
	var done []*Tx
	for i, r := range batch {
		if savepoints {
			if err := l.exec("SAVEPOINT closure"); err != nil {
				return nil, nil, l.rollback(err)
			}
		}
		tx := &Tx{ctx: r.ctx, lane: l}
		results[i] = tx.call(r.fn)
		switch {
		case results[i] == nil:
			wrote = wrote || tx.wrote
			after = append(after, tx.after...)
			done = append(done, tx)
		case !tx.wrote && tx.failed == nil:
			// A refusal before any statement that writes: nothing to undo.
		case optimistic, l.settle() != nil:
			return nil, nil, l.rollback(errSpoilt)
		case savepoints:
			clear(l.memo)
			if err := l.exec("ROLLBACK TO SAVEPOINT closure"); err != nil {
				return nil, nil, l.rollback(err)
			}
		default: // a batch of one
			return results, nil, l.rollback(nil)
		}
		if savepoints {
			if err := l.exec("RELEASE SAVEPOINT closure"); err != nil {
				return nil, nil, l.rollback(err)
			}
		}
	}
	if l.settle() != nil {
		return nil, nil, l.rollback(errSpoilt)
	}
	if !wrote {
		return results, after, l.rollback(nil)
	}
	if err := l.exec("COMMIT"); err != nil {
		return nil, nil, errors.Join(errCommit, l.rollback(err))
	}
	l.recorded(done)
	return results, after, nil
}

var errCommit = errors.New("store: commit failed")

func (l *lane) immediate() string {
	if l.store.config.Engine == SQLite {
		return " IMMEDIATE"
	}
	return ""
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

// rollback undoes the transaction and returns cause, joined with what went wrong in undoing.
func (l *lane) rollback(cause error) error {
	_ = l.settle() // what waits is undone with the rest
	l.late, l.deferring = nil, false
	if err := l.exec("ROLLBACK"); err != nil && cause == nil {
		return fmt.Errorf("store: rollback: %w", err)
	}
	return cause
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
