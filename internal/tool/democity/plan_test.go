package democity

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/wall"
)

// monday is a working morning.
var monday = time.Date(2026, 11, 16, 9, 30, 0, 0, wall.Shanghai)

func mustLoad(t testing.TB) *City {
	t.Helper()
	c, bad := Load(Shipped())
	for _, p := range bad {
		t.Error(p)
	}
	return c
}

// fold plays a plan on paper: it refuses steps that no order could take, and returns where each case stands.
func fold(t *testing.T, steps []Step) (states map[*Case]string, redone, urged, called int) {
	t.Helper()
	states = map[*Case]string{}
	owed := map[*Case]string{}
	for _, s := range steps {
		k := s.Case
		if s.Verb == VerbPublish {
			continue
		}
		from := states[k]
		need := func(allowed ...string) {
			if !slices.Contains(allowed, from) {
				t.Fatalf("%s %s at %s from %q", k.Scenario.Code, s.Verb, s.At, from)
			}
		}
		switch s.Verb {
		case VerbTakeOn, VerbAdd:
			need("")
			states[k] = map[string]string{"": "registered", ThenDispatch: "dispatched", ThenAnswer: "completed"}[s.Then]
			if s.Verb == VerbAdd && states[k.With] == "" {
				t.Fatalf("%s is added to a contact that is not there", k.Scenario.Code)
			}
		case VerbDispatch:
			need("registered")
			states[k] = "dispatched"
		case VerbReassign:
			need("dispatched", "handling")
			states[k] = "dispatched"
		case VerbSign:
			need("dispatched")
			states[k] = "handling"
		case VerbReturn:
			need("dispatched", "handling")
			states[k] = "returned"
		case VerbReviewReturn:
			need("returned")
			states[k] = map[bool]string{true: "dispatched", false: "handling"}[s.Yes]
		case VerbReply:
			need("handling")
			if owed[k] == "open" || owed[k] == "returned" {
				t.Fatalf("%s is replied to at %s while a part is %s", k.Scenario.Code, s.At, owed[k])
			}
			states[k] = "replied"
		case VerbReview:
			need("replied")
			states[k] = map[bool]string{true: "completed", false: "handling"}[s.Yes]
		case VerbRepeat:
			need("dispatched", "handling", "returned")
			if s.Yes {
				urged++
			}
		case VerbNote:
			need("handling", "dispatched")
		case VerbApply:
			need("handling")
		case VerbTransfer:
			need("handling")
			states[k] = "dispatched"
		case VerbInvite, VerbInsist:
			need("handling")
			owed[k] = "open"
		case VerbReturnInvite, VerbContribute:
			need("handling", "paused", "shelved", "withdrawn")
			if owed[k] != "open" {
				t.Fatalf("%s %s of a part that is %q", k.Scenario.Code, s.Verb, owed[k])
			}
			owed[k] = map[Verb]string{VerbReturnInvite: "returned", VerbContribute: "done"}[s.Verb]
		case VerbDecide:
			need("handling")
			states[k] = map[string]string{"extension": "handling", "pause": "paused", "shelve": "shelved"}[s.Then]
		case VerbProgress:
			need("shelved")
		case VerbWithdraw:
			need("handling")
			states[k] = "withdrawn"
		case VerbMerge:
			need("registered")
			if main := states[s.Into]; main == "" || main == "completed" || main == "archived" || main == "withdrawn" {
				t.Fatalf("%s is merged into an order that is %q", k.Scenario.Code, main)
			}
			states[k] = "merged"
		case VerbRate:
			need("completed")
			if s.After.Resolved != "no" && s.After.Satisfaction >= 3 {
				states[k] = "archived"
			}
		case VerbCall:
			need("completed")
			called++
			if s.Redo {
				states[k] = "dispatched"
				redone++
			} else if s.Yes {
				states[k] = "archived"
			}
		default:
			t.Fatalf("verb %q", s.Verb)
		}
	}
	return states, redone, urged, called
}

func TestMakePlan(t *testing.T) {
	c := mustLoad(t)
	for _, now := range []time.Time{monday, monday.Add(26 * time.Hour), monday.AddDate(0, 0, 5), monday.AddDate(0, 0, -22),
		monday.Add(-9 * time.Hour), monday.AddDate(0, 3, 3).Add(11 * time.Hour)} {
		t.Run(now.Format("Mon 15:04"), func(t *testing.T) {
			steps := MakePlan(c, now, nil)
			states, redone, urged, called := fold(t, steps)
			count := map[string]int{}
			for _, s := range states {
				count[s]++
			}
			t.Log(len(steps), count, "redone", redone, "urged", urged, "called", called)
			for _, state := range []string{"registered", "dispatched", "returned", "handling", "paused", "shelved", "merged", "withdrawn", "replied", "completed", "archived"} {
				if count[state] < 5 {
					t.Errorf("%d orders are %s, want at least 5", count[state], state)
				}
			}
			if len(states) < 400 || redone < 5 || urged < 5 {
				t.Errorf("%d orders, %d redone, %d urged", len(states), redone, urged)
			}
			verbs := map[Verb]int{}
			for _, s := range steps {
				verbs[s.Verb]++
			}
			for verb, least := range map[Verb]int{VerbInvite: 20, VerbContribute: 10, VerbReturnInvite: 1, VerbTransfer: 15} {
				if verbs[verb] < least {
					t.Errorf("%d times %s, want at least %d", verbs[verb], verb, least)
				}
			}
			for i, s := range steps {
				if s.At.After(now) || s.At.Before(now.AddDate(0, 0, -Days-1)) {
					t.Fatalf("step %d at %s", i, s.At)
				}
				if i > 0 && s.At.Before(steps[i-1].At) {
					t.Fatalf("step %d before its forerunner", i)
				}
			}
		})
	}
}

func TestMakePlan_same(t *testing.T) {
	c := mustLoad(t)
	if !reflect.DeepEqual(MakePlan(c, monday, nil), MakePlan(c, monday, nil)) {
		t.Error("two plans of one city and time differ")
	}
	if reflect.DeepEqual(MakePlan(c, monday, nil), MakePlan(c, monday, func(time.Time) bool { return true })) {
		t.Error("working days make no difference")
	}
}

func TestWorktime(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour, minute, 0, 0, wall.Shanghai)
	}
	for _, c := range []struct {
		name string
		from time.Time
		d    time.Duration
		want time.Time
	}{
		{"Morning", at(16, 9, 0), time.Hour, at(16, 10, 0)},
		{"OverLunch", at(16, 11, 0), 2 * time.Hour, at(16, 15, 0)},
		{"Night", at(16, 3, 0), time.Hour, at(16, 9, 30)},
		{"OverNight", at(16, 17, 0), time.Hour, at(17, 9, 0)},
		{"Weekend", at(20, 17, 30), time.Hour, at(23, 9, 30)},
		{"Days", at(16, 8, 30), 2 * officeDay, at(17, 17, 30)},
		{"EndOfPeriod", at(16, 8, 30), 3*time.Hour + 30*time.Minute, at(16, 12, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (worktime{weekdays}).after(c.from, c.d); !got.Equal(c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWorktime_never(t *testing.T) {
	got := worktime{func(time.Time) bool { return false }}.after(monday, time.Hour)
	if got.Sub(monday) < longestHoliday*24*time.Hour/2 {
		t.Errorf("work is done on %s though nobody works", got)
	}
}
