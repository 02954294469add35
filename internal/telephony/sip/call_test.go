package sip

import (
	"strings"
	"testing"
	"time"

	sgo "github.com/emiago/sipgo/sip"
)

const ip = "127.0.0.2"

// TestAnswerIsRepeated: without ACK the 200 comes after 0.5, 1, 2, 4, 4, … seconds again, and BYE after 32.
func TestAnswerIsRepeated(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	p.send("INVITE", description)
	c := <-k.calls
	c.Answer()
	p.status(200)
	for _, pause := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second, 4 * time.Second} {
		settle(c)
		k.clock.Advance(pause - time.Millisecond)
		settle(c)
		k.clock.Advance(time.Millisecond)
		p.status(200) // one each; that none came before is told by the count below
	}
	settle(c)
	k.clock.Advance(32*time.Second - 15500*time.Millisecond)
	for n := 0; ; n++ {
		m := p.next()
		if req, ok := m.(*sgo.Request); ok {
			if req.Method != sgo.BYE || n > 5 {
				t.Fatalf("%s after %d more answers", req.StartLine(), n)
			}
			p.answer(req, 200, "")
			break
		}
	}
	if e := k.event(Ended); e.Cause != CauseNoAck || k.Calls() != 0 {
		t.Errorf("%+v, %d calls", e, k.Calls())
	}
}

// settle waits until a call has done what was posted before.
func settle(c *Call) {
	done := make(chan struct{})
	c.Do(func() { close(done) })
	select {
	case <-done:
	case <-c.Done():
	}
}

func TestSessionTimerOfPeer(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	c := p.up("Supported: timer", "Session-Expires: 120;refresher=uac")
	k.clock.Advance(87 * time.Second)
	p.send("UPDATE", "", "Supported: timer", "Session-Expires: 120;refresher=uac") // in time
	if res := p.status(200); res.GetHeader("Session-Expires").Value() != "120;refresher=uac" {
		t.Errorf("%s", res)
	}
	settle(c)
	k.clock.Advance(87 * time.Second)
	settle(c)
	if k.Calls() != 1 {
		t.Fatal("the call ended in spite of the refresh")
	}
	k.clock.Advance(time.Second) // 120 - 32
	p.answer(p.request(sgo.BYE), 200, "")
	if e := k.event(Ended); e.Cause != CauseExpired {
		t.Errorf("%+v", e)
	}
}

// TestSessionTimerOurs: a peer that knows no session timers is asked at half of the interval whether it is there.
func TestSessionTimerOurs(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	c := p.up("Allow: INVITE, ACK, BYE, UPDATE")
	for range 2 {
		waitFor(t, "the next interval", func() bool { settle(c); return k.clock.Waiting() > 0 })
		k.clock.Advance(sessionExpires / 2 * time.Second)
		p.answer(p.request(sgo.UPDATE), 200, "")
	}
	waitFor(t, "the next interval", func() bool { settle(c); return k.clock.Waiting() > 0 })
	k.clock.Advance(sessionExpires / 2 * time.Second)
	p.answer(p.request(sgo.UPDATE), 481, "")
	p.answer(p.request(sgo.BYE), 481, "")
	if e := k.event(Ended); e.Cause != CauseExpired {
		t.Errorf("%+v", e)
	}
}

func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}

func TestSessionTimerTooShort(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	p.send("INVITE", description, "Supported: timer", "Session-Expires: 30")
	if res := p.status(422); res.GetHeader("Min-SE").Value() != "90" {
		t.Errorf("%s", res)
	}
}

