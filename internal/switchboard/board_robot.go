package switchboard

import "onedoor/internal/platform/ids"

// RobotBegan is told that the program itself calls somebody: no seat has the call.
func (b *Board) RobotBegan(id ids.ID, to Caller) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls[id] = &live{id: id, caller: to, phase: outgoing, queue: &b.routing.queues[0], began: b.clock.Now()}
	b.note(EventBegan, Payload{Call: id, Direction: "out", Hotline: to.Hotline, Errand: to.Errand.Kind, About: to.Errand.Subject}, &to)
}

// Join puts somebody whom a robot called, and who wants to speak with people, into a queue. It tells false when the call is
// over or there is no such queue.
func (b *Board) Join(id ids.ID, code string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	call, q := b.calls[id], b.queue(code)
	if call == nil || q == nil || call.phase != outgoing || call.seat != 0 {
		return false
	}
	b.enqueue(call, q)
	return true
}
