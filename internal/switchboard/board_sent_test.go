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
		t.Errorf("the next seat sees %+v", got)
	}
	if n := len(slices.DeleteFunc(slices.Clone(tb.steps), func(s string) bool { return s != EventSent+" photo" })); n != maxPhotos {
		t.Errorf("%d photos on the ledger", n)
	}
	tb.Gone(id)
	send(0, place, ErrNobody)
}
