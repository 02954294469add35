package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Transfer hands a call over without asking: the seat leaves at once, the caller hears music until somebody answers.
// Whoever does not answer is passed over, and the call goes to the head of its queue.
func (b *Board) Transfer(staff, id ids.ID, to Target) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, s, err := b.speaks(staff, id)
	if err == nil && call.other != nil {
		err = ErrSeat
	}
	if err != nil {
		return err
	}
	return b.transfer(call, s, to)
}

// transfer takes a call from who has it, the seat s or, without one, whom it was handed over to, and gives it on.
func (b *Board) transfer(call *live, s *Seat, to Target) error {
	q := call.queue
	if to.Kind == "queue" {
		if q = b.queue(to.Queue); q == nil {
			return ErrTarget
		}
	}
	heir := b.seats[to.Seat]
	if to.Kind == "seat" && (heir == nil || heir == s || heir.State != SeatReady || heir.Away) {
		return ErrTargetBusy
	}
	staff, before := call.seat, call.phase
	switch to.Kind {
	case "queue", "seat":
		b.note(EventHandedOver, Payload{Call: call.id, Seat: staff, Other: to.Seat, Code: to.Kind, Queue: q.Code}, nil)
		b.partFrom(call, s)
		b.wait(call, q)
		if to.Kind == "seat" {
			b.offer(call, heir)
		}
	default:
		if s == nil {
			b.dismiss(call) // so that there is room for who comes
		}
		call.phase = handing
		switch err := b.ask(call, staff, to); {
		case err != nil && s == nil:
			b.again(call) // nobody is there to have it back
			return nil
		case err != nil:
			call.phase = before
			return err
		}
		b.phone.Hold(call.id, "queue")
		if s != nil {
			b.part(call, s)
		}
	}
	b.dispatch()
	return nil
}

// partFrom takes who has a call off it: its seat, or, without one, whom it was handed over to.
func (b *Board) partFrom(call *live, s *Seat) {
	if s == nil {
		b.dismiss(call)
		return
	}
	b.part(call, s)
}

// again puts a call that lost whom it was with back to the head of its queue.
func (b *Board) again(call *live) {
	b.dismiss(call)
	b.wait(call, call.queue)
	b.dispatch()
}

// wait puts a call that was answered before at the head of a queue.
func (b *Board) wait(call *live, q *Queue) {
	b.quiet(call)
	b.helpOver(call, HelpLapsed)
	b.unwatch(call)
	call.head, call.offered, call.seat = true, false, 0
	call.held, call.aside, call.cut = false, false, time.Time{}
	b.phone.Hold(call.id, "queue")
	b.queued(call, q)
}
