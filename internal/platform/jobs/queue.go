package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const (
	lease     = 2 * time.Minute // a handler that takes longer may be run a second time
	workers   = 16              // handlers side by side; most wait for the network
	pollEvery = time.Second
)

// Queue holds the handlers and runs due jobs.
type Queue struct {
	store    *store.Store
	wall     wall.Clock
	log      *slog.Logger
	handlers map[string]Handler
	periodic map[string]time.Duration
	wake     chan struct{}
}

// NewQueue returns a queue on st; nothing runs until Start.
func NewQueue(st *store.Store, clock wall.Clock, log *slog.Logger) *Queue {
	if log == nil {
		log = slog.Default()
	}
	return &Queue{store: st, wall: clock, log: log, handlers: map[string]Handler{}, periodic: map[string]time.Duration{},
		wake: make(chan struct{}, 1)}
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
	q.periodic[kind] = d
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
	return q.store.WriteBehind(ctx, func(tx *store.Tx) error {
		for kind := range q.periodic {
			now := wall.Micros(q.wall.Now())
			if err := tx.Do(`INSERT INTO jobs_job (id, kind, key, state, run_at, attempts, payload, last_error, created_at)
				VALUES (?, ?, 'periodic', 0, ?, 0, 'null', '', ?) ON CONFLICT (kind, key) DO NOTHING`, ids.New(), kind, now, now); err != nil {
				return fmt.Errorf("jobs: seed %s: %w", kind, err)
			}
		}
		return nil
	})
}

// loop takes only as many jobs as there are idle workers: a leased job is begun at once, and one slow handler holds
// up nobody else's timer.
func (q *Queue) loop(ctx context.Context) {
	for err := q.seed(ctx); err != nil && ctx.Err() == nil; err = q.seed(ctx) {
		q.log.Error("periodic jobs could not be seeded, will try again", "error", err)
		pause(ctx, pollEvery)
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	busy := make(chan struct{}, workers)
	for ctx.Err() == nil {
		idle := workers - len(busy)
		due, err := q.take(ctx, idle)
		if err != nil && ctx.Err() == nil {
			q.log.Error("due jobs could not be taken, will try again", "error", err)
		}
		for _, j := range due {
			busy <- struct{}{}
			wg.Go(func() {
				defer q.nudge() // there may be more
				defer func() { <-busy }()
				q.run(ctx, j)
			})
		}
		select {
		case <-ctx.Done():
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
		due, err := q.take(ctx, workers)
		if err != nil || len(due) == 0 {
			return err
		}
		var wg sync.WaitGroup
		for _, j := range due {
			wg.Go(func() { q.run(ctx, j) })
		}
		wg.Wait()
	}
}
