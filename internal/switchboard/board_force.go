package switchboard

import "onedoor/internal/platform/ids"

// Force sets the state of a seat by a team leader, who says why: ready, busy for a reason, or offline. While it speaks
// this holds for afterwards, as if its person had chosen it; limits of breaks do not bind a leader. The error is that of
// Ready and Busy.
func (b *Board) Force(leader, staff ids.ID, state SeatState, reason, words string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seats[staff]
	if s == nil || s.State == SeatOffline {
		return ErrSeat
	}
	p := Payload{Seat: staff, Shift: s.Shift, Leader: leader, State: string(state), words: words}
	var err error
	switch state {
	case SeatReady:
		if s.after == string(SeatOffline) {
			s.after = ""
		}
		err = b.ready(s)
	case SeatBusy:
		p.Code, err = reason, b.busy(s, reason)
	case SeatOffline:
		b.signOut(s)
	default:
		err = ErrSeat
	}
	if err != nil {
		return err
	}
	b.note(EventForced, p, nil)
	b.dispatch()
	return nil
}
