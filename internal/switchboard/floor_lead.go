package switchboard

import (
	"context"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
)

// ownLine is the telephone by which a team leader takes part in calls: that of the leader's seat, else the browser if it
// is there, else the telephone on the desk.
func (f *floor) ownLine(staff ids.ID) (string, error) {
	if s, ok := f.SeatNow(staff); ok && s.State != SeatOffline && f.Exchange.Stack().Online(s.Account) {
		return s.Account, nil
	}
	for _, account := range []string{SeatAccount(staff), f.Desks[staff]} {
		if account != "" && f.Exchange.Stack().Online(account) {
			return account, nil
		}
	}
	return "", ErrLine
}

// Watch implements Floor.
func (f *floor) Watch(p auth.Principal, call ids.ID, mode Mode) error {
	account, err := f.ownLine(p.ID)
	if err != nil {
		return err
	}
	return f.Board.Watch(p.ID, account, call, mode)
}

// TakeHelp implements Floor.
func (f *floor) TakeHelp(p auth.Principal, call ids.ID, mode Mode) error {
	account, err := f.ownLine(p.ID)
	if err != nil {
		return err
	}
	return f.Board.TakeHelp(p.ID, account, call, mode)
}

// TakeOver implements Floor: who takes a call over becomes a seat.
func (f *floor) TakeOver(p auth.Principal, call ids.ID) error {
	account, err := f.ownLine(p.ID)
	if err != nil {
		return err
	}
	if s, ok := f.SeatNow(p.ID); !ok || s.State == SeatOffline {
		if err := f.SignIn(p); err != nil {
			return err
		}
	}
	return f.Board.TakeOver(p.ID, account, call)
}

// Person implements Floor.
func (f *floor) Person(ctx context.Context, staff ids.ID) (name, login string) {
	if staff == 0 {
		return "", ""
	}
	return f.Name(ctx, staff)
}