// TestReliableProgress: 183 is sent again until PRACK, which must name it.
func TestReliableProgress(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	invite := p.send("INVITE", description, "Supported: 100rel")
	c := <-k.calls
	c.Progress()
	first := p.status(183)
	settle(c)
	k.clock.Advance(500 * time.Millisecond)
	second := p.status(183)
	rseq := first.GetHeader("RSeq").Value()
	if second.GetHeader("RSeq").Value() != rseq || len(first.Body()) == 0 {
		t.Fatalf("%s\n%s", first, second)
	}
	p.send("PRACK", "", "RAck: 1 1 INVITE")
	p.status(481)
	p.send("PRACK", "", "RAck: "+rseq+" 1 INVITE")
	p.status(200)
	settle(c)
	k.clock.Advance(30 * time.Second)
	c.Answer()
	p.status(200) // and no 183 before
	p.sendAs("ACK", invite, "")
	k.event(Answered)
	if k.media.answered != 1 {
		t.Errorf("the offer was answered %d times", k.media.answered)
	}
}

// TestOutgoing: early media is acknowledged once, however often it comes; the answer is confirmed, again if it is repeated.
func TestOutgoing(t *testing.T) {
	k := newKit(t, nil)
	p := k.peer(ip)
	trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: []string{p.addr()}})
	p.answer(p.request(sgo.OPTIONS), 200, "")
	c, err := k.Call(Dial{Trunk: trunk, Number: "13900000000", From: "12345"}, func(e Event) { k.events <- e }, func(*Call, string) (Media, error) { return k.media, nil })
	if err != nil {
		t.Fatal(err)
	}
	invite := p.request(sgo.INVITE)
	if invite.Recipient.User != "13900000000" || invite.From().Address.User != "12345" || len(invite.Body()) == 0 {
		t.Errorf("%s", invite)
	}
	p.answer(invite, 180, "")
	k.event(Ringing)
	for range 2 {
		p.answer(invite, 183, description, "Require: 100rel", "RSeq: 77")
	}
	prack := p.request(sgo.PRACK)
	if prack.GetHeader("RAck").Value() != "77 1 INVITE" {
		t.Errorf("%s", prack)
	}
	p.answer(prack, 200, "")
	k.event(EarlyMedia)
	for range 2 {
		p.answer(invite, 200, description)
		if ack := p.ack(); ack.CSeq().SeqNo != invite.CSeq().SeqNo {
			t.Errorf("%s", ack)
		}
	}
	k.event(Answered)
	c.Hangup(CauseNormal)
	bye := p.request(sgo.BYE)
	p.answer(bye, 200, "")
	if e := k.event(Ended); e.Cause != CauseNormal || e.ByPeer {
		t.Errorf("%+v", e)
	}
}

// ack waits for an ACK, also one that was sent before.
func (p *peer) ack() *sgo.Request {
	p.t.Helper()
	for {
		if req, ok := p.next().(*sgo.Request); ok {
			if req.Method == sgo.ACK {
				return req
			}
			p.t.Fatalf("the stack sends %s, want ACK", req.StartLine())
		}
	}
}

func TestOutgoingEnds(t *testing.T) {
	for name, c := range map[string]struct {
		code    int
		headers []string
		cause   Cause
	}{
		"busy":        {486, nil, CauseRejected},
		"nobody":      {480, nil, CauseNoAnswer},
		"no codec":    {488, nil, CauseNoMedia},
		"failing":     {500, nil, CauseRejected},
		"other tries": {302, []string{"Contact: <sip:elsewhere@192.0.2.1>"}, CauseRejected},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, nil)
			p := k.peer(ip)
			trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: []string{p.addr()}})
			p.answer(p.request(sgo.OPTIONS), 200, "")
			if _, err := k.Call(Dial{Trunk: trunk, Number: "1"}, func(e Event) { k.events <- e }, func(*Call, string) (Media, error) { return k.media, nil }); err != nil {
				t.Fatal(err)
			}
			p.answer(p.request(sgo.INVITE), c.code, "", c.headers...)
			p.ack()
			if e := k.event(Ended); e.Cause != c.cause || e.Code != c.code || !e.ByPeer {
				t.Errorf("%+v", e)
			}
		})
	}
}

