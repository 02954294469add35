package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Survey is all seats and queues at a moment, for team leaders.
type Survey struct {
	Seats   []Look                 // that are signed in
	Waiting map[string][]time.Time // since when each waiting call waits, by queue
	Watches []WatchLook
}

// WatchLook is a team leader who takes part in a call.
type WatchLook struct {
	Leader, Call ids.ID
	Seat         ids.ID // whose call it is; 0: handed over to somebody who is no seat
	Mode         Mode
	Since        time.Time // zero: the leader's telephone rings
}

// Survey looks at everything at once.
func (b *Board) Survey() Survey {
	b.mu.Lock()
	defer b.mu.Unlock()
	v := Survey{Waiting: map[string][]time.Time{}}
	for _, s := range b.seats {
		if s.State != SeatOffline {
			v.Seats = append(v.Seats, b.look(s))
		}
	}
	for _, call := range b.calls {
		if call.phase == waitingSeat || call.phase == ringingSeat {
			v.Waiting[call.queue.Code] = append(v.Waiting[call.queue.Code], call.since)
		}
	}
	for leader := range b.watches {
		v.Watches = append(v.Watches, *b.watching(leader))
	}
	return v
}

// watching is the call that a leader takes part in; nil: none.
func (b *Board) watching(leader ids.ID) *WatchLook {
	w := b.watches[leader]
	if w == nil {
		return nil
	}
	l := &WatchLook{Leader: leader, Call: w.call, Mode: w.mode, Since: w.since}
	if call := b.calls[w.call]; call != nil {
		l.Seat = call.seat
	}
	return l
}
