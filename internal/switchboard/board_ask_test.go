package switchboard

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// served is a call that seat 1 speaks on; what led there is forgotten.
func (tb *table) served() ids.ID {
	tb.t.Helper()
	tb.seat(1)
	call := tb.arrive(Caller{Number: "13800000000", Hotline: "12345"})
	tb.Key(call, '1')
	tb.SeatAnswered(1, call)
	tb.state(1, SeatTalking)
	tb.phones.take()
	tb.steps = nil
	return call
}

func (tb *table) must(err error) {
	tb.t.Helper()
	if err != nil {
		tb.t.Fatal(err)
	}
}

// kept holds which steps of calls were journalled since the last time.
func (tb *table) kept(want ...string) {
	tb.t.Helper()
	var got []string
	for _, s := range tb.steps {
		if kind, rest, _ := strings.Cut(strings.TrimPrefix(s, "switchboard."), " "); kind != "seat_changed" {
			got = append(got, strings.TrimSpace(kind+" "+rest))
		}
	}
	tb.steps = nil
	if !slices.Equal(got, want) {
		tb.t.Errorf("steps %q, want %q", got, want)
	}
}

// may holds what the seat's screen offers.
func (tb *table) may(staff ids.ID, want string) {
	tb.t.Helper()
	l := tb.Look(staff)
	if l.Call == nil || strings.Join(l.Call.May, " ") != want {
		tb.t.Errorf("seat %d may %+v, want %s", staff, l.Call, want)
	}
}

var expert = Target{Kind: "line", Account: "8001", Name: "专家"}

func TestHold(t *testing.T) {
	tb := newTable(t)
	call := tb.served()
	tb.may(1, "hold consult transfer rate hang-up")
	tb.must(tb.Hold(1, call))
	tb.must(tb.Hold(1, call)) // a second click does nothing
	tb.did("hold queue")
	tb.may(1, "retrieve consult transfer rate hang-up")
	tb.must(tb.Retrieve(1, call))
	tb.did("retrieve")
	tb.kept("call_held", "call_retrieved")
	for name, err := range map[string]error{"NoCall": tb.Hold(1, 99), "NotTheSeats": tb.Hold(2, call)} {
		if !errors.Is(err, ErrCall) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAsk: the seat asks, is refused, asks again, speaks with both, leaves the two to each other; the call ends with
// whichever of them hangs up.
func TestAsk(t *testing.T) {
	tb := newTable(t)
	call := tb.served()
	tb.must(tb.Consult(1, call, expert))
	tb.did("ask 8001", "hold queue")
	if err := tb.Together(1, call); !errors.Is(err, ErrSeat) {
		t.Errorf("together before the answer: %v", err)
	}
	tb.OtherEnded(call) // refused
	tb.did()
	tb.may(1, "retrieve consult transfer rate hang-up")
	tb.must(tb.Consult(1, call, expert))
	tb.OtherAnswered(call)
	tb.did("ask 8001")
	tb.may(1, "retrieve together complete hang-up")
	tb.must(tb.Together(1, call))
	tb.did("retrieve")
	tb.may(1, "hold leave hang-up")
	tb.must(tb.Complete(1, call))
	tb.did("part 1", "retrieve")
	tb.state(1, SeatWrapUp)
	tb.kept("call_consulted line", "call_held", "call_consulted line", "call_together", "call_handed_over line")
	tb.OtherEnded(call)
	tb.did("release")
	tb.Gone(call)
	tb.kept("call_ended served")
}

// TestConsultSeat: a colleague is asked, hears no number before getting the call, and has it then as an own one.
func TestConsultSeat(t *testing.T) {
	tb := newTable(t)
	call := tb.served()
	tb.seat(2)
	tb.must(tb.Consult(1, call, Target{Kind: "seat", Seat: 2}))
	tb.did("ask 2", "hold queue")
	tb.state(2, SeatRinging)
	if l := tb.Look(2); !l.Call.Helper || l.Call.State != "ringing" {
		t.Errorf("%+v", l.Call)
	}
	other := tb.arrive(Caller{}) // is not offered to who rings
	tb.Key(other, '1')
	tb.OtherAnswered(call)
	tb.state(2, SeatTalking)
	tb.must(tb.Complete(1, call))
	if l := tb.Look(2); l.Call.Helper || l.Call.Owner != 2 {
		t.Errorf("%+v", l.Call)
	}
	tb.state(1, SeatWrapUp)
	tb.SeatEnded(2, call)
	if got := tb.phones.take(); got[len(got)-1] != "release" {
		t.Errorf("did %q", got)
	}
	for name, to := range map[string]ids.ID{"Self": 1, "Nobody": 9, "Busy": 2} {
		if err := tb.Consult(2, call, Target{Kind: "seat", Seat: to}); err == nil {
			t.Errorf("%s is asked", name)
		}
	}
}

// TestConsultEnds: whoever leaves a consultation, everybody else is where they should be.
func TestConsultEnds(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(tb *table, call ids.ID)
		did  []string
		one  SeatState
		two  SeatState
		held bool
	}{
		"HelperHangsUp":  {func(tb *table, call ids.ID) { tb.OtherEnded(call) }, nil, SeatTalking, SeatWrapUp, true},
		"HelperByScreen": {func(tb *table, call ids.ID) { tb.must(tb.HangUp(2, call)) }, []string{"dismiss"}, SeatTalking, SeatWrapUp, true},
		"Retrieved":      {func(tb *table, call ids.ID) { tb.must(tb.Retrieve(1, call)) }, []string{"dismiss", "retrieve"}, SeatTalking, SeatWrapUp, false},
		"SeatHangsUp":    {func(tb *table, call ids.ID) { tb.SeatEnded(1, call) }, []string{"part 1", "promote 2", "retrieve"}, SeatWrapUp, SeatTalking, false},
		"CallerGone":     {func(tb *table, call ids.ID) { tb.Gone(call) }, []string{"dismiss", "part 1"}, SeatWrapUp, SeatWrapUp, false},
		"SeatByScreen":   {func(tb *table, call ids.ID) { tb.must(tb.HangUp(1, call)); tb.Gone(call) }, []string{"dismiss", "release", "part 1"}, SeatWrapUp, SeatWrapUp, false},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			call := tb.served()
			tb.seat(2)
			tb.must(tb.Consult(1, call, Target{Kind: "seat", Seat: 2}))
			tb.OtherAnswered(call)
			tb.phones.take()
			c.do(tb, call)
			tb.did(c.did...)
			tb.state(1, c.one)
			tb.state(2, c.two)
			if l := tb.Look(1); c.one == SeatTalking && l.Call.Held != c.held {
				t.Errorf("held %v", l.Call.Held)
			}
		})
	}
}

