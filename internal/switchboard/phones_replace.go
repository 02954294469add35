package switchboard

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/sip"
)

// replace takes an INVITE with Replaces (RFC 3891): the network puts another line in a caller's place, or a seat goes on
// with its call at another telephone of its account. Nobody else may: that the three names of a dialog are known is no
// leave to take it, and colleagues have the verbs of the board.
func (p *Phones) replace(l, old *exchange.Line) {
	switch {
	case old == nil:
		l.Reject(481)
	case l.Call().Trunk() != old.Call().Trunk() || l.Call().User() != old.Call().User():
		l.Reject(403)
	case l.Call().Trunk() != nil:
		p.replaceCaller(l, old)
	default:
		p.replaceSeat(l, old)
	}
}

// replaceCaller puts another line in the place of a caller who came in.
func (p *Phones) replaceCaller(l, old *exchange.Line) {
	p.mu.Lock()
	id := ids.ID(0)
	for call, w := range p.calls {
		if w.caller == old {
			id = call
		}
	}
	p.mu.Unlock()
	if id == 0 || !old.Call().Incoming() {
		l.Reject(403)
		return
	}
	l.Own(func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Answered:
			p.mu.Lock()
			w := p.calls[id]
			took := w != nil && w.caller == old && l.TakePlace(old)
			if took {
				w.caller = l
				if w.recorder != nil {
					w.room.Mix().Record(w.recorder, l.Party())
				}
				p.see(w)
			}
			p.mu.Unlock()
			if took {
				old.Hangup(sip.CauseMoved)
			} else {
				l.Hangup(sip.CauseNormal)
			}
		case sip.KeyPressed:
			p.board.Key(id, e.Key)
		case sip.Ended:
			p.callerEnded(id, l, e)
		}
	})
	l.Answer()
}

// callerEnded ends a call with its caller's line, unless another line has taken that one's place.
func (p *Phones) callerEnded(id ids.ID, l *exchange.Line, e exchange.Event) {
	if w := p.wire(id); w == nil || !p.isCaller(w, l) {
		return
	}
	p.board.Sounded(id, qualityOf(e.Quality))
	p.gone(id)
}

func (p *Phones) isCaller(w *wire, l *exchange.Line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return w.caller == l
}

// replaceSeat puts another telephone of a seat's account in the place of the one that rings or speaks.
func (p *Phones) replaceSeat(l, old *exchange.Line) {
	staff := p.seatAt(old)
	s, _ := p.board.SeatNow(staff)
	call := s.Call
	if w := p.wire(call); staff == 0 || w == nil || w.caller == nil || !w.caller.Call().Stands() {
		l.Reject(403) // it speaks with nobody, or calls somebody who has not answered
		return
	}
	l.Own(func(l *exchange.Line, e exchange.Event) {
		if e.Kind != sip.Answered {
			p.onParty(call, l, e)
			return
		}
		rings := !old.Call().Stands()
		p.mu.Lock()
		w := p.calls[call]
		took := w != nil && p.seats[staff] == old && (rings || l.TakePlace(old))
		if took {
			p.seats[staff] = l
			if w.seat == old {
				w.seat = l
			}
			p.see(w)
		}
		p.mu.Unlock()
		if !took {
			l.Hangup(sip.CauseNormal)
			return
		}
		if old.Held() { // whoever goes on elsewhere speaks again
			_ = p.board.Retrieve(staff, call)
		}
		old.Hangup(sip.CauseMoved)
		if rings {
			p.board.SeatAnswered(staff, call)
		}
	})
	l.Answer()
}

// seatAt is whose line in a call it is; 0: nobody's.
func (p *Phones) seatAt(l *exchange.Line) ids.ID {
	p.mu.Lock()
	defer p.mu.Unlock()
	for staff, line := range p.seats {
		if line == l {
			return staff
		}
	}
	return 0
}
