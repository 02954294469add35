package switchboard

import (
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
)

// TestLanguages: as shipped, Mandarin is what everybody speaks, Cantonese has a key and seats of its own, which after a
// minute others stand in for; who spoke it before need press nothing, and still may press something else.
func TestLanguages(t *testing.T) {
	tb := newTable(t)
	for _, c := range []struct {
		language, key, queue string
	}{
		{"", "1", "general"}, {"", "4", "cantonese"}, {"", "*", "elderly"}, {"", "3", "foreign"}, {"", "0", "general"},
		{"zh", "", "general"}, {"hakka", "", "general"},
		{"yue", "", "cantonese"}, {"yue", "0", "cantonese"}, {"yue", "2", "business"}, {"yue", "*", "elderly"}, {"en", "", "foreign"},
	} {
		id := tb.arrive(Caller{Language: c.language})
		if c.key == "" {
			tb.Welcomed(id)
		} else {
			tb.Key(id, c.key[0])
		}
		if q := tb.queueOf(id); q != c.queue {
			t.Errorf("%q presses %q: %s, not %s", c.language, c.key, q, c.queue)
		}
		if elderly := tb.calls[id].caller.Elderly; elderly != (c.key == "*") {
			t.Errorf("key %q: elderly %v", c.key, elderly)
		}
		tb.Gone(id)
	}
}

// TestLanguages_Seats: a Cantonese caller rings at a seat that speaks it, and at any after a minute; an elderly caller comes
// before who waited longer.
func TestLanguages_Seats(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	call := tb.arrive(Caller{})
	tb.Key(call, '4')
	tb.state(1, SeatReady)
	tb.clock.Advance(59 * time.Second)
	tb.state(1, SeatReady)
	tb.seat(2, "lang:yue")
	if s, _ := tb.SeatNow(2); s.Call != call {
		t.Error("the seat that speaks it is not called")
	}
	tb.SeatAnswered(2, call)
	second := tb.arrive(Caller{})
	tb.Key(second, '4')
	tb.clock.Advance(time.Minute)
	if s, _ := tb.SeatNow(1); s.Call != second {
		t.Error("nobody stands in after a minute")
	}
	tb.SeatAnswered(1, second)
	young, old := tb.arrive(Caller{}), tb.arrive(Caller{})
	tb.Key(young, '1')
	tb.clock.Advance(time.Second)
	tb.Key(old, '*')
	var order []ids.ID
	for staff := range ids.ID(2) {
		tb.seat(staff + 3)
		s, _ := tb.SeatNow(staff + 3)
		order = append(order, s.Call)
	}
	if !slices.Equal(order, []ids.ID{old, young}) {
		t.Errorf("served %v", order)
	}
}