// TestAskInVain: who cannot be called is not waited for, and the caller hears nothing of it.
func TestAskInVain(t *testing.T) {
	tb := newTable(t)
	call := tb.served()
	tb.seat(2)
	tb.phones.dead[2] = true
	if err := tb.Consult(1, call, Target{Kind: "seat", Seat: 2}); !errors.Is(err, ErrTargetBusy) {
		t.Errorf("%v", err)
	}
	tb.did()
	tb.kept()
	tb.state(2, SeatReady)
	tb.may(1, "hold consult transfer rate hang-up")
}

func TestTransferAway(t *testing.T) {
	t.Run("Line", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.must(tb.Transfer(1, call, expert))
		tb.did("ask 8001", "hold queue", "part 1")
		tb.state(1, SeatWrapUp)
		tb.OtherAnswered(call)
		tb.did("retrieve")
		tb.kept("call_consulted line", "call_handed_over line")
		tb.Gone(call)
		tb.kept("call_ended served")
	})
	t.Run("NoAnswer", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.seat(2)
		tb.must(tb.Transfer(1, call, expert))
		tb.phones.take()
		tb.clock.Advance(askLimit)
		tb.did("dismiss", "hold queue", "ring 2") // the head of its queue
		tb.SeatAnswered(2, call)
		tb.did("connect 2")
	})
	t.Run("Queue", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.seat(2, "business")
		tb.must(tb.Transfer(1, call, Target{Kind: "queue", Queue: "business"}))
		tb.did("part 1", "hold queue", "ring 2")
	})
	t.Run("Seat", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.seat(2)
		tb.seat(3)
		tb.must(tb.Transfer(1, call, Target{Kind: "seat", Seat: 3})) // although 2 is idle longer
		tb.did("part 1", "hold queue", "ring 3")
		tb.SeatEnded(3, call)
		tb.did("ring 2")
	})
	t.Run("Refused", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.SignIn(2, "2", nil) // not ready
		for name, to := range map[string]Target{"BusySeat": {Kind: "seat", Seat: 2}, "NoQueue": {Kind: "queue", Queue: "x"}, "Self": {Kind: "seat", Seat: 1}} {
			if err := tb.Transfer(1, call, to); err == nil {
				t.Errorf("%s gets the call", name)
			}
		}
		tb.did()
		tb.state(1, SeatTalking)
	})
}

func TestRate(t *testing.T) {
	for key, want := range map[byte]int{'1': 5, '3': 3, '5': 1} {
		t.Run(string(key), func(t *testing.T) {
			tb := newTable(t)
			stars := 0
			tb.Board.journal = func(kind string, p Payload, _ *Caller) {
				if kind == EventRated {
					stars = p.Rating
				}
			}
			call := tb.served()
			tb.must(tb.Rate(1, call))
			tb.did("part 1", "retrieve", "say rate 0")
			tb.state(1, SeatWrapUp)
			tb.Key(call, '9') // means nothing
			tb.did()
			tb.Key(call, key)
			tb.did("say thanks 0", "release")
			if stars != want {
				t.Errorf("key %c gives %d stars, want %d", key, stars, want)
			}
		})
	}
	t.Run("NoKey", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.must(tb.Rate(1, call))
		tb.phones.take()
		tb.clock.Advance(ratingLimit)
		tb.did("say thanks 0", "release")
		tb.Gone(call)
		tb.kept("call_ended served")
	})
}

func TestWrapUpDone(t *testing.T) {
	tb := newTable(t)
	call := tb.served()
	if err := tb.WrapUpDone(1); !errors.Is(err, ErrSeat) {
		t.Errorf("in mid-call: %v", err)
	}
	tb.Gone(call)
	if l := tb.Look(1); l.Seat.WrapEnd.Sub(tb.clock.Now()) != time.Minute {
		t.Errorf("wrap-up ends at %v", l.Seat.WrapEnd)
	}
	tb.must(tb.WrapUpDone(1))
	tb.state(1, SeatReady)
}
