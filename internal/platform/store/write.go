package store

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel"

	"onedoor/internal/platform/fault"
)

// request is one call of Write under way.
type request struct {
	ctx      context.Context
	fn       func(*Tx) error
	done     chan error
	attempts int
}

// tracer makes a span of each write: from its call until it is durable.
var tracer = otel.Tracer("onedoor/store")

// Write runs fn in a transaction and returns after its changes are durable, or with fn's error and no change.
// Several calls share one commit. A call whose ctx ends before its turn is not run; once begun it runs to its end.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.write(ctx, s.queue, fn)
}

// WriteBehind is Write for work that nobody waits for, such as a follower's: on SQLite its closures run at the end of a
// commit, behind those of callers. They mostly ask before they write, and what a closure asks waits for all that was
// written before it, which is best done once a commit.
func (s *Store) WriteBehind(ctx context.Context, fn func(tx *Tx) error) error {
	if s.behind == nil {
		return s.write(ctx, s.queue, fn)
	}
	return s.write(ctx, s.behind, fn)
}

func (s *Store) write(ctx context.Context, queue chan *request, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: write not begun: %w", err)
	}
	ctx, span := tracer.Start(ctx, "store.write")
	defer span.End()
	r := &request{ctx: context.WithoutCancel(ctx), fn: fn, done: make(chan error, 1)}
	s.closing.RLock()
	if s.closed {
		s.closing.RUnlock()
		return fault.Unavailable
	}
	select {
	case queue <- r:
		s.closing.RUnlock()
	case <-ctx.Done():
		s.closing.RUnlock()
		return fmt.Errorf("store: write not begun: %w", ctx.Err())
	}
	return <-r.done
}
