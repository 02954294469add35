package switchboard

import (
	"log/slog"
	"sync"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/sip"
)

// Recorder takes what is said in a call. telephony/record's does.
type Recorder interface {
	mix.Tap
	Finish()
}

// PhonesConfig says how calls are announced and kept.
type PhonesConfig struct {
	Log    *slog.Logger
	Sounds Sounds
	Menu   time.Duration // how long a key is waited for after the welcome
	// Record begins a recording of a call; nil, or a nil Recorder, means that it is not recorded.
	Record func(call ids.ID) Recorder
	// Spoken tells the language that was spoken with a caller's number before, such as yue; empty: none is known. May be nil.
	Spoken func(number string) (language string)
	// Cooled tells until when a caller's number cools down, zero if it does not; may be nil.
	Cooled func(number string) time.Time
	// Trunk is the way out for calls of seats; nil: they make none.
	Trunk func() *sip.Trunk
	// Guest tells whether an account is of a visitor of the portal and, if it may call what it dialled, which hotline
	// that is; nil: none are. It is asked once for each call.
	Guest func(account, dialled string) (hotline string, guest, ok bool)
	// GuestLeft is told that the call of a visitor's account is over.
	GuestLeft func(account string)
	// MayDial tells whether a seat may call numbers outside; nil: all may.
	MayDial func(staff ids.ID) bool
	// Staff is whose phone an account is; 0 if nobody's.
	Staff func(account string) ids.ID
}

// Phones joins the board to the exchange: it is the board's Telephone, and the exchange tells it of calls.
type Phones struct {
	cfg   PhonesConfig
	x     *exchange.Exchange
	board *Board

	mu    sync.Mutex
	calls map[ids.ID]*wire
	seats map[ids.ID]*exchange.Line // of the seat's person, in its own call
	taken map[*exchange.Line]ids.ID // lines that a call was handed over to

	watchers map[ids.ID]*exchange.Line // of team leaders, in somebody's call
	guests   map[string]ids.ID         // calls of visitors of the portal, by their accounts

	closing sync.WaitGroup // of recordings whose calls are over
}

// wire is a caller and the room that the call is in.
type wire struct {
	caller   *exchange.Line
	other    *exchange.Line // who was asked into the call
	seat     *exchange.Line // who sees the caller and is seen, if both can
	room     *exchange.Room
	recorder Recorder
	hotline  string // the number that was called
	farewell bool   // something is said that must be heard out
	release  bool
}

// NewPhones returns telephones without an exchange; see Attach.
func NewPhones(cfg PhonesConfig) *Phones {
	return &Phones{cfg: cfg, calls: map[ids.ID]*wire{}, seats: map[ids.ID]*exchange.Line{}, taken: map[*exchange.Line]ids.ID{},
		watchers: map[ids.ID]*exchange.Line{}, guests: map[string]ids.ID{}}
}

// Attach sets what the telephones join, before either is used.
func (p *Phones) Attach(x *exchange.Exchange, b *Board) { p.x, p.board = x, b }

// Incoming takes a call of the exchange.
func (p *Phones) Incoming(l *exchange.Line) {
	if old := l.Call().Replaced(); old != nil {
		p.replace(l, p.x.Line(old))
		return
	}
	if l.Call().Trunk() != nil {
		p.caller(l, Caller{Number: l.Call().From().User, Hotline: l.Call().To().User})
		return
	}
	if p.cfg.Guest != nil {
		if hotline, guest, ok := p.cfg.Guest(l.Call().User(), l.Call().To().User); guest && ok {
			p.caller(l, Caller{Hotline: hotline, Web: true})
			return
		} else if guest {
			l.Reject(403)
			return
		}
	}
	p.inner(l)
}

// caller answers a citizen.
func (p *Phones) caller(l *exchange.Line, c Caller) {
	var id ids.ID
	l.Own(func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Answered:
			id = p.arrive(l, c)
		case sip.KeyPressed:
			p.board.Key(id, e.Key)
		case sip.Ended:
			if id != 0 {
				p.callerEnded(id, l, e)
			}
			if c.Web {
				p.mu.Lock()
				delete(p.guests, l.Call().User())
				p.mu.Unlock()
			}
			if c.Web && p.cfg.GuestLeft != nil {
				p.cfg.GuestLeft(l.Call().User())
			}
		}
	})
	l.Answer()
}

// arrive puts an answered caller into a room and before the board.
func (p *Phones) arrive(l *exchange.Line, c Caller) ids.ID {
	id := ids.New()
	w := &wire{caller: l, room: p.x.NewRoom(), hotline: c.Hotline}
	l.Move(w.room, mix.All)
	if c.Number != "" && p.cfg.Spoken != nil {
		c.Language = p.cfg.Spoken(c.Number)
	}
	if c.Number != "" && p.cfg.Cooled != nil {
		c.Cooled = p.cfg.Cooled(c.Number)
	}
	if p.cfg.Record != nil {
		w.recorder = p.cfg.Record(id)
	}
	if w.recorder != nil {
		w.room.Mix().Record(w.recorder, l.Party())
	}
	p.mu.Lock()
	p.calls[id] = w
	if c.Web {
		p.guests[l.Call().User()] = id
	}
	p.mu.Unlock()
	p.board.Arrive(id, c)
	return id
}

