package switchboard

import (
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

const leader ids.ID = 9

// TestWatch: a leader listens, whispers and barges in by the own telephone, gets no calls meanwhile, and is afterwards
// what the leader was before. Each of it is kept.
func TestWatch(t *testing.T) {
	tb := newTable(t)
	call := tb.served()
	tb.seat(leader)
	for name, c := range map[string]struct {
		call ids.ID
		mode Mode
		want error
	}{
		"NoCall":   {call + 1, ModeListen, ErrNotSpoken},
		"NoMode":   {call, "shout", ErrMode},
		"TakeOver": {call, ModeTake, ErrMode},
	} {
		if err := tb.Watch(leader, "1900", c.call, c.mode); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := tb.Watch(1, "1001", call, ModeListen); !errors.Is(err, ErrOwnCall) {
		t.Errorf("a seat watches itself: %v", err)
	}
	tb.phones.dead[leader] = true
	if err := tb.Watch(leader, "1900", call, ModeListen); !errors.Is(err, ErrLine) {
		t.Errorf("without a telephone: %v", err)
	}
	tb.phones.dead[leader] = false
	tb.state(leader, SeatReady)
	tb.phones.take()

	tb.must(tb.Watch(leader, "1900", call, ModeListen))
	tb.did("watch 9 1900")
	tb.kept()
	tb.WatchAnswered(leader, call)
	tb.did("mode 9 listen 1")
	other := tb.arrive(Caller{Number: "2"})
	tb.Key(other, '1')
	if l := tb.Look(leader); l.Seat.State != SeatBusy || l.Seat.Reason != ReasonWatch || l.Watch == nil || l.Watch.Seat != 1 {
		t.Errorf("the leader is offered the next call: %+v", l)
	}
	tb.phones.take()
	tb.clock.Advance(10 * time.Second)
	tb.must(tb.Watch(leader, "1900", call, ModeWhisper))
	tb.must(tb.Watch(leader, "1900", call, ModeWhisper)) // again is as once
	tb.did("mode 9 whisper 1")
	tb.Unwatch(leader)
	tb.did("unwatch 9", "ring 9")
	tb.state(leader, SeatRinging) // who was ready is, and somebody waits
	tb.kept("call_watched", "call_began", "call_queued", "watch_changed", "watch_left", "call_offered")
}

// TestWatch_Ends: what is watched ends when nobody speaks on it any more; a whisper follows the call to its next seat.
func TestWatch_Ends(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(tb *table, call ids.ID)
		mode Mode // empty: it is over
	}{
		"CallerGone":   {func(tb *table, call ids.ID) { tb.Gone(call) }, ""},
		"Rated":        {func(tb *table, call ids.ID) { tb.must(tb.Rate(1, call)) }, ""},
		"BackInQueue":  {func(tb *table, call ids.ID) { tb.must(tb.Transfer(1, call, Target{Kind: "queue", Queue: "general"})) }, ""},
		"LeaderHungUp": {func(tb *table, call ids.ID) { tb.WatchEnded(leader, call) }, ""},
		"SignedOut":    {func(tb *table, _ ids.ID) { tb.SignOut(leader) }, ""},
		"Held":         {func(tb *table, call ids.ID) { tb.must(tb.Hold(1, call)) }, ModeWhisper},
		"HandedOver": {func(tb *table, call ids.ID) {
			tb.seat(2)
			tb.must(tb.Consult(1, call, Target{Kind: "seat", Seat: 2}))
			tb.OtherAnswered(call)
			tb.must(tb.Complete(1, call))
			if w := tb.Look(leader).Watch; w == nil || w.Seat != 2 {
				tb.t.Errorf("the whisper did not follow: %+v", w)
			}
		}, ModeWhisper},
		"ToAnExpert": {func(tb *table, call ids.ID) {
			tb.must(tb.Consult(1, call, expert))
			tb.OtherAnswered(call)
			tb.must(tb.Complete(1, call))
		}, ModeListen},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			call := tb.served()
			tb.SignIn(leader, "1900", nil)
			tb.must(tb.Watch(leader, "1900", call, ModeWhisper))
			tb.WatchAnswered(leader, call)
			c.do(tb, call)
			w := tb.Look(leader).Watch
			if c.mode == "" && w != nil || c.mode != "" && (w == nil || w.Mode != c.mode) {
				t.Errorf("watches %+v, want %q", w, c.mode)
			}
			if l := tb.Look(leader); w == nil && (l.Seat.watches() || l.Seat.State == SeatReady) {
				t.Errorf("the leader's seat is %+v, and was busy before", l.Seat)
			}
		})
	}
}

// TestTakeOver: the leader becomes the seat of the call, the seat before wraps up; a call that was held or cut off is
// spoken on again.
func TestTakeOver(t *testing.T) {
	for name, c := range map[string]struct {
		before func(tb *table, call ids.ID)
		did    []string
		want   error
	}{
		"AtOnce": {nil, []string{"watch 9 1900", "take over 9", "part 1"}, nil},
		"Listening": {func(tb *table, call ids.ID) {
			tb.must(tb.Watch(leader, "1900", call, ModeListen))
			tb.WatchAnswered(leader, call)
		}, []string{"watch 9 1900", "mode 9 listen 1", "take over 9", "part 1"}, nil},
		"Held":        {func(tb *table, call ids.ID) { tb.must(tb.Hold(1, call)) }, []string{"hold queue", "watch 9 1900", "take over 9", "part 1", "retrieve"}, nil},
		"CutOff":      {func(tb *table, call ids.ID) { tb.SeatLost(1, call) }, []string{"hold wait", "watch 9 1900", "take over 9", "part 1", "retrieve"}, nil},
		"Asking":      {func(tb *table, call ids.ID) { tb.must(tb.Consult(1, call, expert)) }, nil, ErrAsking},
		"NotSignedIn": {func(tb *table, _ ids.ID) { tb.SignOut(leader) }, nil, ErrSeat},
		"Over":        {func(tb *table, call ids.ID) { tb.Gone(call) }, nil, ErrNotSpoken},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			call := tb.served()
			tb.SignIn(leader, "1900", nil)
			tb.must(tb.AskHelp(1, call))
			if c.before != nil {
				c.before(tb, call)
			}
			if err := tb.TakeOver(leader, "1900", call); !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if c.want != nil {
				return
			}
			tb.WatchAnswered(leader, call) // of who listened it has been
			tb.did(c.did...)
			tb.state(1, SeatWrapUp)
			tb.state(leader, SeatTalking)
			if l := tb.Look(leader); tb.SeatOf(call) != leader || l.Call == nil || l.Call.Help != nil || l.Watch != nil || l.Call.Held || l.Call.Cut {
				t.Errorf("the call is not the leader's: %+v", l)
			}
			tb.Gone(call)
			tb.state(leader, SeatBusy) // as before
		})
	}
}
