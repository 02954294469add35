package switchboard

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
)

// Watch implements Telephone.
func (p *Phones) Watch(call, leader ids.ID, account string) error {
	p.mu.Lock() // so that the line is known before its first event is taken
	defer p.mu.Unlock()
	if p.calls[call] == nil {
		return ErrCall
	}
	line, err := p.x.Dial(sip.Dial{User: account, From: "leader", Headers: callHeaders(call, "leader")}, func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Answered:
			p.board.WatchAnswered(leader, call)
		case sip.Ended:
			p.watcherEnded(call, leader, l, e)
		default:
			p.onParty(call, l, e)
		}
	})
	if err == nil {
		p.watchers[leader] = line
	}
	return err
}

// watcherEnded takes the end of a line that watched, and perhaps became the seat's.
func (p *Phones) watcherEnded(call, leader ids.ID, l *exchange.Line, e exchange.Event) {
	p.mu.Lock()
	watching := p.watchers[leader] == l
	if watching {
		delete(p.watchers, leader)
	}
	p.mu.Unlock()
	if watching {
		p.board.WatchEnded(leader, call)
		return
	}
	p.partyEnded(call, l, e)
}

// SetMode implements Telephone.
func (p *Phones) SetMode(call, leader ids.ID, mode Mode, seat ids.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, l, heard := p.calls[call], p.watchers[leader], p.seats[seat]
	if w == nil || l == nil {
		return
	}
	rule := mix.Listen
	switch {
	case mode == ModeBarge:
		rule = mix.All
	case mode == ModeWhisper && heard != nil:
		rule = mix.Whisper(heard.Party())
	}
	l.Move(w.room, rule)
}

// Unwatch implements Telephone.
func (p *Phones) Unwatch(leader ids.ID) {
	p.mu.Lock()
	l := p.watchers[leader]
	delete(p.watchers, leader)
	p.mu.Unlock()
	if l != nil {
		l.Hangup(sip.CauseNormal)
	}
}

// TakeOver implements Telephone.
func (p *Phones) TakeOver(call ids.ID, leader *Seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, l := p.calls[call], p.watchers[leader.Staff]
	if w == nil || l == nil {
		return
	}
	delete(p.watchers, leader.Staff)
	p.seats[leader.Staff] = l
	l.Move(w.room, mix.All)
}
