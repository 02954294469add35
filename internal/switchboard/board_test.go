package switchboard

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

func TestServed(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	call := tb.arrive(Caller{Number: "13800000000"})
	tb.did("say welcome 0")
	tb.Key(call, '1')
	tb.did("ring 1")
	tb.state(1, SeatRinging)
	tb.SeatAnswered(1, call)
	tb.did("connect 1")
	tb.state(1, SeatTalking)
	tb.clock.Advance(time.Hour) // no timer of waiting has any effect on a call that was answered
	tb.did()
	tb.Gone(call)
	tb.did("part 1")
	tb.state(1, SeatWrapUp)
	tb.clock.Advance(59 * time.Second)
	tb.state(1, SeatWrapUp)
	tb.clock.Advance(time.Second)
	tb.state(1, SeatReady)
	want := []string{"switchboard.seat_changed duty", "switchboard.seat_changed ", EventBegan + " ", EventQueued + " ",
		"switchboard.seat_changed ", EventOffered + " ", "switchboard.seat_changed ", EventAnswered + " ", EventEnded + " served",
		"switchboard.seat_changed ", "switchboard.seat_changed "}
	if !slices.Equal(tb.steps, want) {
		t.Errorf("steps %q", tb.steps)
	}
}

// TestSeatEnds: the seat hangs up; its caller is let go, and it was served.
func TestSeatEnds(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	call := tb.arrive(Caller{})
	tb.Welcomed(call)
	tb.SeatAnswered(1, call)
	tb.phones.take()
	tb.SeatEnded(1, call)
	tb.did("release")
	tb.Gone(call)
	tb.state(1, SeatWrapUp)
	if err := tb.Ready(1); err != nil {
		t.Error(err)
	}
	tb.state(1, SeatReady)
}

// TestMissed: a seat lets it ring; the call is the first of all, the seat gets no more.
func TestMissed(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	first := tb.arrive(Caller{})
	tb.Welcomed(first)
	tb.clock.Advance(time.Second)
	second := tb.arrive(Caller{Elderly: true}) // would be before it by priority
	tb.Welcomed(second)
	tb.phones.take()
	tb.clock.Advance(19 * time.Second)
	tb.did("unring 1")
	tb.state(1, SeatBusy)
	tb.seat(2)
	tb.did("ring 2")
	if s, _ := tb.SeatNow(2); s.Call != first {
		t.Error("the missed call is not at the head of the queue")
	}
	tb.SeatEnded(2, first) // refuses
	tb.state(2, SeatBusy)
	tb.phones.dead[3] = true
	tb.seat(3)
	tb.state(3, SeatOffline)
	tb.phones.take()
	tb.seat(4)
	tb.did("ring 4")
	tb.SeatAnswered(2, first) // a late answer of a seat that was given up
	tb.did("part 2")
}

func TestLongestIdle(t *testing.T) {
	tb := newTable(t)
	for staff := range ids.ID(3) {
		tb.seat(staff + 1)
		tb.clock.Advance(time.Second)
	}
	for _, want := range []ids.ID{1, 2, 3, 1, 2} {
		call := tb.arrive(Caller{})
		tb.phones.take()
		tb.Welcomed(call)
		tb.did(fmt.Sprintf("ring %d", want))
		tb.SeatAnswered(want, call)
		tb.Gone(call)
		if err := tb.Ready(want); err != nil {
			t.Fatal(err)
		}
		tb.clock.Advance(time.Second)
	}
	call := tb.arrive(Caller{}) // a seat that was called in vain stays the longest idle
	tb.Welcomed(call)
	tb.Gone(call)
	call = tb.arrive(Caller{})
	tb.phones.take()
	tb.Welcomed(call)
	tb.did("ring 3")
}

// TestTakes: a call rings only at who takes calls on its number, even if another seat is free; one that nobody takes waits.
func TestTakes(t *testing.T) {
	tb := newTable(t)
	tb.SetTakes(func(staff ids.ID, hotline string) bool { return staff != 1 || hotline == "12329" })
	tb.seat(1)
	general := tb.arrive(Caller{Hotline: "12345"})
	tb.phones.take()
	tb.Welcomed(general)
	if did := tb.phones.take(); slices.Contains(did, "ring 1") {
		t.Errorf("a call on another number rings at the own seat: %q", did)
	}
	own := tb.arrive(Caller{Hotline: "12329"})
	tb.phones.take()
	tb.Welcomed(own)
	tb.did("ring 1")
	tb.seat(2)
	if tb.calls[general].seat != 2 {
		t.Errorf("the other call is at %d", tb.calls[general].seat)
	}
}

