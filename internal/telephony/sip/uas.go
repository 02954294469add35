package sip

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

// uas is what an incoming call keeps until it stands, and any of our answers until it is confirmed.
type uas struct {
	req      *sgo.Request
	tx       *sgo.ServerTx
	canceled atomic.Bool
	offer    bool // our 2xx holds an offer; the answer comes with ACK
	answer   []byte

	ok       *sgo.Response // the 2xx that waits for ACK
	okTx     *sgo.ServerTx
	okSeq    uint32
	timer    timer.Timer // sends it again
	limit    timer.Timer // gives up
	interval time.Duration

	rseq          uint32 // of the reliable provisional response that waits for PRACK, RFC 3262
	prack         *sgo.Response
	prackTimer    timer.Timer
	prackInterval time.Duration
}

// incoming makes a call of an INVITE that was let in.
func (s *Stack) incoming(req *sgo.Request, tx *sgo.ServerTx, trunk *Trunk, user string, replaced *Call) {
	c := newCall(s, string(*req.CallID()), randomTag())
	c.incoming, c.trunk, c.user, c.replaced = true, trunk, user, replaced
	c.from, c.to, c.display = req.From().Address, req.To().Address, ""
	c.local, c.remote = c.to, c.from
	c.remoteTag, _ = req.From().Params.Get("tag")
	c.peerTag = c.remoteTag
	c.target = *req.Contact().Address.Clone()
	c.routes = routesOf(req.GetHeaders("Record-Route"), false)
	c.hop = s.hopOf(req)
	c.peerSeq = req.CSeq().SeqNo
	c.offered = req.Body()
	c.uas.req, c.uas.tx = req, tx
	c.allows = methods(req)
	c.timer.heed(req)
	if !c.start() {
		s.respond(tx, req, 503, "Service Unavailable")
		return
	}
	gone := func() { c.post(func() { c.end(Event{Cause: CauseCanceled, ByPeer: true}) }) }
	if !tx.OnCancel(func(*sgo.Request) { c.uas.canceled.Store(true); gone() }) {
		c.uas.canceled.Store(true)
		gone()
		return
	}
	c.post(func() { s.cfg.Incoming(c) })
}

func methods(msg interface{ GetHeader(string) sgo.Header }) string {
	if h := msg.GetHeader("Allow"); h != nil {
		return strings.ToUpper(h.Value())
	}
	return ""
}

// finalTx answers the first INVITE, unless it was canceled already.
func (c *Call) respondFirst(res *sgo.Response) bool {
	if c.uas.canceled.Load() {
		return false
	}
	c.stack.send(c.uas.tx, res)
	return true
}

// Ring tells the caller that somebody is being called.
func (c *Call) Ring() {
	c.post(func() {
		if c.incoming && c.state == stateEarly {
			c.respondFirst(c.response(c.uas.req, 180, "Ringing", nil))
		}
	})
}

// Progress lets the caller hear us before the call is answered: 183 with our answer, made reliable if the peer can.
func (c *Call) Progress() {
	c.post(func() {
		if !c.incoming || c.state != stateEarly || c.uas.answer != nil || len(c.offered) == 0 {
			return
		}
		answer, err := c.answerOffer(c.offered)
		if err != nil {
			c.reject(488, CauseNoMedia)
			return
		}
		c.uas.answer = answer
		res := c.response(c.uas.req, 183, "Session Progress", answer)
		if !has(c.uas.req, "Supported", "100rel") && !has(c.uas.req, "Require", "100rel") {
			c.respondFirst(res)
			return
		}
		c.uas.rseq = uint32(time.Now().UnixNano())&0x7fffff | 1
		res.AppendHeader(sgo.NewHeader("Require", "100rel"))
		res.AppendHeader(sgo.NewHeader("RSeq", strconv.FormatUint(uint64(c.uas.rseq), 10)))
		c.uas.prack, c.uas.prackInterval = res, t1
		c.respondFirst(res)
		c.repeatProvisional()
		c.uas.limit = c.after(ackTimeout, func() {
			if c.uas.prack != nil && c.state == stateEarly {
				c.reject(504, CauseProtocol)
			}
		})
	})
}

func (c *Call) repeatProvisional() {
	c.uas.prackTimer = c.after(c.uas.prackInterval, func() {
		if c.uas.prack == nil || c.state != stateEarly || !c.respondFirst(c.uas.prack) {
			return
		}
		c.uas.prackInterval *= 2
		c.repeatProvisional()
	})
}

