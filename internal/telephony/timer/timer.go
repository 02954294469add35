// Package timer is the clock that signalling waits by, so that tests let 32 seconds or half an hour pass at once.
package timer

import (
	"sync"
	"time"
)

// Clock tells the time and calls back later.
type Clock interface {
	Now() time.Time
	// After calls f once, on a goroutine of its own, when d has passed.
	After(d time.Duration, f func()) Timer
}

// Timer is a call that is still to come.
type Timer interface {
	// Stop forgets the call; false if it was made or forgotten already.
	Stop() bool
}

// Real is the machine's clock.
type Real struct{}

// Now returns the machine's time.
func (Real) Now() time.Time { return time.Now() }

// After is time.AfterFunc.
func (Real) After(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }

// Manual stands still until a test moves it.
type Manual struct {
	mu      sync.Mutex
	now     time.Time
	serial  uint64
	waiting map[*manualTimer]struct{}
}

type manualTimer struct {
	clock *Manual
	at    time.Time
	order uint64
	f     func()
}

// before orders timers that are due at the same time as they were set.
func (t *manualTimer) before(other *manualTimer) bool {
	if !t.at.Equal(other.at) {
		return t.at.Before(other.at)
	}
	return t.order < other.order
}

// NewManual returns a clock that shows t.
func NewManual(t time.Time) *Manual {
	return &Manual{now: t, waiting: map[*manualTimer]struct{}{}}
}

// Now returns the time that the clock was moved to.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// After remembers f for when the clock is moved past d.
func (m *Manual) After(d time.Duration, f func()) Timer {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.serial++
	t := &manualTimer{clock: m, at: m.now.Add(d), order: m.serial, f: f}
	m.waiting[t] = struct{}{}
	return t
}

// Advance moves the clock and makes the calls that fall due on the way, in order, before it returns.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	end := m.now.Add(d)
	for {
		var next *manualTimer
		for t := range m.waiting {
			if !t.at.After(end) && (next == nil || t.before(next)) {
				next = t
			}
		}
		if next == nil {
			break
		}
		delete(m.waiting, next)
		if next.at.After(m.now) {
			m.now = next.at
		}
		m.mu.Unlock()
		next.f()
		m.mu.Lock()
	}
	m.now = end
	m.mu.Unlock()
}

// Waiting is the number of calls still to come.
func (m *Manual) Waiting() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.waiting)
}

// Stop forgets the call.
func (t *manualTimer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	_, was := t.clock.waiting[t]
	delete(t.clock.waiting, t)
	return was
}
