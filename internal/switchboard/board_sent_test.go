package switchboard

import (
	"errors"
	"math"
	"slices"
	"testing"

	"onedoor/internal/platform/ids"
)

// TestSent: photos and places go to the seat that speaks, and nowhere without one; another seat sees the places alone;
// there are limits, and what is on no map is refused.
func TestSent(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	id := tb.arrive(Caller{Web: true})
	photo, place := Sent{Kind: "photo", File: 7}, Sent{Kind: "place", Latitude: 30.25, Longitude: -120.15, Accuracy: 20}
	send := func(to ids.ID, s Sent, want error) {
		t.Helper()
		if err := tb.Send(id, to, s); !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", s, err, want)
		}
	}
	send(0, place, ErrNobody)
	tb.Welcomed(id)
	send(0, place, ErrNobody)
	tb.SeatAnswered(1, id)
	send(2, photo, ErrNobody)
	send(1, photo, nil)
	send(0, place, nil)
	for _, p := range []Sent{{Latitude: 91}, {Longitude: -181}, {Latitude: math.NaN()}, {Longitude: math.Inf(1)}, {Accuracy: -1}, {Accuracy: math.NaN()}} {
		p.Kind = "place"
		send(0, p, ErrPlace)
	}
	send(0, Sent{Kind: "program"}, ErrTooManySent)
	for range maxPhotos - 1 {
		send(1, photo, nil)
	}
	send(1, photo, ErrTooManySent)
	if got := tb.Look(1).Call.Sent; len(got) != maxPhotos+1 || got[0].File != 7 || got[1].Latitude != 30.25 {
		t.Errorf("the seat sees %+v", got)
	}
	tb.seat(2)
	if err := tb.Transfer(1, id, Target{Kind: "seat", Seat: 2}); err != nil {
		t.Fatal(err)
	}
	tb.SeatAnswered(2, id)
	if got := tb.Look(2).Call.Sent; len(got) != 1 || got[0].Kind != "place" {
		t.Errorf("the next seat sees %+v before the photos are copied", got)
	}
	if n := len(slices.DeleteFunc(slices.Clone(tb.steps), func(s string) bool { return s != EventSent+" photo" })); n != maxPhotos {
		t.Errorf("%d photos on the ledger", n)
	}
	tb.Gone(id)
	send(0, place, ErrNobody)
}

// copier copies photos when it is told to: the copy of file f for seat s is 1000·s + f.
type copier struct{ waiting []func() }

func (c *copier) copies(file, heir ids.ID, done func(ids.ID)) {
	c.waiting = append(c.waiting, func() { done(1000*heir + file) })
}

func (c *copier) work() {
	list := c.waiting
	c.waiting = nil
	for _, f := range list {
		f()
	}
}

// TestSent_FollowsTheCall: who takes a call over, in whatever way, sees what was sent before, as uploads of the own; the
// first seat still has its own, and nothing is copied twice or beyond the call's end.
func TestSent_FollowsTheCall(t *testing.T) {
	for name, over := range map[string]func(tb *table, id ids.ID){
		"Transfer": func(tb *table, id ids.ID) {
			_ = tb.Transfer(1, id, Target{Kind: "seat", Seat: 2})
			tb.SeatAnswered(2, id)
		},
		"Queue": func(tb *table, id ids.ID) {
			_ = tb.Busy(1, "rest")
			_ = tb.Transfer(1, id, Target{Kind: "queue", Queue: "general"})
			tb.SeatAnswered(2, id)
		},
		"Consultation": func(tb *table, id ids.ID) {
			_ = tb.Consult(1, id, Target{Kind: "seat", Seat: 2})
			tb.OtherAnswered(id)
			_ = tb.Complete(1, id)
		},
		"Leader": func(tb *table, id ids.ID) {
			_ = tb.Watch(2, "leader", id, ModeListen)
			tb.WatchAnswered(2, id)
			_ = tb.TakeOver(2, "leader", id)
		},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t)
			c := &copier{}
			tb.SetCopies(c.copies)
			tb.seat(1)
			id := tb.arrive(Caller{Web: true})
			tb.Welcomed(id)
			tb.SeatAnswered(1, id)
			for _, s := range []Sent{{Kind: "photo", File: 7, Name: "a.jpg", Size: 9}, {Kind: "place", Latitude: 30}, {Kind: "photo", File: 8}} {
				if err := tb.Send(id, 0, s); err != nil {
					t.Fatal(err)
				}
			}
			c.work()
			tb.seat(2)
			over(tb, id)
			c.work()
			got := tb.Look(2).Call
			if got == nil || len(got.Sent) != 3 || got.Sent[0].Kind != "place" || got.Sent[1].File != 2007 || got.Sent[1].Name != "a.jpg" || got.Sent[1].Size != 9 || got.Sent[2].File != 2008 {
				t.Fatalf("the next seat sees %+v", got)
			}
			if n := len(slices.DeleteFunc(slices.Clone(tb.steps), func(s string) bool { return s != EventPassed+" photo" })); n != 2 {
				t.Errorf("%d photos passed on", n)
			}
			for range maxPhotos - 2 {
				if err := tb.Send(id, 2, Sent{Kind: "photo", File: 9}); err != nil {
					t.Errorf("copies count as sent: %v", err)
				}
			}
			if err := tb.Send(id, 2, Sent{Kind: "photo"}); !errors.Is(err, ErrTooManySent) {
				t.Errorf("too many: %v", err)
			}
			tb.seat(3)
			_ = tb.Transfer(2, id, Target{Kind: "seat", Seat: 3})
			tb.SeatAnswered(3, id)
			if len(c.waiting) != maxPhotos {
				t.Errorf("%d photos are copied for the third seat", len(c.waiting))
			}
			tb.Gone(id)
			c.work() // the call is over: nothing happens
		})
	}
}