// TestNoAnswer: the call is given up after its time; CANCEL waits for the first answer of the peer. An answer that
// crosses CANCEL is confirmed and ended.
func TestNoAnswer(t *testing.T) {
	for _, crossed := range []bool{false, true} {
		k := newKit(t, nil)
		p := k.peer(ip)
		trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: []string{p.addr()}})
		p.answer(p.request(sgo.OPTIONS), 200, "")
		c, err := k.Call(Dial{Trunk: trunk, Number: "1", Timeout: 20 * time.Second}, func(e Event) { k.events <- e }, func(*Call, string) (Media, error) { return k.media, nil })
		if err != nil {
			t.Fatal(err)
		}
		invite := p.request(sgo.INVITE)
		settle(c)
		k.clock.Advance(20 * time.Second)
		settle(c)
		p.answer(invite, 180, "")
		cancel := p.request(sgo.CANCEL)
		if cancel.Via().Params.GetOr("branch", "") != invite.Via().Params.GetOr("branch", "x") {
			t.Error("CANCEL has another branch")
		}
		p.answer(cancel, 200, "")
		if crossed {
			p.answer(invite, 200, description)
			p.ack()
			p.answer(p.request(sgo.BYE), 200, "")
		} else {
			p.answer(invite, 487, "")
			p.ack()
		}
		if e := k.event(Ended); e.Cause != CauseNoAnswer {
			t.Errorf("crossed %v: %+v", crossed, e)
		}
	}
}

// TestHostile: rubbish of every sort gets an answer or none, and the stack goes on.
func TestHostile(t *testing.T) {
	k := newKit(t, nil)
	k.trust(ip)
	p := k.peer(ip)
	for _, text := range []string{
		"", "\r\n\r\n", "\x00\x00\x00\x00\x00", "hello", "INVITE sip:x SIP/2.0\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n", strings.Repeat("A", 60000),
		"INVITE sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKa\r\n\r\n",
		"INVITE sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKb\r\nCSeq: 1 INVITE\r\n\r\n",
		"BYE sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKc\r\nCSeq: 99999999999 BYE\r\nFrom: <sip:a>;tag=\r\nTo: <sip:b>;tag=\r\nCall-ID: \r\n\r\n",
		"REGISTER sip:y SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKd\r\nCSeq: 1 REGISTER\r\nFrom: sip:a;tag=1\r\nTo: sip:a\r\nCall-ID: q\r\nContact: *\r\nExpires: 4\r\nContent-Length: 70000\r\n\r\n",
		"ACK sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKe\r\nCSeq: 1 ACK\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>;tag=2\r\nCall-ID: e\r\n\r\n",
	} {
		p.raw(text)
	}
	p2 := k.peer(ip)
	p2.send("OPTIONS", "")
	p2.status(200)
	p2.send("SUBSCRIBE", "")
	p2.status(405)
	p2.send("INVITE", description, "Require: unheard-of")
	if res := p2.status(420); res.GetHeader("Unsupported").Value() != "unheard-of" {
		t.Errorf("%s", res)
	}
	p2.tag = "stranger"
	p2.send("BYE", "")
	p2.status(481)
	if n := k.Calls(); n != 0 {
		t.Errorf("%d calls of rubbish", n)
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add("abc;to-tag=1;from-tag=2", "1800;refresher=uac", "Signal=1\r\n")
	f.Fuzz(func(t *testing.T, replaces, expires, info string) {
		if r, err := ParseReplaces(replaces); err == nil && (r.CallID == "" || r.ToTag == "") {
			t.Fatal(r)
		}
		if n, _, ok := ParseSessionExpires(expires); ok && (n <= 0 || n > 86400) {
			t.Fatal(n)
		}
		if k, ok := infoKey("application/dtmf-relay", info); ok && !strings.ContainsRune("0123456789*#ABCD", rune(k)) {
			t.Fatal(k)
		}
	})
}
