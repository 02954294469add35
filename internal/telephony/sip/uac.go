package sip

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

// uac is what an outgoing call keeps until it stands.
type uac struct {
	req      *sgo.Request
	tx       *sgo.ClientTx
	creds    credentials
	headers  map[string]string // of the INVITE, the next ones too
	tries    int
	gotReply bool  // a provisional response came, so that the call can be canceled
	cancel   Cause // wanted
	canceled bool
	rseq     uint32 // of the last provisional response that we acknowledged
	early    bool   // its answer was taken
	rang     bool   // a provisional response other than 100 came: somebody is being called
	number   string // that a trunk is to call
	trunk    *Trunk // by which it is tried now
	peer     int    // of the trunk, that is asked now
	tried    []int  // its peers that failed this call
	silence  timer.Timer
	left     []*sgo.Request // INVITEs to peers that said nothing; one that does is canceled
	limit    timer.Timer
	ackFor   uint32
	ack      *sgo.Request
}

// Dial says whom to call and how.
type Dial struct {
	User    string // a registered account; or
	Trunk   *Trunk // a trunk, and
	Number  string // the number to call through it
	From    string // the number or name that the callee sees
	Display string
	// Asserted is the number that P-Asserted-Identity (RFC 3325) tells; only for a network that is trusted with it.
	Asserted string
	Timeout  time.Duration // without an answer until then the call is canceled; 0 means three minutes
	Headers  map[string]string
}

// ErrUnreachable means that an account is not registered or a trunk is down.
var ErrUnreachable = errors.New("sip: not reachable")

// Call calls somebody. Events are told as they happen, Ended at last and once, whatever comes. media makes the sound's
// description for a transport: browsers (WS, WSS) want another one than phones.
func (s *Stack) Call(d Dial, events func(Event), media func(c *Call, transport string) (Media, error)) (*Call, error) {
	var target sgo.Uri
	var by hop
	var creds credentials
	peer := 0
	domain := s.cfg.Advertise.String()
	switch {
	case d.Trunk != nil:
		ok := false
		if target, by, peer, ok = d.Trunk.route(d.Number); !ok {
			return nil, fmt.Errorf("%w: trunk %s is down", ErrUnreachable, d.Trunk.cfg.Name)
		}
		creds = credentials{d.Trunk.cfg.User, d.Trunk.cfg.Password}
		if d.Trunk.cfg.Domain != "" {
			domain = d.Trunk.cfg.Domain
		}
	default:
		b, ok := s.registrar.best(d.User)
		if !ok {
			return nil, fmt.Errorf("%w: %s is not registered", ErrUnreachable, d.User)
		}
		target, by = b.contact, b.hop
	}
	c := newCall(s, randomCallID(), randomTag())
	c.trunk, c.user, c.display = d.Trunk, d.User, d.Display
	c.local = sgo.Uri{Scheme: "sip", User: d.From, Host: domain}
	c.remote = sgo.Uri{Scheme: "sip", User: target.User, Host: domain}
	if d.Trunk == nil {
		c.remote.User = d.User
	}
	c.from, c.to, c.target, c.hop = c.local, c.remote, target, by
	c.events = events
	c.uac.creds, c.uac.number, c.uac.trunk, c.uac.peer = creds, d.Number, d.Trunk, peer
	var err error
	if c.media, err = media(c, by.transport); err != nil {
		return nil, err
	}
	if d.Timeout == 0 {
		d.Timeout = 3 * time.Minute
	}
	if !c.start() {
		return nil, ErrUnreachable
	}
	c.post(func() { c.invite(d) })
	return c, nil
}

func (c *Call) invite(d Dial) {
	sdp, err := c.media.Offer()
	if err != nil {
		c.end(Event{Cause: CauseNoMedia})
		return
	}
	c.uac.limit = c.after(d.Timeout, func() {
		if c.state == stateEarly {
			c.cancel(CauseNoAnswer)
		}
	})
	c.uac.headers = maps.Clone(d.Headers)
	if d.Asserted != "" {
		if c.uac.headers == nil {
			c.uac.headers = map[string]string{}
		}
		by := sgo.Uri{Scheme: "sip", User: d.Asserted, Host: c.local.Host}
		c.uac.headers["P-Asserted-Identity"] = "<" + by.String() + ">"
	}
	c.sendInvite(sdp)
}