func TestSkillsAndOverflow(t *testing.T) {
	tb := newTable(t)
	queues := ShippedQueues()
	queues[1].Needs = []string{"business", "lang:wuu"}
	tb.Route(NewRouting(FirstMenu(queues), queues, nil))
	tb.seat(1)
	call := tb.arrive(Caller{})
	tb.Key(call, '2')
	tb.phones.take()
	tb.clock.Advance(time.Minute) // business may be dropped after 45 s, the language may not
	if s, _ := tb.SeatNow(1); s.State != SeatReady {
		t.Error("a seat without the language is called")
	}
	tb.seat(2, "lang:wuu")
	if s, _ := tb.SeatNow(2); s.Call != call {
		t.Error("overflow does not find the seat")
	}
	tb.Route(NewRouting(FirstMenu(ShippedQueues()), ShippedQueues(), nil))
	other := tb.arrive(Caller{})
	tb.phones.take()
	tb.Key(other, '2')
	tb.did("say queue 0")
	tb.clock.Advance(45 * time.Second)
	if did := tb.phones.take(); !slices.Contains(did, "ring 1") {
		t.Errorf("overflow does not come by itself: %q", did)
	}
}

func TestPriority(t *testing.T) {
	tb := newTable(t)
	var order []ids.ID
	young := tb.arrive(Caller{})
	tb.Welcomed(young)
	tb.clock.Advance(time.Second)
	old := tb.arrive(Caller{Elderly: true})
	tb.Welcomed(old)
	tb.clock.Advance(time.Second)
	third := tb.arrive(Caller{})
	tb.Welcomed(third)
	for staff := range ids.ID(3) {
		tb.seat(staff + 1)
		s, _ := tb.SeatNow(staff + 1)
		order = append(order, s.Call)
	}
	if !slices.Equal(order, []ids.ID{old, young, third}) {
		t.Errorf("served %v, want %v", order, []ids.ID{old, young, third})
	}
}

func TestWaiting(t *testing.T) {
	tb := newTable(t)
	first, second := tb.arrive(Caller{}), ids.ID(0)
	tb.Welcomed(first)
	tb.clock.Advance(time.Second)
	second = tb.arrive(Caller{})
	tb.Welcomed(second)
	tb.phones.take()
	tb.clock.Advance(30 * time.Second)
	tb.did("say place 1", "say place 2")
	tb.Gone(first)
	tb.clock.Advance(30 * time.Second)
	tb.did("say offer 0", "say place 1")
	tb.Key(second, '9') // not what was offered
	tb.did()
	tb.Key(second, '1')
	tb.did("say promise 0", "release")
	tb.Gone(second)
	third := tb.arrive(Caller{})
	tb.Welcomed(third)
	tb.Key(third, '1') // before the offer: nothing
	tb.clock.Advance(10 * time.Minute)
	if did := tb.phones.take(); !slices.Equal(did[len(did)-2:], []string{"say sorry 0", "release"}) {
		t.Errorf("%q", did)
	}
	tb.Gone(third)
	tb.Gone(third)
	var ends []string
	for _, s := range tb.steps {
		if len(s) > len(EventEnded) && s[:len(EventEnded)] == EventEnded {
			ends = append(ends, s[len(EventEnded)+1:])
		}
	}
	if !slices.Equal(ends, []string{"abandoned", "callback", "let_go"}) {
		t.Errorf("ends %q", ends)
	}
}

