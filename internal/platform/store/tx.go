package store

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"
	"strings"

	"onedoor/internal/platform/fault"
)

// Tx is the transaction that a closure of Write acts through. It is good only while the closure runs.
type Tx struct {
	ctx    context.Context // values of the caller, but never cancelled half-way
	lane   *lane
	wrote  bool
	failed error // the first SQL error: on Postgres nothing more works until rolled back
	after  []func()
	memo   map[any]any
	kept   []Statement // while somebody records
}

// Memo keeps a value for the rest of the closure under a key of the caller's own type; Recall gives it back. It is
// for what a room has just written and would only read again.
func (tx *Tx) Memo(key, value any) {
	if tx.memo == nil {
		tx.memo = map[any]any{}
	}
	tx.memo[key] = value
}

// Recall returns what Memo kept, or nil.
func (tx *Tx) Recall(key any) any { return tx.memo[key] }

// MemoWriter keeps a value for the closures that this writer runs next, RecallWriter gives it back: for what one closure
// has found out of the database and the next may build on. It is forgotten when any of them is undone, and before
// statements are told at once ([Tx.Deferring]). Another writer or process may have changed the database since: what is
// built on the value must then fail, by a unique index or a check.
func (tx *Tx) MemoWriter(key, value any) {
	if tx.lane.memo == nil {
		tx.lane.memo = map[any]any{}
	}
	tx.lane.memo[key] = value
}

// RecallWriter returns what MemoWriter kept, or nil.
func (tx *Tx) RecallWriter(key any) any { return tx.lane.memo[key] }

// Engine tells the dialect.
func (tx *Tx) Engine() Engine { return tx.lane.store.config.Engine }

// Context carries the caller's values; it is not cancelled while the closure runs.
func (tx *Tx) Context() context.Context { return tx.ctx }

// AfterCommit calls fn once the closure's changes are durable; it must be quick.
func (tx *Tx) AfterCommit(fn func()) { tx.after = append(tx.after, fn) }

// Exec runs a statement that changes rows and waits for what came of it; where nobody asks, [Tx.Do] is quicker.
func (tx *Tx) Exec(query string, args ...any) (sql.Result, error) {
	if err := tx.lane.settle(); err != nil {
		return nil, tx.note(err)
	}
	tx.wrote = true
	tx.keep(query, args)
	if tx.Engine() == Postgres {
		res, err := tx.lane.conn.ExecContext(context.Background(), rebind(Postgres, query), args...)
		return res, tx.note(err)
	}
	stmt, err := tx.lane.cache.prepare(context.Background(), query)
	if err != nil {
		return nil, tx.note(err)
	}
	res, err := stmt.ExecContext(context.Background(), args...)
	return res, tx.note(err)
}

// Query runs a statement that returns rows; read them to the end and close them before the next statement.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := tx.lane.settle(); err != nil {
		return nil, tx.note(err)
	}
	if !strings.HasPrefix(query, "SELECT") { // it may be an INSERT … RETURNING
		tx.wrote = true
		tx.keep(query, args)
	}
	if tx.Engine() == Postgres {
		rows, err := tx.lane.conn.QueryContext(context.Background(), rebind(Postgres, query), args...)
		return rows, tx.note(err)
	}
	stmt, err := tx.lane.cache.prepare(context.Background(), query)
	if err != nil {
		return nil, tx.note(err)
	}
	rows, err := stmt.QueryContext(context.Background(), args...)
	return rows, tx.note(err)
}

// QueryRow runs a statement that returns at most one row.
func (tx *Tx) QueryRow(query string, args ...any) Row {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return failedRow{err}
	}
	return &txRow{tx: tx, rows: rows}
}

func (tx *Tx) note(err error) error {
	if err != nil && tx.failed == nil {
		tx.failed = err
	}
	return err
}

// txRow is a sql.Row whose errors the transaction remembers.
type txRow struct {
	tx   *Tx
	rows *sql.Rows
}

func (r *txRow) Scan(dest ...any) error {
	defer func() { _ = r.rows.Close() }() // its error is rows.Err
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return r.tx.note(err)
		}
		return sql.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	return r.tx.note(r.rows.Close())
}

// call runs the closure and turns a panic into an error.
func (tx *Tx) call(fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: in a write: %w\n%s", fault.Panic(p), debug.Stack())
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if tx.failed != nil && tx.Engine() == Postgres {
		// The closure swallowed an SQL error; Postgres would undo the whole batch at commit.
		return fmt.Errorf("store: an SQL error was ignored: %w", tx.failed)
	}
	return nil
}
