package switchboard

import (
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
)

// outsideDigits is the least number of digits of a number outside; accounts are shorter.
const outsideDigits = 7

// outside tells whether what was dialled is a number of the telephone network.
func outside(dialled string) bool {
	digits := strings.TrimPrefix(dialled, "+")
	return len(digits) >= outsideDigits && len(digits) <= 20 && strings.Trim(digits, "0123456789") == ""
}

// out is a call of a seat to a number outside, such as one that is owed. It is recorded and counted as the others are.
func (p *Phones) out(from *exchange.Line, number string) {
	staff, trunk := p.staffOf(from.Call().User()), p.trunk()
	if staff == 0 || trunk == nil || p.cfg.MayDial != nil && !p.cfg.MayDial(staff) {
		from.Reject(403)
		return
	}
	id, began := ids.New(), p.board.clock.Now()
	w := &wire{room: p.x.NewRoom(), hotline: trunk.Caller()}
	from.Own(func(l *exchange.Line, e exchange.Event) { p.onParty(id, l, e) })
	if err := p.board.Out(id, staff, Caller{Number: number, Hotline: trunk.Name()}); err != nil {
		w.room.Close()
		from.Reject(486)
		return
	}
	p.mu.Lock()
	p.calls[id], p.seats[staff] = w, from
	line, err := p.x.Dial(sip.Dial{Trunk: trunk, Number: number, From: trunk.Caller()}, func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Ringing:
			from.Ring()
		case sip.EarlyMedia: // the network says why nobody answers
			from.Progress()
			l.Move(w.room, mix.All)
			from.Move(w.room, mix.All)
		case sip.Answered:
			from.Answer()
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
		p.gone(id)
	}
}

func (p *Phones) outAnswered(id ids.ID, w *wire, to, from *exchange.Line) {
	if p.cfg.Record != nil {
		w.recorder = p.cfg.Record(id)
	}
	if w.recorder != nil {
		w.room.Mix().Record(w.recorder, to.Party())
	}
	to.Move(w.room, mix.All)
	from.Move(w.room, mix.All)
	p.board.OutAnswered(id)
	if w.recorder != nil {
		p.board.OutTold(id)
		to.Play(p.cfg.Sounds["recorded"], false, nil)
	}
}
