package sip

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"time"

	sgo "github.com/emiago/sipgo/sip"
	"github.com/gobwas/ws"

	"onedoor/internal/telephony/timer"
)

// Config is what a stack needs to know.
type Config struct {
	Clock     timer.Clock
	Log       *slog.Logger
	Advertise netip.Addr  // the address that peers reach us by
	Realm     string      // of digest authentication
	Agent     string      // User-Agent
	TLS       *tls.Config // for trunks that are dialled by TLS; nil uses the system's roots
	// Digests are the algorithms of challenges, the best one first (RFC 8760). Without any it is MD5 alone: JsSIP knows
	// no other, and phones on older libraries give up when they see one that they do not know.
	Digests []string

	// Password returns the password of an account that may register; false if there is none.
	Password func(user string) (password string, ok bool)
	// A1 returns the MD5 hashes of user:realm:password that an account's passwords have, where only these are known, or
	// more than one password is good; it is asked first. nil, or an empty answer: Password is asked.
	A1 func(user string) []string
	// Incoming takes every new call. It is called on the call's own goroutine and must not block.
	Incoming func(*Call)
	// Registered is told when an account's bindings change; it must not block.
	Registered func(user string, online bool)
}

const (
	writeTimeout = 5 * time.Second
	t1           = 500 * time.Millisecond // RFC 3261 section 17.1.1.1
	t2           = 4 * time.Second
	ackTimeout   = 64 * t1
)

var quietOnce sync.Once

// Stack is one user agent of many calls.
type Stack struct {
	cfg       Config
	transport *sgo.TransportLayer
	txs       *sgo.TransactionLayer
	registrar *registrar
	nonces    *nonces
	guesses   *guesses
	wsFeed    *feed
	wssFeed   *feed

	mu     sync.Mutex
	calls  map[string]*Call // by dialogKey
	trunks []*Trunk
	local  map[string]netip.AddrPort // where we listen, by transport
	conns  map[string]uint64         // which connection is open, by transport and remote address
	bound  map[uint64]string         // the only account that a connection may be of
	serial uint64
	close  []func()
	closed bool
	work   sync.WaitGroup
}

// New returns a stack that listens nowhere yet.
func New(cfg Config) *Stack {
	if len(cfg.Digests) == 0 {
		cfg.Digests = []string{"MD5"}
	}
	quiet := slog.New(slog.DiscardHandler) // the library logs whole messages
	quietOnce.Do(func() { sgo.SetDefaultLogger(quiet) })
	s := &Stack{
		cfg: cfg, calls: map[string]*Call{}, local: map[string]netip.AddrPort{}, conns: map[string]uint64{}, bound: map[uint64]string{},
		nonces: newNonces(cfg.Clock), guesses: newGuesses(cfg.Clock),
	}
	s.registrar = newRegistrar(s)
	refuse := func(net.Addr) ws.Dialer {
		return ws.Dialer{NetDial: func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("sip: browsers are not dialled")
		}}
	}
	s.transport = sgo.NewTransportLayer(net.DefaultResolver, sgo.NewParser(), cfg.TLS,
		sgo.WithTransportLayerLogger(quiet),
		sgo.WithTransportLayerTransports(sgo.TransportsConfig{
			TCP: &sgo.TransportTCP{WriteTimeout: writeTimeout},
			TLS: &sgo.TransportTLS{TransportTCP: &sgo.TransportTCP{WriteTimeout: writeTimeout}},
			WS:  &sgo.TransportWS{WriteTimeout: writeTimeout, DialerCreate: refuse},
			WSS: &sgo.TransportWSS{TransportWS: &sgo.TransportWS{WriteTimeout: writeTimeout, DialerCreate: refuse}},
		}))
	// The library handles each message on a new goroutine. A reader that has one at hand lets those go first, so that
	// a flood on one connection does not queue up before everybody else's messages.
	s.transport.OnMessage(func(sgo.Message) { runtime.Gosched() })
	s.txs = sgo.NewTransactionLayer(s.transport, sgo.WithTransactionLayerLogger(quiet),
		sgo.WithTransactionLayerUnhandledResponseHandler(func(*sgo.Response) {}))
	s.txs.OnRequest(s.onRequest)
	return s
}

