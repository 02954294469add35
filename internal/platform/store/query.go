package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// Queryer reads: a Tx, a reader, or a snapshot.
type Queryer interface {
	// Query runs a statement that returns rows; close them, or use Collect.
	Query(query string, args ...any) (*sql.Rows, error)
	// QueryRow runs a statement that returns at most one row; Scan gives sql.ErrNoRows when there is none.
	QueryRow(query string, args ...any) Row
	// Engine tells the dialect.
	Engine() Engine
	// Context is the context that the reading is bound to.
	Context() context.Context
}

// Row is one row to be scanned.
type Row interface {
	Scan(dest ...any) error
}

// Collect reads all rows of a query through scan and closes them.
func Collect[T any](rows *sql.Rows, err error, scan func(Row) (T, error)) ([]T, error) {
	if err != nil {
		return nil, fmt.Errorf("store: query: %w", err)
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	list := []T{}
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("store: scan: %w", err)
		}
		list = append(list, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: rows: %w", err)
	}
	return list, nil
}

type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }

type reader struct {
	ctx   context.Context
	store *Store
}

func (r reader) Engine() Engine           { return r.store.config.Engine }
func (r reader) Context() context.Context { return r.ctx }

func (r reader) Query(query string, args ...any) (*sql.Rows, error) {
	if r.store.config.Engine == Postgres {
		return r.store.readers.QueryContext(r.ctx, rebind(Postgres, query), args...)
	}
	stmt, err := r.store.cache.prepare(r.ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(r.ctx, args...)
}

func (r reader) QueryRow(query string, args ...any) Row {
	if r.store.config.Engine == Postgres {
		return r.store.readers.QueryRowContext(r.ctx, rebind(Postgres, query), args...)
	}
	stmt, err := r.store.cache.prepare(r.ctx, query)
	if err != nil {
		return failedRow{err}
	}
	return stmt.QueryRowContext(r.ctx, args...)
}

type snapshot struct {
	ctx    context.Context
	tx     *sql.Tx
	engine Engine
}

func (s snapshot) Engine() Engine           { return s.engine }
func (s snapshot) Context() context.Context { return s.ctx }

func (s snapshot) Query(query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(s.ctx, rebind(s.engine, query), args...)
}

func (s snapshot) QueryRow(query string, args ...any) Row {
	return s.tx.QueryRowContext(s.ctx, rebind(s.engine, query), args...)
}

// preparer is a *sql.DB or a *sql.Conn.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

const stmtCacheMax = 1000

// stmtCache keeps prepared statements: parsing costs SQLite more than running a keyed statement.
// Statements made of unbounded text (lists of conditions) push the cache over its limit, which empties it.
type stmtCache struct {
	mu    sync.RWMutex
	db    preparer
	stmts map[string]*sql.Stmt
}

func (c *stmtCache) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	c.mu.RLock()
	stmt, ok := c.stmts[query]
	c.mu.RUnlock()
	if ok {
		return stmt, nil
	}
	stmt, err := c.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other, ok := c.stmts[query]; ok {
		_ = stmt.Close() // somebody else prepared it meanwhile
		return other, nil
	}
	if c.stmts == nil || len(c.stmts) >= stmtCacheMax {
		// Statements in use stay alive until their rows are closed: database/sql counts them.
		for _, old := range c.stmts {
			_ = old.Close()
		}
		c.stmts = map[string]*sql.Stmt{}
	}
	c.stmts[query] = stmt
	return stmt, nil
}

func (c *stmtCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, stmt := range c.stmts {
		_ = stmt.Close()
	}
	c.stmts = nil
}
