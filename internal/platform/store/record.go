package store

import (
	"bytes"
	"database/sql"
	"slices"
)

// Statement is one statement of a recorded commit, as the engine was given it.
type Statement struct {
	SQL  string
	Args []any

	expects bool // it is a question that must find a row
}

// Commit is what one durable transaction wrote.
type Commit struct {
	Lane       int // which writer
	Closures   int // how many calls of Write shared it
	Statements []Statement
}

// Record calls fn with every commit from now on, from several goroutines, until stop is called. It is for benchmarks,
// which play the same commits to the bare engine.
func (s *Store) Record(fn func(Commit)) (stop func()) {
	s.recorder.Store(&fn)
	return func() { s.recorder.Store(nil) }
}

// Bare opens a database with the writers' settings and nothing of this package around it, for benchmarks. The caller
// closes it.
func Bare(c Config) (*sql.DB, error) {
	writers, readers, err := openPools(c.withDefaults())
	if err != nil {
		return nil, err
	}
	return writers, readers.Close()
}

// keep notes a statement that writes, if somebody records.
func (tx *Tx) keep(query string, args []any) {
	if tx.lane.store.recorder.Load() == nil {
		return
	}
	args = slices.Clone(args)
	for i, a := range args {
		if b, ok := a.([]byte); ok {
			args[i] = bytes.Clone(b)
		}
	}
	tx.kept = append(tx.kept, Statement{SQL: rebind(tx.Engine(), query), Args: args})
}

// recorded tells whoever records of a batch that is durable.
func (l *lane) recorded(txs []*Tx) {
	fn := l.store.recorder.Load()
	if fn == nil {
		return
	}
	c := Commit{Lane: l.number}
	for _, tx := range txs {
		if len(tx.kept) > 0 {
			c.Closures++
			c.Statements = append(c.Statements, tx.kept...)
		}
	}
	(*fn)(c)
}
