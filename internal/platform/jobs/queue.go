package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const (
	lease     = 2 * time.Minute // a handler that takes longer may be run a second time
	takeMax   = 64
	workers   = 4
	pollEvery = time.Second
)

type periodic struct {
	kind  string
	every time.Duration
}

// Queue holds the handlers and runs due jobs.
type Queue struct {
	store    *store.Store
	wall     wall.Clock
	log      *slog.Logger
	handlers map[string]Handler
	periodic []periodic
	wake     chan struct{}
}

// NewQueue returns a queue on st; nothing runs until Start.
func NewQueue(st *store.Store, clock wall.Clock, log *slog.Logger) *Queue {
	if log == nil {
		log = slog.Default()
	}
	return &Queue{store: st, wall: clock, log: log, handlers: map[string]Handler{}, wake: make(chan struct{}, 1)}
}

// Handle names the handler of a kind; register before Start. A second handler for a kind is a programmer's error.
func (q *Queue) Handle(kind string, h Handler) {
	if _, taken := q.handlers[kind]; taken {
		panic("jobs: two handlers for " + kind)
	}
	q.handlers[kind] = h
}

// Every runs h about every d, on one node at a time; register before Start.
func (q *Queue) Every(kind string, d time.Duration, h Handler) {
	q.Handle(kind, h)
	q.periodic = append(q.periodic, periodic{kind, d})
}

func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Start runs due jobs until ctx ends; the returned function waits for the handlers under way.
func (q *Queue) Start(ctx context.Context) (wait func()) {
	var wg sync.WaitGroup
	wg.Go(func() { q.loop(ctx) })
	return wg.Wait
}

// seed makes sure that every periodic job has its row.
func (q *Queue) seed(ctx context.Context) error {
	return q.store.Write(ctx, func(tx *store.Tx) error {
		for _, p := range q.periodic {
			now := wall.Micros(q.wall.Now())
			if _, err := tx.Exec(`INSERT INTO jobs_job (id, kind, key, state, run_at, attempts, payload, last_error, created_at)
				VALUES (?, ?, 'periodic', 0, ?, 0, 'null', '', ?) ON CONFLICT (kind, key) DO NOTHING`, ids.New(), p.kind, now, now); err != nil {
				return fmt.Errorf("jobs: seed %s: %w", p.kind, err)
			}
		}
		return nil
	})
}

func (q *Queue) loop(ctx context.Context) {
	for err := q.seed(ctx); err != nil && ctx.Err() == nil; err = q.seed(ctx) {
		q.log.Error("periodic jobs could not be seeded, will try again", "error", err)
		pause(ctx, pollEvery)
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		n, err := q.runBatch(ctx)
		if err != nil && ctx.Err() == nil {
			q.log.Error("due jobs could not be taken, will try again", "error", err)
		}
		if n == takeMax {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-q.wake:
		case <-poll.C:
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// RunDue runs every job due at the wall clock's time, until none is left: for tests and tools.
func (q *Queue) RunDue(ctx context.Context) error {
	if err := q.seed(ctx); err != nil {
		return err
	}
	for {
		n, err := q.runBatch(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

// runBatch leases due jobs, runs them, and tells how many there were.
func (q *Queue) runBatch(ctx context.Context) (int, error) {
	due, err := q.take(ctx)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	slots := make(chan struct{}, workers)
	var wg sync.WaitGroup
	for _, j := range due {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			q.run(ctx, j)
		})
	}
	wg.Wait()
	return len(due), nil
}

func (q *Queue) take(ctx context.Context) ([]Job, error) {
	now := q.wall.Now()
	// Look without the writer's lock first: most of the time nothing is due.
	var due int
	if err := q.store.Read(ctx).QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM jobs_job WHERE state = 0 AND run_at <= ? LIMIT 1) d`, wall.Micros(now)).Scan(&due); err != nil || due == 0 {
		return nil, err
	}
	var list []Job
	err := q.store.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT `+columns+` FROM jobs_job WHERE state = 0 AND run_at <= ? ORDER BY run_at LIMIT ?`, wall.Micros(now), takeMax)
		found, err := store.Collect(rows, err, scan)
		if err != nil {
			return err
		}
		list = list[:0]
		for _, j := range found {
			res, err := tx.Exec(`UPDATE jobs_job SET run_at = ?, attempts = attempts + 1 WHERE id = ? AND run_at = ? AND state = 0`,
				wall.Micros(now.Add(lease)), j.ID, wall.Micros(j.RunAt))
			if err != nil {
				return fmt.Errorf("jobs: lease: %w", err)
			}
			if n, _ := res.RowsAffected(); n == 1 {
				j.Attempts++
				j.RunAt = now.Add(lease)
				list = append(list, j)
			}
		}
		return nil
	})
	return list, err
}

// run does one job and commits its effects with its completion.
func (q *Queue) run(ctx context.Context, j Job) {
	effects, err := q.call(ctx, j)
	if err == nil {
		err = q.store.Write(ctx, func(tx *store.Tx) error {
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
	q.log.Warn("job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempts, "error", err)
	if err := q.fail(ctx, j, err); err != nil {
		q.log.Error("a job's failure could not be stored; its lease will run out", "job", j.ID, "error", err)
	}
}

func (q *Queue) call(ctx context.Context, j Job) (e Effects, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("jobs: panic: %v\n%s", p, debug.Stack())
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
	for _, p := range q.periodic {
		if p.kind == j.Kind {
			statement = `UPDATE jobs_job SET run_at = ?, attempts = 0, last_error = '' WHERE id = ? AND run_at = ? AND state = 0`
			args = append([]any{wall.Micros(q.wall.Now().Add(p.every))}, args...)
		}
	}
	res, err := tx.Exec(statement, args...)
	if err != nil {
		return false, fmt.Errorf("jobs: finish: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// fail sets the next try, or makes the job a dead letter. Periodic jobs never die.
func (q *Queue) fail(ctx context.Context, j Job, cause error) error {
	state, text := 0, cause.Error()
	if len(text) > 500 {
		text = text[:500]
	}
	wait := min(time.Duration(1<<min(j.Attempts, 14))*time.Second, 4*time.Hour)
	if j.Attempts >= MaxAttempts {
		state = 1
	}
	for _, p := range q.periodic {
		if p.kind == j.Kind {
			state, wait = 0, min(wait, p.every)
		}
	}
	return q.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE jobs_job SET state = ?, run_at = ?, last_error = ? WHERE id = ? AND run_at = ?`,
			state, wall.Micros(q.wall.Now().Add(wait)), text, j.ID, wall.Micros(j.RunAt))
		return err
	})
}
