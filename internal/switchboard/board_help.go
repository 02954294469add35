package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// How a request for help ended.
const (
	HelpGiven     = "given"     // a team leader took part
	HelpWithdrawn = "withdrawn" // by the seat
	HelpLapsed    = "lapsed"    // the seat's call was over
)

// help 求助 is what a seat asks its team leaders for while it speaks.
type help struct {
	since time.Time
	taken ids.ID // the leader who came, or is on the way; 0: nobody yet
}

// AskHelp asks the team leaders to take part in a seat's call; again is as once.
func (b *Board) AskHelp(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, _, err := b.speaks(staff, id)
	if err == nil && call.help == nil {
		call.help = &help{since: b.clock.Now()}
		b.note(EventHelp, Payload{Call: id, Seat: staff}, nil)
	}
	return err
}

// DropHelp withdraws what AskHelp asked for; a leader who has come stays.
func (b *Board) DropHelp(staff, id ids.ID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, s := b.calls[id], b.seats[staff]
	if call == nil || s == nil || call.seat != staff || s.Call != id {
		return ErrCall
	}
	b.helpOver(call, HelpWithdrawn)
	return nil
}

// TakeHelp lets a team leader come to a seat that asked for help, by a mode. The error is ErrNoHelp, ErrHelpTaken or one
// of Watch.
func (b *Board) TakeHelp(leader ids.ID, account string, id ids.ID, mode Mode) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := b.calls[id]
	switch {
	case call == nil || call.help == nil:
		return ErrNoHelp
	case call.help.taken != 0 && call.help.taken != leader:
		return ErrHelpTaken
	}
	first := call.help.taken == 0
	if err := b.watch(leader, account, id, mode); err != nil {
		return err
	}
	if call.help.taken = leader; first {
		b.note(EventHelpTaken, Payload{Call: id, Seat: call.seat, Leader: leader}, nil)
	}
	return nil
}

// helpOver ends a request for help, if there is one.
func (b *Board) helpOver(call *live, how string) {
	if call.help == nil {
		return
	}
	call.help = nil
	b.note(EventHelpOver, Payload{Call: call.id, Seat: call.seat, Code: how}, nil)
}
