package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

const (
	spentKept  = 20 // calls of a queue from which the expected wait is reckoned
	spentFirst = 3  // with fewer nothing is said
)

// learn remembers what a call took a seat, from its answer to the end of its wrap-up.
func (b *Board) learn(s *Seat, state SeatState, now time.Time) {
	switch state {
	case SeatTalking:
		s.taken, s.on = now, nil
	case SeatReady, SeatBusy, SeatOffline:
		if !s.taken.IsZero() && s.on != nil {
			list := b.spent[s.on.Code]
			list = append(list, now.Sub(s.taken))
			b.spent[s.on.Code] = list[max(0, len(list)-spentKept):]
		}
		s.taken = time.Time{}
	}
}

// CallerLook is a call as its caller may know it.
type CallerLook struct {
	State string        // menu, waiting, ringing, talking, held, leaving
	Place int           // while waiting: 1 is the next
	Wait  time.Duration // while waiting: about how long it still takes; 0: not known
}

// LookCaller tells a caller how the call stands; ok is false when it has ended.
func (b *Board) LookCaller(id ids.ID) (look CallerLook, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := b.calls[id]
	if call == nil {
		return look, false
	}
	switch call.phase {
	case inMenu:
		look.State = "menu"
	case waitingSeat:
		look.State, look.Place = "waiting", b.place(call)
		look.Wait = b.expect(call, look.Place)
	case ringingSeat:
		look.State = "ringing"
	case handing:
		look.State = "held"
	case leaving, rating:
		look.State = "leaving"
	default:
		look.State = "talking"
		if call.held || call.aside {
			look.State = "held"
		}
	}
	return look, true
}

// expect reckons how long a call still waits: what the last calls took, times its place, over the seats that take such
// calls now. 0: too little is known, or nobody takes them.
func (b *Board) expect(call *live, place int) time.Duration {
	list := b.spent[call.queue.Code]
	if len(list) < spentFirst {
		return 0
	}
	needs, seats := call.needs(b.clock.Now()), 0
	for _, s := range b.seats {
		if s.State != SeatOffline && s.State != SeatBusy && !s.Away && s.has(needs) {
			seats++
		}
	}
	if seats == 0 {
		return 0
	}
	var sum time.Duration
	for _, d := range list {
		sum += d
	}
	return sum / time.Duration(len(list)) * time.Duration(place) / time.Duration(seats)
}
