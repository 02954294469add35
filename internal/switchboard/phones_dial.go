package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/tones"
)

const (
	ownRing   = 30 * time.Second // how long a seat's own telephone rings before it calls
	theirRing = 60 * time.Second // how long somebody who is called may let it ring
	longRing  = 15 * time.Second // who was rung that long in vain does not answer, though the seat hung up
)

// ringback is what a seat hears while somebody is called for it and the network says nothing.
var ringback = play(tones.Ringback, 250)

// trunk is the way out now; nil: there is none.
func (p *Phones) trunk() *sip.Trunk {
	if p.cfg.Trunk == nil {
		return nil
	}
	return p.cfg.Trunk()
}

// Dial calls a seat's own telephone and, when it is taken up, the number. The errors are ErrTrunk, those of Board.Out,
// and ErrLine.
func (p *Phones) Dial(staff ids.ID, account string, to Caller) error {
	trunk := p.trunk()
	if trunk == nil {
		return ErrTrunk
	}
	to.Hotline = trunk.Name()
	id := ids.New()
	w := &wire{room: p.x.NewRoom(), hotline: trunk.Caller()}
	p.mu.Lock()
	p.calls[id] = w
	p.mu.Unlock()
	if err := p.board.Out(id, staff, to); err != nil {
		p.mu.Lock()
		delete(p.calls, id)
		p.mu.Unlock()
		w.room.Close()
		return err
	}
	answered := false // on the line's goroutine alone
	p.mu.Lock()       // so that the line is known before its first event is taken
	line, err := p.x.Dial(sip.Dial{User: account, From: w.hotline, Headers: callHeaders(id, "dial"), Timeout: ownRing}, func(l *exchange.Line, e exchange.Event) {
		switch {
		case e.Kind == sip.Answered:
			answered = true
			p.callOut(id, w, l, trunk, to.Number)
			return
		case e.Kind == sip.Ended && !answered:
			p.board.Vain(id, CauseSeat)
		}
		p.onParty(id, l, e)
	})
	if err == nil {
		p.seats[staff] = line
	}
	p.mu.Unlock()
	if err != nil {
		p.board.Vain(id, CauseSeat)
		p.gone(id)
		return ErrLine
	}
	return nil
}

// callOut calls whom a seat, which has taken up its own telephone, wants to speak with.
func (p *Phones) callOut(id ids.ID, w *wire, from *exchange.Line, trunk *sip.Trunk, number string) {
	from.Move(w.room, mix.All)
	from.Play(ringback, true, nil)
	began := p.board.clock.Now()
	p.mu.Lock()
	if p.calls[id] != w { // the seat hung up meanwhile
		p.mu.Unlock()
		return
	}
	line, err := p.x.Dial(sip.Dial{Trunk: trunk, Number: number, From: trunk.Caller(), Timeout: theirRing}, func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.EarlyMedia: // the network says why nobody answers
			from.Stop()
			l.Move(w.room, mix.All)
		case sip.Answered:
			from.Stop()
			p.outAnswered(id, w, l, from)
		case sip.Ended:
			p.board.Vain(id, causeOf(e, p.board.clock.Now().Sub(began)))
			p.board.Sounded(id, qualityOf(e.Quality))
			p.gone(id)
		}
	})
	w.caller = line
	p.mu.Unlock()
	if err != nil {
		p.board.Vain(id, CauseFailed)
		p.gone(id)
	}
}

// causeOf is why somebody was called in vain, by what the network said and how long it rang.
func causeOf(e exchange.Event, rang time.Duration) string {
	switch e.Code {
	case 486, 600:
		return CauseBusy
	case 403, 603, 607, 608:
		return CauseRefused
	case 404, 410, 484, 604:
		return CauseWrong
	case 408, 480:
		return CauseNoAnswer
	}
	switch {
	case e.Cause == sip.CauseNoAnswer, (e.Cause == sip.CauseCanceled || e.Cause == sip.CauseNormal) && rang >= longRing:
		return CauseNoAnswer
	case e.Cause == sip.CauseCanceled, e.Cause == sip.CauseNormal:
		return CauseGivenUp
	}
	return CauseFailed
}
