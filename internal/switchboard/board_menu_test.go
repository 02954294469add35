package switchboard

import (
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

func (tb *table) queueOf(call ids.ID) string {
	tb.t.Helper()
	c := tb.calls[call]
	if c == nil || c.queue == nil {
		return ""
	}
	return c.queue.Code
}

// TestMenuOnBoard walks through two levels on the board, with what is said and when.
func TestMenuOnBoard(t *testing.T) {
	tb := newTable(t)
	tb.Route(NewRouting(twoLevels(), ShippedQueues(), nil))
	call := tb.arrive(Caller{Hotline: "12345"})
	tb.did("say welcome 0")
	tb.Key(call, '4')
	tb.did("say menu 0")
	tb.Said(call, 1) // the end of what was said before the key comes late
	tb.did()
	tb.Key(call, '1')
	tb.did("say menu 0")
	tb.Key(call, '5') // within an information
	tb.did()
	tb.Said(call, 3)
	tb.did("say menu 0") // back
	tb.Said(call, 4)
	tb.did("say queue 0")
	if q := tb.queueOf(call); q != "business" {
		t.Error(q)
	}
	bye := tb.arrive(Caller{Hotline: "12345"})
	tb.Key(bye, '9')
	tb.phones.take()
	tb.Said(bye, 2)
	tb.did("release")
	tb.Gone(bye)
	if last := tb.steps[len(tb.steps)-1]; last != EventEnded+" left" {
		t.Error(last)
	}
	stays := tb.arrive(Caller{Hotline: "12345"})
	tb.Key(stays, '9')
	tb.Key(stays, '0') // while the farewell is said
	if q := tb.queueOf(stays); q != "general" {
		t.Error(q)
	}
	old := tb.arrive(Caller{Hotline: "12345", Elderly: true})
	tb.Key(old, '0')
	if q := tb.queueOf(old); q != "elderly" {
		t.Error(q)
	}
}

// TestPublished: a call that is in the menu keeps the one that it arrived by, the next one hears the new one.
func TestPublished(t *testing.T) {
	tb := newTable(t)
	before := tb.arrive(Caller{})
	tb.Route(NewRouting(twoLevels(), ShippedQueues(), nil))
	after := tb.arrive(Caller{})
	tb.phones.take()
	tb.Key(before, '3')
	if q := tb.queueOf(before); q != "foreign" {
		t.Errorf("a call under way goes to %q", q)
	}
	tb.phones.take()
	tb.Key(after, '3') // means nothing now
	tb.did("say welcome 0")
}

// TestSpecialLine: a line takes calls while it is open, and closes by itself; who waits then is served, by any seat.
func TestSpecialLine(t *testing.T) {
	tb := newTable(t)
	now := tb.clock.Now()
	l := line("flood-1", "5", "96000", now.Add(time.Minute), now.Add(time.Hour))
	tb.Route(NewRouting(FirstMenu(ShippedQueues()), ShippedQueues(), []Special{l}))
	codes := func() (list []string) {
		for _, q := range tb.Queues() {
			list = append(list, q.Code)
		}
		return list
	}
	early := tb.arrive(Caller{Hotline: "96000"})
	tb.did("say welcome 0")
	tb.Key(early, '5')
	tb.did("say welcome 0")
	if tb.Takes("flood-1") || slices.Contains(codes(), "flood-1") {
		t.Error("open before its time")
	}
	tb.Gone(early)
	tb.clock.Advance(time.Minute)
	direct := tb.arrive(Caller{Hotline: "96000"})
	tb.phones.take()
	tb.Welcomed(direct)
	tb.did("say queue 0")
	byKey := tb.arrive(Caller{Hotline: "12345"})
	tb.Key(byKey, '5')
	tb.Key(byKey, '0')
	if a, b := tb.queueOf(direct), tb.queueOf(byKey); a != "flood-1" || b != "flood-1" {
		t.Errorf("%q, %q", a, b)
	}
	if !tb.Takes("flood-1") || !slices.Contains(codes(), "flood-1") || tb.NameOf("flood-1") != "防汛专线" {
		t.Error("not open in its time")
	}
	tb.seat(1) // without the skill
	if s, _ := tb.SeatNow(1); s.State != SeatReady {
		t.Error("a seat without the skill is called while the line is open")
	}
	tb.phones.take()
	l.ClosedAt = tb.clock.Now() // at once
	tb.Route(NewRouting(FirstMenu(ShippedQueues()), ShippedQueues(), nil))
	tb.did("ring 1")
	if !slices.Contains(codes(), "flood-1") {
		t.Error("calls that wait in a closed line are not seen")
	}
	tb.seat(2)
	if s, _ := tb.SeatNow(2); s.State != SeatRinging {
		t.Error("a call of a closed line is not served")
	}
	tb.Gone(direct)
	tb.Gone(byKey)
	if slices.Contains(codes(), "flood-1") || tb.NameOf("flood-1") != "防汛专线" {
		t.Errorf("%q", codes())
	}
	late := tb.arrive(Caller{Hotline: "96000"})
	tb.phones.take()
	tb.Key(late, '5')
	tb.did("say welcome 0")
}

// TestSpecialLine_InTime: nobody has to tell the board that a line's time is over.
func TestSpecialLine_InTime(t *testing.T) {
	tb := newTable(t)
	now := tb.clock.Now()
	tb.Route(NewRouting(FirstMenu(ShippedQueues()), ShippedQueues(), []Special{line("flood-1", "5", "", now, now.Add(time.Hour))}))
	if !tb.Takes("flood-1") {
		t.Error("not open")
	}
	tb.clock.Advance(time.Hour)
	call := tb.arrive(Caller{})
	tb.phones.take()
	tb.Key(call, '5')
	tb.did("say welcome 0")
	if tb.Takes("flood-1") {
		t.Error("open after its time")
	}
}
