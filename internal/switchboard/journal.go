package switchboard

import (
	"context"
	"sync"
	"time"

	"onedoor/internal/platform/store"
)

// entry is one step that is to be kept.
type entry struct {
	kind    string
	payload Payload
	number  string // of the caller, with known
	known   bool
	done    chan struct{} // for flush; nothing is written
}

// journal writes steps in their order, many in one transaction, and again until they are kept.
type journal struct {
	s    *Service
	mu   sync.Mutex
	list []entry
	wake chan struct{}
}

const (
	journalBatch = 200
	journalWarn  = 10000 // steps that wait; then the log warns
)

func newJournal(s *Service) *journal { return &journal{s: s, wake: make(chan struct{}, 1)} }

func (j *journal) put(e entry) {
	j.mu.Lock()
	j.list = append(j.list, e)
	n := len(j.list)
	j.mu.Unlock()
	if n%journalWarn == 0 {
		j.s.Log.Error("switchboard: the database does not keep up with the calls", "steps", n)
	}
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

func (j *journal) flush(ctx context.Context) error {
	done := make(chan struct{})
	j.put(entry{done: done})
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (j *journal) run(ctx context.Context) {
	pause := time.Duration(0)
	for {
		select {
		case <-ctx.Done():
			drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainLimit)
			defer cancel()
			for {
				if more, err := j.step(drain); err != nil || !more {
					return
				}
			}
		case <-j.wake:
		}
		for {
			more, err := j.step(ctx)
			if err == nil && !more {
				break
			}
			if ctx.Err() != nil {
				break
			}
			if pause = 0; err != nil {
				pause = min(max(2*pause, 100*time.Millisecond), 5*time.Second)
				j.s.Log.Error("switchboard: steps of calls were not kept, will try again", "error", err)
				select {
				case <-ctx.Done():
				case <-time.After(pause):
				}
			}
		}
	}
}

// step writes a batch; more tells whether there was any.
func (j *journal) step(ctx context.Context) (more bool, err error) {
	j.mu.Lock()
	batch := j.list[:min(len(j.list), journalBatch)]
	j.mu.Unlock()
	if len(batch) == 0 {
		return false, nil
	}
	peers := make([]sealedPeer, len(batch))
	for i, e := range batch {
		if e.known {
			if peers[i], err = j.s.sealPeer(e.number); err != nil {
				return true, err
			}
		}
	}
	err = j.s.Store.Write(ctx, func(tx *store.Tx) error {
		for i, e := range batch {
			if e.done != nil {
				continue
			}
			if err := j.s.keep(tx, e, peers[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return true, err
	}
	j.mu.Lock()
	j.list = j.list[len(batch):]
	j.mu.Unlock()
	for _, e := range batch {
		if e.done != nil {
			close(e.done)
		}
	}
	return true, nil
}
