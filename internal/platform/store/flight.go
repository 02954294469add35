package store

import "errors"

// flight is a batch of closures on its way to the disk. On SQLite the hand commits it while the lane runs the closures of
// the next batch, whose statements follow in the same order: what they ask waits for the commit, and what they only write
// does not. If it fails, the batch behind it is undone with it, and both run again, the first one first. Nobody is told
// anything of a batch before it is durable.
type flight struct {
	batch   []*request
	behind  []*request // taken, and to be run behind the others
	closing bool       // only what is behind still comes aboard
	results []error
	after   []func()
	done    []*Tx

	committed bool          // there was something to commit, and it is durable
	err       error         // why the hand did not commit it; read when over is closed
	over      chan struct{} // closed by the hand
}

// landing is closed when the hand is through with the flight; never if there is none.
func (f *flight) landing() <-chan struct{} {
	if f == nil {
		return nil
	}
	return f.over
}

// gather takes the closures that wait into a batch; first may come from behind.
func (l *lane) gather(first *request, behind bool) *flight {
	f := &flight{over: make(chan struct{})}
	if behind {
		f.behind = append(f.behind, first)
	} else {
		f.batch = append(f.batch, first)
	}
	for len(f.batch) < l.store.config.BatchMax && f.take(l.store.queue) {
	}
	return f
}

// take adds a closure that waits in a queue.
func (f *flight) take(queue chan *request) bool {
	select {
	case r := <-queue:
		f.batch = append(f.batch, r)
		return true
	default:
		return false
	}
}

// more adds another closure to a batch whose own have run: those that come while the commit before is under way, since
// the batch cannot set out earlier anyhow, and then those of [Store.WriteBehind].
func (l *lane) more(f *flight) bool {
	if !f.closing && l.flight != nil && len(f.batch) < l.store.config.BatchMax {
		l.handOver() // what is ready need not wait for what may come
		select {
		case <-l.flight.over:
		default:
			select {
			case r := <-l.store.queue:
				f.batch = append(f.batch, r)
				return true
			case <-l.flight.over:
			}
		}
	}
	f.closing = true
	switch {
	case len(f.behind) > 0:
		f.batch, f.behind = append(f.batch, f.behind[0]), f.behind[1:]
		return true
	case l.store.behind == nil || len(f.batch) >= 2*l.store.config.BatchMax:
		return false
	}
	return f.take(l.store.behind)
}

// all adds the closures that have not run yet.
func (f *flight) all() []*request {
	f.batch, f.behind = append(f.batch, f.behind...), nil
	return f.batch
}

// launch leaves the commit of a batch to the hand, once the commit before is over.
func (l *lane) launch(f *flight) error {
	if l.flight != nil {
		<-l.flight.over
		if l.flight.err != nil {
			return l.rollback(errSpoilt) // which leaves it to be landed
		}
	}
	if l.late != nil {
		return l.rollback(errSpoilt) // a closure was told of a failure and went on
	}
	l.handOver()
	l.tasks <- task{land: f}
	l.flight, l.busy = f, true
	return nil
}

// land waits for the commit under way. If it failed its closures run again, each in a savepoint of its own.
func (l *lane) land() {
	f := l.flight
	if f == nil {
		return
	}
	<-f.over
	l.flight = nil
	if f.err == nil {
		return
	}
	_ = l.rollback(f.err)
	if errors.Is(f.err, errCommit) {
		l.failed(f.batch, f.err)
		return
	}
	l.store.stats.spoilt.Add(1)
	if err := l.attempt(f, true); err != nil {
		l.failed(f.batch, err)
		return
	}
	l.finish(f)
}

// finish tells everybody what came of a batch that is durable, or changed nothing.
func (l *lane) finish(f *flight) {
	if f.committed {
		l.store.stats.commits.Add(1)
		l.recorded(f.done)
	}
	for _, fn := range f.after {
		fn()
	}
	for i, r := range f.batch {
		if f.results[i] != nil && retryable(f.results[i]) && l.again(r) {
			continue
		}
		if f.results[i] == nil {
			l.store.stats.closures.Add(1)
		}
		r.done <- f.results[i]
	}
}
