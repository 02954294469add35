package supervise

import (
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// TestStepTime holds when steps are due against times worked out by hand. November 2026: the 16th is a Monday.
func TestStepTime(t *testing.T) {
	own := []string{"09:00-12:00", "13:00-18:00"}
	midnight := day(24, 0, 0).Add(-time.Microsecond) // the 23rd, 24:00
	for _, c := range []struct {
		name       string
		anchor     string
		fields     clock.Fields
		given, due time.Time
		short      bool
		want       time.Time // zero: left out
	}{
		{"DayBefore", "before_due", clock.Fields{Unit: "working_day", N: 1}, day(16, 9, 30), day(23, 17, 30), false, day(20, 17, 30)},
		{"NaturalDayBefore", "before_due", clock.Fields{Unit: "natural_day", N: 1}, day(16, 9, 30), day(23, 17, 30), false, day(22, 17, 30)},
		{"HoursBefore", "before_due", clock.Fields{Unit: "natural_hour", N: 2}, day(16, 9, 30), day(23, 17, 30), false, day(23, 15, 30)},
		{"DueDayOpens", "before_due", clock.Fields{Unit: "working_day"}, day(16, 9, 30), day(23, 17, 30), false, day(23, 8, 30)},
		{"DueDayOpensByThePreset", "before_due", clock.Fields{Unit: "working_day", Periods: own}, day(16, 9, 30), day(23, 17, 30), false, day(23, 9, 0)},
		{"BeforeTheUnitHadIt", "before_due", clock.Fields{Unit: "working_day", N: 3}, day(20, 9, 30), day(23, 17, 30), false, time.Time{}},
		{"ShortClockQuarterLeft", "before_due", clock.Fields{Unit: "working_day", N: 1}, day(16, 9, 30), day(16, 17, 30), true, day(16, 15, 30)},
		{"ShortClockOtherStep", "before_due", clock.Fields{Unit: "working_day", N: 1}, day(16, 9, 30), day(16, 17, 30), false, time.Time{}},
		{"DayAfter", "after_due", clock.Fields{Unit: "natural_day", N: 1}, day(16, 9, 30), day(20, 17, 30), false, day(21, 8, 30)},
		{"WorkingDayAfter", "after_due", clock.Fields{Unit: "working_day", N: 1}, day(16, 9, 30), day(20, 17, 30), false, day(23, 8, 30)},
		{"AtOnce", "after_due", clock.Fields{Unit: "natural_day"}, day(16, 9, 30), day(20, 17, 30), false, day(20, 17, 30).Add(time.Microsecond)},
		{"DueAtMidnight", "after_due", clock.Fields{Unit: "natural_day", N: 1}, day(16, 9, 30), midnight, false, day(24, 8, 30)},
		{"WorkingHoursAfter", "after_due", clock.Fields{Unit: "working_hour", N: 2}, day(16, 9, 30), day(20, 17, 0), false, day(23, 10, 0)},
		{"HoursAfter", "after_due", clock.Fields{Unit: "natural_hour", N: 2}, day(16, 9, 30), day(20, 17, 0), false, day(20, 19, 0)},
		{"BadUnit", "after_due", clock.Fields{Unit: "moon", N: 2}, day(16, 9, 30), day(20, 17, 0), false, time.Time{}},
	} {
		got, ok := stepTime(c.anchor, c.fields, clock.Weekdays{}, c.given, c.due, c.short)
		if ok == c.want.IsZero() || ok && !got.Equal(c.want) {
			t.Errorf("%s: %s, %v; want %s", c.name, got.In(testkit.Monday.Location()), ok, c.want)
		}
	}
}

// nightly is a mailbox that is quiet from 21:00 to 08:00.
type nightly struct{ *mailbox }

func (nightly) Audible(at time.Time) time.Time {
	local := at.In(testkit.Monday.Location())
	if local.Hour() >= 21 {
		return day(local.Day()+1, 8, 0)
	}
	if local.Hour() < 8 {
		return day(local.Day(), 8, 0)
	}
	return at
}

// TestQuietHours lets a step of the night wait until morning, and an urgent order's not.
func TestQuietHours(t *testing.T) {
	k := newKit(t, testkit.Store(t, workorder.Migrations, Migrations))
	k.s.Notices = nightly{k.mail}
	chain := Chain{Steps: []ChainStep{{Code: "late", Title: "逾期六小时", Anchor: "after_due", Unit: "natural_hour", N: 6, To: []string{ToUnit}},
		{Code: "early", Title: "提前", Anchor: "before_due", Unit: "natural_hour", N: 12, To: []string{ToUnit}}}}
	w := &watch{GivenAt: day(16, 9, 30), DueAt: day(18, 17, 30)}
	for urgent, want := range map[bool][2]time.Time{false: {day(19, 8, 0), day(18, 8, 0)}, true: {day(18, 23, 30), day(18, 5, 30)}} {
		w.Urgent = urgent
		steps, err := k.s.stepsOf(k.q(), chain, w)
		if err != nil || len(steps) != 2 || !steps[0].at.Equal(want[0]) || !steps[1].at.Equal(want[1]) {
			t.Errorf("urgent %v: %+v, %v", urgent, steps, err)
		}
	}
}
