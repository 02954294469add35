package exchange

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/rtp"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
	"onedoor/internal/telephony/webrtc"
)

// Config is what an exchange needs to know.
type Config struct {
	Clock     timer.Clock
	Log       *slog.Logger
	Bind      netip.Addr     // where sound and signalling listen
	Advertise netip.Addr     // what peers are told; Bind if it is not set
	Ports     [2]int         // of sound; 0, 0 lets the system choose
	Browsers  netip.AddrPort // the UDP port of all browsers' sound; not valid: browsers are not served
	Public    netip.Addr     // what browsers are told, if it differs from Advertise
	Realm     string
	Agent     string
	TLS       *tls.Config   // for trunks
	Patience  time.Duration // without sound from a peer that should send; 0 means 60 s

	Password   func(user string) (string, bool)
	A1         func(user string) []string // see sip.Config
	Incoming   func(*Line)                // a new call; on the line's goroutine, must not block
	Registered func(user string, online bool)
}

// Exchange is the stack, the ports and the engine of one node.
type Exchange struct {
	cfg    Config
	stack  *sip.Stack
	ports  *rtp.Ports
	gate   *webrtc.Gate // nil without browsers
	engine *mix.Engine
	stop   context.CancelFunc
	work   sync.WaitGroup

	mu    sync.Mutex
	lines map[*sip.Call]*Line
	faces map[*Line]*Line // who sees whom, both ways
}

// New starts an exchange whose signalling listens nowhere yet; see Stack.
func New(cfg Config) (*Exchange, error) {
	if !cfg.Advertise.IsValid() {
		cfg.Advertise = cfg.Bind
	}
	if !cfg.Public.IsValid() {
		cfg.Public = cfg.Advertise
	}
	if cfg.Patience == 0 {
		cfg.Patience = time.Minute
	}
	x := &Exchange{
		cfg: cfg, ports: rtp.NewPorts(cfg.Bind, cfg.Ports[0], cfg.Ports[1]), engine: mix.NewEngine(),
		lines: map[*sip.Call]*Line{}, faces: map[*Line]*Line{},
	}
	if cfg.Browsers.IsValid() {
		var err error
		if x.gate, err = webrtc.Listen(cfg.Browsers, cfg.Public, cfg.Log); err != nil {
			return nil, err
		}
	}
	x.stack = sip.New(sip.Config{
		Clock: cfg.Clock, Log: cfg.Log, Advertise: cfg.Advertise, Realm: cfg.Realm, Agent: cfg.Agent, TLS: cfg.TLS,
		Password: cfg.Password, A1: cfg.A1, Incoming: x.incoming, Registered: cfg.Registered,
	})
	ctx, stop := context.WithCancel(context.Background())
	x.stop = stop
	x.work.Go(func() { x.engine.Run(ctx) })
	return x, nil
}

// Stack is the signalling, to listen, to add trunks and to ask who is registered.
func (x *Exchange) Stack() *sip.Stack { return x.stack }

// WebSocket is the handler by which browsers come.
func (x *Exchange) WebSocket(allow func(*http.Request) bool) http.Handler {
	return &sip.WebSocket{Stack: x.stack, Allow: allow}
}

// BrowserPort is the UDP port of all browsers' sound; 0: browsers are not served.
func (x *Exchange) BrowserPort() int {
	if x.gate == nil {
		return 0
	}
	return x.gate.Port()
}

// Close hangs up everything.
func (x *Exchange) Close() {
	x.stack.Close()
	if x.gate != nil {
		x.gate.Close() //nolint:errcheck // a socket
	}
	x.stop()
	x.work.Wait()
}

// Lines is the number of lines that have not ended.
func (x *Exchange) Lines() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.lines)
}

// Line returns the line of a call, such as the one that a Replaces names; nil if there is none.
func (x *Exchange) Line(c *sip.Call) *Line {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.lines[c]
}

func (x *Exchange) incoming(c *sip.Call) {
	l := &Line{x: x, call: c, ended: make(chan struct{})}
	leg, err := x.legFor(c.Offered(), l)
	if err != nil {
		x.cfg.Log.Warn("exchange: no sound for a call", "err", err)
		c.Reject(488)
		return
	}
	l.leg = leg
	x.open(l)
	c.Own(l.onEvent, leg)
	x.cfg.Incoming(l)
}

// open gives a line a room of its own.
func (x *Exchange) open(l *Line) {
	x.mu.Lock()
	x.lines[l.call] = l
	x.mu.Unlock()
	l.own = x.NewRoom()
	l.room = l.own
	l.own.mix.Join(l.leg, mix.All)
}

// Dial calls somebody. Events come as they happen, at last Ended, once.
func (x *Exchange) Dial(d sip.Dial, events func(*Line, Event)) (*Line, error) {
	l := &Line{x: x, events: events, ended: make(chan struct{})}
	_, err := x.stack.Call(d, l.onEvent, func(c *sip.Call, transport string) (sip.Media, error) {
		leg, err := x.newLeg(transport == "WS" || transport == "WSS", transport == "TLS" && d.Trunk == nil, l)
		if err != nil {
			return nil, err
		}
		l.call, l.leg = c, leg
		x.open(l)
		return leg, nil
	})
	if err != nil {
		if l.leg != nil {
			l.close()
		}
		return nil, err
	}
	return l, nil
}

func (x *Exchange) patience() int { return audio.Frames(x.cfg.Patience) }
