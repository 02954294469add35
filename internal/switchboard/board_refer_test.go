package switchboard

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// TestHandedOver: who has a call gives it to whom its telephone consulted, a seat or an expert, also a call that the seat
// made; nobody else does. The expert may give it on, at once or after a question, and the caller is never alone.
func TestHandedOver(t *testing.T) {
	incoming := func(tb *table) ids.ID { return tb.served() }
	for name, c := range map[string]struct {
		call func(tb *table) ids.ID
		do   func(tb *table, call ids.ID) bool
		did  string // on success
		has  ids.ID // the seat that has it afterwards
		end  string
	}{
		"ToASeat": {incoming, func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 1, "2") },
			"part 1, promote 2, retrieve", 2, "call_handed_over seat, call_answered, call_ended served"},
		"ToAnExpert": {incoming, func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 1, "8001") },
			"part 1, retrieve", 0, "call_handed_over line, call_ended served"},
		"Outgoing": {func(tb *table) ids.ID { return tb.reached() }, func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 1, "2") },
			"part 1, promote 2, retrieve", 2, "call_handed_over seat, call_answered, call_ended served"},
		"NotReached": {func(tb *table) ids.ID {
			tb.seat(1)
			tb.must(tb.Out(7, 1, Caller{Number: "13900000001"}))
			tb.phones.take()
			return 7
		}, func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 1, "2") }, "", 0, "call_ended unreached"},
		"NotItsCall":   {incoming, func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 2, "8001") }, "", 1, "call_ended served"},
		"OnlyAsked":    {incoming, asks(func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 0, "2") }), "", 1, "call_ended served"},
		"AsksSomebody": {incoming, asks(func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 1, "2") }), "", 1, "call_ended served"},
		"PassedOn": {incoming, gave(func(tb *table, call ids.ID) bool { return tb.HandedOver(call, 0, "2") }),
			"promote 2, retrieve", 2, "call_handed_over seat, call_answered, call_ended served"},
		"SentOn": {incoming, gave(func(tb *table, call ids.ID) bool { return tb.PassOn(call, Target{Kind: "seat", Seat: 2}) == nil }),
			"dismiss, hold queue, ring 2", 0, "call_handed_over seat, call_queued, call_offered, call_ended abandoned"},
		"SentOnInVain": {incoming, gave(func(tb *table, call ids.ID) bool {
			tb.phones.dead[2] = true
			return errors.Is(tb.PassOn(call, Target{Kind: "seat", Seat: 3}), ErrTargetBusy)
		}), "", 0, "call_ended served"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			call := c.call(tb)
			tb.seat(2)
			tb.steps = nil
			did := c.do(tb, call)
			if got := strings.Join(tb.phones.take(), ", "); got != c.did || did != (c.did != "" || name == "SentOnInVain") {
				t.Errorf("%v: did %q, want %q", did, got, c.did)
			}
			if tb.SeatOf(call) != c.has {
				t.Errorf("seat %d has it, want %d", tb.SeatOf(call), c.has)
			}
			if c.has == 2 {
				tb.state(1, SeatWrapUp)
			}
			tb.Gone(call)
			tb.kept(strings.Split(c.end, ", ")...)
		})
	}
}

// reached is a call that seat 1 made to somebody who has answered.
func (tb *table) reached() ids.ID {
	tb.t.Helper()
	tb.seat(1)
	tb.must(tb.Out(7, 1, Caller{Number: "13900000001"}))
	tb.OutAnswered(7)
	tb.phones.take()
	return 7
}

// asks does something while an expert is asked, forgetting what led there.
func asks(do func(tb *table, call ids.ID) bool) func(tb *table, call ids.ID) bool {
	return func(tb *table, call ids.ID) bool {
		tb.must(tb.Consult(1, call, expert))
		tb.OtherAnswered(call)
		tb.phones.take()
		tb.steps = nil
		return do(tb, call)
	}
}

// gave does something after the seat gave its call to an expert, forgetting what led there.
func gave(do func(tb *table, call ids.ID) bool) func(tb *table, call ids.ID) bool {
	return func(tb *table, call ids.ID) bool {
		tb.HandedOver(call, 1, "8001")
		tb.phones.take()
		tb.steps = nil
		return do(tb, call)
	}
}

// TestTransfer_Outgoing: whom a seat called is handed over like whoever called; a target that cannot be called leaves the
// call what it was.
func TestTransfer_Outgoing(t *testing.T) {
	tb := newTable(t)
	call := tb.reached()
	tb.seat(2)
	tb.phones.dead[3] = true
	if err := tb.Transfer(1, call, Target{Kind: "line", Seat: 3}); !errors.Is(err, ErrTargetBusy) {
		t.Errorf("%v", err)
	}
	if tb.SeatOf(call) != 1 {
		t.Error("the call is no longer what it was")
	}
	tb.steps = nil
	tb.must(tb.Transfer(1, call, Target{Kind: "seat", Seat: 2}))
	tb.did("part 1", "hold queue", "ring 2")
	tb.SeatAnswered(2, call)
	tb.Gone(call)
	tb.kept("call_handed_over seat", "call_queued", "call_offered", "call_answered", "call_ended served")
}

// TestSentInVain: a telephone that hangs up right after nobody could be had gives the caller back; later it hangs up on them.
func TestSentInVain(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		did   string
	}{"AtOnce": {time.Second, "part 1, hold queue"}, "Later": {inVain, "release"}} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			call := tb.served()
			tb.phones.take()
			tb.SentInVain(2, call) // who does not have it says nothing
			tb.SentInVain(1, call)
			tb.clock.Advance(c.after)
			tb.SeatEnded(1, call)
			if got := strings.Join(tb.phones.take(), ", "); got != c.did {
				t.Errorf("did %q, want %q", got, c.did)
			}
		})
	}
}
