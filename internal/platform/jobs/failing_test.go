package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestFailing(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		for kind, h := range map[string]jobs.Handler{
			"Handler": func(context.Context, jobs.Job) (jobs.Effects, error) { return write("x"), errors.New("no luck") },
			"Effects": func(context.Context, jobs.Job) (jobs.Effects, error) {
				return func(tx *store.Tx) error { return errors.Join(write("half")(tx), errors.New("after writing")) }, nil
			},
			"Panic": func(context.Context, jobs.Job) (jobs.Effects, error) { panic("oh") },
			"EffectsPanic": func(context.Context, jobs.Job) (jobs.Effects, error) {
				return func(*store.Tx) error { panic("oh") }, nil
			},
			// What Postgres does not store: half a character where the text is cut, and a zero byte.
			"OddText": func(context.Context, jobs.Job) (jobs.Effects, error) {
				return nil, errors.New("a\x00" + strings.Repeat("网关超时", 100))
			},
			"NoSuchByte": func(context.Context, jobs.Job) (jobs.Effects, error) { return nil, errors.New("\xff\xfe gateway") },
		} {
			t.Run(kind, func(t *testing.T) {
				w.Jobs.Handle(kind, h)
				enqueue(t, w, jobs.New{Kind: kind})
				run(t, w, w.Jobs)
				want(t, w, 0, 1)
				j := list(t, w, "waiting")[0]
				if j.Attempts != 1 || j.LastError == "" || !utf8.ValidString(j.LastError) || len(j.LastError) > 500 || !j.RunAt.Equal(w.Clock.Now().Add(2*time.Second)) {
					t.Errorf("%+v at %s", j, w.Clock.Now())
				}
				change(t, w, func(tx *store.Tx) error { _, err := tx.Exec(`DELETE FROM jobs_job`); return err })
			})
		}
		t.Run("NoHandler", func(t *testing.T) {
			enqueue(t, w, jobs.New{Kind: "nobody"})
			run(t, w, w.Jobs)
			if j := list(t, w, "waiting"); len(j) != 1 || !strings.Contains(j[0].LastError, "nobody") {
				t.Errorf("%+v", j)
			}
		})
	})
}

func TestBackoff(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		tries, broken := 0, true
		w.Jobs.Handle("weak", func(context.Context, jobs.Job) (jobs.Effects, error) {
			tries++
			if broken {
				return nil, errors.New("no luck")
			}
			return write("weak"), nil
		})
		enqueue(t, w, jobs.New{Kind: "weak"})
		start, before := w.Clock.Now(), time.Duration(0)
		for n := 1; n <= jobs.MaxAttempts; n++ {
			run(t, w, w.Jobs)
			run(t, w, w.Jobs) // not before its time
			if tries != n {
				t.Fatalf("%d tries, want %d", tries, n)
			}
			if n == jobs.MaxAttempts {
				break
			}
			pause := list(t, w, "waiting")[0].RunAt.Sub(w.Clock.Now())
			if pause < before || pause > 4*time.Hour {
				t.Errorf("after try %d a pause of %s, before it %s", n, pause, before)
			}
			before = pause
			w.Clock.Advance(pause)
		}
		if all := w.Clock.Now().Sub(start); all < 24*time.Hour || all > 4*24*time.Hour {
			t.Errorf("gave up after %s", all)
		}
		t.Run("DeadLetter", func(t *testing.T) {
			w.Clock.Advance(365 * 24 * time.Hour)
			run(t, w, w.Jobs)
			dead := list(t, w, "dead")
			if tries != jobs.MaxAttempts || len(dead) != 1 || dead[0].LastError != "no luck" || dead[0].State != "dead" || len(list(t, w, "waiting")) != 0 {
				t.Fatalf("%d tries, %+v", tries, dead)
			}
			broken = false
			change(t, w, func(tx *store.Tx) error { return w.Jobs.Retry(tx, dead[0].ID) })
			run(t, w, w.Jobs)
			want(t, w, 1, 0)
		})
		t.Run("RetryOfNone", func(t *testing.T) {
			for _, id := range []ids.ID{0, 12345, -1} {
				err := w.Store.Write(t.Context(), func(tx *store.Tx) error { return w.Jobs.Retry(tx, id) })
				if err == nil || !strings.Contains(err.Error(), "jobs.not_found") {
					t.Errorf("%d: %v", id, err)
				}
			}
		})
		t.Run("KeyRevives", func(t *testing.T) {
			change(t, w, func(tx *store.Tx) error {
				err := w.Jobs.Enqueue(tx, jobs.New{Kind: "weak", Key: "k"})
				_, e := tx.Exec(`UPDATE jobs_job SET state = 1, attempts = 20, last_error = 'x'`)
				return errors.Join(err, e)
			})
			enqueue(t, w, jobs.New{Kind: "weak", Key: "k"})
			run(t, w, w.Jobs)
			want(t, w, 2, 0)
		})
	})
}
