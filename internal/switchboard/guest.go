package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// GuestCall implements Floor.
func (f *floor) GuestCall(account, secret string) (GuestView, error) {
	if !f.Lines.Holds(account, secret) {
		return GuestView{}, ErrGuestLine
	}
	call := f.Phones.CallOf(account)
	look, ok := f.LookCaller(call)
	if !ok {
		return GuestView{State: "calling"}, nil
	}
	return GuestView{State: look.State, Place: look.Place, Wait: int(look.Wait / time.Second), Video: f.Phones.Faced(call)}, nil
}

// GuestSeat implements Floor.
func (f *floor) GuestSeat(account, secret string) (ids.ID, error) {
	if !f.Lines.Holds(account, secret) {
		return 0, ErrGuestLine
	}
	staff := f.SeatOf(f.Phones.CallOf(account))
	if staff == 0 {
		return 0, ErrNobody
	}
	return staff, nil
}

// GuestSend implements Floor.
func (f *floor) GuestSend(account, secret string, to ids.ID, s Sent) error {
	if !f.Lines.Holds(account, secret) {
		return ErrGuestLine
	}
	return f.Send(f.Phones.CallOf(account), to, s)
}