// onPrack ends the repetitions of a provisional response. RAck is its RSeq and the INVITE's CSeq.
func (c *Call) onPrack(req *sgo.Request, tx *sgo.ServerTx) {
	h := req.GetHeader("RAck")
	var rseq, cseq uint32
	var method string
	if h == nil || c.uas.prack == nil {
		c.reply(tx, req, 481, "Nothing To Acknowledge")
		return
	}
	if n, err := fmt.Sscanf(h.Value(), "%d %d %s", &rseq, &cseq, &method); n != 3 || err != nil || rseq != c.uas.rseq || method != "INVITE" {
		c.reply(tx, req, 481, "Nothing To Acknowledge")
		return
	}
	c.uas.prack = nil
	for _, t := range []timer.Timer{c.uas.prackTimer, c.uas.limit} {
		if t != nil {
			t.Stop()
		}
	}
	c.reply(tx, req, 200, "OK")
}

// Answer takes the call. Without an offer in the INVITE our 200 makes one.
func (c *Call) Answer() {
	c.post(func() {
		if !c.incoming || c.state != stateEarly {
			return
		}
		sdp := c.uas.answer
		var err error
		switch {
		case sdp != nil:
		case len(c.offered) > 0:
			sdp, err = c.answerOffer(c.offered)
		case c.media == nil:
			err = errNoMedia
		default:
			c.uas.offer = true
			sdp, err = c.media.Offer()
		}
		if err != nil {
			c.reject(488, CauseNoMedia)
			return
		}
		if c.uas.canceled.Load() {
			return
		}
		c.uas.prack = nil
		res := c.response(c.uas.req, 200, "OK", sdp)
		res.AppendHeader(sgo.NewHeader("Allow", allow))
		res.AppendHeader(sgo.NewHeader("Supported", supported))
		c.timer.answer(c.uas.req, res)
		c.state = stateAnswered
		c.answered()
		c.confirm(c.uas.tx, res)
	})
}

// Reject refuses an incoming call that was not answered.
func (c *Call) Reject(code int) {
	c.post(func() {
		if c.incoming && c.state == stateEarly {
			c.reject(code, CauseRejected)
		}
	})
}

var reasons = map[int]string{
	400: "Bad Request", 403: "Forbidden", 404: "Not Found", 408: "Request Timeout", 480: "Temporarily Unavailable", 486: "Busy Here",
	481: "Call/Transaction Does Not Exist", 488: "Not Acceptable Here", 491: "Request Pending", 503: "Service Unavailable", 504: "Server Time-out", 603: "Decline",
}

func (c *Call) reject(code int, cause Cause) {
	reason := reasons[code]
	if reason == "" {
		reason = "Refused"
	}
	c.respondFirst(c.response(c.uas.req, code, reason, nil))
	c.end(Event{Cause: cause, Code: code})
}

// confirm sends a 2xx until ACK comes; after 64 T1 (32 s) without one it says goodbye (RFC 3261 section 13.3.1.4).
func (c *Call) confirm(tx *sgo.ServerTx, ok *sgo.Response) {
	c.uas.ok, c.uas.okTx, c.uas.okSeq, c.uas.interval = ok, tx, ok.CSeq().SeqNo, t1
	c.stack.send(tx, ok)
	c.repeatOK(ok)
	c.uas.limit = c.after(ackTimeout, func() {
		if c.uas.ok == ok {
			c.bye()
			c.end(Event{Cause: CauseNoAck})
		}
	})
}

func (c *Call) repeatOK(ok *sgo.Response) {
	c.uas.timer = c.after(c.uas.interval, func() {
		if c.uas.ok != ok {
			return
		}
		if err := c.uas.okTx.Respond(ok); err != nil {
			c.stack.log("sip: an answer was not sent again", "err", err)
		}
		c.uas.interval = min(2*c.uas.interval, t2)
		c.repeatOK(ok)
	})
}

// onAck confirms our last 2xx.
func (c *Call) onAck(req *sgo.Request) {
	if c.uas.ok == nil || req.CSeq().SeqNo != c.uas.okSeq {
		return
	}
	c.uas.ok = nil
	c.uas.timer.Stop()
	c.uas.limit.Stop()
	asked := c.uas.offer
	if asked {
		c.uas.offer = false
		if c.media.Accept(req.Body()) != nil {
			c.bye()
			c.end(Event{Cause: CauseNoMedia})
			return
		}
	}
	if c.state != stateAnswered {
		if asked {
			c.events(Event{Kind: Changed})
		}
		return
	}
	c.state = stateUp
	if c.hangup != "" {
		c.hang(c.hangup)
		return
	}
	c.startTimer()
	c.events(Event{Kind: Answered})
}

// has tells whether a header that lists words holds one.
func has(msg interface{ GetHeaders(string) []sgo.Header }, header, word string) bool {
	for _, h := range msg.GetHeaders(header) {
		for w := range strings.SplitSeq(h.Value(), ",") {
			if strings.EqualFold(strings.TrimSpace(w), word) {
				return true
			}
		}
	}
	return false
}
