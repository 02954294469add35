package jobs_test

import (
	"log/slog"
	"testing"
	"testing/fstest"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// effects is a table that jobs write to, so that a test can count what took place.
var effects = store.Migrations{Room: "effect", FS: fstest.MapFS{"migrations/9101_effect.sql": {Data: []byte(`CREATE TABLE effect (name TEXT NOT NULL);`)}}}

// each runs a test on both engines, in a world whose queue does not talk.
func each(t *testing.T, fn func(t *testing.T, w *testkit.World)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		w.Jobs = queue(w)
		fn(t, w)
	}, effects)
}

// queue is another worker on the same store, such as a second process.
func queue(w *testkit.World) *jobs.Queue {
	return jobs.NewQueue(w.Store, w.Clock, slog.New(slog.DiscardHandler))
}

func change(t *testing.T, w *testkit.World, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := w.Store.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t *testing.T, w *testkit.World, n jobs.New) {
	t.Helper()
	change(t, w, func(tx *store.Tx) error { return w.Jobs.Enqueue(tx, n) })
}

// write is the effect of a job: a row.
func write(name string) jobs.Effects {
	return func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO effect (name) VALUES (?)`, name)
		return err
	}
}

func count(t *testing.T, w *testkit.World, table string) (n int) {
	t.Helper()
	if err := w.Store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// want checks how many effects took place and how many jobs are left.
func want(t *testing.T, w *testkit.World, effects, left int) {
	t.Helper()
	if e, l := count(t, w, "effect"), count(t, w, "jobs_job"); e != effects || l != left {
		t.Errorf("%d effects and %d jobs left, want %d and %d", e, l, effects, left)
	}
}

func run(t *testing.T, w *testkit.World, q *jobs.Queue) {
	t.Helper()
	if err := q.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// list returns the jobs of a state.
func list(t *testing.T, w *testkit.World, state string) []jobs.Job {
	t.Helper()
	found, err := w.Jobs.List(w.Store.Read(t.Context()), state, 100)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
