package sip

import (
	"slices"
	"time"

	sgo "github.com/emiago/sipgo/sip"
)

// peerSilence is how long a trunk's peer may say nothing at all to an INVITE, not even 100, while another peer is up.
// Without another one it has until the transaction times out, 32 s.
const peerSilence = 6 * time.Second

// listenForPeer gives the call to the next peer if this one says nothing.
func (c *Call) listenForPeer(invite *sgo.Request) {
	if c.uac.trunk == nil || c.state != stateEarly {
		return
	}
	c.uac.silence = c.after(peerSilence, func() {
		if c.state != stateEarly || c.uac.req != invite || c.uac.gotReply {
			return
		}
		if c.another() && c.nextPeer(invite) {
			c.uac.left = append(c.uac.left, invite)
		}
	})
}

// another tells whether there is anybody else to try.
func (c *Call) another() bool {
	_, _, _, ok := c.uac.trunk.route(c.uac.number, append(slices.Clone(c.uac.tried), c.uac.peer)...)
	return ok || c.stack.trunkAfter(c.uac.trunk) != nil
}

// nextPeer sends the INVITE to the next peer of the trunk, or of the next trunk, after one that is out of service (503) or
// says nothing, and takes that one as down. It tells false when somebody is being called already, the call was given up,
// or there is no other peer.
func (c *Call) nextPeer(invite *sgo.Request) bool {
	if c.uac.trunk == nil || c.uac.rang {
		return false
	}
	c.uac.silence.Stop()
	c.uac.trunk.failed(c.uac.peer)
	c.uac.tried = append(c.uac.tried, c.uac.peer)
	to, by, peer, ok := c.uac.trunk.route(c.uac.number, c.uac.tried...)
	for !ok {
		next := c.stack.trunkAfter(c.uac.trunk)
		if next == nil {
			return false
		}
		c.goBy(next)
		to, by, peer, ok = next.route(c.uac.number)
	}
	if c.uac.cancel != "" {
		return false
	}
	c.target, c.hop, c.routes, c.uac.peer = to, by, nil, peer
	c.uac.tries, c.uac.gotReply = 0, false
	c.sendInvite(invite.Body())
	return true
}

// goBy moves the call to another trunk. A call that showed the first one's own number shows that of the next, which may
// know no other.
func (c *Call) goBy(next *Trunk) {
	if c.local.User == c.uac.trunk.Caller() && next.Caller() != "" {
		c.local.User = next.Caller()
	}
	domain := next.cfg.Domain
	if domain == "" {
		domain = c.stack.cfg.Advertise.String()
	}
	c.local.Host, c.remote.Host = domain, domain
	c.uac.trunk, c.uac.tried, c.uac.creds = next, nil, credentials{next.cfg.User, next.cfg.Password}
}

// trunkAfter is the next trunk, in the order in which they were added, by which a call can go out; nil: there is none.
func (s *Stack) trunkAfter(t *Trunk) *Trunk {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.Index(s.trunks, t)
	if i := slices.IndexFunc(s.trunks[at+1:], (*Trunk).Up); at >= 0 && i >= 0 {
		return s.trunks[at+1+i]
	}
	return nil
}

// tooLate cancels an INVITE whose peer speaks up after the call went to another.
func (c *Call) tooLate(invite *sgo.Request) {
	if at := slices.Index(c.uac.left, invite); at >= 0 {
		c.uac.left = slices.Delete(c.uac.left, at, at+1)
		c.do(cancelOf(invite), func(*sgo.Response) {})
	}
}
