package switchboard

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// Waiting is a call that waits for a seat.
type Waiting struct {
	Call     ids.ID
	Head     bool // a seat did not answer it: before all others
	Priority int
	Since    time.Time
	Needs    []string
	Takes    func(staff ids.ID) bool // whether somebody takes calls on its number; nil: everybody does
}

// Offer is a call that is to ring at a seat.
type Offer struct{ Call, Seat ids.ID }

// Match pairs waiting calls with ready seats: who is to be served first, with the seat that is idle longest among those
// that have what the call needs. A call that finds no seat keeps none from the next one.
func Match(waiting []Waiting, seats []*Seat) []Offer {
	queue := slices.Clone(waiting)
	slices.SortStableFunc(queue, before)
	taken := map[ids.ID]bool{}
	var offers []Offer
	for _, w := range queue {
		var best *Seat
		for _, s := range seats {
			if s.State != SeatReady || s.Away || taken[s.Staff] || !s.has(w.Needs) || w.Takes != nil && !w.Takes(s.Staff) {
				continue
			}
			if best == nil || s.Idle.Before(best.Idle) || s.Idle.Equal(best.Idle) && s.Staff < best.Staff {
				best = s
			}
		}
		if best != nil {
			taken[best.Staff] = true
			offers = append(offers, Offer{w.Call, best.Staff})
		}
	}
	return offers
}

// before orders waiting calls.
func before(a, b Waiting) int {
	switch {
	case a.Head != b.Head:
		if a.Head {
			return -1
		}
		return 1
	case a.Priority != b.Priority:
		return b.Priority - a.Priority
	}
	if c := a.Since.Compare(b.Since); c != 0 {
		return c
	}
	return int(a.Call - b.Call)
}
