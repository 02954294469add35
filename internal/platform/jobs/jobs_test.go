package jobs_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// effects is a table that jobs write to, so that a test can count what took place.
var effects = store.Migrations{Room: "effect", FS: fstest.MapFS{"migrations/9101_effect.sql": {Data: []byte(`CREATE TABLE effect (name TEXT NOT NULL);`)}}}

func enqueue(t *testing.T, w *testkit.World, n jobs.New) {
	t.Helper()
	if err := w.Store.Write(t.Context(), func(tx *store.Tx) error { return w.Jobs.Enqueue(tx, n) }); err != nil {
		t.Fatal(err)
	}
}

func write(name string) jobs.Effects {
	return func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO effect (name) VALUES (?)`, name)
		return err
	}
}

func count(t *testing.T, st *store.Store, table string) (n int) {
	t.Helper()
	if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func run(t *testing.T, w *testkit.World) {
	t.Helper()
	if err := w.Jobs.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestQueue(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		w.Jobs.Handle("plain", func(context.Context, jobs.Job) (jobs.Effects, error) { return write("plain"), nil })
		t.Run("Once", func(t *testing.T) {
			enqueue(t, w, jobs.New{Kind: "plain"})
			run(t, w)
			run(t, w)
			if count(t, st, "effect") != 1 || count(t, st, "jobs_job") != 0 {
				t.Fatalf("%d effects, %d jobs left", count(t, st, "effect"), count(t, st, "jobs_job"))
			}
		})
		t.Run("Later", func(t *testing.T) {
			enqueue(t, w, jobs.New{Kind: "plain", RunAt: w.Clock.Now().Add(time.Hour)})
			run(t, w)
			if count(t, st, "effect") != 1 {
				t.Fatal("a timer fired early")
			}
			w.Clock.Advance(time.Hour)
			run(t, w)
			if count(t, st, "effect") != 2 {
				t.Fatal("a timer did not fire")
			}
		})
		t.Run("KeyReplaces", func(t *testing.T) {
			enqueue(t, w, jobs.New{Kind: "plain", Key: "a", RunAt: w.Clock.Now().Add(time.Hour)})
			enqueue(t, w, jobs.New{Kind: "plain", Key: "a", RunAt: w.Clock.Now().Add(2 * time.Hour)})
			w.Clock.Advance(90 * time.Minute)
			run(t, w)
			if count(t, st, "effect") != 2 || count(t, st, "jobs_job") != 1 {
				t.Fatal("the second job of a key did not replace the first")
			}
			if err := st.Write(t.Context(), func(tx *store.Tx) error { return w.Jobs.Cancel(tx, "plain", "a") }); err != nil || count(t, st, "jobs_job") != 0 {
				t.Fatalf("cancel: %v", err)
			}
		})
	}, effects)
}

func TestFailing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		tries := 0
		w.Jobs.Handle("weak", func(context.Context, jobs.Job) (jobs.Effects, error) { tries++; return nil, errors.New("no luck") })
		w.Jobs.Handle("half", func(context.Context, jobs.Job) (jobs.Effects, error) {
			tries++
			return func(tx *store.Tx) error { return errors.Join(write("half")(tx), errors.New("after writing")) }, nil
		})
		w.Jobs.Handle("panics", func(context.Context, jobs.Job) (jobs.Effects, error) { panic("oh") })
		for _, kind := range []string{"half", "panics"} {
			enqueue(t, w, jobs.New{Kind: kind})
			run(t, w)
			if count(t, st, "effect") != 0 || count(t, st, "jobs_job") != 1 {
				t.Fatalf("%s: effects and completion are not one: %d effects, %d jobs", kind, count(t, st, "effect"), count(t, st, "jobs_job"))
			}
			if err := st.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(`DELETE FROM jobs_job`); return err }); err != nil {
				t.Fatal(err)
			}
		}
		tries = 0
		enqueue(t, w, jobs.New{Kind: "weak"})
		for range 2 * jobs.MaxAttempts {
			run(t, w)
			w.Clock.Advance(5 * time.Hour)
		}
		if tries != jobs.MaxAttempts {
			t.Errorf("tried %d times, want %d", tries, jobs.MaxAttempts)
		}
		dead, err := w.Jobs.List(st.Read(t.Context()), "dead", 10)
		if err != nil || len(dead) != 1 || dead[0].LastError == "" {
			t.Fatalf("dead letters: %+v, %v", dead, err)
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return w.Jobs.Retry(tx, dead[0].ID) }); err != nil {
			t.Fatal(err)
		}
		run(t, w)
		if tries != jobs.MaxAttempts+1 {
			t.Error("a retried dead letter was not run")
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return w.Jobs.Retry(tx, 12345) }); err == nil {
			t.Error("a job that is not there was retried")
		}
	}, effects)
}

// TestLease lets a worker die between taking a job and finishing it: the job is run again when the lease is over,
// and what the first worker brings late no longer counts.
func TestLease(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		second := jobs.NewQueue(st, w.Clock, nil)
		ran := 0
		second.Handle("slow", func(context.Context, jobs.Job) (jobs.Effects, error) { ran++; return write("second"), nil })
		w.Jobs.Handle("slow", func(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
			if err := second.RunDue(ctx); err != nil || ran != 0 {
				t.Errorf("another worker took a leased job: %d, %v", ran, err)
			}
			w.Clock.Advance(10 * time.Minute) // longer than the lease
			if err := second.RunDue(ctx); err != nil || ran != 1 {
				t.Errorf("nobody took the job of a dead worker: %d, %v", ran, err)
			}
			return write("first"), nil
		})
		enqueue(t, w, jobs.New{Kind: "slow"})
		run(t, w)
		var name string
		if err := st.Read(t.Context()).QueryRow(`SELECT name FROM effect`).Scan(&name); err != nil || name != "second" || count(t, st, "effect") != 1 {
			t.Errorf("%d effects, %q, %v; want the second worker's only", count(t, st, "effect"), name, err)
		}
	}, effects)
}

func TestPeriodic(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		w.Jobs.Every("tick", time.Hour, func(context.Context, jobs.Job) (jobs.Effects, error) { return write("tick"), nil })
		for range 3 {
			run(t, w)
			run(t, w)
			w.Clock.Advance(time.Hour)
		}
		if n := count(t, st, "effect"); n != 3 {
			t.Errorf("ran %d times in three hours, want 3", n)
		}
	}, effects)
}
