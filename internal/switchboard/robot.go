package switchboard

import (
	"slices"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
)

// Turn is what a robot says next, and what it waits for.
type Turn struct {
	Say   []int16       // 8 kHz; a key breaks it off
	Wait  time.Duration // after the sound, for a key; then Silent is asked
	Hear  bool          // what is said after the sound is for a Listener
	Queue string        // the callee is handed to people, by this queue; the robot hears no more of the call but its end
	End   bool          // hang up when the sound has ended
	Keep  bool          // nothing new: what is being said goes on
}

// Robot speaks with somebody whom the program calls by itself. Its methods are called one at a time and must not block.
type Robot interface {
	Began(call ids.ID)
	Answered() Turn
	Key(key byte) Turn
	Silent() Turn
	// Ended is told once, at last: why nobody was spoken with, or that somebody was.
	Ended(cause string, answered bool)
}

// Listener is a robot that understands speech, too.
type Listener interface {
	Robot
	// Listening is told when the callee has answered: by goOn the robot says something of its own accord, unless the call is
	// over, or with people, by then. The turn is asked for where all other methods are called.
	Listening(goOn func(turn func() Turn))
	// Hear takes 20 ms of what the callee says behind a sound whose turn has Hear. The media call it: it must not wait.
	Hear(f *audio.Frame)
}

// robotCall is a call that a robot has.
type robotCall struct {
	p     *Phones
	id    ids.ID
	w     *wire
	robot Robot
	line  *exchange.Line
	// Below is on the line's goroutine alone.
	turn     int // counts, so that the end of an older sound is known
	people   bool
	ending   bool
	answered bool
	over     bool

	hears atomic.Bool // the robot listens
}

// earTap gives what the callee says to a recording, if there is one, and to the robot.
type earTap struct {
	c      *robotCall
	robot  Listener
	record Recorder
}

// Tap implements mix.Tap.
func (e *earTap) Tap(left, right *audio.Frame) {
	if e.record != nil {
		e.record.Tap(left, right)
	}
	if e.c.hears.Load() {
		e.robot.Hear(left)
	}
}

// Robot calls a number for a robot. ring is how long somebody may let it ring. The error is ErrTrunk.
func (p *Phones) Robot(number string, e Errand, ring time.Duration, r Robot) error {
	trunk := p.trunk()
	if trunk == nil {
		return ErrTrunk
	}
	c := &robotCall{p: p, id: ids.New(), w: &wire{room: p.x.NewRoom(), hotline: trunk.Caller()}, robot: r}
	caller := Caller{Number: number, Hotline: trunk.Name(), Errand: e}
	p.board.RobotBegan(c.id, caller)
	r.Began(c.id)
	began := p.board.clock.Now()
	p.mu.Lock()
	p.calls[c.id] = c.w
	line, err := p.x.Dial(sip.Dial{Trunk: trunk, Number: number, From: trunk.Caller(), Timeout: ring}, func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Answered:
			c.line, c.answered = l, true
			c.begin()
		case sip.KeyPressed:
			if c.people {
				p.board.Key(c.id, e.Key)
			} else if c.answered && !c.ending {
				c.do(r.Key(e.Key))
			}
		case sip.Ended:
			c.over = true
			c.hears.Store(false)
			cause := ""
			if !c.answered {
				cause = causeOf(e, p.board.clock.Now().Sub(began))
				p.board.Vain(c.id, cause)
			}
			p.gone(c.id)
			r.Ended(cause, c.answered)
		}
	})
	c.w.caller = line
	p.mu.Unlock()
	if err != nil {
		p.board.Vain(c.id, CauseFailed)
		p.gone(c.id)
		r.Ended(CauseFailed, false)
	}
	return nil
}

// begin records, tells of it, and says the first words.
func (c *robotCall) begin() {
	c.line.Move(c.w.room, mix.All)
	if c.p.cfg.Record != nil {
		c.w.recorder = c.p.cfg.Record(c.id)
	}
	var tap mix.Tap
	if c.w.recorder != nil {
		tap = c.w.recorder
	}
	if l, ok := c.robot.(Listener); ok {
		tap = &earTap{c, l, c.w.recorder}
		l.Listening(func(turn func() Turn) {
			c.line.Call().Do(func() {
				if !c.over && !c.ending && !c.people {
					c.do(turn())
				}
			})
		})
	}
	if tap != nil {
		c.w.room.Mix().Record(tap, c.line.Party())
	}
	c.p.board.OutAnswered(c.id)
	first := c.robot.Answered()
	if c.w.recorder != nil {
		c.p.board.OutTold(c.id)
		first.Say = slices.Concat(c.p.cfg.Sounds["recorded"], first.Say)
	}
	c.do(first)
}

// do says a turn. The wait for a key is silence behind the sound, as in the voice menu.
func (c *robotCall) do(t Turn) {
	if t.Keep {
		return
	}
	c.turn++
	c.ending = t.End
	quiet := make([]int16, int(t.Wait/time.Millisecond)*8)
	if !t.Hear {
		c.hears.Store(false)
		c.play(append(append([]int16(nil), t.Say...), quiet...), func() { c.said(t) })
		return
	}
	listen := func() {
		c.hears.Store(true)
		c.play(quiet, func() { c.said(t) })
	}
	if len(t.Say) == 0 {
		listen()
		return
	}
	c.hears.Store(false)
	c.play(t.Say, listen)
}

// play plays a sound, and goes on when it has ended unless something else was said in the meantime.
func (c *robotCall) play(sound []int16, then func()) {
	if len(sound) == 0 {
		sound = make([]int16, audio.FrameSamples)
	}
	turn := c.turn
	c.line.Play(sound, false, func() {
		c.line.Call().Do(func() { // back on the line's goroutine
			if c.turn == turn && !c.people {
				then()
			}
		})
	})
}

func (c *robotCall) said(t Turn) {
	switch {
	case t.End:
		c.line.Hangup(sip.CauseNormal)
	case t.Queue != "":
		c.people = c.p.board.Join(c.id, t.Queue)
		if !c.people {
			c.line.Hangup(sip.CauseNormal)
		}
	default:
		c.do(c.robot.Silent())
	}
}
