package clock

import (
	"errors"
	"math"
	"testing"
	"time"
)

// until hides what a calendar knows after a year.
type until struct {
	Calendar
	year int
}

func (u until) IsWorking(y int, m time.Month, d int) (working, known bool, name string) {
	working, known, name = u.Calendar.IsWorking(y, m, d)
	return working, known && y <= u.year, name
}

// never is a calendar without any working day.
type never struct{}

func (never) IsWorking(int, time.Month, int) (working, known bool, name string) {
	return false, true, ""
}

func TestDue_Refused(t *testing.T) {
	from := sh(t, "2025-03-03 10:00")
	good := rule(t, WorkingDay, 5)
	cases := []struct {
		name   string
		rule   Rule
		cal    Calendar
		from   time.Time
		pauses []Pause
		want   error
	}{
		{"UnknownUnit", Rule{Unit: "fortnight", N: 1}, nil, from, nil, ErrUnit},
		{"NoUnit", Rule{N: 1}, nil, from, nil, ErrUnit},
		{"Negative", Rule{Unit: WorkingDay, N: -1}, nil, from, nil, ErrNegative},
		{"MostNegative", Rule{Unit: NaturalSecond, N: math.MinInt}, nil, from, nil, ErrNegative},
		{"HugeDays", Rule{Unit: WorkingDay, N: math.MaxInt}, nil, from, nil, ErrTooFar},
		{"HugeNaturalDays", Rule{Unit: NaturalDay, N: 7400}, nil, from, nil, ErrTooFar},
		{"HugeHours", Rule{Unit: WorkingHour, N: math.MaxInt}, nil, from, nil, ErrTooFar},
		{"HugeNaturalHours", Rule{Unit: NaturalHour, N: math.MaxInt / 3600}, nil, from, nil, ErrTooFar},
		{"HugeSeconds", Rule{Unit: NaturalSecond, N: math.MaxInt}, nil, from, nil, ErrTooFar},
		{"ManyWorkingHours", Rule{Unit: WorkingHour, N: 60000}, nil, from, nil, ErrTooFar},
		{"NoWorkingDayEver", good, never{}, from, nil, ErrTooFar},
		{"NoOpeningEver", Rule{Unit: NaturalHour, N: 1, AfterHours: NextPeriod}, never{}, from, nil, ErrTooFar},
		{"ZeroFrom", good, nil, time.Time{}, nil, ErrFrom},
		{"FarFrom", good, nil, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), nil, ErrFrom},
		{"DaylightSavingYears", good, nil, time.Date(1990, 7, 1, 0, 0, 0, 0, time.UTC), nil, ErrFrom},
		{"PauseBackwards", good, nil, from, []Pause{{from.Add(time.Hour), from}}, ErrPause},
		{"PauseEmpty", good, nil, from, []Pause{{from, from}}, ErrPause},
		{"PauseOpen", good, nil, from, []Pause{{From: from}}, ErrPause},
		{"PauseTooMany", good, nil, from, make([]Pause, maxPauses+1), ErrPause},
		{"PauseForever", good, nil, from, []Pause{{from, from.AddDate(50, 0, 0)}}, ErrTooFar},
		{"PeriodBackwards", Rule{Unit: WorkingDay, Periods: []Period{{600, 500}}}, nil, from, nil, ErrPeriods},
		{"PeriodsOverlap", Rule{Unit: WorkingDay, Periods: []Period{{480, 720}, {700, 900}}}, nil, from, nil, ErrPeriods},
		{"PeriodPastMidnight", Rule{Unit: WorkingDay, Periods: []Period{{480, 1441}}}, nil, from, nil, ErrPeriods},
		{"PeriodNegative", Rule{Unit: WorkingDay, Periods: []Period{{-1, 60}}}, nil, from, nil, ErrPeriods},
		{"AfterHours", Rule{Unit: WorkingDay, AfterHours: "never"}, nil, from, nil, ErrAfterHours},
		{"End", Rule{Unit: WorkingDay, End: "noon"}, nil, from, nil, ErrEnd},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, err := Due(c.rule, c.cal, c.from, c.pauses)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v and due %v, want %v", err, r.Due, c.want)
			}
		})
	}
}

func TestParsePeriod(t *testing.T) {
	for _, good := range []string{"08:30-12:00", "00:00-24:00", " 14:30-17:30 ", "08:30 - 12:00"} {
		if _, err := ParsePeriod(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "-", "08:30", "8:30-12:00", "12:00-08:30", "08:30-08:30", "08:60-09:00", "00:00-24:01",
		"25:00-26:00", "０８:３０-12:00", "aa:bb-cc:dd", "-8:30-12:00", "08:30-12:00-13:00", "08:30-1２:00"} {
		if p, err := ParsePeriod(bad); !errors.Is(err, ErrPeriods) {
			t.Errorf("%q gave %v, %v; want a refusal", bad, p, err)
		}
	}
}

func TestNewRule_Refused(t *testing.T) {
	for _, f := range []Fields{{}, {Unit: "WORKING_DAY", N: 1}, {Unit: "working_day", N: -3},
		{Unit: "working_day", Periods: []string{"x"}}, {Unit: "working_day", Periods: []string{"14:00-15:00", "08:00-09:00"}},
		{Unit: "working_day", AfterHours: "x"}, {Unit: "working_day", End: "x"}} {
		if r, err := f.Rule(); err == nil {
			t.Errorf("%+v was taken as %+v", f, r)
		}
	}
}

func TestLevel(t *testing.T) {
	due := sh(t, "2025-03-03 17:30")
	for _, c := range []struct {
		now  time.Time
		want string
	}{
		{due.Add(-25 * time.Hour), LevelOK}, {due.Add(-24 * time.Hour), LevelSoon}, {due, LevelSoon},
		{due.Add(time.Microsecond), LevelOverdue}, {due.AddDate(30, 0, 0), LevelOverdue},
	} {
		if got := Level(due, c.now, 24*time.Hour); got != c.want {
			t.Errorf("at %s: %s, want %s", c.now, got, c.want)
		}
	}
	if got := Level(time.Time{}, due, time.Hour); got != LevelOK {
		t.Errorf("without a limit: %s", got)
	}
}

func TestWorkingDaysBefore(t *testing.T) {
	cal := national(t)
	for _, c := range []struct {
		due  string
		n    int
		want string
	}{
		{"2025-03-06 17:30", 1, "2025-03-05 17:30"}, {"2025-03-03 17:30", 1, "2025-02-28 17:30"},
		{"2025-02-05 17:30", 2, "2025-01-26 17:30"}, {"2025-03-06 17:30", 0, "2025-03-06 17:30"},
		{"2025-03-06 17:30", -4, "2025-03-06 17:30"},
	} {
		if got := WorkingDaysBefore(cal, sh(t, c.due), c.n); !got.Equal(sh(t, c.want)) {
			t.Errorf("%d before %s: %s, want %s", c.n, c.due, got, c.want)
		}
	}
	if due := sh(t, "2025-03-06 17:30"); !WorkingDaysBefore(never{}, due, 1).Equal(due) {
		t.Error("without any working day the due time itself is wanted")
	}
}
