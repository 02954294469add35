package jobs

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// take leases at most limit due jobs. One that has been leased MaxAttempts times without an end, because it brings
// the program down, becomes a dead letter instead.
func (q *Queue) take(ctx context.Context, limit int) ([]Job, error) {
	if limit <= 0 {
		return nil, nil
	}
	now := q.wall.Now()
	// Look without the writer's lock first: most of the time nothing is due.
	var due int
	if err := q.store.Read(ctx).QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM jobs_job WHERE state = 0 AND run_at <= ? LIMIT 1) d`, wall.Micros(now)).Scan(&due); err != nil || due == 0 {
		return nil, err
	}
	var list []Job
	err := q.store.WriteBehind(ctx, func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT `+columns+` FROM jobs_job WHERE state = 0 AND run_at <= ? ORDER BY run_at, id LIMIT ?`, wall.Micros(now), limit)
		found, err := store.Collect(rows, err, scan)
		if err != nil {
			return err
		}
		list = list[:0]
		for _, j := range found {
			held, err := q.lease(tx, &j, now)
			if err != nil {
				return err
			}
			if held {
				list = append(list, j)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err // what was leased is run again when its lease is over
	}
	return list, nil
}

// lease pushes the job's time on, if nobody else did; held tells whether this worker may run it.
func (q *Queue) lease(tx *store.Tx, j *Job, now time.Time) (held bool, err error) {
	state, until, attempts, text := 0, wall.Micros(now.Add(lease)), j.Attempts+1, j.LastError
	if _, periodic := q.periodic[j.Kind]; j.Attempts >= MaxAttempts && !periodic {
		state, until, attempts, text = 1, wall.Micros(now), j.Attempts, "begun many times and never ended"
	}
	res, err := tx.Exec(`UPDATE jobs_job SET state = ?, run_at = ?, attempts = ?, last_error = ? WHERE id = ? AND run_at = ? AND state = 0`,
		state, until, attempts, text, j.ID, wall.Micros(j.RunAt))
	if err != nil {
		return false, fmt.Errorf("jobs: lease: %w", err)
	}
	n, err := res.RowsAffected()
	j.Attempts, j.RunAt = attempts, wall.FromMicros(until)
	return n == 1 && state == 0, err
}

// tracer makes a span of each job.
var tracer = otel.Tracer("onedoor/jobs")

// run does one job and commits its effects with its completion. What a handler has done is committed even when the
// program is about to stop: it may have sent something.
func (q *Queue) run(ctx context.Context, j Job) {
	ctx, span := tracer.Start(ctx, "job "+j.Kind)
	defer span.End()
	effects, err := q.call(ctx, j)
	if err == nil {
		err = q.store.WriteBehind(context.WithoutCancel(ctx), func(tx *store.Tx) error {
			if held, err := q.finish(tx, j); err != nil || !held {
				return err // not held: it was replaced or cancelled meanwhile, so its effects no longer count
			}
			if effects == nil {
				return nil
			}
			return effects(tx)
		})
	}
	if err == nil || ctx.Err() != nil {
		return // when stopping, the lease runs out and the job is run again
	}
	span.SetStatus(codes.Error, "failed")
	q.log.Warn("job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempts, "error", err)
	if err := q.fail(ctx, j, err); err != nil {
		q.log.Error("a job's failure could not be stored; its lease will run out", "job", j.ID, "error", err)
	}
}

func (q *Queue) call(ctx context.Context, j Job) (e Effects, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("jobs: %w\n%s", fault.Panic(p), debug.Stack())
		}
	}()
	h, ok := q.handlers[j.Kind]
	if !ok {
		return nil, fmt.Errorf("jobs: no handler for %s", j.Kind)
	}
	return h(ctx, j)
}

// finish removes the job, or sets the next time of a periodic one, if this worker still holds the lease.
func (q *Queue) finish(tx *store.Tx, j Job) (held bool, err error) {
	statement, args := `DELETE FROM jobs_job WHERE id = ? AND run_at = ? AND state = 0`, []any{j.ID, wall.Micros(j.RunAt)}
	if every, periodic := q.periodic[j.Kind]; periodic {
		statement = `UPDATE jobs_job SET run_at = ?, attempts = 0, last_error = '' WHERE id = ? AND run_at = ? AND state = 0`
		args = append([]any{wall.Micros(q.wall.Now().Add(every))}, args...)
	}
	res, err := tx.Exec(statement, args...)
	if err != nil {
		return false, fmt.Errorf("jobs: finish: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// maxError is how many bytes of a failure are kept.
const maxError = 500

// fail sets the next try, or makes the job a dead letter. Periodic jobs never die.
func (q *Queue) fail(ctx context.Context, j Job, cause error) error {
	state, text := 0, cause.Error()
	text = strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), maxError)], ""), "\x00", "") // Postgres takes neither
	wait := min(time.Duration(1<<min(j.Attempts, 14))*time.Second, 4*time.Hour)
	if j.Attempts >= MaxAttempts {
		state = 1
	}
	if every, periodic := q.periodic[j.Kind]; periodic {
		state, wait = 0, min(wait, every)
	}
	return q.store.WriteBehind(ctx, func(tx *store.Tx) error {
		err := tx.Do(`UPDATE jobs_job SET state = ?, run_at = ?, last_error = ? WHERE id = ? AND run_at = ?`,
			state, wall.Micros(q.wall.Now().Add(wait)), text, j.ID, wall.Micros(j.RunAt))
		return err
	})
}
