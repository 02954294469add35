package clock

import (
	"testing"
)

// TestDue holds the oracle of the rules (counted by hand from the published arrangements) and our own hand counts.
// Periods are 08:30-12:00 and 14:30-17:30 unless a case says otherwise; 24:00 is written 23:59:59.
func TestDue(t *testing.T) {
	cal := national(t)
	next, first, night := AfterHours("next_period"), DayOne(true), EndAt("midnight")
	cases := []struct {
		name    string
		unit    Unit
		n       int
		options []Option
		from    string
		pauses  []string // from, to, from, to, …
		due     string
		warned  bool
	}{
		// The oracle.
		{"Oracle/SpringFestival2021", WorkingDay, 5, nil, "2021-02-05 10:00", nil, "2021-02-18 17:30", false},
		{"Oracle/MidAutumn2021", WorkingDay, 5, nil, "2021-09-24 10:00", nil, "2021-09-30 17:30", false},
		{"Oracle/NationalDay2021", WorkingDay, 15, nil, "2021-09-30 10:00", nil, "2021-10-27 17:30", false},
		{"Oracle/SpringFestival2025", WorkingDay, 5, nil, "2025-01-24 10:00", nil, "2025-02-07 17:30", false},
		{"Oracle/SpringFestival2026", WorkingDay, 5, nil, "2026-02-13 10:00", nil, "2026-02-27 17:30", false},
		// Day 0 is the day of dispatch whatever the hour.
		{"SameDay/Midnight", WorkingDay, 5, nil, "2021-02-05 00:00", nil, "2021-02-18 17:30", false},
		{"SameDay/Lunch", WorkingDay, 5, nil, "2021-02-05 13:00", nil, "2021-02-18 17:30", false},
		{"SameDay/AfterClose", WorkingDay, 5, nil, "2021-02-05 23:59", nil, "2021-02-18 17:30", false},
		{"SameDay/DayOff", WorkingDay, 1, nil, "2021-02-06 10:00", nil, "2021-02-07 17:30", false},
		{"SameDay/InHoliday", WorkingDay, 2, nil, "2021-10-03 10:00", nil, "2021-10-09 17:30", false},
		// After-hours starts moved to the next period.
		{"NextPeriod/BeforeOpening", WorkingDay, 5, []Option{next}, "2021-02-05 07:00", nil, "2021-02-18 17:30", false},
		{"NextPeriod/Lunch", WorkingDay, 5, []Option{next}, "2021-02-05 13:00", nil, "2021-02-18 17:30", false},
		{"NextPeriod/AtClose", WorkingDay, 5, []Option{next}, "2021-02-05 17:30", nil, "2021-02-19 17:30", false},
		{"NextPeriod/AfterClose", WorkingDay, 5, []Option{next}, "2021-02-05 18:00", nil, "2021-02-19 17:30", false},
		{"NextPeriod/DayOff", WorkingDay, 1, []Option{next}, "2021-02-06 10:00", nil, "2021-02-08 17:30", false},
		{"NextPeriod/NaturalHours", NaturalHour, 24, []Option{next}, "2025-03-08 10:00", nil, "2025-03-11 08:30", false},
		// Day one, day zero.
		{"DayOne/InHours", WorkingDay, 1, []Option{first}, "2021-02-05 16:00", nil, "2021-02-05 17:30", false},
		{"DayOne/AtClose", WorkingDay, 1, []Option{first}, "2021-02-05 17:30", nil, "2021-02-05 17:30", false},
		{"DayOne/AfterClose", WorkingDay, 1, []Option{first}, "2021-02-05 17:31", nil, "2021-02-07 17:30", false},
		{"DayOne/DayOff", WorkingDay, 2, []Option{first}, "2021-02-06 10:00", nil, "2021-02-08 17:30", false},
		{"DayOne/AfterCloseMidnight", WorkingDay, 1, []Option{first, night}, "2021-02-05 20:00", nil, "2021-02-05 23:59:59", false},
		{"Zero/InHours", WorkingDay, 0, nil, "2021-02-05 10:00", nil, "2021-02-05 17:30", false},
		{"Zero/AfterClose", WorkingDay, 0, nil, "2021-02-05 18:00", nil, "2021-02-07 17:30", false},
		{"Zero/Hours", WorkingHour, 0, nil, "2021-02-05 13:00", nil, "2021-02-05 14:30", false},
		// Ends and periods.
		{"End/Midnight", WorkingDay, 5, []Option{night}, "2021-02-05 10:00", nil, "2021-02-18 23:59:59", false},
		{"Periods/One", WorkingDay, 1, []Option{Periods("09:00-18:00")}, "2025-03-03 10:00", nil, "2025-03-04 18:00", false},
		{"Periods/ToMidnight", WorkingDay, 1, []Option{Periods("00:00-24:00")}, "2025-03-03 10:00", nil, "2025-03-04 23:59:59", false},
		{"Periods/Touching", WorkingHour, 4, []Option{Periods("08:00-10:00", "10:00-12:00")}, "2025-03-03 08:00", nil, "2025-03-03 12:00", false},
		{"Periods/Three", WorkingHour, 4, []Option{Periods("08:00-10:00", "11:00-12:00", "13:00-15:00")}, "2025-03-03 09:00", nil, "2025-03-03 15:00", false},
		// Working hours.
		{"Hours/Morning", WorkingHour, 2, nil, "2025-03-03 09:00", nil, "2025-03-03 11:00", false},
		{"Hours/OverLunch", WorkingHour, 2, nil, "2025-03-03 11:00", nil, "2025-03-03 15:30", false},
		{"Hours/InLunch", WorkingHour, 1, nil, "2025-03-03 13:00", nil, "2025-03-03 15:30", false},
		{"Hours/AtNoon", WorkingHour, 1, nil, "2025-03-03 12:00", nil, "2025-03-03 15:30", false},
		{"Hours/BeforeOpening", WorkingHour, 1, nil, "2025-03-03 07:00", nil, "2025-03-03 09:30", false},
		{"Hours/ToClose", WorkingHour, 1, nil, "2025-03-03 16:30", nil, "2025-03-03 17:30", false},
		{"Hours/AtClose", WorkingHour, 1, nil, "2025-03-03 17:30", nil, "2025-03-04 09:30", false},
		{"Hours/AfterClose", WorkingHour, 1, nil, "2025-03-03 18:00", nil, "2025-03-04 09:30", false},
		{"Hours/Weekend", WorkingHour, 1, nil, "2025-03-08 10:00", nil, "2025-03-10 09:30", false},
		{"Hours/TwoDays", WorkingHour, 13, nil, "2025-03-03 08:30", nil, "2025-03-04 17:30", false},
		{"Hours/OverSpringFestival", WorkingHour, 1, nil, "2025-01-27 17:00", nil, "2025-02-05 09:00", false},
		{"Hours/MakeUpSunday", WorkingHour, 1, nil, "2025-01-26 10:00", nil, "2025-01-26 11:00", false},
		{"Hours/Minutes", WorkingMinute, 30, nil, "2025-03-03 11:45", nil, "2025-03-03 14:45", false},
		// Natural time.
		{"Natural/Hours", NaturalHour, 2, nil, "2024-12-31 23:00", nil, "2025-01-01 01:00", false},
		{"Natural/DayInHoliday", NaturalHour, 24, nil, "2025-01-28 08:00", nil, "2025-01-29 08:00", false},
		{"Natural/Seconds", NaturalSecond, 15, nil, "2025-01-28 23:59:50", nil, "2025-01-29 00:00:05", false},
		{"Natural/Minutes", NaturalMinute, 3, nil, "2025-01-28 08:00", nil, "2025-01-28 08:03", false},
		{"Natural/Days", NaturalDay, 7, nil, "2025-01-24 10:00", nil, "2025-01-31 17:30", false},
		{"Natural/DaysMidnight", NaturalDay, 15, []Option{night}, "2025-01-24 10:00", nil, "2025-02-08 23:59:59", false},
		{"Natural/LeapDay", NaturalDay, 1, []Option{night}, "2024-02-28 10:00", nil, "2024-02-29 23:59:59", false},
		// Year boundaries and years without arrangement.
		{"Year/2024to2025", WorkingDay, 1, nil, "2024-12-31 10:00", nil, "2025-01-02 17:30", false},
		{"Year/2025to2026", WorkingDay, 3, nil, "2025-12-30 10:00", nil, "2026-01-05 17:30", false},
		{"Year/Moved2018", WorkingDay, 2, nil, "2018-12-28 10:00", nil, "2019-01-02 17:30", false},
		{"Year/LastKnownDay", WorkingDay, 1, nil, "2026-12-30 10:00", nil, "2026-12-31 17:30", false},
		{"Year/IntoUnknown", WorkingDay, 2, nil, "2026-12-30 10:00", nil, "2027-01-01 17:30", true},
		{"Year/HoursIntoUnknown", WorkingHour, 2, nil, "2026-12-31 16:30", nil, "2027-01-01 09:30", true},
		{"Year/NaturalIntoUnknown", NaturalDay, 2, nil, "2026-12-30 10:00", nil, "2027-01-01 17:30", true},
		{"Year/BeforeFirst", WorkingDay, 5, nil, "2006-12-28 10:00", nil, "2007-01-05 17:30", true},
		// Pauses under hour limits: every paused second comes back.
		{"Pause/Hour", WorkingHour, 2, nil, "2025-03-03 09:00", []string{"2025-03-03 10:00", "2025-03-03 10:30"}, "2025-03-03 11:30", false},
		{"Pause/FromStart", WorkingHour, 2, nil, "2025-03-03 09:00", []string{"2025-03-03 08:00", "2025-03-03 09:30"}, "2025-03-03 11:30", false},
		{"Pause/BeforeStart", WorkingHour, 2, nil, "2025-03-03 09:00", []string{"2025-03-03 08:00", "2025-03-03 09:00"}, "2025-03-03 11:00", false},
		{"Pause/OverLunch", WorkingHour, 2, nil, "2025-03-03 10:00", []string{"2025-03-03 11:00", "2025-03-03 15:00"}, "2025-03-03 16:00", false},
		{"Pause/AtDue", WorkingHour, 2, nil, "2025-03-03 09:00", []string{"2025-03-03 11:00", "2025-03-03 12:00"}, "2025-03-03 11:00", false},
		{"Pause/Overlapping", NaturalHour, 1, nil, "2025-03-03 09:00", []string{"2025-03-03 09:20", "2025-03-03 09:50", "2025-03-03 09:10", "2025-03-03 09:30"}, "2025-03-03 10:40", false},
		{"Pause/OverDays", WorkingHour, 1, nil, "2025-03-03 17:00", []string{"2025-03-03 17:10", "2025-03-05 09:00"}, "2025-03-05 09:50", false},
		{"Pause/ZeroLimit", NaturalHour, 0, nil, "2025-03-03 09:00", []string{"2025-03-03 09:00", "2025-03-03 10:00"}, "2025-03-03 10:00", false},
		// Pauses under day limits: the sum comes back in days, rounded.
		{"Pause/TwoDays", WorkingDay, 3, nil, "2025-03-03 10:00", []string{"2025-03-04 00:00", "2025-03-06 00:00"}, "2025-03-10 17:30", false},
		{"Pause/OneHour", WorkingDay, 3, nil, "2025-03-03 10:00", []string{"2025-03-04 10:00", "2025-03-04 11:00"}, "2025-03-06 17:30", false},
		{"Pause/NoonToNoon", WorkingDay, 3, nil, "2025-03-03 10:00", []string{"2025-03-04 12:00", "2025-03-05 12:00"}, "2025-03-07 17:30", false},
		{"Pause/OneMinuteAtEachClose", WorkingDay, 3, nil, "2025-03-03 10:00", []string{
			"2025-03-04 17:29", "2025-03-04 17:31", "2025-03-05 17:29", "2025-03-05 17:31", "2025-03-06 17:29", "2025-03-06 17:31"}, "2025-03-06 17:30", false},
		{"Pause/FourHoursInPieces", WorkingDay, 3, nil, "2025-03-03 10:00", []string{
			"2025-03-04 09:00", "2025-03-04 11:00", "2025-03-05 09:00", "2025-03-05 11:00"}, "2025-03-07 17:30", false},
		{"Pause/Weekend", WorkingDay, 3, nil, "2025-03-06 10:00", []string{"2025-03-07 18:00", "2025-03-10 08:00"}, "2025-03-11 17:30", false},
		{"Pause/DayZero", WorkingDay, 1, nil, "2025-03-03 10:00", []string{"2025-03-03 11:00", "2025-03-03 20:00"}, "2025-03-04 17:30", false},
		{"Pause/HalfDayExactly", NaturalDay, 3, nil, "2025-03-03 10:00", []string{"2025-03-04 00:00", "2025-03-04 12:00"}, "2025-03-07 17:30", false},
		{"Pause/BeforeStartOnDayOne", WorkingDay, 1, []Option{first}, "2025-03-03 14:30", []string{"2025-03-03 08:00", "2025-03-03 15:00"}, "2025-03-03 17:30", false},
		{"Pause/NaturalDay", NaturalDay, 3, nil, "2025-03-03 10:00", []string{"2025-03-04 12:00", "2025-03-05 12:00"}, "2025-03-07 17:30", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var pauses []Pause
			for i := 0; i < len(c.pauses); i += 2 {
				pauses = append(pauses, Pause{sh(t, c.pauses[i]), sh(t, c.pauses[i+1])})
			}
			r, err := Due(rule(t, c.unit, c.n, c.options...), cal, sh(t, c.from), pauses)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Due.Format("2006-01-02 15:04:05"); got != sh(t, c.due).Format("2006-01-02 15:04:05") {
				t.Errorf("due %s, want %s\n%v", got, c.due, r.Explain())
			}
			if warned := len(r.Warnings) > 0; warned != c.warned {
				t.Errorf("warnings %q, want some: %v", r.Warnings, c.warned)
			}
		})
	}
}

// TestDue_YearEnd: days at the end of a year whose successor is unpublished may still be moved.
func TestDue_YearEnd(t *testing.T) {
	cal := until{national(t), 2023} // 2024-01-01 was a Monday
	for _, c := range []struct {
		from   string
		warned bool
	}{{"2023-12-26 10:00", false}, {"2023-12-27 10:00", false}, {"2023-12-28 10:00", true}} {
		r, err := Due(rule(t, WorkingDay, 1), cal, sh(t, c.from), nil)
		if err != nil {
			t.Fatal(err)
		}
		if warned := len(r.Warnings) > 0; warned != c.warned {
			t.Errorf("from %s: warnings %q, want some: %v", c.from, r.Warnings, c.warned)
		}
	}
}