func (p *Phones) gone(id ids.ID) {
	p.mu.Lock()
	w := p.calls[id]
	delete(p.calls, id)
	p.mu.Unlock()
	p.board.Gone(id)
	if w == nil {
		return
	}
	w.room.Mix().Record(nil, nil)
	if w.recorder != nil {
		p.closing.Go(w.recorder.Finish) // it waits for the disk
	}
	p.mu.Lock()
	other := w.other
	p.mu.Unlock()
	if other != nil {
		other.Hangup(sip.CauseNormal)
	}
	for _, l := range w.room.Lines() { // a team leader who listens
		l.Hangup(sip.CauseNormal)
	}
	w.room.Close()
}

// closeLimit is how long recordings are waited for that are being closed.
const closeLimit = 10 * time.Second

// Drain waits until the recordings are closed of calls that the exchange has ended.
func (p *Phones) Drain() {
	done := make(chan struct{})
	go func() { p.closing.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(closeLimit):
		p.cfg.Log.Error("recordings are still being closed at the stop; they end with their last whole chunk")
	}
}

func (p *Phones) wire(id ids.ID) *wire {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[id]
}

// Ring implements Telephone. The seat's screen knows the call by the header.
func (p *Phones) Ring(call ids.ID, seat *Seat) error {
	w := p.wire(call)
	if w == nil {
		return ErrSeat
	}
	staff := seat.Staff
	p.mu.Lock() // so that the line is known before its first event is taken
	defer p.mu.Unlock()
	line, err := p.x.Dial(sip.Dial{User: seat.Account, From: w.hotline, Headers: callHeaders(call, "")}, func(l *exchange.Line, e exchange.Event) {
		switch e.Kind {
		case sip.Answered:
			p.board.SeatAnswered(staff, call)
		default:
			p.onParty(call, l, e)
		}
	})
	if err != nil {
		return err
	}
	p.seats[staff] = line
	return nil
}

// Unring implements Telephone.
func (p *Phones) Unring(seat *Seat) { p.Part(seat) }

// Part implements Telephone.
func (p *Phones) Part(seat *Seat) {
	p.mu.Lock()
	l := p.seats[seat.Staff]
	delete(p.seats, seat.Staff)
	p.unseen(l)
	p.mu.Unlock()
	if l != nil {
		l.TurnAway()
		l.Call().NotifyRefer(200) // if it wanted to be where the call is now
		l.Hangup(sip.CauseNormal)
	}
}

// Connect implements Telephone.
func (p *Phones) Connect(call ids.ID, seat *Seat) {
	p.mu.Lock()
	w, l := p.calls[call], p.seats[seat.Staff]
	if w != nil {
		w.seat = l
	}
	p.mu.Unlock()
	if w == nil || l == nil {
		return
	}
	w.caller.Stop()
	w.caller.Move(w.room, mix.All)
	l.Move(w.room, mix.All)
	p.x.Face(w.caller, l)
}

// Say implements Telephone. After an announcement in the queue its music goes on.
func (p *Phones) Say(call ids.ID, what Say) {
	w := p.wire(call)
	if w == nil {
		return
	}
	sound := p.cfg.Sounds.of(what)
	switch what.Kind {
	case "welcome", "menu":
		w.caller.Play(p.menuSound(what), false, func() { p.board.Said(call, what.Turn) })
	case "recorded", sayRunning:
		if what.Sound != nil {
			sound = what.Sound
		}
		w.caller.Play(sound, false, func() { p.board.Said(call, what.Turn) })
	case "queue":
		w.caller.Play(sound, true, nil)
	case "cooled", "cooled_enough":
		sound = append(append([]int16(nil), sound...), make([]int16, int(2*p.cfg.Menu/time.Millisecond)*8)...)
		w.caller.Play(sound, false, func() { p.board.Told(call) })
	case "warning":
		w.caller.Play(sound, false, nil)
	case "rate":
		w.caller.Play(sound, false, nil)
	case "place", "offer":
		w.caller.Play(sound, false, func() { p.board.Music(call) })
	default:
		p.mu.Lock()
		w.farewell = true
		p.mu.Unlock()
		w.caller.Play(sound, false, func() { p.saidAll(w) })
	}
}

// saidAll lets go who was told farewell.
func (p *Phones) saidAll(w *wire) {
	p.mu.Lock()
	w.farewell = false
	release := w.release
	p.mu.Unlock()
	if release {
		w.caller.Hangup(sip.CauseNormal)
	}
}

// Release implements Telephone.
func (p *Phones) Release(call ids.ID) {
	p.mu.Lock()
	w := p.calls[call]
	if w == nil || w.caller == nil {
		p.mu.Unlock()
		if w != nil { // only the seat's own telephone rings so far
			go func() {
				p.board.Vain(call, CauseSeat)
				p.gone(call)
			}()
		}
		return
	}
	w.release = true
	now := !w.farewell
	p.mu.Unlock()
	if now {
		w.caller.Hangup(sip.CauseNormal)
	}
}
