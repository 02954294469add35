package sip

import (
	"slices"
	"strings"
	"testing"
	"time"

	sgo "github.com/emiago/sipgo/sip"
)

// way is a trunk of so many peers, all of which have said that they are there.
func (k *kit) way(n int) (*Trunk, []*peer) {
	k.t.Helper()
	var list []*peer
	var at []string
	for range n {
		p := k.peer(ip)
		list, at = append(list, p), append(at, p.addr())
	}
	trunk := k.AddTrunk(TrunkConfig{Name: "t", Transport: "UDP", Peers: at, Ping: time.Hour})
	for _, p := range list {
		p.answer(p.request(sgo.OPTIONS), 200, "")
	}
	waitFor(k.t, "the pings end", func() bool { return k.clock.Waiting() == n })
	return trunk, list
}

func (k *kit) dial(trunk *Trunk) *Call {
	k.t.Helper()
	c, err := k.Call(Dial{Trunk: trunk, Number: "13900000000", From: "12345"}, func(e Event) { k.events <- e }, func(*Call, string) (Media, error) { return k.media, nil })
	if err != nil {
		k.t.Fatal(err)
	}
	return c
}

// takes answers an INVITE and hangs up.
func (p *peer) takes(c *Call, invite *sgo.Request) {
	p.t.Helper()
	p.answer(invite, 180, "")
	p.k.event(Ringing)
	p.answer(invite, 200, description)
	if ack := p.ack(); ack.CSeq().SeqNo != invite.CSeq().SeqNo {
		p.t.Errorf("%s", ack)
	}
	p.k.event(Answered)
	c.Hangup(CauseNormal)
	p.answer(p.request(sgo.BYE), 200, "")
	if e := p.k.event(Ended); e.Cause != CauseNormal {
		p.t.Errorf("%+v", e)
	}
}

// TestNextPeer: a peer that is out of service, or that says nothing for six seconds, loses the call to the next one, and
// the calls that follow until it is asked again.
func TestNextPeer(t *testing.T) {
	for _, silent := range []bool{false, true} {
		k := newKit(t, nil)
		trunk, way := k.way(2)
		c := k.dial(trunk)
		first := way[0].request(sgo.INVITE)
		if silent {
			settle(c)
			k.clock.Advance(peerSilence - time.Millisecond)
			settle(c)
			if up := trunk.PeersUp(); !up[0] {
				t.Error("it was given up too soon")
			}
			k.clock.Advance(time.Millisecond)
		} else {
			way[0].answer(first, 100, "")
			way[0].answer(first, 503, "", "Retry-After: 60")
			way[0].ack()
		}
		second := way[1].request(sgo.INVITE)
		if second.Recipient.User != "13900000000" || !strings.HasSuffix(way[1].addr(), second.Recipient.HostPort()) || string(second.Body()) != string(first.Body()) {
			t.Errorf("silent %v: %s", silent, second)
		}
		if silent { // it speaks up after all
			way[0].answer(first, 180, "")
			cancel := way[0].request(sgo.CANCEL)
			if cancel.CSeq().SeqNo != first.CSeq().SeqNo || cancel.Via().Params.GetOr("branch", "") != first.Via().Params.GetOr("branch", "x") {
				t.Errorf("%s", cancel)
			}
			way[0].answer(cancel, 200, "")
			way[0].answer(first, 487, "")
		}
		way[1].takes(c, second)
		if up := trunk.PeersUp(); !slices.Equal(up, []bool{false, true}) || !trunk.Up() {
			t.Errorf("silent %v: %v", silent, up)
		}
		c = k.dial(trunk)
		way[1].takes(c, way[1].request(sgo.INVITE))

		k.clock.Advance(peerRetry)
		way[0].answer(way[0].request2(sgo.OPTIONS), 200, "")
		waitFor(t, "it is up again", func() bool { return trunk.PeersUp()[0] })
	}
}

// TestNoNextPeer: with nobody else to ask the call ends as the last peer said, and the trunk is down; whoever rings already
// is not called a second time by another peer.
func TestNoNextPeer(t *testing.T) {
	k := newKit(t, nil)
	trunk, way := k.way(2)
	k.dial(trunk)
	for _, p := range way {
		p.answer(p.request(sgo.INVITE), 503, "")
		p.ack()
	}
	if e := k.event(Ended); e.Cause != CauseRejected || e.Code != 503 || trunk.Up() {
		t.Errorf("%+v, up %v", e, trunk.Up())
	}

	k = newKit(t, nil)
	trunk, way = k.way(2)
	k.dial(trunk)
	invite := way[0].request(sgo.INVITE)
	way[0].answer(invite, 180, "")
	k.event(Ringing)
	way[0].answer(invite, 503, "")
	way[0].ack()
	if e := k.event(Ended); e.Code != 503 || !trunk.PeersUp()[0] {
		t.Errorf("%+v, up %v", e, trunk.PeersUp())
	}

	k = newKit(t, nil)
	trunk, way = k.way(1)
	c := k.dial(trunk)
	invite = way[0].request(sgo.INVITE)
	settle(c)
	k.clock.Advance(2 * peerSilence)
	settle(c)
	if !trunk.Up() {
		t.Error("the only peer is given up before its time")
	}
	way[0].takes(c, invite)
}

// TestNextTrunk: with no peer left the call goes by the next trunk that is up, which shows its own number.
func TestNextTrunk(t *testing.T) {
	k := newKit(t, nil)
	var way []*peer
	var trunks []*Trunk
	for i, name := range []string{"first", "down", "second"} {
		p := k.peer(ip)
		way = append(way, p)
		trunks = append(trunks, k.AddTrunk(TrunkConfig{Name: name, Transport: "UDP", Peers: []string{p.addr()}, User: "1234" + name[:1], Domain: name + ".example", Ping: time.Hour}))
		p.answer(p.request(sgo.OPTIONS), []int{200, 503, 200}[i], "")
		waitFor(t, "the ping ends", func() bool { return k.clock.Waiting() == i+1 })
	}
	k.trust(ip) // a trunk without peers is no way out
	c, err := k.Call(Dial{Trunk: trunks[0], Number: "13900000000", From: trunks[0].Caller()}, func(e Event) { k.events <- e }, func(*Call, string) (Media, error) { return k.media, nil })
	if err != nil {
		t.Fatal(err)
	}
	first := way[0].request(sgo.INVITE)
	if from := first.From().Address; from.User != "1234f" || from.Host != "first.example" {
		t.Errorf("%s", first)
	}
	way[0].answer(first, 503, "")
	way[0].ack()
	second := way[2].request(sgo.INVITE)
	if from := second.From().Address; from.User != "1234s" || from.Host != "second.example" || second.Recipient.User != "13900000000" {
		t.Errorf("%s", second)
	}
	way[2].takes(c, second)
	if trunks[0].Up() || trunks[1].Up() || !trunks[2].Up() {
		t.Error("the wrong trunk is down")
	}
}

// TestGivenUpThenOut: who gave up is not called by the next peer.
func TestGivenUpThenOut(t *testing.T) {
	k := newKit(t, nil)
	trunk, way := k.way(2)
	c := k.dial(trunk)
	invite := way[0].request(sgo.INVITE)
	c.Hangup(CauseCanceled)
	settle(c)
	way[0].answer(invite, 503, "")
	way[0].ack()
	if e := k.event(Ended); e.Cause != CauseCanceled {
		t.Errorf("%+v", e)
	}
}
