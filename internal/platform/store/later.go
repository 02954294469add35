package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// A closure mostly writes rows without asking what came of it. Such statements ([Tx.Do]) need not be waited for one by
// one. On SQLite another goroutine, the lane's hand, gives them to the engine while the closure goes on; on Postgres they
// travel together. Whoever asks for a result first waits for all that was written before. If a statement fails late, all
// closures of the commit run again, each by itself and each statement at once, so that the error reaches its closure.

const (
	// chunkSize is how many statements a hand is given at a time.
	chunkSize = 64
	// pipelineMax is how many statements travel together.
	pipelineMax = 128
)

// Do runs a statement that changes rows and whose result nobody needs: now, or before the next statement that returns
// something, or when the closure ends. Its error undoes the closure in any case. The arguments are not changed afterwards.
func (tx *Tx) Do(query string, args ...any) error {
	if !tx.lane.deferring {
		_, err := tx.Exec(query, args...)
		return err
	}
	tx.wrote = true
	tx.keep(query, args)
	return tx.later(Statement{SQL: query, Args: args})
}

// Expect runs a question of one column that must find a row, when [Tx.Do] would run it: for what a closure knows from before its
// transaction and builds on. If it finds none the closure runs again, and Expect returns sql.ErrNoRows at once.
func (tx *Tx) Expect(query string, args ...any) error {
	if !tx.lane.deferring {
		var found any
		return tx.QueryRow(query, args...).Scan(&found)
	}
	return tx.later(Statement{SQL: query, Args: args, expects: true})
}

func (tx *Tx) later(s Statement) error {
	l := tx.lane
	l.pending = append(l.pending, s)
	switch {
	case l.tasks != nil && len(l.pending) >= chunkSize:
		l.handOver()
	case l.tasks == nil && len(l.pending) >= pipelineMax:
		return tx.note(l.settle())
	}
	return nil
}

// Deferring tells whether errors of Do come late: the closure then runs again with each told at once. A closure may write
// on an expectation that it would otherwise have to ask about.
func (tx *Tx) Deferring() bool { return tx.lane.deferring }

// handOver gives the hand what is pending.
func (l *lane) handOver() {
	if l.late != nil { // after some failures SQLite has undone the transaction by itself: nothing may follow
		l.pending = l.pending[:0]
	}
	if len(l.pending) == 0 {
		return
	}
	l.tasks <- task{run: l.pending}
	l.pending, l.busy = make([]Statement, 0, chunkSize), true
}

// settle waits until all that is pending is done and returns the first error since the transaction began.
func (l *lane) settle() error {
	if l.tasks == nil {
		if len(l.pending) > 0 && l.late == nil {
			l.late = l.send(l.pending)
		}
		l.pending = l.pending[:0]
		return l.late
	}
	l.handOver()
	if l.busy {
		l.tasks <- task{}
		if err := <-l.answers; l.late == nil {
			l.late = err
		}
		l.busy = false
	}
	return l.late
}

// send gives Postgres statements together and waits for all.
func (l *lane) send(list []Statement) error {
	return l.conn.Raw(func(dc any) error {
		conn, ok := dc.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("store: a %T, not Postgres", dc)
		}
		b := &pgx.Batch{}
		for _, s := range list {
			queued := b.Queue(rebind(Postgres, s.SQL), s.Args...)
			if s.expects {
				queued.Query(func(rows pgx.Rows) error {
					if !rows.Next() {
						return errors.Join(sql.ErrNoRows, rows.Err())
					}
					rows.Close()
					return rows.Err()
				})
			}
		}
		return conn.Conn().SendBatch(context.Background(), b).Close()
	})
}
