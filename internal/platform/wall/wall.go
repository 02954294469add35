// Package wall is the clock on the wall: the only source of the present time, so that tests set it and a
// simulation can let it run faster. (The room `clock` computes due times; this only tells what time it is.)
package wall

import (
	"sync"
	"time"
	_ "time/tzdata" // days are Asia/Shanghai on any machine
)

// Clock tells the present time.
type Clock interface {
	Now() time.Time
}

// Shanghai is the zone of every calendar day in the product.
var Shanghai = mustLoad("Asia/Shanghai")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("wall: " + err.Error())
	}
	return loc
}

// Micros is the form in which the store keeps a time: UTC microseconds; the zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros undoes Micros; 0 gives the zero time.
func FromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// Day is the calendar day of t in Shanghai, as yyyymmdd.
func Day(t time.Time) int {
	y, m, d := t.In(Shanghai).Date()
	return y*10000 + int(m)*100 + d
}

// Real is the machine's clock.
type Real struct{}

// Now returns the machine's time.
func (Real) Now() time.Time { return time.Now() }

// Manual stands still until it is moved: for tests and for loading history.
type Manual struct {
	mu sync.Mutex
	t  time.Time
}

// NewManual returns a clock that shows t.
func NewManual(t time.Time) *Manual { return &Manual{t: t} }

// Now returns the time last set.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.t
}

// Set moves the clock to t, backwards too.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t = t
}

// Advance moves the clock by d.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t = m.t.Add(d)
}

// Fast runs at a multiple of real speed from a chosen start: for simulations.
type Fast struct {
	real0, start time.Time
	speed        float64
}

// NewFast returns a clock that shows start now and runs speed times as fast as the machine's.
func NewFast(start time.Time, speed float64) *Fast {
	return &Fast{real0: time.Now(), start: start, speed: speed}
}

// Now returns the simulated time.
func (f *Fast) Now() time.Time {
	return f.start.Add(time.Duration(float64(time.Since(f.real0)) * f.speed))
}