func (c *Call) sendInvite(sdp []byte) {
	req := c.request(sgo.INVITE, 0)
	req.AppendHeader(sgo.NewHeader("Allow", allow))
	req.AppendHeader(sgo.NewHeader("Supported", supported))
	c.timer.offer(req)
	c.addHeaders(req)
	withSDP(req, sdp)
	c.begin(req)
}

func (c *Call) addHeaders(req *sgo.Request) {
	for name, value := range c.uac.headers {
		req.AppendHeader(sgo.NewHeader(name, value))
	}
}

// begin sends an INVITE of ours, the first or a further one, and posts what comes back.
func (c *Call) begin(req *sgo.Request) {
	c.uac.req = req
	c.listenForPeer(req)
	tx, err := c.stack.begin(req, c.hop)
	if err != nil {
		c.onFinal(req, nil)
		return
	}
	c.uac.tx = tx
	seq := req.CSeq().SeqNo
	tx.OnRetransmission(func(*sgo.Response) { // our ACK was lost
		c.post(func() {
			if c.uac.ack != nil && c.uac.ackFor == seq {
				c.write(c.uac.ack)
			}
		})
	})
	go func() {
		final := false
		for {
			select {
			case res := <-tx.Responses():
				if res.IsProvisional() {
					c.post(func() { c.onProvisional(req, res) })
					continue
				}
				final = true
				c.post(func() { c.onFinal(req, res) })
			case <-tx.Done():
				if !final {
					c.post(func() { c.onFinal(req, nil) })
				}
				return
			}
		}
	}()
}

func (c *Call) onProvisional(req *sgo.Request, res *sgo.Response) {
	if c.state != stateEarly || req != c.uac.req {
		c.tooLate(req)
		return
	}
	c.uac.gotReply = true
	if c.uac.silence != nil {
		c.uac.silence.Stop()
	}
	if c.uac.cancel != "" {
		c.sendCancel()
		return
	}
	if res.StatusCode == 100 {
		return
	}
	c.uac.rang = true
	if tag, ok := res.To().Params.Get("tag"); ok && c.remoteTag == "" {
		c.learn(res, tag)
	}
	if has(res, "Require", "100rel") && !c.acknowledge(res) {
		return // a repetition
	}
	if len(res.Body()) > 0 && !c.uac.early && c.media.Accept(res.Body()) == nil {
		c.uac.early = true
		c.events(Event{Kind: EarlyMedia, Code: res.StatusCode})
		return
	}
	if res.StatusCode == 180 {
		c.events(Event{Kind: Ringing, Code: 180})
	}
}

// learn takes the peer's half of the dialog from a response.
func (c *Call) learn(res *sgo.Response, tag string) {
	c.remoteTag = tag
	c.mu.Lock()
	c.peerTag = tag
	c.mu.Unlock()
	c.allows = methods(res)
	if contact := res.Contact(); contact != nil {
		c.target = *contact.Address.Clone()
	}
	c.routes = routesOf(res.GetHeaders("Record-Route"), true)
	c.viaRoute()
}

// acknowledge sends PRACK for a reliable provisional response; false for one that was acknowledged before.
func (c *Call) acknowledge(res *sgo.Response) bool {
	h := res.GetHeader("RSeq")
	if h == nil {
		return true
	}
	rseq, err := strconv.ParseUint(h.Value(), 10, 32)
	if err != nil || uint32(rseq) <= c.uac.rseq {
		return false
	}
	c.uac.rseq = uint32(rseq)
	req := c.request(sgo.PRACK, 0)
	req.AppendHeader(sgo.NewHeader("RAck", fmt.Sprintf("%d %d INVITE", rseq, res.CSeq().SeqNo)))
	c.do(req, func(*sgo.Response) {})
	return true
}

// onFinal takes the end of an INVITE of ours; nil means that no response came.
func (c *Call) onFinal(req *sgo.Request, res *sgo.Response) {
	if c.state == stateEnded || req != c.uac.req && c.uac.req != nil {
		return
	}
	if c.state != stateEarly {
		c.onReinviteFinal(req, res)
		return
	}
	switch {
	case (res == nil || res.StatusCode == 503) && c.nextPeer(req):
	case res == nil && c.uac.cancel != "":
		c.end(Event{Cause: c.uac.cancel})
	case res == nil:
		c.end(Event{Cause: CauseLost, Code: 408})
	case res.IsSuccess():
		c.onAccepted(res)
	case (res.StatusCode == 401 || res.StatusCode == 407) && c.retry(req, res):
	case res.StatusCode == 422 && c.uac.tries < 2 && c.timer.raise(res):
		c.uac.tries++
		c.remoteTag = ""
		c.sendInvite(req.Body())
	case c.uac.cancel != "":
		c.end(Event{Cause: c.uac.cancel, Code: res.StatusCode})
	case res.StatusCode == 488 || res.StatusCode == 606:
		c.end(Event{Cause: CauseNoMedia, Code: res.StatusCode, ByPeer: true})
	case res.StatusCode == 408 || res.StatusCode == 480:
		c.end(Event{Cause: CauseNoAnswer, Code: res.StatusCode, ByPeer: true})
	default:
		c.end(Event{Cause: CauseRejected, Code: res.StatusCode, ByPeer: true})
	}
}

