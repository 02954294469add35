package sip

import (
	"math/rand/v2"
	"strings"
	"time"

	sgo "github.com/emiago/sipgo/sip"

	"onedoor/internal/telephony/timer"
)

// renewal is an INVITE or UPDATE of ours within the dialog.
type renewal struct {
	pending bool
	wanted  bool // once more, when the pending one has ended
	tries   int
	timer   timer.Timer
	refresh bool
}

// onReinvite takes a new offer within the dialog: hold, another address, or only a refresh.
func (c *Call) onReinvite(req *sgo.Request, tx *sgo.ServerTx) {
	switch {
	case c.again.pending || c.state == stateEarly && !c.incoming:
		c.reply(tx, req, 491, "Request Pending")
		return
	case c.state != stateUp || c.uas.ok != nil:
		res := c.response(req, 500, "Still Busy With The Last One", nil)
		res.AppendHeader(sgo.NewHeader("Retry-After", "2"))
		c.stack.send(tx, res)
		return
	}
	var sdp []byte
	var err error
	if body := req.Body(); len(body) > 0 {
		sdp, err = c.answerOffer(body)
	} else {
		c.uas.offer = true
		sdp, err = c.media.Offer()
	}
	if err != nil {
		c.uas.offer = false
		c.reply(tx, req, 488, "Not Acceptable Here")
		return
	}
	c.retarget(req)
	c.timer.heed(req)
	res := c.response(req, 200, "OK", sdp)
	c.timer.answer(req, res)
	c.confirm(tx, res)
	c.startTimer()
	if !c.uas.offer { // else it is known with the ACK what the peer wants
		c.events(Event{Kind: Changed})
	}
}

func (c *Call) onUpdate(req *sgo.Request, tx *sgo.ServerTx) {
	if c.again.pending {
		c.reply(tx, req, 491, "Request Pending")
		return
	}
	var sdp []byte
	if body := req.Body(); len(body) > 0 {
		var err error
		if sdp, err = c.answerOffer(body); err != nil {
			c.reply(tx, req, 488, "Not Acceptable Here")
			return
		}
	}
	c.retarget(req)
	c.timer.heed(req)
	res := c.response(req, 200, "OK", sdp)
	c.timer.answer(req, res)
	c.stack.send(tx, res)
	if c.state == stateUp {
		c.startTimer()
	}
	if sdp != nil {
		c.events(Event{Kind: Changed})
	}
}

// retarget follows the peer to a new contact or connection.
func (c *Call) retarget(req *sgo.Request) {
	if contact := req.Contact(); contact != nil {
		c.target = *contact.Address.Clone()
	}
	if len(c.routes) == 0 || c.hop.connection != 0 {
		c.hop = c.stack.hopOf(req)
	}
}

// Renew offers the peer the present state of our media again: after hold, or after its signalling moved.
func (c *Call) Renew() {
	c.post(func() { c.renew(false) })
}

func (c *Call) renew(refresh bool) {
	if c.state != stateUp {
		return
	}
	if c.again.pending || c.uas.ok != nil {
		c.again.wanted = c.again.wanted || !refresh
		return
	}
	c.again.pending, c.again.refresh = true, refresh
	if refresh && strings.Contains(c.allows, "UPDATE") {
		req := c.request(sgo.UPDATE, 0)
		c.timer.offer(req)
		c.do(req, func(res *sgo.Response) { c.renewed(res) })
		return
	}
	sdp, err := c.media.Offer()
	if err != nil {
		c.again.pending = false
		return
	}
	c.uac.headers = nil
	c.sendInvite(sdp)
}

func (c *Call) onReinviteFinal(_ *sgo.Request, res *sgo.Response) {
	if res != nil && res.IsSuccess() {
		if contact := res.Contact(); contact != nil {
			c.target = *contact.Address.Clone()
		}
		c.confirmAccepted(res)
		if c.media.Accept(res.Body()) != nil && len(res.Body()) > 0 {
			c.bye()
			c.end(Event{Cause: CauseNoMedia})
			return
		}
	}
	c.renewed(res)
}

// renewed takes the end of a renewal. The dialog is gone if the peer does not know it or says nothing (RFC 3261
// section 12.2.1.2); 491 is tried again after a moment; with any other refusal the call goes on as it was.
func (c *Call) renewed(res *sgo.Response) {
	if c.state != stateUp {
		return
	}
	again := c.again
	c.again = renewal{tries: again.tries}
	switch {
	case res == nil || res.StatusCode == 408 || res.StatusCode == 481:
		cause := CauseLost
		if again.refresh {
			cause = CauseExpired
		}
		c.bye()
		c.end(Event{Cause: cause})
		return
	case res.StatusCode == 491 && again.tries < 5:
		c.again.tries++
		pause := time.Duration(rand.IntN(200)) * 10 * time.Millisecond
		if !c.incoming {
			pause += 2100 * time.Millisecond // who owns the Call-ID waits longer, RFC 3261 section 14.1
		}
		c.again.timer = c.after(pause, func() { c.renew(again.refresh) })
		return
	case res.StatusCode == 422 && again.tries < 2 && c.timer.raise(res):
		c.again.tries++
		c.renew(again.refresh)
		return
	}
	c.again.tries = 0
	if res.IsSuccess() {
		c.timer.agreed(res)
		c.startTimer()
	}
	if again.wanted {
		c.renew(false)
	}
}

// move points the dialog to a new connection of the same account, after a browser's socket dropped in mid-call.
func (c *Call) move(to binding) {
	c.post(func() {
		if c.state == stateEnded || c.hop == to.hop {
			return
		}
		c.hop, c.target = to.hop, to.contact
		c.events(Event{Kind: Moved})
	})
}

// onInfo takes keys of old phones: application/dtmf-relay or application/dtmf.
func (c *Call) onInfo(req *sgo.Request, tx *sgo.ServerTx) {
	kind := ""
	if h := req.ContentType(); h != nil {
		kind = strings.ToLower(h.Value())
	}
	key, ok := infoKey(kind, string(req.Body()))
	switch {
	case ok:
		c.reply(tx, req, 200, "OK")
		c.events(Event{Kind: KeyPressed, Key: key})
	case len(req.Body()) == 0:
		c.reply(tx, req, 200, "OK")
	default:
		c.reply(tx, req, 415, "Unsupported Media Type")
	}
}

func infoKey(kind, body string) (byte, bool) {
	text := ""
	switch kind {
	case "application/dtmf":
		text = strings.TrimSpace(body)
	case "application/dtmf-relay":
		for line := range strings.Lines(body) {
			if name, value, ok := strings.Cut(line, "="); ok && strings.EqualFold(strings.TrimSpace(name), "Signal") {
				text = strings.TrimSpace(value)
			}
		}
	}
	switch text {
	case "10":
		text = "*"
	case "11":
		text = "#"
	}
	if len(text) != 1 || strings.IndexByte("0123456789*#ABCD", text[0]) < 0 {
		return 0, false
	}
	return text[0], true
}
