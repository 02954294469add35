package timer

import (
	"testing"
	"time"
)

func TestManual(t *testing.T) {
	m := NewManual(time.Unix(0, 0))
	var log string
	m.After(3*time.Second, func() { log += "c" })
	m.After(time.Second, func() {
		log += "a"
		m.After(time.Second, func() { log += "b" })
	})
	stopped := m.After(time.Second, func() { log += "x" })
	if !stopped.Stop() || stopped.Stop() {
		t.Error("a timer is stopped once")
	}
	if m.Advance(2500 * time.Millisecond); log != "ab" {
		t.Errorf("log %q", log)
	}
	if m.Advance(500 * time.Millisecond); log != "abc" || m.Waiting() != 0 || m.Now() != time.Unix(3, 0) {
		t.Errorf("log %q, %d waiting, %v", log, m.Waiting(), m.Now())
	}
}
