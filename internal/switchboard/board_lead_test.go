package switchboard

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// TestHelp: what a seat asks for is taken by one leader and ends with the leader's leaving, the call's end or the seat's
// word.
func TestHelp(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(tb *table, call ids.ID)
		kept string
	}{
		"Given": {func(tb *table, call ids.ID) {
			tb.must(tb.TakeHelp(leader, "1900", call, ModeWhisper))
			tb.WatchAnswered(leader, call)
			if err := tb.TakeHelp(8, "1800", call, ModeListen); !errors.Is(err, ErrHelpTaken) {
				tb.t.Errorf("a second leader comes: %v", err)
			}
			tb.Unwatch(leader)
		}, "help_asked, help_taken, call_watched, watch_left, help_over given"},
		"NotAnswered": {func(tb *table, call ids.ID) {
			tb.must(tb.TakeHelp(leader, "1900", call, ModeWhisper))
			tb.WatchEnded(leader, call)
			tb.must(tb.TakeHelp(8, "1800", call, ModeListen))
		}, "help_asked, help_taken, help_taken"},
		"Withdrawn": {func(tb *table, call ids.ID) {
			tb.must(tb.DropHelp(1, call))
			if err := tb.TakeHelp(leader, "1900", call, ModeListen); !errors.Is(err, ErrNoHelp) {
				tb.t.Errorf("what was withdrawn is taken: %v", err)
			}
		}, "help_asked, help_over withdrawn"},
		"Lapsed":     {func(tb *table, call ids.ID) { tb.Gone(call) }, "help_asked, help_over lapsed, call_ended served"},
		"HandedOver": {func(tb *table, call ids.ID) { tb.must(tb.Rate(1, call)) }, "help_asked, help_over lapsed"},
		"OfAnother": {func(tb *table, call ids.ID) {
			if tb.AskHelp(2, call) == nil || tb.DropHelp(2, call) == nil {
				tb.t.Error("not its call")
			}
		}, "help_asked"},
		"TwiceIsOnce": {func(tb *table, call ids.ID) { tb.must(tb.AskHelp(1, call)) }, "help_asked"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			call := tb.served()
			tb.must(tb.AskHelp(1, call))
			c.do(tb, call)
			tb.kept(strings.Split(c.kept, ", ")...)
		})
	}
}

// TestForce: a leader sets what a seat is; while it speaks, what it is to be afterwards.
func TestForce(t *testing.T) {
	now := func(tb *table) { tb.seat(1) }
	speaks := func(tb *table) { tb.served() }
	for name, c := range map[string]struct {
		before func(tb *table)
		state  SeatState
		reason string
		want   error
		is     SeatState
		next   string
	}{
		"Break":          {now, SeatBusy, "meal", nil, SeatBusy, ""},
		"NoReason":       {now, SeatBusy, "nap", ErrReason, SeatReady, ""},
		"SignOut":        {now, SeatOffline, "", nil, SeatOffline, ""},
		"Ready":          {func(tb *table) { now(tb); tb.must(tb.Busy(1, "rest")) }, SeatReady, "", nil, SeatReady, ""},
		"Ringing":        {now, SeatRinging, "", ErrSeat, SeatReady, ""},
		"NotThere":       {func(*table) {}, SeatReady, "", ErrSeat, "", ""},
		"SpeaksBreak":    {speaks, SeatBusy, "rest", nil, SeatTalking, "rest"},
		"SpeaksSignOut":  {speaks, SeatOffline, "", nil, SeatTalking, "offline"},
		"SpeaksComeBack": {func(tb *table) { speaks(tb); tb.SignOut(1) }, SeatReady, "", nil, SeatTalking, ""},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			c.before(tb)
			tb.steps = nil
			if err := tb.Force(leader, 1, c.state, c.reason, "人手不足"); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			tb.state(1, c.is)
			if l := tb.Look(1); l.Next != c.next {
				t.Errorf("afterwards %q, want %q", l.Next, c.next)
			}
			if forced := len(tb.steps) > 0 && strings.HasPrefix(tb.steps[len(tb.steps)-1], EventForced); forced != (c.want == nil) {
				t.Errorf("kept %q", tb.steps)
			}
		})
	}
}

// TestBreaks: a break is refused when its time is used up or too many are away; a leader grants more, and a new day
// begins anew.
func TestBreaks(t *testing.T) {
	tb := newTable(t)
	tb.Limit([]Break{{Code: "rest", Minutes: 10, Away: 1}, {Code: "meal", Away: 1}})
	tb.Remember(map[ids.ID]map[string]time.Duration{3: {"rest": 9*time.Minute + 30*time.Second}})
	for staff := ids.ID(1); staff <= 3; staff++ {
		tb.seat(staff)
	}
	refused := func(staff ids.ID, reason string, want error, says string) {
		t.Helper()
		err := tb.Busy(staff, reason)
		if !errors.Is(err, want) || err != nil && says != "" && !strings.Contains(messageOf(err), says) {
			t.Errorf("seat %d, %s: %v %s, want %v %s", staff, reason, err, messageOf(err), want, says)
		}
	}
	refused(3, "rest", ErrBreakUsed, "10 分钟") // before the program began
	tb.must(tb.Busy(1, "rest"))
	if l := tb.Look(1); l.Seat.BreakEnd.Sub(tb.clock.Now()) != 10*time.Minute {
		t.Errorf("the break ends %v", l.Seat.BreakEnd)
	}
	refused(2, "rest", ErrBreakFull, "还剩 10 分钟")
	refused(2, "training", nil, "")
	tb.must(tb.Ready(2))
	tb.must(tb.Grant(leader, 2, "rest", 0))
	refused(2, "rest", nil, "")
	tb.must(tb.Ready(2))
	refused(2, "rest", ErrBreakFull, "")
	tb.clock.Advance(12 * time.Minute)
	tb.must(tb.Ready(1))
	refused(1, "rest", ErrBreakUsed, "用完")
	tb.must(tb.Grant(leader, 1, "rest", 5)) // two of them are spent already
	refused(1, "rest", nil, "")
	if l := tb.Look(1); l.Seat.BreakEnd.Sub(tb.clock.Now()) != 3*time.Minute || len(l.Breaks) != 2 || l.Breaks[0].Left != 3*time.Minute {
		t.Errorf("%v %+v", l.Seat.BreakEnd, l.Breaks)
	}
	tb.must(tb.Force(leader, 2, SeatBusy, "rest", "身体不适")) // limits do not bind a leader
	tb.SignOut(1)
	tb.SignIn(1, "1", nil)
	refused(1, "meal", nil, "")
	tb.SignOut(1)
	tb.clock.Advance(24 * time.Hour)
	tb.SignOut(2)
	tb.seat(1)
	refused(1, "rest", nil, "")
	if err := tb.Grant(leader, 1, "training", 5); !errors.Is(err, ErrReason) {
		t.Errorf("what has no limit is granted: %v", err)
	}
}

func TestParseBreaks(t *testing.T) {
	for raw, ok := range map[string]bool{
		`[]`: true, `[{"code":"rest","minutes":10,"away":2}]`: true, `{}`: false, `[{"code":"nap"}]`: false, `[{"code":"missed"}]`: false,
		`[{"code":"rest","minutes":-1}]`: false, `[{"code":"rest"},{"code":"rest"}]`: false, `[{"code":"meal","minutes":2000}]`: false,
	} {
		if _, err := ParseBreaks([]byte(raw)); (err == nil) != ok {
			t.Errorf("%s: %v", raw, err)
		}
	}
	if len(ShippedBreaks()) == 0 {
		t.Error("no limits are shipped")
	}
}
