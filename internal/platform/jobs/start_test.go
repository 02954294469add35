package jobs_test

import (
	"context"
	"testing"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/testkit"
)

// TestSlowHandler lets one handler hang: the timers of others are not held up.
func TestSlowHandler(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		hanging, release, done := make(chan struct{}), make(chan struct{}), make(chan struct{}, 100)
		w.Jobs.Handle("hangs", func(context.Context, jobs.Job) (jobs.Effects, error) {
			close(hanging)
			<-release
			return write("hung"), nil
		})
		w.Jobs.Handle("quick", func(context.Context, jobs.Job) (jobs.Effects, error) {
			done <- struct{}{}
			return write("quick"), nil
		})
		wait := w.Jobs.Start(ctx)
		enqueue(t, w, jobs.New{Kind: "hangs"})
		<-hanging
		for range 50 {
			enqueue(t, w, jobs.New{Kind: "quick"})
		}
		for range 50 {
			<-done
		}
		stop()
		close(release)
		wait()
		// What the slow handler had done when the program was told to stop is not done again after the next start.
		want(t, w, 51, 0)
	})
}

// TestWakesAtOnce holds that a job which is due at once does not wait for the next poll: 40 of them, one after the
// other, would take at least 20 polls.
func TestWakesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		w.Jobs.Handle("quick", func(context.Context, jobs.Job) (jobs.Effects, error) { done <- struct{}{}; return nil, nil })
		wait := w.Jobs.Start(ctx)
		start := time.Now()
		for range 40 {
			enqueue(t, w, jobs.New{Kind: "quick"})
			<-done
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("40 jobs took %s", took)
		}
		stop()
		wait()
	})
}
