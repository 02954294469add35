package sip

import (
	"fmt"
	"net/url"

	sgo "github.com/emiago/sipgo/sip"
)

// referral is a REFER that the peer sent and waits for news of.
type referral struct {
	active bool
	id     string
}

// onRefer tells the owner where the peer wants to be, and accepts; NotifyRefer tells what became of it.
func (c *Call) onRefer(req *sgo.Request, tx *sgo.ServerTx) {
	to := req.ReferTo()
	if to == nil || to.Address.Host == "" || len(req.GetHeaders("Refer-To")) != 1 {
		c.reply(tx, req, 400, "One Refer-To Is Expected")
		return
	}
	if c.state != stateUp || c.refer.active {
		c.reply(tx, req, 491, "Request Pending")
		return
	}
	e := Event{Kind: Refer, Target: *to.Address.Clone()}
	if raw, ok := e.Target.Headers.Get("Replaces"); ok {
		text, err := url.PathUnescape(raw)
		if err == nil {
			var r Replaces
			if r, err = ParseReplaces(text); err == nil {
				e.Replaces = &r
			}
		}
		if err != nil {
			c.reply(tx, req, 400, "Bad Replaces")
			return
		}
	}
	c.refer = referral{active: true, id: fmt.Sprint(req.CSeq().SeqNo)}
	c.reply(tx, req, 202, "Accepted")
	c.notify(100, "Trying", false)
	c.events(e)
}

// NotifyRefer tells the peer what became of its transfer: 200 for success, or another final status.
func (c *Call) NotifyRefer(code int) {
	c.post(func() {
		reason := reasons[code]
		if code == 200 {
			reason = "OK"
		}
		if c.refer.active && c.state == stateUp {
			c.notify(code, reason, true)
			c.refer.active = false
		}
	})
}

func (c *Call) notify(code int, reason string, final bool) {
	req := c.request(sgo.NOTIFY, 0)
	state := "active;expires=60"
	if final {
		state = "terminated;reason=noresource"
	}
	req.AppendHeader(sgo.NewHeader("Event", "refer;id="+c.refer.id))
	req.AppendHeader(sgo.NewHeader("Subscription-State", state))
	req.RemoveHeader("Content-Length")
	req.AppendHeader(sgo.NewHeader("Content-Type", "message/sipfrag;version=2.0"))
	req.SetBody(fmt.Appendf(nil, "SIP/2.0 %d %s\r\n", code, reason))
	c.do(req, func(*sgo.Response) {})
}

// onNotify takes news about a REFER of ours; the exchange sends none, so there is nothing to learn.
func (c *Call) onNotify(req *sgo.Request, tx *sgo.ServerTx) { c.reply(tx, req, 481, "No Subscription") }
