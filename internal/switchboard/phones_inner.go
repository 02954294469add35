package switchboard

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
)

// Codes that a person dials on a seat's phone: calls are taken again 示闲, or no longer 示忙.
const (
	CodeReady = "*1"
	CodeBusy  = "*2"
)

// code does what a dialled code says. Success is a tone and then the end of the call; failure is busy.
func (p *Phones) code(l *exchange.Line, code string) {
	staff := ids.ID(0)
	if p.cfg.Staff != nil {
		staff = p.cfg.Staff(l.Call().User())
	}
	var err error = ErrSeat
	switch {
	case staff == 0:
	case code == CodeReady:
		err = p.board.Ready(staff)
	default:
		err = p.board.Busy(staff, "rest")
	}
	if err != nil {
		l.Reject(486)
		return
	}
	l.Own(func(l *exchange.Line, e exchange.Event) {
		if e.Kind == sip.Answered {
			l.Play(p.cfg.Sounds["promise"], false, func() { l.Hangup(sip.CauseNormal) })
		}
	})
	l.Answer()
}

// inner is a call from a seat's phone: to another account, to consult somebody; to a number outside; or a code.
func (p *Phones) inner(from *exchange.Line) {
	if code := from.Call().To().User; code == CodeReady || code == CodeBusy {
		p.code(from, code)
		return
	}
	if number := from.Call().To().User; outside(number) {
		p.out(from, number)
		return
	}
	var to *exchange.Line
	room := p.x.NewRoom()
	from.Own(func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Answered:
			l.Move(room, mix.All)
			to.Move(room, mix.All)
		case sip.Ended:
			if to != nil && to.Room() == room || to != nil && e.Cause == sip.CauseCanceled {
				to.Hangup(sip.CauseNormal)
			}
			room.Close()
		}
	})
	var err error
	to, err = p.x.Dial(sip.Dial{User: from.Call().To().User, From: from.Call().User()}, func(_ *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Ringing:
			from.Ring()
		case sip.Answered:
			from.Answer()
		case sip.Ended:
			from.Hangup(sip.CauseNormal)
		}
	})
	if err != nil {
		from.Reject(480)
	}
}

// refer takes the wish of a seat's phone to hand its caller over: to an account, or, attended, to whom it consults.
func (p *Phones) refer(call ids.ID, seat *exchange.Line, e exchange.Event) {
	w := p.wire(call)
	if w == nil {
		seat.Call().NotifyRefer(481)
		return
	}
	if e.Replaces == nil {
		_, err := p.x.Dial(sip.Dial{User: e.Target.User, From: w.caller.Call().To().User}, func(l *exchange.Line, ev exchange.Event) {
			switch ev.Kind {
			case sip.Answered:
				p.handOver(call, w, seat, l)
			case sip.Ended:
				if !p.took(call, l) {
					seat.Call().NotifyRefer(480)
				}
			}
		})
		if err != nil {
			seat.Call().NotifyRefer(480)
		}
		return
	}
	consult := p.x.Line(p.x.Stack().FindReplaced(*e.Replaces))
	if consult == nil || consult.Room() == nil {
		seat.Call().NotifyRefer(481)
		return
	}
	for _, l := range consult.Room().Lines() {
		if l != consult {
			p.handOver(call, w, seat, l)
			consult.Hangup(sip.CauseMoved)
			return
		}
	}
	seat.Call().NotifyRefer(481)
}

// handOver puts another line in the place of the seat.
func (p *Phones) handOver(call ids.ID, w *wire, seat, to *exchange.Line) {
	if !to.Move(w.room, mix.All) {
		seat.Call().NotifyRefer(480)
		return
	}
	p.mu.Lock()
	p.taken[to], w.seat = call, to
	if w.other == seat {
		w.other = nil
	}
	p.mu.Unlock()
	go func() { // the call is over when its new party has gone
		<-to.Done()
		p.mu.Lock()
		delete(p.taken, to)
		for s, line := range p.seats {
			if line == to {
				delete(p.seats, s)
			}
		}
		p.mu.Unlock()
		w.caller.Hangup(sip.CauseNormal)
	}()
	seat.Call().NotifyRefer(200)
	seat.Move(nil, nil)
	p.x.Face(w.caller, to)
	if heir := p.board.HandedOver(call, to.Call().User()); heir != 0 {
		p.mu.Lock()
		p.seats[heir] = to
		p.mu.Unlock()
	}
	seat.Hangup(sip.CauseMoved)
}

func (p *Phones) took(call ids.ID, l *exchange.Line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken[l] == call
}
