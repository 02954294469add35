package switchboard

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// TestExpectedWait: a caller is told the place and, once enough calls were served, about how long it takes: what they
// took, wrap-up included, times the place, over the seats that take such calls.
func TestExpectedWait(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	tb.seat(2)
	look := func(id ids.ID, state string, place int, wait time.Duration) {
		t.Helper()
		if l, ok := tb.LookCaller(id); !ok || l != (CallerLook{state, place, wait}) {
			t.Errorf("%+v %v, want %s %d %s", l, ok, state, place, wait)
		}
	}
	serve := func(took time.Duration) {
		id := tb.arrive(Caller{Number: "13800000000"})
		tb.Welcomed(id)
		s := tb.calls[id].seat
		tb.SeatAnswered(s, id)
		tb.clock.Advance(took)
		tb.Gone(id)
		tb.clock.Advance(time.Minute) // wrap-up
	}
	busy := func() (list []ids.ID) {
		for range 2 {
			id := tb.arrive(Caller{Web: true})
			look(id, "menu", 0, 0)
			tb.Welcomed(id)
			look(id, "ringing", 0, 0)
			tb.SeatAnswered(tb.calls[id].seat, id)
			look(id, "talking", 0, 0)
			list = append(list, id)
		}
		return list
	}
	serve(3 * time.Minute)
	serve(5 * time.Minute)
	first := busy()
	web := tb.arrive(Caller{Web: true})
	tb.Welcomed(web)
	look(web, "waiting", 1, 0) // too little is known
	tb.Gone(web)
	for _, id := range first {
		tb.clock.Advance(2 * time.Minute)
		tb.Gone(id)
	}
	tb.clock.Advance(time.Minute)
	busy()
	one, two := tb.arrive(Caller{Web: true}), tb.arrive(Caller{Web: true})
	tb.Welcomed(one)
	tb.clock.Advance(time.Second)
	tb.Welcomed(two)
	look(one, "waiting", 1, (4*time.Minute+6*time.Minute+3*time.Minute+5*time.Minute)/4/2)
	look(two, "waiting", 2, (4*time.Minute+6*time.Minute+3*time.Minute+5*time.Minute)/4)
	seat := tb.calls[first[0]]
	if seat != nil {
		t.Error("a call that ended is there")
	}
	tb.phones.take()
	tb.clock.Advance(tb.calls[one].queue.Callback.D())
	if did := tb.phones.take(); slices.Contains(did, "say offer 0") {
		t.Errorf("a visitor without a number is offered to be called back: %q", did)
	}
	if _, ok := tb.LookCaller(ids.New()); ok {
		t.Error("a call that is not there is seen")
	}
}

// TestWaitedLong: what came due while a seat rang is done when the seat does not answer: the offer to call back, and the end
// of the longest wait, unless another seat is there.
func TestWaitedLong(t *testing.T) {
	tb := newTable(t)
	q := tb.queue("general")
	call := tb.arrive(Caller{Number: "13800000000"})
	tb.Welcomed(call)
	tb.phones.take()
	rings := func(staff ids.ID, at time.Duration) {
		t.Helper()
		tb.clock.Advance(at - q.Ring.D()/2 - tb.clock.Now().Sub(tb.calls[call].since))
		tb.phones.take()
		tb.seat(staff)
		tb.did(fmt.Sprintf("ring %d", staff))
		tb.clock.Advance(q.Ring.D() / 2)
		tb.did() // it is time, and the seat rings
	}
	rings(1, q.Callback.D())
	tb.clock.Advance(q.Ring.D() / 2)
	tb.did("unring 1", "say offer 0")
	rings(2, 2*q.Callback.D()+10*time.Second)
	tb.clock.Advance(q.Ring.D() / 2)
	tb.did("unring 2") // it was offered already

	rings(3, q.MaxWait.D()+time.Second)
	tb.seat(4)
	tb.clock.Advance(q.Ring.D() / 2)
	tb.did("unring 3", "ring 4")
	tb.clock.Advance(q.Ring.D())
	tb.did("unring 4", "say sorry 0", "release")
	tb.Gone(call)
	if last := tb.steps[len(tb.steps)-1]; last != EventEnded+" "+string(LetGo) {
		t.Error(last)
	}
}

// TestOfferAfterRing: who is offered it late may ask to be called back.
func TestOfferAfterRing(t *testing.T) {
	tb := newTable(t)
	q := tb.queue("general")
	call := tb.arrive(Caller{Number: "13800000000"})
	tb.Welcomed(call)
	tb.clock.Advance(q.Callback.D() - time.Second)
	tb.seat(1)
	tb.clock.Advance(2 * time.Second)
	tb.SignOut(1)
	tb.Key(call, '1')
	tb.Gone(call)
	if last := tb.steps[len(tb.steps)-1]; last != EventEnded+" "+string(Asked) {
		t.Error(last)
	}
}
