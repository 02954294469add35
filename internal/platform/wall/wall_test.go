package wall_test

import (
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/wall"
)

func TestMicros(t *testing.T) {
	if wall.Micros(time.Time{}) != 0 || !wall.FromMicros(0).IsZero() {
		t.Error("the zero time is not 0")
	}
	for _, at := range []time.Time{
		time.Date(2026, 11, 16, 9, 30, 0, 123456000, wall.Shanghai),
		time.Date(1949, 10, 1, 15, 0, 0, 0, wall.Shanghai), // before 1970: negative
		time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
	} {
		back := wall.FromMicros(wall.Micros(at))
		if !back.Equal(at) || back.Location() != time.UTC {
			t.Errorf("%s became %s", at, back)
		}
	}
	fine := time.Date(2026, 1, 1, 0, 0, 0, 999, time.UTC)
	if back := wall.FromMicros(wall.Micros(fine)); back.Nanosecond() != 0 {
		t.Errorf("nanoseconds were kept: %s", back)
	}
}

func TestDay(t *testing.T) {
	for text, want := range map[string]int{
		"2026-11-15T15:59:59Z":      20261115,
		"2026-11-15T16:00:00Z":      20261116, // midnight in Shanghai
		"2026-12-31T16:00:00Z":      20270101,
		"2028-02-29T12:00:00+08:00": 20280229,
		"2026-11-15T23:00:00-12:00": 20261116,
		"2026-11-16T00:00:00+14:00": 20261115,
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if day := wall.Day(at); day != want {
			t.Errorf("%s is on %d, want %d", text, day, want)
		}
	}
}

func TestManual(t *testing.T) {
	start := time.Date(2026, 11, 16, 9, 30, 0, 0, wall.Shanghai)
	m := wall.NewManual(start)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 100 {
				m.Advance(time.Second)
				_ = m.Now()
			}
		})
	}
	wg.Wait()
	if want := start.Add(1000 * time.Second); !m.Now().Equal(want) {
		t.Errorf("%s, want %s", m.Now(), want)
	}
	m.Set(start.AddDate(-1, 0, 0))
	if !m.Now().Equal(start.AddDate(-1, 0, 0)) {
		t.Errorf("set back to last year, shows %s", m.Now())
	}
}

func TestFast(t *testing.T) {
	start := time.Date(2015, 1, 1, 0, 0, 0, 0, wall.Shanghai)
	f := wall.NewFast(start, 1e6)
	before := f.Now()
	for f.Now().Sub(start) < time.Hour { // 3.6 ms
		if now := f.Now(); now.Before(before) {
			t.Fatalf("%s after %s", now, before)
		}
	}
	if slow := wall.NewFast(start, 0.001); slow.Now().Sub(start) > time.Second {
		t.Errorf("a slow clock ran to %s", slow.Now())
	}
}

func TestReal(t *testing.T) {
	before := time.Now()
	if now := (wall.Real{}).Now(); now.Before(before) || now.Sub(before) > time.Minute {
		t.Errorf("%s at %s", now, before)
	}
	if _, offset := time.Now().In(wall.Shanghai).Zone(); offset != 8*3600 {
		t.Errorf("Shanghai is %d s east", offset)
	}
}
