package switchboard

import (
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// coolCaller is somebody whose number cools down for an hour from the table's time.
func (tb *table) coolCaller(number string) Caller {
	return Caller{Number: number, Hotline: "12345", Cooled: tb.clock.Now().Add(time.Hour)}
}

// TestCooled: who cools down is told so and let go; nobody owes the call, and it has its own outcome.
func TestCooled(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	call := tb.arrive(tb.coolCaller("138"))
	tb.did("say cooled 0")
	tb.Welcomed(call) // is not what is played
	tb.Key(call, '1')
	tb.did()
	tb.Told(call)
	tb.did("say thanks 0", "release")
	tb.Key(call, '0') // too late
	tb.did()
	tb.Gone(call)
	tb.kept("call_began", "call_ended cooled")
	tb.state(1, SeatReady)
}

// TestCooled_ByKey: 0 leads into the queue, behind everybody else, and no further than anybody: a seat that misses it
// does not put it before others, and no call back is offered.
func TestCooled_ByKey(t *testing.T) {
	tb := newTable(t)
	cool := tb.arrive(tb.coolCaller("138"))
	tb.Key(cool, '0')
	tb.Told(cool)
	tb.clock.Advance(5 * time.Minute)
	other := tb.arrive(Caller{Number: "139"})
	tb.Key(other, '1')
	for _, s := range tb.phones.take() {
		if s == "say offer 0" {
			t.Error("a call back is offered")
		}
	}
	tb.seat(1)
	tb.did("ring 1")
	if tb.calls[other].phase != ringingSeat {
		t.Fatal("who cools down goes first")
	}
	tb.SeatAnswered(1, other)
	tb.Gone(other)
	tb.must(tb.WrapUpDone(1))
	if tb.calls[cool].phase != ringingSeat {
		t.Fatal("who cools down is never served")
	}
	tb.SeatEnded(1, cool) // missed
	third := tb.arrive(Caller{Number: "137"})
	tb.Key(third, '1')
	tb.must(tb.Ready(1))
	if tb.calls[third].phase != ringingSeat {
		t.Error("a call that was missed goes before others though it cools down")
	}
	tb.SeatAnswered(1, third)
	tb.Gone(third)
	tb.must(tb.WrapUpDone(1))
	tb.SeatAnswered(1, cool)
	tb.Gone(cool)
	if last := tb.steps[len(tb.steps)-2]; last != EventEnded+" served" && tb.steps[len(tb.steps)-1] != EventEnded+" served" {
		t.Errorf("a served call ends as %q", tb.steps)
	}
}

// TestCooled_GivesUp: in the queue too, the call counts by itself.
func TestCooled_GivesUp(t *testing.T) {
	for name, end := range map[string]func(tb *table, call ids.ID){
		"HangsUp":    func(*table, ids.ID) {},
		"TooLong":    func(tb *table, _ ids.ID) { tb.clock.Advance(ShippedQueues()[0].MaxWait.D()) },
		"PressedOne": func(tb *table, call ids.ID) { tb.clock.Advance(2 * time.Minute); tb.Key(call, '1') },
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			call := tb.arrive(tb.coolCaller("138"))
			tb.Key(call, '0')
			end(tb, call)
			tb.Gone(call)
			if last := tb.steps[len(tb.steps)-1]; last != EventEnded+" cooled" {
				t.Errorf("it ends as %q", last)
			}
		})
	}
}

// TestCooled_Often: a number reaches the queue so many times within an hour, and others are not kept out by it.
func TestCooled_Often(t *testing.T) {
	tb := newTable(t)
	tb.SetGuard(2)
	pass := func(number string) bool {
		t.Helper()
		call := tb.arrive(tb.coolCaller(number))
		tb.Key(call, '0')
		in := tb.calls[call].phase == waitingSeat
		tb.Gone(call)
		return in
	}
	for i, want := range []struct {
		number string
		passes bool
	}{{"138", true}, {"138", true}, {"138", false}, {"139", true}} {
		if got := pass(want.number); got != want.passes {
			t.Errorf("call %d, of %s: passes %v", i, want.number, got)
		}
	}
	tb.clock.Advance(time.Hour)
	if !pass("138") {
		t.Error("the limit lasts longer than an hour")
	}
	if n := len(tb.through); n != 1 {
		t.Errorf("%d numbers are remembered", n)
	}
}

// TestWarn: the warning is played while both go on speaking; nobody is warned who is on hold.
func TestWarn(t *testing.T) {
	tb := newTable(t)
	call := tb.served()
	tb.must(tb.Warn(1, call))
	tb.did("say warning 0")
	tb.kept("caller_warned")
	if tb.Look(1).Call.Warned.IsZero() {
		t.Error("the seat's screen does not say so")
	}
	tb.may(1, "hold consult transfer rate hang-up")
	tb.must(tb.Hold(1, call))
	for name, err := range map[string]error{"Held": tb.Warn(1, call), "NotTheSeats": tb.Warn(2, call), "NoCall": tb.Warn(1, call+1)} {
		if !errors.Is(err, ErrSeat) && !errors.Is(err, ErrCall) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSounds_Until: a time is said as people say it, to the full hour that has not come.
func TestSounds_Until(t *testing.T) {
	s, made := Sounds{}, map[int16]string{}
	for i, name := range SoundNames {
		s[name], made[int16(i)] = []int16{int16(i)}, name
	}
	said := func(until time.Time) (text string) {
		for _, x := range s.of(Say{Kind: "cooled", Until: until}) {
			text += made[x] + " "
		}
		return text
	}
	at := time.Date(2026, 11, 30, 12, 0, 1, 0, time.UTC) // 20:00:01 in the city
	if got, want := said(at), "cooled ten digit_1 month digit_3 ten day digit_2 ten digit_1 hour cooled_after "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := said(at.Add(-time.Second)), "cooled ten digit_1 month digit_3 ten day digit_2 ten hour cooled_after "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := said(time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)), "cooled digit_1 month digit_1 day digit_0 hour cooled_after "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
