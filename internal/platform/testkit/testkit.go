// Package testkit gives tests a fresh database on each engine and a small world around it.
package testkit

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// PostgresEnv names the variable with a postgres:// URL of a server on which tests may make databases.
const PostgresEnv = "ONEDOOR_TEST_POSTGRES"

// Monday is the time at which tests begin: a working Monday morning, 09:30 in Shanghai.
var Monday = time.Date(2026, 11, 16, 9, 30, 0, 0, wall.Shanghai)

// Store opens a fresh SQLite store that lives as long as the test.
func Store(t testing.TB, migrations ...store.Migrations) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "onedoor.db")
	if quick(t) {
		copySQLite(t, path, migrations)
	}
	return open(t, store.Config{Engine: store.SQLite, Path: path, Volatile: quick(t)}, migrations)
}

// Each runs fn on a fresh store of every engine: SQLite always, Postgres when PostgresEnv is set.
func Each(t *testing.T, fn func(t *testing.T, st *store.Store), migrations ...store.Migrations) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, Store(t, migrations...)) })
	if os.Getenv(PostgresEnv) != "" {
		t.Run("postgres", func(t *testing.T) { fn(t, PostgresStore(t, migrations...)) })
	}
}

// PostgresStore opens a store on a fresh Postgres database, dropped after the test.
func PostgresStore(t testing.TB, migrations ...store.Migrations) *store.Store {
	t.Helper()
	return open(t, store.Config{Engine: store.Postgres, URL: postgresCopy(t, migrations), Lanes: 2, Readers: 4}, migrations)
}

func open(t testing.TB, config store.Config, migrations []store.Migrations) *store.Store {
	t.Helper()
	st, err := store.Open(context.Background(), config, withGround(migrations)...)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return st
}

// World is a store with a ledger, a job queue, and a clock that stands at Monday until it is moved.
type World struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Jobs   *jobs.Queue
	Clock  *wall.Manual
}

// NewWorld builds a World around st; followers and jobs run when Settle is called.
func NewWorld(st *store.Store) *World {
	clock := wall.NewManual(Monday)
	return &World{Store: st, Clock: clock, Ledger: ledger.New(st, clock, ledger.Options{}), Jobs: jobs.NewQueue(st, clock, nil)}
}

// Settle lets followers catch up and runs due jobs until nothing is left to do.
func (w *World) Settle(t testing.TB) {
	t.Helper()
	for range 3 {
		if err := w.Ledger.CatchUp(t.Context()); err != nil {
			t.Fatalf("followers: %v", err)
		}
		if err := w.Jobs.RunDue(t.Context()); err != nil {
			t.Fatalf("jobs: %v", err)
		}
	}
}
