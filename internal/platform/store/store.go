package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/fault"
)

// Store is an open database.
type Store struct {
	config  Config
	writers *sql.DB
	readers *sql.DB
	queue   chan *request
	behind  chan *request // of WriteBehind; nil: they are in the queue (Postgres)
	stop    chan struct{}
	lanes   sync.WaitGroup
	closing sync.RWMutex
	closed  bool
	cache   stmtCache // readers' prepared statements (SQLite)

	recorder atomic.Pointer[func(Commit)] // benchmarks only

	stats struct{ commits, closures, retries, spoilt atomic.Int64 }
}

// Stats counts what was written since Open.
type Stats struct {
	Commits  int64 // durable transactions
	Closures int64 // calls of Write that succeeded
	Retries  int64 // closures that ran again after a deadlock or a lost connection
	Spoilt   int64 // transactions that ran again, closure by closure, because one of them failed after it wrote
}

// Open opens the database, brings its tables up to date, and starts the writers.
func Open(ctx context.Context, config Config, migrations ...Migrations) (*Store, error) {
	config = config.withDefaults()
	writers, readers, err := openPools(config)
	if err != nil {
		return nil, err
	}
	s := &Store{config: config, writers: writers, readers: readers,
		queue: make(chan *request, 4096), stop: make(chan struct{})}
	if config.Engine == SQLite {
		s.behind = make(chan *request, 4096)
	}
	s.cache.db = readers
	if err = ping(ctx, writers, 30*time.Second); err == nil {
		err = migrate(ctx, config.Engine, writers, migrations)
	}
	if err == nil {
		err = s.startLanes(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, readers.Close(), writers.Close())
	}
	return s, nil
}

// Engine tells which engine is behind the store.
func (s *Store) Engine() Engine { return s.config.Engine }

// Config returns what the store was opened with, defaults filled in.
func (s *Store) Config() Config { return s.config }

// Stats returns counters for metrics.
func (s *Store) Stats() Stats {
	return Stats{s.stats.commits.Load(), s.stats.closures.Load(), s.stats.retries.Load(), s.stats.spoilt.Load()}
}

// Read returns a reader bound to ctx. Each statement sees what is committed when it starts.
func (s *Store) Read(ctx context.Context) Queryer {
	return reader{ctx: ctx, store: s}
}

// Snapshot runs fn on one consistent state of the database.
func (s *Store) Snapshot(ctx context.Context, fn func(Queryer) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if s.config.Engine == Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.readers.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("store: begin snapshot: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written; the error of ending a read says nothing
	return fn(snapshot{ctx: ctx, tx: tx, engine: s.config.Engine})
}

// Check tells whether the database answers, for readiness.
func (s *Store) Check(ctx context.Context) error {
	var one int
	return s.Read(ctx).QueryRow(`SELECT 1`).Scan(&one)
}

// DB returns the readers' pool for tools that need the driver itself, such as a backup.
func (s *Store) DB() *sql.DB { return s.readers }

// Close finishes the writes under way and closes the database. Later calls of Write fail with fault.Unavailable.
func (s *Store) Close() error {
	s.closing.Lock()
	if s.closed {
		s.closing.Unlock()
		return nil
	}
	s.closed = true
	s.closing.Unlock()
	close(s.stop)
	s.lanes.Wait()
	for {
		select {
		case r := <-s.queue:
			r.done <- fault.Unavailable
			continue
		case r := <-s.behind:
			r.done <- fault.Unavailable
			continue
		default:
		}
		break
	}
	s.cache.clear()
	if s.config.Engine == SQLite {
		// Leave a plain file behind; a failure only means a longer start next time.
		_, _ = s.writers.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	return errors.Join(s.readers.Close(), s.writers.Close())
}