// ListenUDP takes messages on a UDP address.
func (s *Stack) ListenUDP(addr netip.AddrPort) error {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(addr))
	if err != nil {
		return err
	}
	s.serve("UDP", conn.LocalAddr(), func() { conn.Close() }, func() { s.transport.ServeUDP(conn) }) //nolint:errcheck // it ends when closed
	// Requests of ours leave by the listening socket, which the library knows only once it reads from it.
	for s.transport.Pool("udp").Get(conn.LocalAddr().String()) == nil {
		time.Sleep(time.Millisecond)
	}
	return nil
}

// ListenTCP takes connections of phones and trunks.
func (s *Stack) ListenTCP(addr netip.AddrPort) error {
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(addr))
	if err != nil {
		return err
	}
	s.serve("TCP", l.Addr(), func() { l.Close() }, func() { s.transport.ServeTCP(&watched{Listener: l, stack: s, kind: "TCP"}) }) //nolint:errcheck // likewise
	return nil
}

// ListenTLS takes encrypted connections of phones and trunks.
func (s *Stack) ListenTLS(addr netip.AddrPort, conf *tls.Config) error {
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(addr))
	if err != nil {
		return err
	}
	s.serve("TLS", l.Addr(), func() { l.Close() }, func() { //nolint:errcheck // likewise
		s.transport.ServeTLS(tls.NewListener(&watched{Listener: l, stack: s, kind: "TLS"}, conf)) //nolint:errcheck // likewise
	})
	return nil
}

// ServeWS begins to take browsers; their connections come through WebSocket.
func (s *Stack) ServeWS(addr netip.AddrPort) {
	s.mu.Lock()
	s.wsFeed, s.wssFeed = newFeed(addr), newFeed(addr)
	s.mu.Unlock()
	at := net.TCPAddrFromAddrPort(addr)
	s.serve("WS", at, func() { s.wsFeed.Close() }, func() { s.transport.ServeWS(s.wsFeed) })     //nolint:errcheck // likewise
	s.serve("WSS", at, func() { s.wssFeed.Close() }, func() { s.transport.ServeWSS(s.wssFeed) }) //nolint:errcheck // likewise
}

func (s *Stack) serve(kind string, addr net.Addr, stop, run func()) {
	at := netip.MustParseAddrPort(addr.String())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.local[kind] = at
	s.close = append(s.close, stop)
	s.work.Go(run)
}

// Local is where the stack listens by a transport (UDP, TCP, TLS, WS, WSS).
func (s *Stack) Local(transport string) netip.AddrPort {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.local[transport]
}

// Close hangs up all calls and stops listening.
func (s *Stack) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	calls := make([]*Call, 0, len(s.calls))
	for _, c := range s.calls {
		calls = append(calls, c)
	}
	trunks := s.trunks
	stops := s.close
	s.mu.Unlock()
	for _, t := range trunks {
		t.stop()
	}
	for _, c := range calls {
		c.Hangup(CauseShutdown)
	}
	for _, c := range calls {
		<-c.Done()
	}
	for _, stop := range stops {
		stop()
	}
	s.txs.Close()
	s.transport.Close() //nolint:errcheck // the connections close as they can
	s.work.Wait()
}

func (s *Stack) log(msg string, args ...any) { s.cfg.Log.Debug(msg, args...) }

