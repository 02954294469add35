package store

import (
	"errors"
	"fmt"
)

// commit runs a batch. First without savepoints and without waiting for each statement: nearly all closures succeed. If
// one fails after it wrote, all is rolled back and run again, each closure in a savepoint of its own.
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
