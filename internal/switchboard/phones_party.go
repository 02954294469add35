package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
)

// Headers by which a seat's screen knows what rings.
const (
	HeaderCall = "X-Onedoor-Call" // the call's id
	HeaderPart = "X-Onedoor-Part" // helper: another seat asks; rejoin: the own call is taken up again; leader: a call that one watches; else absent
)

func callHeaders(call ids.ID, part string) map[string]string {
	h := map[string]string{HeaderCall: call.String()}
	if part != "" {
		h[HeaderPart] = part
	}
	return h
}

// onParty takes what happens on the line of a seat, or of whom one asked, once it was answered or in vain.
func (p *Phones) onParty(call ids.ID, l *exchange.Line, e exchange.Event) {
	switch e.Kind {
	case sip.KeyPressed:
		p.pressed(call, l, e.Key)
	case sip.Refer:
		p.refer(call, l, e)
	case sip.Changed:
		p.holds(call, l, e)
	case sip.Ended:
		p.partyEnded(call, l, e)
	}
}

// holds takes the hold button of a seat's own telephone, which is the board's: the caller hears music meanwhile. A telephone
// that offers the same again, as they do now and then, has pressed nothing.
func (p *Phones) holds(call ids.ID, l *exchange.Line, e exchange.Event) {
	staff := p.seatAt(l)
	switch {
	case staff == 0 || !e.Turned: // or of whom the seat asks, whom the caller does not hear anyway
	case e.Held:
		_ = p.board.Hold(staff, call) // refused while an emergency service is called: nobody in danger hears music
	default:
		_ = p.board.Retrieve(staff, call)
	}
}

func (p *Phones) partyEnded(call ids.ID, l *exchange.Line, e exchange.Event) {
	var staff ids.ID
	p.mu.Lock()
	for s, line := range p.seats {
		if line == l {
			staff = s
			delete(p.seats, s)
		}
	}
	w := p.calls[call]
	other := w != nil && w.other == l
	if other {
		w.other = nil
	}
	p.unseen(l)
	p.mu.Unlock()
	lost := e.Cause == sip.CauseNoMedia || e.Cause == sip.CauseLost || e.Cause == sip.CauseExpired
	switch {
	case other:
		p.board.OtherEnded(call)
	case staff == 0: // it was parted from its call before
	case lost && p.board.SeatOf(call) == staff:
		p.board.SeatLost(staff, call)
	default:
		p.board.SeatEnded(staff, call)
	}
}

// Hold implements Telephone.
func (p *Phones) Hold(call ids.ID, sound string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.calls[call]; w != nil && w.caller != nil {
		w.caller.Move(nil, nil)
		w.caller.Play(p.cfg.Sounds[sound], true, nil)
	}
}

// Retrieve implements Telephone.
func (p *Phones) Retrieve(call ids.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.calls[call]; w != nil && w.caller != nil {
		w.caller.Move(w.room, mix.All)
		p.see(w)
	}
}

// Ask implements Telephone.
func (p *Phones) Ask(call ids.ID, who Target) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.calls[call]
	if w == nil || w.other != nil {
		return ErrCall
	}
	d := sip.Dial{User: who.Account, From: w.hotline}
	if who.Kind == "seat" {
		d.Headers = callHeaders(call, "helper")
	}
	if who.Number != "" {
		if p.cfg.Trunk != nil {
			d.Trunk = p.cfg.Trunk()
		}
		if d.Trunk == nil {
			return ErrTrunk
		}
		d.User, d.Number, d.From = "", who.Number, d.Trunk.Caller()
		switch who.Tell {
		case ShowAsserted:
			d.Asserted = who.Caller
		case ShowFrom:
			d.From, d.Asserted = who.Caller, d.Trunk.Caller()
		}
	}
	began := p.board.clock.Now()
	line, err := p.x.Dial(d, func(l *exchange.Line, e exchange.Event) {
		switch {
		case who.Kind != "emergency":
		case e.Kind == sip.EarlyMedia: // its network says that it is coming, or why it is not
			p.mu.Lock()
			if w := p.calls[call]; w != nil && w.other == l {
				l.Move(w.room, mix.All)
			}
			p.mu.Unlock()
		case e.Kind == sip.Ended:
			p.mu.Lock()
			w := p.calls[call]
			own := w != nil && w.other == l
			p.mu.Unlock()
			if own { // and not one that was let be before
				p.board.OtherVain(call, causeOf(e, p.board.clock.Now().Sub(began)))
			}
		}
		if e.Kind == sip.Answered {
			p.mu.Lock()
			w, still := p.calls[call], false
			if w != nil && w.other == l {
				still = l.Move(w.room, mix.All)
			}
			p.mu.Unlock()
			if !still {
				l.Hangup(sip.CauseNormal)
				return
			}
			p.board.OtherAnswered(call)
			return
		}
		p.onParty(call, l, e)
	})
	if err == nil {
		w.other = line
	}
	return err
}

// Dismiss implements Telephone.
func (p *Phones) Dismiss(call ids.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.calls[call]; w != nil && w.other != nil {
		w.other.Call().NotifyRefer(200) // as in Part
		w.other.Hangup(sip.CauseNormal)
		w.other = nil
	}
}

// Promote implements Telephone.
func (p *Phones) Promote(call ids.ID, seat *Seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.calls[call]; w != nil && w.other != nil {
		p.seats[seat.Staff], w.seat, w.other = w.other, w.other, nil
	}
}

// Rejoin implements Telephone.
func (p *Phones) Rejoin(call ids.ID, seat *Seat) error {
	staff := seat.Staff
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.calls[call]
	if w == nil {
		return ErrCall
	}
	_, err := p.x.Dial(sip.Dial{User: seat.Account, From: w.hotline, Headers: callHeaders(call, "rejoin")}, func(l *exchange.Line, e exchange.Event) {
		if e.Kind != sip.Answered {
			p.onParty(call, l, e)
			return
		}
		if p.board.SeatOf(call) != staff {
			l.Hangup(sip.CauseNormal) // it came too late
			return
		}
		p.mu.Lock()
		old := p.seats[staff]
		p.seats[staff], w.seat = l, l
		p.mu.Unlock()
		l.Move(w.room, mix.All)
		if w.caller.Room() == w.room {
			p.x.Face(w.caller, l)
		}
		if old != nil {
			old.Hangup(sip.CauseMoved)
		}
		p.board.SeatRejoined(staff, call)
	})
	return err
}

// Silent implements Telephone.
func (p *Phones) Silent(seat *Seat) time.Duration {
	p.mu.Lock()
	l := p.seats[seat.Staff]
	p.mu.Unlock()
	if l == nil {
		return time.Hour
	}
	return l.Silent()
}
