package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func plain(context.Context, jobs.Job) (jobs.Effects, error) { return write("plain"), nil }

func TestQueue(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		w.Jobs.Handle("plain", plain)
		t.Run("Once", func(t *testing.T) {
			enqueue(t, w, jobs.New{Kind: "plain"})
			run(t, w, w.Jobs)
			run(t, w, w.Jobs)
			want(t, w, 1, 0)
		})
		t.Run("Later", func(t *testing.T) {
			enqueue(t, w, jobs.New{Kind: "plain", RunAt: w.Clock.Now().Add(time.Hour)})
			run(t, w, w.Jobs)
			want(t, w, 1, 1)
			w.Clock.Advance(time.Hour - time.Microsecond)
			run(t, w, w.Jobs)
			want(t, w, 1, 1)
			w.Clock.Advance(time.Microsecond)
			run(t, w, w.Jobs)
			want(t, w, 2, 0)
		})
		t.Run("WithItsTransaction", func(t *testing.T) {
			refusal := errors.New("no")
			err := w.Store.Write(t.Context(), func(tx *store.Tx) error {
				return errors.Join(w.Jobs.Enqueue(tx, jobs.New{Kind: "plain"}), refusal)
			})
			if !errors.Is(err, refusal) {
				t.Fatal(err)
			}
			run(t, w, w.Jobs)
			want(t, w, 2, 0)
		})
		t.Run("MoreThanWorkers", func(t *testing.T) {
			change(t, w, func(tx *store.Tx) (err error) {
				for range 100 {
					err = errors.Join(err, w.Jobs.Enqueue(tx, jobs.New{Kind: "plain"}))
				}
				return err
			})
			run(t, w, w.Jobs)
			want(t, w, 102, 0)
		})
		t.Run("Payload", func(t *testing.T) {
			type order struct {
				Name string `json:"name"`
			}
			var got order
			w.Jobs.Handle("payload", func(_ context.Context, j jobs.Job) (jobs.Effects, error) { return nil, j.Decode(&got) })
			enqueue(t, w, jobs.New{Kind: "payload", Payload: order{"引号\"与\x00零"}})
			run(t, w, w.Jobs)
			if got.Name != "引号\"与\x00零" {
				t.Errorf("%q", got.Name)
			}
			if err := w.Store.Write(t.Context(), func(tx *store.Tx) error {
				return w.Jobs.Enqueue(tx, jobs.New{Kind: "payload", Payload: make(chan int)})
			}); err == nil {
				t.Error("a payload that is no JSON was taken")
			}
		})
		t.Run("TwoHandlers", func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("a kind got a second handler")
				}
			}()
			w.Jobs.Handle("plain", plain)
		})
	})
}

func TestKey(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		w.Jobs.Handle("due", func(_ context.Context, j jobs.Job) (jobs.Effects, error) { return write(string(j.Payload)), nil })
		at := func(key string, d time.Duration, payload any) {
			t.Helper()
			enqueue(t, w, jobs.New{Kind: "due", Key: key, RunAt: w.Clock.Now().Add(d), Payload: payload})
		}
		t.Run("PushedOn", func(t *testing.T) { // a time limit was extended
			at("a", time.Hour, 1)
			at("a", 2*time.Hour, 2)
			w.Clock.Advance(90 * time.Minute)
			run(t, w, w.Jobs)
			want(t, w, 0, 1)
			w.Clock.Advance(30 * time.Minute)
			run(t, w, w.Jobs)
			want(t, w, 1, 0)
			var payload string
			if err := w.Store.Read(t.Context()).QueryRow(`SELECT name FROM effect`).Scan(&payload); err != nil || payload != "2" {
				t.Errorf("%q ran, %v", payload, err)
			}
		})
		t.Run("DrawnIn", func(t *testing.T) {
			at("b", 2*time.Hour, 1)
			at("b", time.Hour, 2)
			w.Clock.Advance(time.Hour)
			run(t, w, w.Jobs)
			w.Clock.Advance(time.Hour)
			run(t, w, w.Jobs)
			want(t, w, 2, 0)
		})
		t.Run("OthersAreOthers", func(t *testing.T) {
			at("c", time.Hour, 1)
			at("d", time.Hour, 1)
			enqueue(t, w, jobs.New{Kind: "other", Key: "c", RunAt: w.Clock.Now().Add(time.Hour)})
			enqueue(t, w, jobs.New{Kind: "due", RunAt: w.Clock.Now().Add(time.Hour)})
			enqueue(t, w, jobs.New{Kind: "due", RunAt: w.Clock.Now().Add(time.Hour)}) // no key: never the same
			want(t, w, 2, 5)
			change(t, w, func(tx *store.Tx) error { return w.Jobs.Cancel(tx, "due", "c") })
			want(t, w, 2, 4)
			change(t, w, func(tx *store.Tx) error { return w.Jobs.Cancel(tx, "due", "never was") })
			want(t, w, 2, 4)
		})
	})
}

func TestPeriodic(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		broken := false
		tick := func(context.Context, jobs.Job) (jobs.Effects, error) {
			if broken {
				return nil, errors.New("no luck")
			}
			return write("tick"), nil
		}
		w.Jobs.Every("tick", time.Hour, tick)
		second := queue(w)
		second.Every("tick", time.Hour, tick)
		for range 3 {
			run(t, w, w.Jobs)
			run(t, w, second) // on one node at a time
			w.Clock.Advance(time.Hour)
		}
		want(t, w, 3, 1)
		t.Run("NeverDies", func(t *testing.T) {
			broken = true
			for range 2 * jobs.MaxAttempts {
				run(t, w, w.Jobs)
				w.Clock.Advance(2 * time.Hour)
			}
			if dead := list(t, w, "dead"); len(dead) != 0 {
				t.Errorf("%+v", dead)
			}
			broken = false
			run(t, w, w.Jobs)
			want(t, w, 4, 1)
			if left := list(t, w, "waiting"); left[0].Attempts != 0 || left[0].LastError != "" {
				t.Errorf("%+v", left[0])
			}
		})
	})
}
