package httpx

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiterMax bounds how many keys a Limiter remembers; beyond it the oldest half is forgotten.
const limiterMax = 20000

// Limiter bounds how often each key (an account, an address) may do something.
type Limiter struct {
	every time.Duration
	burst int

	mu   sync.Mutex
	keys map[string]*limiterEntry
}

type limiterEntry struct {
	limit *rate.Limiter
	seen  time.Time
}

// NewLimiter allows each key burst tries at once and one more after each duration of every.
func NewLimiter(every time.Duration, burst int) *Limiter {
	return &Limiter{every: every, burst: burst, keys: map[string]*limiterEntry{}}
}

// Allow takes one try of key and tells whether there was one left.
func (l *Limiter) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	e, ok := l.keys[key]
	if !ok {
		if len(l.keys) >= limiterMax {
			l.forget(now)
		}
		e = &limiterEntry{limit: rate.NewLimiter(rate.Every(l.every), l.burst)}
		l.keys[key] = e
	}
	e.seen = now
	return e.limit.AllowN(now, 1)
}

// forget drops the keys that have long been full again, and if that is not enough, any.
func (l *Limiter) forget(now time.Time) {
	refill := l.every * time.Duration(l.burst)
	for k, e := range l.keys {
		if now.Sub(e.seen) > refill {
			delete(l.keys, k)
		}
	}
	for k := range l.keys {
		if len(l.keys) < limiterMax/2 {
			break
		}
		delete(l.keys, k)
	}
}
