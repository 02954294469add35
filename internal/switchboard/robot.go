package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
)

// Turn is what a robot says next, and what it waits for.
type Turn struct {
	Say   []int16       // 8 kHz; a key breaks it off
	Wait  time.Duration // after the sound, for a key; then Silent is asked
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

// begin records and says the first words.
func (c *robotCall) begin() {
	c.line.Move(c.w.room, mix.All)
	if c.p.cfg.Record != nil {
		c.w.recorder = c.p.cfg.Record(c.id)
	}
	if c.w.recorder != nil {
		c.w.room.Mix().Record(c.w.recorder, c.line.Party())
	}
	c.p.board.OutAnswered(c.id)
	c.do(c.robot.Answered())
}

// do says a turn. The wait for a key is silence behind the sound, as in the voice menu.
func (c *robotCall) do(t Turn) {
	if t.Keep {
		return
	}
	c.turn++
	turn := c.turn
	c.ending = t.End
	sound := append(append([]int16(nil), t.Say...), make([]int16, int(t.Wait/time.Millisecond)*8)...)
	if len(sound) == 0 {
		sound = make([]int16, 160)
	}
	c.line.Play(sound, false, func() {
		c.line.Call().Do(func() { // back on the line's goroutine
			if c.turn == turn && !c.people {
				c.said(t)
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
