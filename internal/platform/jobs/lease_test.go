package jobs_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// pastLease is longer than a lease.
const pastLease = 10 * time.Minute

// TestLease lets a worker hang between taking a job and finishing it: the job is run again when the lease is over,
// and what the first worker brings late no longer counts.
func TestLease(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		second := queue(w)
		ran := 0
		second.Handle("slow", func(context.Context, jobs.Job) (jobs.Effects, error) { ran++; return write("second"), nil })
		w.Jobs.Handle("slow", func(context.Context, jobs.Job) (jobs.Effects, error) {
			if run(t, w, second); ran != 0 {
				t.Error("another worker took a leased job")
			}
			w.Clock.Advance(pastLease)
			if run(t, w, second); ran != 1 {
				t.Error("nobody took the job of a dead worker")
			}
			return write("first"), nil
		})
		enqueue(t, w, jobs.New{Kind: "slow"})
		run(t, w, w.Jobs)
		var name string
		if err := w.Store.Read(t.Context()).QueryRow(`SELECT name FROM effect`).Scan(&name); err != nil || name != "second" {
			t.Errorf("%q, %v; want the second worker's effect", name, err)
		}
		want(t, w, 1, 0)
	})
}

// TestCrash lets the process die in the handler, each time: the handler never returns to the queue.
func TestCrash(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		crashed := 0
		crash := func() {
			dying := queue(w)
			ctx, kill := context.WithCancel(t.Context())
			dying.Handle("poison", func(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
				crashed++
				kill() // nothing that follows reaches the database
				return nil, context.Cause(ctx)
			})
			_ = dying.RunDue(ctx)
			w.Clock.Advance(pastLease)
		}
		enqueue(t, w, jobs.New{Kind: "poison"})
		crash()
		if j := list(t, w, "waiting"); len(j) != 1 || j[0].Attempts != 1 {
			t.Fatalf("after the crash: %+v", j)
		}
		t.Run("RunAgain", func(t *testing.T) {
			next := queue(w)
			next.Handle("poison", func(context.Context, jobs.Job) (jobs.Effects, error) { return write("done"), nil })
			run(t, w, next)
			want(t, w, 1, 0)
		})
		t.Run("GivenUp", func(t *testing.T) { // what brings the program down each time does so only so often
			crashed = 0
			enqueue(t, w, jobs.New{Kind: "poison"})
			for range jobs.MaxAttempts + 5 {
				crash()
			}
			if dead := list(t, w, "dead"); crashed != jobs.MaxAttempts || len(dead) != 1 || dead[0].LastError == "" {
				t.Errorf("%d crashes, %+v", crashed, dead)
			}
		})
	})
}

// TestOvertaken changes a job while its handler is at work: the effects of the old one do not count.
func TestOvertaken(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		var during func(tx *store.Tx) error
		w.Jobs.Handle("timer", func(context.Context, jobs.Job) (jobs.Effects, error) {
			if during != nil {
				change(t, w, during)
				during = nil
			}
			return write("timer"), nil
		})
		begin := func() {
			t.Helper()
			enqueue(t, w, jobs.New{Kind: "timer", Key: "order"})
			run(t, w, w.Jobs)
		}
		t.Run("Cancelled", func(t *testing.T) {
			during = func(tx *store.Tx) error { return w.Jobs.Cancel(tx, "timer", "order") }
			begin()
			want(t, w, 0, 0)
		})
		t.Run("Pushed", func(t *testing.T) {
			during = func(tx *store.Tx) error {
				return w.Jobs.Enqueue(tx, jobs.New{Kind: "timer", Key: "order", RunAt: w.Clock.Now().Add(time.Hour)})
			}
			begin()
			want(t, w, 0, 1)
			w.Clock.Advance(time.Hour)
			run(t, w, w.Jobs)
			want(t, w, 1, 0)
		})
		t.Run("PushedToTheEndOfTheLease", func(t *testing.T) { // the new time is the very moment at which the lease ends
			during = func(tx *store.Tx) error {
				return w.Jobs.Enqueue(tx, jobs.New{Kind: "timer", Key: "order", RunAt: w.Clock.Now().Add(2 * time.Minute)})
			}
			begin()
			want(t, w, 1, 1)
			w.Clock.Advance(2 * time.Minute)
			run(t, w, w.Jobs)
			want(t, w, 2, 0)
		})
		t.Run("ReplacedAtOnce", func(t *testing.T) { // RunDue runs the new one too, in the same moment
			during = func(tx *store.Tx) error { return w.Jobs.Enqueue(tx, jobs.New{Kind: "timer", Key: "order"}) }
			begin()
			want(t, w, 3, 0)
		})
		t.Run("Retried", func(t *testing.T) {
			during = func(tx *store.Tx) error { return w.Jobs.Retry(tx, list(t, w, "waiting")[0].ID) }
			begin()
			want(t, w, 4, 0)
		})
	})
}

// TestTwoQueues lets two processes take from one store at the same time: nothing is run twice.
func TestTwoQueues(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		const n = 300
		var ran atomic.Int64
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		done := make(chan struct{})
		waits := []func(){}
		for range 2 {
			q := queue(w)
			q.Handle("plain", func(context.Context, jobs.Job) (jobs.Effects, error) {
				if ran.Add(1) == n {
					close(done)
				}
				return write("plain"), nil
			})
			waits = append(waits, q.Start(ctx))
		}
		change(t, w, func(tx *store.Tx) error {
			for range n {
				if err := w.Jobs.Enqueue(tx, jobs.New{Kind: "plain"}); err != nil {
					return err
				}
			}
			return nil
		})
		<-done
		stop() // those under way are finished, and what they did is kept
		for _, wait := range waits {
			wait()
		}
		want(t, w, n, 0)
		if ran.Load() != n {
			t.Errorf("%d jobs ran %d times", n, ran.Load())
		}
	})
}
