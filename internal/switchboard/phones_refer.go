package switchboard

import (
	"errors"
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/vault"
)

// refer takes the wish of a telephone to hand its caller over: to an account or a number, or, attended, to whom it
// consults. Only who has the call may: its seat or, without one, whom it was handed over to. Who is merely asked, or
// watches, or is reached by the network, may not.
func (p *Phones) refer(call ids.ID, from *exchange.Line, e exchange.Event) {
	staff := p.seatAt(from)
	p.mu.Lock()
	w := p.calls[call]
	other := w != nil && w.other == from && from.Call().Trunk() == nil
	p.mu.Unlock()
	switch {
	case w == nil:
		from.Call().NotifyRefer(481)
	case staff == 0 && !other, p.board.SeatOf(call) != staff:
		from.Call().NotifyRefer(403)
	case e.Replaces == nil:
		if code := p.send(call, staff, e.Target.User); code != 200 {
			p.board.SentInVain(staff, call)
			from.Call().NotifyRefer(code)
		}
	default:
		code := p.giveConsulted(call, w, staff, from, *e.Replaces)
		if code != 200 {
			p.board.SentInVain(staff, call)
		}
		from.Call().NotifyRefer(code)
	}
}

// send hands a call over to an account or a number outside without asking. The code is for who wants it, who, if it is
// 200, has learnt it already and is hung up on.
func (p *Phones) send(call, staff ids.ID, user string) int {
	to := Target{Kind: "line", Name: user, Account: user}
	switch seat := p.board.signedIn(user, p.staffOf(user)); {
	case seat != 0:
		to = Target{Kind: "seat", Seat: seat}
	case outside(user) && (staff == 0 || p.cfg.MayDial != nil && !p.cfg.MayDial(staff)):
		return 403
	case outside(user):
		to = Target{Kind: "number", Number: user, Name: vault.MaskPhone(user)}
	}
	give := func() error { return p.board.Transfer(staff, call, to) }
	if staff == 0 {
		give = func() error { return p.board.PassOn(call, to) }
	}
	switch err := give(); {
	case err == nil:
		return 200
	case errors.Is(err, ErrCall):
		return 403
	}
	return 480
}

// giveConsulted hands a call over to whom a telephone of its account consults, and tells how that went.
func (p *Phones) giveConsulted(call ids.ID, w *wire, staff ids.ID, from *exchange.Line, r sip.Replaces) int {
	consult := p.x.Line(p.x.Stack().FindReplaced(r))
	if consult == nil || consult.Room() == nil {
		return 481
	}
	mine, its := from.Call().User(), consult.Call().User()
	if mine != its && (p.staffOf(mine) == 0 || p.staffOf(mine) != p.staffOf(its)) || p.isOfCall(consult.Room()) {
		return 403 // that the names of a dialog are known is no leave to take it
	}
	lines := consult.Room().Lines()
	at := slices.IndexFunc(lines, func(l *exchange.Line) bool { return l != consult })
	if at < 0 {
		return 481
	}
	if !p.give(call, w, staff, from, lines[at]) {
		return 480
	}
	consult.Hangup(sip.CauseMoved)
	return 200
}

// give puts another line in the place of who has a call.
func (p *Phones) give(call ids.ID, w *wire, staff ids.ID, from, to *exchange.Line) bool {
	p.mu.Lock()
	before := w.other
	free := p.calls[call] == w && (before == nil || before == from)
	if free {
		p.taken[to], w.other = call, to
	}
	p.mu.Unlock()
	if !free {
		return false
	}
	if !p.board.HandedOver(call, staff, to.Call().User()) {
		p.mu.Lock()
		delete(p.taken, to)
		if w.other == to {
			w.other = before
		}
		p.mu.Unlock()
		return false
	}
	if before == from {
		from.Call().NotifyRefer(200)
		from.Hangup(sip.CauseMoved)
	}
	if !to.Move(w.room, mix.All) { // it has ended, or the call has
		p.mu.Lock()
		delete(p.taken, to)
		p.mu.Unlock()
		to.Hangup(sip.CauseNormal)
		p.partyEnded(call, to, exchange.Event{})
		return true
	}
	p.mu.Lock()
	w.seat = to
	p.see(w)
	p.mu.Unlock()
	return true
}

// given takes what happens on a line of a call between telephones that somebody's call was handed over to since; false:
// none was.
func (p *Phones) given(l *exchange.Line, e exchange.Event) bool {
	p.mu.Lock()
	call := p.taken[l]
	if e.Kind == sip.Ended {
		delete(p.taken, l)
	}
	p.mu.Unlock()
	if call == 0 {
		return false
	}
	p.onParty(call, l, e)
	return true
}

func (p *Phones) isGiven(l *exchange.Line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken[l] != 0
}

// isOfCall tells whether a room is a caller's.
func (p *Phones) isOfCall(r *exchange.Room) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.calls {
		if w.room == r {
			return true
		}
	}
	return false
}

// staffOf is whose telephone an account is; 0: nobody's.
func (p *Phones) staffOf(account string) ids.ID {
	if p.cfg.Staff == nil {
		return 0
	}
	return p.cfg.Staff(account)
}