// onRequest takes every request that is no retransmission, on a goroutine of its own.
func (s *Stack) onRequest(req *sgo.Request, tx *sgo.ServerTx) {
	if req.From() == nil || req.To() == nil || req.CallID() == nil || req.CSeq() == nil {
		s.respond(tx, req, 400, "Bad Request")
		return
	}
	if tag, ok := req.To().Params.Get("tag"); ok && tag != "" {
		s.inDialog(req, tx, tag)
		return
	}
	switch req.Method {
	case sgo.INVITE:
		s.onInvite(req, tx)
	case sgo.REGISTER:
		s.registrar.onRegister(req, tx)
	case sgo.OPTIONS:
		res := sgo.NewResponseFromRequest(req, 200, "OK", nil)
		res.AppendHeader(sgo.NewHeader("Allow", allow))
		res.AppendHeader(sgo.NewHeader("Supported", supported))
		res.AppendHeader(sgo.NewHeader("Accept", "application/sdp"))
		s.send(tx, res)
	case sgo.ACK:
		tx.Terminate()
	case sgo.CANCEL:
		s.respond(tx, req, 481, "Call/Transaction Does Not Exist")
	default:
		res := sgo.NewResponseFromRequest(req, 405, "Method Not Allowed", nil)
		res.AppendHeader(sgo.NewHeader("Allow", allow))
		s.send(tx, res)
	}
}

const (
	allow     = "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY"
	supported = "timer, 100rel, replaces"
)

func (s *Stack) inDialog(req *sgo.Request, tx *sgo.ServerTx, tag string) {
	if req.Method == sgo.ACK {
		defer tx.Terminate()
	}
	c := s.find(string(*req.CallID()), tag)
	if c == nil {
		if req.Method != sgo.ACK {
			s.respond(tx, req, 481, "Call/Transaction Does Not Exist")
		}
		return
	}
	c.post(func() { c.onRequest(req, tx) })
}

// onInvite decides who calls, and makes the call.
func (s *Stack) onInvite(req *sgo.Request, tx *sgo.ServerTx) {
	if h := req.GetHeader("Require"); h != nil {
		if bad := unknownOptions(h.Value()); bad != "" {
			res := sgo.NewResponseFromRequest(req, 420, "Bad Extension", nil)
			res.AppendHeader(sgo.NewHeader("Unsupported", bad))
			s.send(tx, res)
			return
		}
	}
	if req.Contact() == nil {
		s.respond(tx, req, 400, "Missing Contact")
		return
	}
	if refuse := s.checkTimer(req); refuse != nil {
		s.send(tx, refuse)
		return
	}
	var trunk *Trunk
	if kind := strings.ToUpper(req.Transport()); kind != "WS" && kind != "WSS" { // a browser beside a trunk's address is no trunk
		trunk = s.trunkOf(req.Source())
	}
	user := ""
	if trunk == nil {
		var ok bool
		if user, ok = s.authorize(req, tx, sgo.INVITE); !ok {
			return
		}
	}
	replaced, code := s.replacedBy(req)
	if code != 0 {
		s.respond(tx, req, code, reasons[code])
		return
	}
	s.incoming(req, tx, trunk, user, replaced)
}

func unknownOptions(require string) string {
	var bad []string
	for option := range strings.SplitSeq(require, ",") {
		option = strings.TrimSpace(option)
		if option != "" && !strings.Contains(supported, strings.ToLower(option)) {
			bad = append(bad, option)
		}
	}
	return strings.Join(bad, ", ")
}

func (s *Stack) respond(tx *sgo.ServerTx, req *sgo.Request, code int, reason string) {
	s.send(tx, sgo.NewResponseFromRequest(req, code, reason, nil))
}

// send gives a response to its transaction; what cannot be sent is as lost as a packet.
func (s *Stack) send(tx *sgo.ServerTx, res *sgo.Response) {
	res.AppendHeader(sgo.NewHeader("Server", s.cfg.Agent))
	if err := tx.Respond(res); err != nil {
		s.log("sip: a response was not sent", "code", res.StatusCode, "err", err)
	}
}

func dialogKey(callID, localTag string) string { return callID + "\x00" + localTag }

func (s *Stack) find(callID, localTag string) *Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[dialogKey(callID, localTag)]
}

func (s *Stack) add(c *Call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.calls[dialogKey(c.callID, c.localTag)] = c
	return true
}

func (s *Stack) remove(c *Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.calls, dialogKey(c.callID, c.localTag))
}

// Calls is the number of calls that have not ended.
func (s *Stack) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

var _ http.Handler = (*WebSocket)(nil)
