package sip

import (
	"strings"
	"testing"
	"time"

	sgo "github.com/emiago/sipgo/sip"
)

func TestHoldAndGlare(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	c := p.up()
	hold := p.send("INVITE", description+"a=sendonly\r\n")
	p.status(200)
	p.send("INVITE", description) // before ACK
	if res := p.status(500); res.GetHeader("Retry-After") == nil {
		t.Errorf("%s", res)
	}
	p.sendAs("ACK", hold, "")
	k.event(Changed)
	waitFor(t, "ACK was taken", func() bool {
		confirmed := make(chan bool, 1)
		c.Do(func() { confirmed <- c.uas.ok == nil })
		return <-confirmed
	})
	k.media.mu.Lock()
	k.media.refuse = true
	k.media.mu.Unlock()
	p.send("INVITE", description)
	p.status(488) // and the call goes on
	k.media.mu.Lock()
	k.media.refuse = false
	k.media.mu.Unlock()
	c.Renew()
	ours := p.request(sgo.INVITE)
	p.send("INVITE", description)
	p.status(491)
	p.answer(ours, 491, "")
	settle(c)
	waitFor(t, "491 was taken", func() bool {
		again := false
		done := make(chan struct{})
		c.Do(func() { again = c.again.timer != nil; close(done) })
		<-done
		return again
	})
	k.clock.Advance(2 * time.Second)
	ours = p.request2(sgo.INVITE)
	p.answer(ours, 200, description)
	p.ack()
	p.seq = 0
	p.sendAs("BYE", 1, "") // a number that was used up long ago
	p.status(500)
	p.sendAs("BYE", 99, "")
	p.status(200)
	if e := k.event(Ended); e.Cause != CauseNormal || !e.ByPeer {
		t.Errorf("%+v", e)
	}
}

// request2 is request, past the ACK of a refused one.
func (p *peer) request2(method sgo.RequestMethod) *sgo.Request {
	p.t.Helper()
	for {
		if req, ok := p.next().(*sgo.Request); ok && req.Method == method && !p.seen[req.Via().Params.GetOr("branch", "")+string(method)] {
			return req
		}
	}
}

// TestHoldByAnswer: who asks us to offer says with the ACK whether it wants to hear us.
func TestHoldByAnswer(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	p.up()
	hold := p.send("INVITE", "")
	p.status(200)
	select {
	case e := <-k.events:
		t.Errorf("before the answer: %+v", e)
	default:
	}
	p.sendAs("ACK", hold, description+"a=sendonly\r\n")
	k.event(Changed)
}

func TestRefer(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	c := p.up()
	p.send("REFER", "", "Refer-To: <sip:1002@127.0.0.1?Replaces=abc%40host%3Bto-tag%3Dx%3Bfrom-tag%3Dy>")
	p.status(202)
	notify := p.request(sgo.NOTIFY)
	if string(notify.Body()) != "SIP/2.0 100 Trying\r\n" {
		t.Errorf("%s", notify)
	}
	p.answer(notify, 200, "")
	e := k.event(Refer)
	if e.Target.User != "1002" || e.Replaces == nil || *e.Replaces != (Replaces{CallID: "abc@host", ToTag: "x", FromTag: "y"}) {
		t.Errorf("%+v %+v", e, e.Replaces)
	}
	p.send("REFER", "", "Refer-To: <sip:1003@127.0.0.1>")
	p.status(491)
	c.NotifyRefer(200)
	notify = p.request(sgo.NOTIFY)
	if string(notify.Body()) != "SIP/2.0 200 OK\r\n" || !strings.HasPrefix(notify.GetHeader("Subscription-State").Value(), "terminated") {
		t.Errorf("%s", notify)
	}
	p.answer(notify, 200, "")
	for _, bad := range [][]string{nil, {"Refer-To: <sip:1@x?Replaces=%zz>"}, {"Refer-To: <sip:1@x?Replaces=a>"}, {"Refer-To: <sip:1@x>", "Refer-To: <sip:2@x>"}} {
		p.send("REFER", "", bad...)
		p.status(400)
	}
}

// TestReplaces: an INVITE may take the place of a dialog that it names by Call-ID and both tags (RFC 3891 section 3).
func TestReplaces(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	first, second, early := k.peer(ip), k.peer(ip), k.peer(ip)
	c := first.up()
	early.send("INVITE", description)
	rings := <-k.calls
	rings.Ring()
	early.status(180)
	named := func(id, to, from, more string) string {
		return "Replaces: " + id + ";to-tag=" + to + ";from-tag=" + from + more
	}
	for name, bad := range map[string]struct {
		headers []string
		code    int
	}{
		"nobody's":        {[]string{named("nobody", "1", "2", "")}, 481},
		"another peer's":  {[]string{named(c.ID(), c.LocalTag(), "other", "")}, 481},
		"tags reversed":   {[]string{named(c.ID(), "peer", c.LocalTag(), "")}, 481},
		"rings with us":   {[]string{named(rings.ID(), rings.LocalTag(), "peer", "")}, 481},
		"only if it rang": {[]string{named(c.ID(), c.LocalTag(), "peer", ";early-only")}, 486},
		"no tags":         {[]string{"Replaces: " + c.ID()}, 400},
		"two":             {[]string{named(c.ID(), c.LocalTag(), "peer", ""), named(c.ID(), c.LocalTag(), "peer", "")}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			second.tag, second.id = "", randomCallID()
			second.send("INVITE", description, append(bad.headers, "Require: replaces")...)
			second.status(bad.code)
		})
	}
	second.tag, second.id = "", randomCallID()
	second.send("INVITE", description, "Require: replaces", named(c.ID(), c.LocalTag(), "peer", ""))
	if got := (<-k.calls).Replaced(); got != c {
		t.Errorf("replaces %v", got)
	}
	for _, r := range []Replaces{{CallID: c.ID(), ToTag: c.LocalTag(), FromTag: "peer"}, {CallID: c.ID(), ToTag: "peer", FromTag: c.LocalTag()}} {
		if k.FindReplaced(r) != c {
			t.Errorf("%+v is not found", r)
		}
		if r.CallID = "other"; k.FindReplaced(r) != nil {
			t.Errorf("%+v is found", r)
		}
	}
	if k.FindReplaced(Replaces{CallID: c.ID(), ToTag: c.LocalTag(), FromTag: "other"}) != nil {
		t.Error("found by one tag alone")
	}
}

func TestInfoKeys(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	p.up()
	p.send("INFO", "Signal=5\r\nDuration=160\r\n", "Content-Type: application/dtmf-relay")
	p.status(200)
	if e := k.event(KeyPressed); e.Key != '5' {
		t.Errorf("%q", e.Key)
	}
	p.send("INFO", "Signal=rubbish", "Content-Type: application/dtmf-relay")
	p.status(415)
}
