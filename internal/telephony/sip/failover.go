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
	if c.trunk == nil || c.state != stateEarly {
		return
	}
	c.uac.silence = c.after(peerSilence, func() {
		if c.state != stateEarly || c.uac.req != invite || c.uac.gotReply {
			return
		}
		if _, _, _, ok := c.trunk.route(c.uac.number, append(c.uac.tried, c.uac.peer)...); ok && c.nextPeer(invite) {
			c.uac.left = append(c.uac.left, invite)
		}
	})
}

// nextPeer sends the INVITE to the next peer of the trunk, after one that is out of service (503) or says nothing, and
// takes that one as down. It tells false when somebody is being called already, the call was given up, or there is no
// other peer.
func (c *Call) nextPeer(invite *sgo.Request) bool {
	if c.trunk == nil || c.uac.rang {
		return false
	}
	c.uac.silence.Stop()
	c.trunk.failed(c.uac.peer)
	c.uac.tried = append(c.uac.tried, c.uac.peer)
	to, by, peer, ok := c.trunk.route(c.uac.number, c.uac.tried...)
	if !ok || c.uac.cancel != "" {
		return false
	}
	c.target, c.hop, c.routes, c.uac.peer = to, by, nil, peer
	c.uac.tries, c.uac.gotReply = 0, false
	c.sendInvite(invite.Body())
	return true
}

// tooLate cancels an INVITE whose peer speaks up after the call went to another.
func (c *Call) tooLate(invite *sgo.Request) {
	if at := slices.Index(c.uac.left, invite); at >= 0 {
		c.uac.left = slices.Delete(c.uac.left, at, at+1)
		c.do(cancelOf(invite), func(*sgo.Response) {})
	}
}
