package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"onedoor/internal/platform/fault"
)

// task is work for the hand: statements, or a commit, or (neither) the question what came of them.
type task struct {
	run  []Statement
	land *flight
}

// handLoop is the goroutine of a lane's hand (SQLite). What comes after a failure is not done, until the lane has asked.
func (l *lane) handLoop() {
	var failed error
	for t := range l.tasks {
		switch {
		case t.land != nil:
			if failed == nil {
				if err := l.run(commit); err != nil {
					failed = errors.Join(errCommit, err)
				}
			}
			if failed == nil {
				t.land.committed = true
				l.finish(t.land)
			}
			t.land.err = failed
			close(t.land.over)
		case t.run == nil:
			l.answers <- failed
			failed = nil
		case failed == nil:
			failed = l.run(t.run)
		}
	}
}

var commit = []Statement{{SQL: "COMMIT"}}

// run gives the engine statements by the driver itself: database/sql takes locks and makes copies for each of them.
func (l *lane) run(list []Statement) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: in a statement: %w\n%s", fault.Panic(p), debug.Stack())
		}
	}()
	return l.conn.Raw(func(dc any) error {
		for _, s := range list {
			stmt, err := l.readied(dc, s.SQL)
			if err != nil {
				return err
			}
			if err := l.bind(s.Args); err != nil {
				return err
			}
			if s.expects {
				err = expect(stmt, l.bound)
			} else {
				_, err = stmt.ExecContext(context.Background(), l.bound)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// expect asks whether there is a row.
func expect(stmt execer, args []driver.NamedValue) error {
	rows, err := stmt.QueryContext(context.Background(), args)
	if err != nil {
		return err
	}
	err = rows.Next(make([]driver.Value, len(rows.Columns())))
	if errors.Is(err, io.EOF) {
		err = sql.ErrNoRows
	}
	return errors.Join(err, rows.Close())
}

// execer is a prepared statement of the driver.
type execer interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// readied prepares a statement once for the connection.
func (l *lane) readied(dc any, query string) (execer, error) {
	if stmt, ok := l.ready[query]; ok {
		return stmt, nil
	}
	conn, ok := dc.(driver.ConnPrepareContext)
	if !ok {
		return nil, fmt.Errorf("store: a %T prepares no statements", dc)
	}
	prepared, err := conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(execer)
	if !ok {
		return nil, errors.Join(fmt.Errorf("store: a %T cannot be run", prepared), prepared.Close())
	}
	if l.ready == nil || len(l.ready) >= stmtCacheMax {
		l.unready()
	}
	l.ready[query] = stmt
	return stmt, nil
}

// unready closes the prepared statements: of a connection that is given up, or too many.
func (l *lane) unready() {
	for _, stmt := range l.ready {
		_ = stmt.Close() // it was only run
	}
	l.ready = map[string]execer{}
}

// bind turns arguments into the values that drivers take, as database/sql does.
func (l *lane) bind(args []any) error {
	l.bound = l.bound[:0]
	for i, a := range args {
		v, err := value(a)
		if err != nil {
			return fmt.Errorf("store: argument %d: %w", i+1, err)
		}
		l.bound = append(l.bound, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return nil
}

func value(a any) (driver.Value, error) {
	switch a := a.(type) {
	case string, int64, []byte, nil:
		return a, nil
	case int:
		return int64(a), nil
	default:
		return driver.DefaultParameterConverter.ConvertValue(a)
	}
}
