package sip

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

const patient = 30 * time.Second

const description = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"

// sound is media that remembers what it was told; refuse makes it refuse offers.
type sound struct {
	mu       sync.Mutex
	answered int
	accepted int
	refuse   bool
}

var errRefused = errors.New("refused")

func (s *sound) Answer([]byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse {
		return nil, errRefused
	}
	s.answered++
	return []byte(description), nil
}

func (s *sound) Offer() ([]byte, error) { return []byte(description), nil }

func (s *sound) Accept(answer []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse || len(answer) == 0 {
		return errRefused
	}
	s.accepted++
	return nil
}

// kit is a stack on a clock that stands still, and what its calls tell.
type kit struct {
	*Stack
	t      *testing.T
	clock  *timer.Manual
	calls  chan *Call
	events chan Event
	media  *sound
	online chan string
}

func newKit(t *testing.T, change func(*Config)) *kit {
	t.Helper()
	k := &kit{t: t, clock: timer.NewManual(time.Unix(1_800_000_000, 0)), calls: make(chan *Call, 10), events: make(chan Event, 100), media: &sound{}, online: make(chan string, 10)}
	cfg := Config{
		Clock: k.clock, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Advertise: netip.MustParseAddr("127.0.0.1"), Realm: "onedoor", Agent: "test",
		Password: func(user string) (string, bool) { return "secret-" + user, strings.HasPrefix(user, "1") },
		Incoming: func(c *Call) {
			c.Own(func(e Event) { k.events <- e }, k.media)
			k.calls <- c
		},
		Registered: func(user string, on bool) { k.online <- fmt.Sprintf("%s %v", user, on) },
	}
	if change != nil {
		change(&cfg)
	}
	k.Stack = New(cfg)
	if err := k.ListenUDP(netip.MustParseAddrPort("127.0.0.1:0")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k
}

func (k *kit) event(kind Kind) Event {
	k.t.Helper()
	for {
		select {
		case e := <-k.events:
			if e.Kind == kind {
				return e
			}
		case <-time.After(patient):
			k.t.Fatalf("never: event %d", kind)
		}
	}
}

// peer is the other side, message by message.
type peer struct {
	t    *testing.T
	k    *kit
	conn *net.UDPConn
	seq  int
	id   string
	tag  string // the stack's
	seen map[string]bool
}

func (k *kit) peer(ip string) *peer {
	k.t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(ip)})
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { conn.Close() })
	return &peer{t: k.t, k: k, conn: conn, id: randomCallID(), seen: map[string]bool{}}
}

func (p *peer) addr() string { return p.conn.LocalAddr().String() }

func (p *peer) raw(text string) {
	p.t.Helper()
	if _, err := p.conn.WriteToUDPAddrPort([]byte(text), p.k.Local("UDP")); err != nil {
		p.t.Fatal(err)
	}
}

// send sends a request with the next number; headers are whole lines.
func (p *peer) send(method, body string, headers ...string) int {
	p.t.Helper()
	p.seq++
	p.sendAs(method, p.seq, body, headers...)
	return p.seq
}

func (p *peer) sendAs(method string, seq int, body string, headers ...string) {
	p.t.Helper()
	to := ""
	if p.tag != "" {
		to = ";tag=" + p.tag
	}
	if body != "" && !strings.Contains(strings.Join(headers, "\n"), "Content-Type") {
		headers = append(headers, "Content-Type: application/sdp")
	}
	from := "138"
	for i, h := range headers {
		if user, ok := strings.CutPrefix(h, "as "); ok {
			from, headers[i] = user, "X-As: "+user
		}
	}
	p.raw(fmt.Sprintf("%s sip:12345@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=%s\r\nMax-Forwards: 70\r\nFrom: <sip:%s@%s>;tag=peer\r\nTo: <sip:%s@127.0.0.1>%s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:138@%s>\r\n%s\r\nContent-Length: %d\r\n\r\n%s",
		method, p.k.Local("UDP"), p.addr(), sgo.GenerateBranchN(16), from, p.addr(), map[bool]string{true: from, false: "12345"}[method == "REGISTER"], to, p.id, seq, method, p.addr(),
		strings.Join(append([]string{"User-Agent: peer"}, headers...), "\r\n"), len(body), body))
}

// next returns the next message that is neither 100 nor, unless wanted, a repetition.
func (p *peer) next() sgo.Message {
	p.t.Helper()
	buffer := make([]byte, 65536)
	p.conn.SetReadDeadline(time.Now().Add(patient))
	for {
		n, err := p.conn.Read(buffer)
		if err != nil {
			p.t.Fatal("the stack says nothing: ", err)
		}
		m, err := sgo.ParseMessage(append([]byte(nil), buffer[:n]...))
		if err != nil {
			p.t.Fatalf("%v: %s", err, buffer[:n])
		}
		if res, ok := m.(*sgo.Response); ok && res.StatusCode == 100 {
			continue
		}
		return m
	}
}

// status waits for a response to a request of this peer.
func (p *peer) status(code int) *sgo.Response {
	p.t.Helper()
	for {
		m := p.next()
		res, ok := m.(*sgo.Response)
		if !ok {
			continue
		}
		if res.StatusCode != code {
			p.t.Fatalf("the stack answers %s, want %d", res.StartLine(), code)
		}
		if tag, ok := res.To().Params.Get("tag"); ok && res.CSeq().MethodName == sgo.INVITE {
			p.tag = tag
		}
		return res
	}
}

// request waits for a request of the stack.
func (p *peer) request(method sgo.RequestMethod) *sgo.Request {
	p.t.Helper()
	for {
		req, ok := p.next().(*sgo.Request)
		if !ok {
			continue
		}
		key := req.Via().Params.GetOr("branch", "") + string(req.Method)
		if p.seen[key] {
			continue // sent again
		}
		p.seen[key] = true
		if req.Method != method {
			p.t.Fatalf("the stack sends %s, want %s", req.StartLine(), method)
		}
		return req
	}
}

// answer answers a request of the stack.
func (p *peer) answer(req *sgo.Request, code int, body string, headers ...string) {
	p.t.Helper()
	res := sgo.NewResponseFromRequest(req, code, "x", nil)
	res.To().Params.Add("tag", "peer")
	res.AppendHeader(sgo.NewHeader("Contact", "<sip:peer@"+p.addr()+">"))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		res.AppendHeader(sgo.NewHeader(name, value))
	}
	if body != "" {
		res.AppendHeader(sgo.NewHeader("Content-Type", "application/sdp"))
	}
	res.SetBody([]byte(body))
	p.raw(res.String())
}

// up calls and is answered.
func (p *peer) up(headers ...string) *Call {
	p.t.Helper()
	seq := p.send("INVITE", description, headers...)
	c := <-p.k.calls
	c.Answer()
	p.status(200)
	p.sendAs("ACK", seq, "")
	p.k.event(Answered)
	return c
}

// trust lets calls come from an address, as from a trunk.
func (k *kit) trust(ip string) *Trunk {
	return k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Allow: []netip.Prefix{netip.MustParsePrefix(ip + "/32")}})
}
