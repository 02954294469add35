package exchange

import (
	"sync"
	"time"

	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/sip"
)

// Event is something that happened on a line. Kind Ended comes once and last.
type Event struct {
	sip.Event
	Quality rtp.Quality // with Ended
	Held    bool        // with Changed: the peer hears nothing, as when its hold button was pressed
	Turned  bool        // with Changed: it was otherwise before
}

// Line is one party's call with its sound.
type Line struct {
	x      *Exchange
	call   *sip.Call
	leg    leg
	events func(*Line, Event)
	ended  chan struct{}

	mu     sync.Mutex
	own    *Room
	room   *Room
	rule   mix.Rule
	player *mix.Player

	held bool // by the peer; on the call's goroutine alone
}

// Own sets who is told of an incoming line's events, from Config.Incoming.
func (l *Line) Own(events func(*Line, Event)) { l.events = events }

// Call is the line's signalling.
func (l *Line) Call() *sip.Call { return l.call }

// Party is the line as rules of a mix know it.
func (l *Line) Party() mix.Party { return l.leg }

// Ring, Answer, Reject and Hangup are those of the call.
func (l *Line) Ring() { l.call.Ring() }

// Progress lets the caller hear us before the answer.
func (l *Line) Progress() { l.call.Progress() }

// Answer takes an incoming call.
func (l *Line) Answer() { l.call.Answer() }

// Reject refuses an incoming call with a SIP status.
func (l *Line) Reject(code int) { l.call.Reject(code) }

// Hangup ends the call.
func (l *Line) Hangup(cause sip.Cause) { l.call.Hangup(cause) }

// SendKeys sends keys to the peer, in the way that it takes them.
func (l *Line) SendKeys(keys string) int { return l.leg.SendKeys(keys) }

// Quality is what became of the sound so far.
func (l *Line) Quality() rtp.Quality { return l.leg.Quality() }

// Silent is how long nothing has come from the peer.
func (l *Line) Silent() time.Duration { return l.leg.Silent() }

// Held tells whether the peer hears nothing by its own wish.
func (l *Line) Held() bool { return l.leg.Held() }

// Done is closed when the line has ended.
func (l *Line) Done() <-chan struct{} { return l.ended }

func (l *Line) onEvent(e sip.Event) {
	event := Event{Event: e}
	switch e.Kind {
	case sip.Changed:
		event.Held = l.leg.Held()
		event.Turned, l.held = event.Held != l.held, event.Held
	case sip.Ended:
		event.Quality = l.leg.Quality()
		l.close()
	}
	if l.events != nil {
		l.events(l, event)
	}
	if e.Kind == sip.Ended {
		close(l.ended)
	}
}

// close takes the line out of its room.
func (l *Line) close() {
	l.mu.Lock()
	room, own := l.room, l.own
	l.room = nil
	l.mu.Unlock()
	l.x.mu.Lock()
	delete(l.x.lines, l.call)
	l.x.turnAway(l)
	l.x.mu.Unlock()
	if room != nil {
		room.leave(l)
	}
	own.Close()
	l.leg.Close()
}

// onKey and onLost are told by the leg's goroutines; they go on where all events of the line do.
func (l *Line) onKey(key byte) {
	l.call.Do(func() { l.onEvent(sip.Event{Kind: sip.KeyPressed, Key: key}) })
}

func (l *Line) onLost() { l.call.Hangup(sip.CauseNoMedia) }

// Move puts the line into a room, by a rule of who hears whom; nil puts it back into its own. What it was played ends.
// It tells false when the line has ended or the room is full or closed.
func (l *Line) Move(to *Room, rule mix.Rule) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.room == nil {
		return false
	}
	if to == nil {
		to, rule = l.own, mix.All
	}
	l.stopPlaying()
	if l.room != to {
		l.TurnAway()
		l.room.leave(l)
	}
	if !to.join(l, rule) {
		l.own.join(l, mix.All)
		l.room = l.own
		return false
	}
	l.room, l.rule = to, rule
	return true
}

// TakePlace puts the line where another one is, by the same rule; what was played for that one goes on for this one. The
// other is back in its own room then. It tells false when either has ended.
func (l *Line) TakePlace(of *Line) bool {
	of.mu.Lock()
	room, rule, player := of.room, of.rule, of.player
	if player != nil && room != nil {
		room.mix.Leave(player)
	}
	of.player = nil
	own := room == of.own
	of.mu.Unlock()
	if room == nil {
		return false
	}
	if own {
		room, rule = nil, nil
	}
	of.Move(nil, nil)
	if !l.Move(room, rule) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if player != nil && l.room != nil {
		l.player = player
		l.room.mix.Join(player, mix.Speak)
	}
	return true
}

// Room is where the line is; nil after its end.
func (l *Line) Room() *Room {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.room
}

// Play plays a sound to everyone in the line's room, in place of what was played for it before. done is called, if
// given, when a sound that does not loop has ended by itself.
func (l *Line) Play(samples []int16, loop bool, done func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopPlaying()
	if l.room == nil {
		return
	}
	l.player = mix.NewPlayer(samples, loop, done)
	l.room.mix.Join(l.player, mix.Speak)
}

// Stop ends what is played.
func (l *Line) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopPlaying()
}

func (l *Line) stopPlaying() {
	if l.player != nil && l.room != nil {
		l.room.mix.Leave(l.player)
	}
	l.player = nil
}
