package switchboard

import (
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
	staff := p.staffOf(l.Call().User())
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
		if e.Kind == sip.Ended {
			defer room.Close()
		}
		if p.given(l, e) {
			return
		}
		switch e.Kind {
		case sip.Answered:
			l.Move(room, mix.All)
			to.Move(room, mix.All)
		case sip.Ended:
			if to != nil && !p.isGiven(to) {
				to.Hangup(sip.CauseNormal)
			}
		}
	})
	var err error
	to, err = p.x.Dial(sip.Dial{User: from.Call().To().User, From: from.Call().User()}, func(l *exchange.Line, e exchange.Event) {
		if p.given(l, e) {
			return
		}
		switch e.Kind {
		case sip.Ringing:
			from.Ring()
		case sip.Answered:
			from.Answer()
		case sip.Ended:
			if !p.isGiven(from) {
				from.Hangup(sip.CauseNormal)
			}
		}
	})
	if err != nil {
		from.Reject(480)
	}
}
