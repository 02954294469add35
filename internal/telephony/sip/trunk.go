package sip

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

// TrunkConfig is a way to the telephone network.
type TrunkConfig struct {
	Name      string
	Transport string         // UDP, TCP or TLS
	Peers     []string       // host:port, the first that answers OPTIONS is used; a call that it fails goes to the next
	Allow     []netip.Prefix // where calls may come from; empty means the peers' addresses
	Domain    string         // of From and To; empty means our address
	Register  bool           // register with the first peer that is up, anew when that changes
	User      string         // account, for REGISTER and challenges
	Password  string
	Ping      time.Duration // between two OPTIONS; 0 means 30 s
}

// Trunk is a way to the telephone network and what is known of it.
type Trunk struct {
	stack *Stack
	cfg   TrunkConfig

	mu         sync.Mutex
	up         []bool
	registered bool
	registrar  int // the peer that it registers with
	round      int // of registering: what is said to an earlier one counts no more
	stopped    bool
	timers     map[string]timer.Timer
	callID     string
	cseq       uint32
	tag        string
}

// AddTrunk begins to watch a trunk. Calls are taken from it at once.
func (s *Stack) AddTrunk(cfg TrunkConfig) *Trunk {
	if cfg.Ping == 0 {
		cfg.Ping = 30 * time.Second
	}
	t := &Trunk{
		stack: s, cfg: cfg, up: make([]bool, len(cfg.Peers)), timers: map[string]timer.Timer{},
		callID: randomCallID(), tag: randomTag(),
	}
	for i := range t.up {
		t.up[i] = true // until it is known better
	}
	s.mu.Lock()
	s.trunks = append(s.trunks, t)
	s.mu.Unlock()
	for i := range cfg.Peers {
		t.ping(i)
	}
	if cfg.Register {
		t.register()
	}
	return t
}

// Name is the trunk's name.
func (t *Trunk) Name() string { return t.cfg.Name }

// Caller is the number that callees see when a call says nothing else: the trunk's account.
func (t *Trunk) Caller() string { return t.cfg.User }

// Up tells whether calls can go out.
func (t *Trunk) Up() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Contains(t.up, true) && (!t.cfg.Register || t.registered)
}

// PeersUp tells of each peer whether it answered last.
func (t *Trunk) PeersUp() []bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.up)
}

func (t *Trunk) later(key string, d time.Duration, f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.stopped {
		if before := t.timers[key]; before != nil {
			before.Stop()
		}
		t.timers[key] = t.stack.cfg.Clock.After(d, f)
	}
}

func (t *Trunk) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	for _, timer := range t.timers {
		timer.Stop()
	}
}

func (t *Trunk) hop(i int) hop {
	return hop{transport: strings.ToUpper(t.cfg.Transport), addr: t.cfg.Peers[i]}
}

func (t *Trunk) uri(i int, user string) sgo.Uri {
	host, port, _ := net.SplitHostPort(t.cfg.Peers[i])
	p, _ := strconv.Atoi(port)
	uri := sgo.Uri{Scheme: "sip", User: user, Host: host, Port: p}
	if kind := strings.ToLower(t.cfg.Transport); kind != "udp" {
		uri.UriParams.Add("transport", kind)
	}
	return uri
}

// route is where to send a call for a number: the first peer that is up and was not tried for it, before it the one that the
// trunk is registered with. It tells which.
func (t *Trunk) route(number string, tried ...int) (to sgo.Uri, by hop, peer int, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cfg.Register && !t.registered {
		return sgo.Uri{}, hop{}, 0, false
	}
	free := func(at int) bool { return t.up[at] && !slices.Contains(tried, at) }
	if at := t.registrar; t.cfg.Register && free(at) {
		return t.uri(at, number), t.hop(at), at, true
	}
	for at := range t.up {
		if free(at) {
			return t.uri(at, number), t.hop(at), at, true
		}
	}
	return sgo.Uri{}, hop{}, 0, false
}

// peerRetry is how soon a peer that failed a call is asked whether it is there again.
const peerRetry = 5 * time.Second

// failed takes a peer that failed a call as down until it answers again.
func (t *Trunk) failed(i int) {
	t.mu.Lock()
	changed := t.up[i]
	t.up[i] = false
	t.mu.Unlock()
	if changed {
		t.stack.cfg.Log.Warn("trunk changed", "trunk", t.cfg.Name, "peer", i, "up", false)
		t.later("ping"+strconv.Itoa(i), min(peerRetry, t.cfg.Ping), func() { t.ping(i) })
		t.registerAnew()
	}
}

// ping asks a peer whether it is there. Any answer but 408 and 503 means that it is.
func (t *Trunk) ping(i int) {
	req := t.request(sgo.OPTIONS, i, randomCallID(), randomTag(), 1)
	t.stack.do(req, t.hop(i), func(res *sgo.Response) {
		up := res != nil && res.StatusCode != 408 && res.StatusCode != 503
		t.mu.Lock()
		changed := t.up[i] != up
		t.up[i] = up
		t.mu.Unlock()
		if changed {
			t.stack.cfg.Log.Warn("trunk changed", "trunk", t.cfg.Name, "peer", i, "up", up)
			t.registerAnew()
		}
		t.later("ping"+strconv.Itoa(i), t.cfg.Ping, func() { t.ping(i) })
	})
}

func (t *Trunk) request(method sgo.RequestMethod, i int, callID, tag string, seq uint32) *sgo.Request {
	s := t.stack
	user := ""
	if method == sgo.REGISTER {
		user = t.cfg.User
	}
	req := s.request(method, t.uri(i, ""), t.hop(i))
	domain := t.cfg.Domain
	if domain == "" {
		domain = s.cfg.Advertise.String()
	}
	from := &sgo.FromHeader{Address: sgo.Uri{Scheme: "sip", User: t.cfg.User, Host: domain}}
	from.Params.Add("tag", tag)
	id := sgo.CallIDHeader(callID)
	req.AppendHeader(from)
	req.AppendHeader(&sgo.ToHeader{Address: sgo.Uri{Scheme: "sip", User: user, Host: domain}})
	req.AppendHeader(&id)
	req.AppendHeader(&sgo.CSeqHeader{SeqNo: seq, MethodName: method})
	req.AppendHeader(s.contact(strings.ToUpper(t.cfg.Transport), t.cfg.User))
	return req
}

// trunkOf is the trunk whose calls may come from an address, if any.
func (s *Stack) trunkOf(source string) *Trunk {
	at, err := netip.ParseAddrPort(source)
	if err != nil {
		return nil
	}
	addr := at.Addr().Unmap()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.trunks {
		if t.admits(addr) {
			return t
		}
	}
	return nil
}

func (t *Trunk) admits(addr netip.Addr) bool {
	if len(t.cfg.Allow) > 0 {
		return slices.ContainsFunc(t.cfg.Allow, func(p netip.Prefix) bool { return p.Contains(addr) })
	}
	return slices.ContainsFunc(t.cfg.Peers, func(peer string) bool {
		at, err := netip.ParseAddrPort(peer)
		return err == nil && at.Addr().Unmap() == addr
	})
}