// retry sends the INVITE again with credentials, once.
func (c *Call) retry(req *sgo.Request, res *sgo.Response) bool {
	if c.uac.tries > 0 || c.uac.cancel != "" {
		return false
	}
	again := c.request(sgo.INVITE, 0)
	for _, name := range []string{"Allow", "Supported", "Session-Expires", "Min-SE"} {
		if h := req.GetHeader(name); h != nil {
			again.AppendHeader(sgo.HeaderClone(h))
		}
	}
	c.addHeaders(again)
	withSDP(again, req.Body())
	if !c.uac.creds.apply(again, res) {
		return false
	}
	c.uac.tries++
	c.remoteTag = ""
	c.begin(again)
	return true
}

func (c *Call) onAccepted(res *sgo.Response) {
	tag, _ := res.To().Params.Get("tag")
	c.learn(res, tag)
	c.confirmAccepted(res)
	c.uac.limit.Stop()
	if c.uac.cancel != "" || c.hangup != "" { // the answer crossed our CANCEL
		c.bye()
		c.end(Event{Cause: c.uac.cancel})
		return
	}
	if len(res.Body()) > 0 {
		if c.media.Accept(res.Body()) != nil {
			c.bye()
			c.end(Event{Cause: CauseNoMedia})
			return
		}
	} else if !c.uac.early {
		c.bye()
		c.end(Event{Cause: CauseNoMedia})
		return
	}
	c.state = stateUp
	c.answered()
	c.timer.agreed(res)
	c.startTimer()
	c.events(Event{Kind: Answered, Code: res.StatusCode})
}

// confirmAccepted sends ACK and keeps it for when it was lost.
func (c *Call) confirmAccepted(res *sgo.Response) {
	seq := res.CSeq().SeqNo
	c.uac.ackFor, c.uac.ack = seq, c.request(sgo.ACK, seq)
	c.write(c.uac.ack)
}

// cancel gives up a call that was not answered.
func (c *Call) cancel(cause Cause) {
	if c.uac.cancel != "" {
		return
	}
	c.uac.cancel = cause
	if c.uac.gotReply {
		c.sendCancel()
	} // otherwise with the first response (RFC 3261 section 9.1), or when the transaction times out
	if cause == CauseShutdown {
		c.end(Event{Cause: cause})
	}
}

func (c *Call) sendCancel() {
	if c.uac.canceled {
		return
	}
	c.uac.canceled = true
	c.do(cancelOf(c.uac.req), func(*sgo.Response) {})
	c.uac.limit = c.after(ackTimeout, func() { // no end came, not even of the INVITE
		if c.state == stateEarly {
			c.end(Event{Cause: c.uac.cancel})
		}
	})
}

// cancelOf is the CANCEL of an INVITE.
func cancelOf(invite *sgo.Request) *sgo.Request {
	req := sgo.NewRequest(sgo.CANCEL, invite.Recipient)
	req.AppendHeader(sgo.HeaderClone(invite.Via()))
	for _, h := range invite.GetHeaders("Route") {
		req.AppendHeader(sgo.HeaderClone(h))
	}
	for _, name := range []string{"From", "To", "Call-ID"} {
		req.AppendHeader(sgo.HeaderClone(invite.GetHeader(name)))
	}
	req.AppendHeader(&sgo.CSeqHeader{SeqNo: invite.CSeq().SeqNo, MethodName: sgo.CANCEL})
	forwards := sgo.MaxForwardsHeader(70)
	req.AppendHeader(&forwards)
	req.SetTransport(invite.Transport())
	req.SetDestination(invite.Destination())
	req.Laddr = invite.Laddr
	req.SetBody(nil)
	return req
}