func TestSeatVerbs(t *testing.T) {
	tb := newTable(t)
	if err := tb.Ready(1); !errors.Is(err, ErrSeat) {
		t.Errorf("a stranger is ready: %v", err)
	}
	tb.seat(1)
	if err := tb.Busy(1, "bored"); !errors.Is(err, ErrReason) {
		t.Errorf("%v", err)
	}
	call := tb.arrive(Caller{})
	tb.Welcomed(call)
	if err := tb.Ready(1); !errors.Is(err, ErrSeat) {
		t.Errorf("ready while it rings: %v", err)
	}
	tb.SeatAnswered(1, call)
	if err := tb.Busy(1, "meal"); err != nil {
		t.Error(err)
	}
	tb.state(1, SeatTalking)
	tb.Gone(call)
	tb.state(1, SeatBusy)
	tb.seat(1)
	call = tb.arrive(Caller{})
	tb.Welcomed(call)
	tb.phones.take()
	tb.SignOut(1)
	tb.did("unring 1")
	tb.state(1, SeatOffline)
	tb.seat(2)
	tb.did("ring 2")
	tb.SeatAnswered(2, call)
	tb.SignOut(2)
	tb.SignIn(2, "2", nil) // a socket that dropped and came back
	tb.Gone(call)
	tb.state(2, SeatWrapUp)
	if err := tb.Ready(2); err != nil {
		t.Error(err)
	}
	call = tb.arrive(Caller{})
	tb.Welcomed(call)
	tb.SeatAnswered(2, call)
	tb.SignOut(2)
	tb.state(2, SeatTalking)
	tb.Gone(call)
	tb.state(2, SeatOffline)
}

// TestNobodyIsLost drives the board at random: every call is with at most one seat and every seat with at most one
// call, no ready seat stands beside a waiting call that it could take, and every call ends once.
func TestNobodyIsLost(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 1))
		tb := newTable(t)
		ends := map[ids.ID]int{}
		tb.journal = func(kind string, p Payload, _ *Caller) {
			if kind == EventEnded {
				ends[p.Call]++
			}
		}
		var calls []ids.ID
		for range 600 {
			staff := ids.ID(random.IntN(6) + 1)
			var call ids.ID
			if len(calls) > 0 {
				call = calls[random.IntN(len(calls))]
			}
			switch random.IntN(11) {
			case 0, 1:
				calls = append(calls, tb.arrive(Caller{Elderly: random.IntN(4) == 0}))
			case 2:
				tb.Welcomed(call)
			case 3:
				tb.Key(call, "1239"[random.IntN(4)])
			case 4:
				tb.SignIn(staff, "x", [][]string{nil, {"business"}, {"lang:en"}}[random.IntN(3)])
			case 5, 6:
				_ = tb.Ready(staff)
			case 7:
				if s, ok := tb.SeatNow(staff); ok {
					tb.SeatAnswered(staff, s.Call)
				}
			case 8:
				if s, ok := tb.SeatNow(staff); ok {
					tb.SeatEnded(staff, s.Call)
				}
			case 9:
				tb.Gone(call)
			case 10:
				tb.clock.Advance(time.Duration(random.IntN(40)) * time.Second)
				if random.IntN(5) == 0 {
					tb.SignOut(staff)
				}
			}
			tb.check(t)
		}
		for _, c := range calls {
			tb.Gone(c)
		}
		for _, c := range calls {
			if ends[c] != 1 {
				t.Fatalf("seed %d: call %d ended %d times", seed, c, ends[c])
			}
		}
		if len(tb.calls) != 0 {
			t.Fatal("calls are left")
		}
		for _, s := range tb.seats {
			if s.Call != 0 || s.State == SeatRinging || s.State == SeatTalking {
				t.Fatalf("seed %d: seat %+v after all calls", seed, s)
			}
		}
	}
}

func (tb *table) check(t *testing.T) {
	t.Helper()
	with := map[ids.ID]ids.ID{}
	for _, s := range tb.seats {
		if (s.Call != 0) != (s.State == SeatRinging || s.State == SeatTalking) {
			t.Fatalf("seat %+v", s)
		}
		if s.Call != 0 {
			if with[s.Call] != 0 {
				t.Fatal("two seats on one call")
			}
			with[s.Call] = s.Staff
		}
	}
	for _, c := range tb.calls {
		if (c.phase == ringingSeat || c.phase == talking) && with[c.id] != c.seat {
			t.Fatalf("call %d is with %d, its seat says otherwise", c.id, c.seat)
		}
		if c.phase != waitingSeat {
			continue
		}
		for _, s := range tb.seats {
			if s.State == SeatReady && s.has(tb.waiting(c).Needs) {
				t.Fatalf("call %d waits while seat %d is ready", c.id, s.Staff)
			}
		}
	}
}

func TestQueues(t *testing.T) {
	for _, bad := range []string{``, `[]`, `[{"code":""}]`, `[{"code":"a"}]`, `{`, `[{"code":"a","key":"12","ring":1,"max_wait":1,"wrap_up":1,"target":1,"announce":1}]`} {
		if _, err := ParseQueues([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
