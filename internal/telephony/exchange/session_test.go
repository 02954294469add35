package exchange

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

// standing answers the one call that comes, on a clock that stands still, and returns its line once the peer has confirmed.
func standing(t *testing.T) (b *bench, clock *timer.Manual, up <-chan *Line, end <-chan Event) {
	t.Helper()
	clock = timer.NewManual(time.Now())
	b = newBench(t, func(c *Config) { c.Clock = clock })
	lines := make(chan *Line, 1)
	end = ends(b, func(l *Line, e Event) {
		switch e.Kind {
		case fresh:
			l.Answer()
		case sip.Answered:
			lines <- l
		}
	})
	return b, clock, lines, end
}

// settled waits until a line has done what came before.
func settled(t *testing.T, l *Line) {
	t.Helper()
	done := make(chan struct{})
	l.Call().Do(func() { close(done) })
	select {
	case <-done:
	case <-l.Done():
	case <-time.After(peers.Patient):
		t.Fatal("the line does nothing")
	}
}

// TestSessionExpires: SIPp promises to refresh its session each 90 seconds and never does. It gets BYE when two thirds
// of the time are over (RFC 4028 section 10), and not before.
func TestSessionExpires(t *testing.T) {
	b, clock, up, end := standing(t)
	agreed := strings.Replace(peers.Answered, `<recv response="200" rtd="true" rrs="true"/>`, `<recv response="200" rtd="true" rrs="true">
<action><ereg regexp="^ *90;refresher=uac" search_in="hdr" header="Session-Expires:" check_it="true" assign_to="agreed"/></action></recv>`, 1)
	call := b.sipp(peers.Timed(peers.Invite("8"), "90;refresher=uac")+agreed+peers.Ack+peers.GetsBye+`<Reference variables="agreed"/>`, "UDP")
	l := peers.Wait(t, "the call stands", up)
	settled(t, l)
	clock.Advance(60*time.Second - time.Millisecond)
	settled(t, l)
	if b.Lines() != 1 {
		t.Fatal("the call ended too soon")
	}
	clock.Advance(time.Millisecond)
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseExpired || e.ByPeer {
		t.Errorf("%+v", e)
	}
	if err := peers.Wait(t, "SIPp gets BYE", call); err != nil {
		t.Fatal(err)
	}
}

// TestSessionIsRefreshed: SIPp knows no session timers, so that the exchange refreshes: at half of its interval, twice.
func TestSessionIsRefreshed(t *testing.T) {
	b, clock, up, end := standing(t)
	call := b.sipp(peers.Invite("8")+peers.Answered+peers.Ack+peers.GetsReinvite+peers.GetsReinvite+`<pause milliseconds="200"/>`+peers.Bye, "UDP")
	l := peers.Wait(t, "the call stands", up)
	for range 2 {
		for deadline := time.Now().Add(peers.Patient); clock.Waiting() == 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("nothing is to be refreshed")
			}
			settled(t, l)
		}
		clock.Advance(15 * time.Minute)
	}
	if err := peers.Wait(t, "SIPp was asked twice", call); err != nil {
		t.Fatal(err)
	}
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseNormal || !e.ByPeer {
		t.Errorf("%+v", e)
	}
}
