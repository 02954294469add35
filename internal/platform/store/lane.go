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

// tracer makes a span of each write: from its call until it is durable.
var tracer = otel.Tracer("onedoor/store")

// Write runs fn in a transaction and returns after its changes are durable, or with fn's error and no change.
// Several calls share one commit. A call whose ctx ends before its turn is not run; once begun it runs to its end.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.write(ctx, s.queue, fn)
}

// WriteBehind is Write for work that nobody waits for, such as a follower's: on SQLite its closures run at the end of a
// commit, behind those of callers. They mostly ask before they write, and what a closure asks waits for all that was
// written before it, which is best done once a commit.
func (s *Store) WriteBehind(ctx context.Context, fn func(tx *Tx) error) error {
	if s.behind == nil {
		return s.write(ctx, s.queue, fn)
	}
	return s.write(ctx, s.behind, fn)
}

func (s *Store) write(ctx context.Context, queue chan *request, fn func(tx *Tx) error) error {
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
	case queue <- r:
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

// commit runs a batch. First without savepoints and without waiting for each
// statement: nearly all closures succeed. If one fails after it wrote, all is rolled back and run again, each closure in
// a savepoint of its own.
func (l *lane) commit(f *flight) {
	err := l.attempt(f, false)
	if errors.Is(err, errSpoilt) {
		l.land() // the batch before may have failed, and this one with it
		l.store.stats.spoilt.Add(1)
		f.all()
		err = l.attempt(f, true)
	}
	switch {
	case err != nil:
		l.failed(f.all(), err)
	case f != l.flight:
		l.finish(f)
	}
}

var errSpoilt = errors.New("store: a closure failed after writing")

// attempt runs a batch in one transaction and commits it, or leaves its commit to the hand ([lane.launch]). At first it
// stops with errSpoilt at a closure that failed after it wrote; when it is safe each has a savepoint, and such a closure
// alone is undone.
func (l *lane) attempt(f *flight, safe bool) error {
	if err := l.begin(safe); err != nil {
		return err
	}
	f.results, f.after, f.done = f.results[:0], nil, nil
	wrote := false
	for i := 0; i < len(f.batch) || !safe && l.more(f); i++ {
		if safe {
			if err := l.exec("SAVEPOINT closure"); err != nil {
				return l.rollback(err)
			}
		}
		tx := &Tx{ctx: f.batch[i].ctx, lane: l}
		err := tx.call(f.batch[i].fn)
		f.results = append(f.results, err)
		switch {
		case err == nil:
			wrote = wrote || tx.wrote
			f.after = append(f.after, tx.after...)
			f.done = append(f.done, tx)
		case !tx.wrote && tx.failed == nil:
			// A refusal before any statement that writes: nothing to undo.
		case safe:
			clear(l.memo)
			if err := l.exec("ROLLBACK TO SAVEPOINT closure"); err != nil {
				return l.rollback(err)
			}
		case len(f.batch)+len(f.behind) > 1, l.settle() != nil:
			return l.rollback(errSpoilt)
		default: // alone: its error is told, and nobody else is undone
			return l.rollback(nil)
		}
		if safe {
			if err := l.exec("RELEASE SAVEPOINT closure"); err != nil {
				return l.rollback(err)
			}
		}
	}
	if wrote && !safe && l.tasks != nil {
		return l.launch(f)
	}
	if l.settle() != nil {
		return l.rollback(errSpoilt)
	}
	if !wrote {
		return l.rollback(nil)
	}
	if err := l.exec("COMMIT"); err != nil {
		return errors.Join(errCommit, l.rollback(err))
	}
	f.committed = true
	return nil
}

var errCommit = errors.New("store: commit failed")

// begin opens a transaction; while the commit before is under way, with the statements that follow it.
func (l *lane) begin(safe bool) error {
	l.deferring, l.late = !safe, nil
	if safe {
		clear(l.memo)
	}
	begin := "BEGIN"
	if l.store.config.Engine == SQLite {
		begin = "BEGIN IMMEDIATE"
	}
	if l.flight != nil {
		l.pending = append(l.pending, Statement{SQL: begin})
		return nil
	}
	return l.exec(begin)
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
	clear(l.memo)
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
