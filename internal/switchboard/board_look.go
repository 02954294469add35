package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Look is what a seat's screen shows of a moment.
type Look struct {
	Seat   Seat
	Next   string // what the person has chosen to be afterwards
	There  bool   // the seat has ever signed in
	Call   *CallLook
	Breaks []BreakLook // with limits, of the own seat alone
	Watch  *WatchLook  // that its person, a team leader, takes part in
}

// CallLook is a seat's call at a moment.
type CallLook struct {
	ID        ids.ID
	Helper    bool
	State     string
	Out       bool
	Caller    Caller
	Queue     *Queue
	Began     time.Time
	Answered  time.Time // zero: not yet
	Held      bool
	Cut       bool
	KeptUntil time.Time
	Owner     ids.ID // whose call it is
	Other     *Target
	Joined    string // of Other, or of the owner for a helper: ringing, consulting, together
	May       []string
	Help      *help
	Sent      []Sent // for this seat
	Emergency *emergency
	Warned    time.Time // zero: the caller was not
}

var joinedNames = map[partyState]string{asked: "ringing", consulting: "consulting", together: "together"}

// Look tells what a seat's screen shows.
func (b *Board) Look(staff ids.ID) Look {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	if s == nil {
		return Look{Seat: Seat{Staff: staff, State: SeatOffline}, Watch: b.watching(staff)}
	}
	l := b.look(s)
	l.Breaks = b.breaksOf(s)
	return l
}

func (b *Board) look(s *Seat) Look {
	l := Look{Seat: *s, Next: s.after, There: true, Watch: b.watching(s.Staff)}
	if s.watches() {
		l.Next = s.back
	}
	l.Seat.timer, l.Seat.kept = nil, nil
	if call := b.calls[s.Call]; call != nil {
		l.Call = b.lookAt(call, s)
	}
	return l
}

func (b *Board) lookAt(call *live, s *Seat) *CallLook {
	c := &CallLook{ID: call.id, Helper: call.seat != s.Staff, Caller: call.caller, Queue: call.queue, Began: call.began, Held: call.held,
		Cut: !call.cut.IsZero(), Owner: call.seat, Out: call.phase == outgoing, State: "talking", May: may(call, s)}
	if call.help != nil {
		h := *call.help
		c.Help = &h
	}
	switch {
	case s.State == SeatRinging:
		c.State = "ringing"
	case call.phase == outgoing && !call.reached:
		c.State = "calling"
	default:
		c.Answered = call.answered
	}
	c.Warned = call.warned
	if call.emergency != nil {
		e := *call.emergency
		c.Emergency = &e
	}
	if !c.Helper {
		c.Sent = call.sentTo(s.Staff)
	}
	if c.Cut {
		c.KeptUntil = call.cut.Add(b.keep)
	}
	if call.other != nil {
		t := call.other.Target
		c.Other, c.Joined = &t, joinedNames[call.other.state]
	}
	return c
}

// may lists what a seat can do with its call now.
func may(call *live, s *Seat) []string {
	switch {
	case call.seat != s.Staff || call.phase == ringingSeat || call.phase == outgoing && !call.reached:
		return []string{"hang-up"}
	case !call.cut.IsZero():
		return []string{"rejoin", "hang-up"}
	case call.withEmergency() && call.other.state == asked:
		return []string{"hang-up"}
	case call.withEmergency():
		return []string{"leave", "hang-up"}
	case call.other == nil && call.held:
		return []string{"retrieve", "consult", "transfer", "rate", "hang-up"}
	case call.other == nil:
		return []string{"hold", "consult", "transfer", "rate", "hang-up"}
	case call.other.state == asked:
		return []string{"retrieve", "hang-up"}
	case call.other.state == consulting:
		return []string{"retrieve", "together", "complete", "hang-up"}
	}
	return []string{"hold", "leave", "hang-up"}
}

// Seats are copies of all seats that have signed in.
func (b *Board) Seats() []Seat {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]Seat, 0, len(b.seats))
	for _, s := range b.seats {
		if s.State != SeatOffline {
			c := *s
			c.timer, c.kept = nil, nil
			list = append(list, c)
		}
	}
	return list
}
