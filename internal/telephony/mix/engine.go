package mix

import (
	"context"
	"runtime"
	"sync"
	"time"

	"onedoor/internal/telephony/audio"
)

// maxBehind is how many ticks are made up for when the machine was held up; beyond that time is lost for everyone.
const maxBehind = 5

// Ticker is what an Engine drives.
type Ticker interface{ Tick() }

// Engine lets mixes tick every 20 ms, on as many goroutines as there are processors.
type Engine struct {
	shards []shard
}

type shard struct {
	mu    sync.Mutex
	mixes map[Ticker]struct{}
}

// NewEngine returns an engine without mixes.
func NewEngine() *Engine {
	e := &Engine{shards: make([]shard, runtime.GOMAXPROCS(0))}
	for i := range e.shards {
		e.shards[i].mixes = map[Ticker]struct{}{}
	}
	return e
}

// Add lets a mix tick until it is removed.
func (e *Engine) Add(m Ticker) {
	least := &e.shards[0]
	fewest := -1
	for i := range e.shards {
		s := &e.shards[i]
		s.mu.Lock()
		if n := len(s.mixes); fewest < 0 || n < fewest {
			least, fewest = s, n
		}
		s.mu.Unlock()
	}
	least.mu.Lock()
	defer least.mu.Unlock()
	least.mixes[m] = struct{}{}
}

// Remove ends a mix's ticks; one that is under way may still end after it returns.
func (e *Engine) Remove(m Ticker) {
	for i := range e.shards {
		s := &e.shards[i]
		s.mu.Lock()
		delete(s.mixes, m)
		s.mu.Unlock()
	}
}

// Len is the number of mixes.
func (e *Engine) Len() (n int) {
	for i := range e.shards {
		e.shards[i].mu.Lock()
		n += len(e.shards[i].mixes)
		e.shards[i].mu.Unlock()
	}
	return n
}

// Run ticks until ctx ends.
func (e *Engine) Run(ctx context.Context) {
	var all sync.WaitGroup
	for i := range e.shards {
		all.Go(func() { e.shards[i].run(ctx) })
	}
	all.Wait()
}

func (s *shard) run(ctx context.Context) {
	ticker := time.NewTicker(audio.FrameTime)
	defer ticker.Stop()
	next := time.Now().Add(audio.FrameTime)
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for range maxBehind {
				if now.Before(next) {
					break
				}
				s.tick()
				next = next.Add(audio.FrameTime)
			}
			if now.Sub(next) > audio.FrameTime {
				next = now
			}
		}
	}
}

func (s *shard) tick() {
	s.mu.Lock()
	list := make([]Ticker, 0, len(s.mixes))
	for m := range s.mixes {
		list = append(list, m)
	}
	s.mu.Unlock()
	for _, m := range list {
		m.Tick()
	}
}
