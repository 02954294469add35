package clock

import (
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/wall"
)

// FuzzDue checks what must hold for every rule, start and pause: no panic; refusals are coded; never due before the
// start; one unit more is never due earlier; a pause never brings the due time forward; the day list runs without a
// gap from the start to the due day; a year that the calendar does not know is warned of; View and Explain work.
func FuzzDue(f *testing.F) {
	f.Add(int64(1_612_490_400), uint8(0), 5, uint8(0), uint8(0), int64(0), int64(0))
	f.Add(int64(1_612_490_400), uint8(2), 13, uint8(7), uint8(1), int64(3600), int64(86400))
	f.Add(int64(1_798_675_200), uint8(1), 0, uint8(5), uint8(2), int64(-50), int64(100))
	f.Add(int64(1_798_675_200), uint8(3), 175_000, uint8(2), uint8(3), int64(0), int64(1))
	f.Add(int64(1_700_000_000), uint8(6), -1, uint8(1), uint8(0), int64(9), int64(-9))
	cal := national(f)
	names := []Unit{WorkingDay, NaturalDay, WorkingHour, NaturalHour, WorkingMinute, NaturalMinute, NaturalSecond}
	periods := [][]Period{nil, {{0, 1440}}, {{540, 541}}, {{60, 120}, {120, 180}, {1200, 1440}}}
	f.Fuzz(func(t *testing.T, unix int64, unit uint8, n int, flags, shape uint8, pauseAfter, pauseFor int64) {
		r := Rule{Unit: names[int(unit)%len(names)], N: n, DayOneCounts: flags&1 != 0, Periods: periods[int(shape)%len(periods)]}
		if flags&2 != 0 {
			r.AfterHours = NextPeriod
		}
		if flags&4 != 0 {
			r.End = AtMidnight
		}
		from := time.Unix(unix, int64(flags)*1_000_003).In(wall.Shanghai)
		plain, err := Due(r, cal, from, nil)
		if err != nil {
			coded(t, err)
			return
		}
		check(t, plain, from)
		if n > 0 {
			less := r
			less.N--
			earlier, err := Due(less, cal, from, nil)
			if err != nil {
				t.Fatalf("N=%d works and N-1 does not: %v", n, err)
			}
			if earlier.Due.After(plain.Due) {
				t.Fatalf("N=%d is due %s, N-1 later, %s", n, plain.Due, earlier.Due)
			}
		}
		begin := from.Add(time.Duration(pauseAfter % (1e9 * 1e7)))
		paused, err := Due(r, cal, from, []Pause{{begin, begin.Add(time.Duration(pauseFor % (1e9 * 1e7)))}})
		if err != nil {
			coded(t, err)
			return
		}
		check(t, paused, from)
		if paused.Due.Before(plain.Due) {
			t.Fatalf("a pause brought the due time forward from %s to %s", plain.Due, paused.Due)
		}
	})
}

func coded(t *testing.T, err error) {
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("refused without a code: %v", err)
	}
}

func check(t *testing.T, r Result, from time.Time) {
	if r.Due.Before(from) || r.Start.Before(from) {
		t.Fatalf("from %s, start %s, due %s", from, r.Start, r.Due)
	}
	if len(r.Days) == 0 || !r.Days[0].Date.Equal(midnight(r.Start)) {
		t.Fatalf("the days do not begin with the start: %v", r.Days)
	}
	last := r.Days[len(r.Days)-1].Date
	if !last.Equal(midnight(r.Due)) && !r.Due.Equal(last.Add(oneDay)) {
		t.Fatalf("the days end on %s, due %s", last, r.Due)
	}
	known := true
	for i, d := range r.Days {
		if i > 0 && !d.Date.Equal(r.Days[i-1].Date.Add(oneDay)) {
			t.Fatalf("a gap before %s", d.Date)
		}
		known = known && d.Known
	}
	if !known && len(r.Warnings) == 0 {
		t.Fatalf("no warning though a year is unknown; due %s", r.Due)
	}
	if v := r.View(); len(v.Text) < 3 || v.Due == "" || len(v.Days) != len(r.Days) {
		t.Fatalf("incomplete view: %+v", v)
	}
}

func BenchmarkDue(b *testing.B) {
	cal, from := national(b), sh(b, "2021-09-30 10:00")
	r := rule(b, WorkingDay, 15)
	for b.Loop() {
		if _, err := Due(r, cal, from, nil); err != nil {
			b.Fatal(err)
		}
	}
}
