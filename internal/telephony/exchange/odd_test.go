package exchange

import (
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

// fresh is the event by which these tests tell of a new call.
const fresh sip.Kind = 255

// ends returns a channel with the end of the calls that f answers to; f may be nil.
func ends(b *bench, f func(*Line, Event)) <-chan Event {
	c := make(chan Event, 4)
	b.onCall(func(l *Line) {
		l.Own(func(l *Line, e Event) {
			if f != nil {
				f(l, e)
			}
			if e.Kind == sip.Ended {
				c <- e
			}
		})
		if f == nil {
			l.Answer()
		} else {
			f(l, Event{Event: sip.Event{Kind: fresh}})
		}
	})
	return c
}

// TestUnknownCodecs: SIPp offers G.729 alone and is refused with 488, and nothing is left of it.
func TestUnknownCodecs(t *testing.T) {
	b := newBench(t, nil)
	end := ends(b, nil)
	call := b.sipp(peers.Invite("18 96")+`<recv response="100" optional="true"/><recv response="488"/>`+peers.Ack, "UDP")
	if err := peers.Wait(t, "refused", call); err != nil {
		t.Fatal(err)
	}
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseNoMedia || e.Code != 488 {
		t.Errorf("%+v", e)
	}
}

// TestNoAck: SIPp never confirms the answer. It gets BYE after 32 seconds, which the
// test's clock lets pass at once.
func TestNoAck(t *testing.T) {
	clock := timer.NewManual(time.Now())
	b := newBench(t, func(c *Config) { c.Clock = clock })
	answered := make(chan struct{}, 1)
	end := ends(b, func(l *Line, e Event) {
		if e.Kind == fresh {
			l.Answer()
			l.Call().Do(func() { answered <- struct{}{} })
		}
	})
	call := b.sipp(peers.Invite("8")+peers.Answered+peers.GetsBye, "UDP")
	peers.Wait(t, "answered", answered)
	for range 33 {
		clock.Advance(time.Second)
		time.Sleep(20 * time.Millisecond) // so that the packets stay in order; not a matter of the test's result
	}
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseNoAck {
		t.Errorf("%+v", e)
	}
	if err := peers.Wait(t, "SIPp gets BYE", call); err != nil {
		t.Fatal(err)
	}
	if b.Lines() != 0 || b.Stack().Calls() != 0 {
		t.Error("something is left")
	}
}

const sippCancel = `<send retrans="500"><![CDATA[
CANCEL sip:12345@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
From: "caller" <sip:13800000000@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:12345@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 CANCEL
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
<recv response="487"/>
`

// TestCancel: SIPp gives up while a phone rings; the phone stops ringing.
func TestCancel(t *testing.T) {
	b := newBench(t, nil)
	seat := b.phone("1001", seatHz, false, "PCMA/8000/1")
	seatEnd := make(chan Event, 1)
	var seatLine *Line
	end := ends(b, func(l *Line, e Event) {
		switch e.Kind {
		case fresh:
			var err error
			seatLine, err = b.Dial(sip.Dial{User: "1001", From: "12345"}, func(_ *Line, e Event) {
				switch e.Kind {
				case sip.Ringing:
					l.Ring()
				case sip.Ended:
					seatEnd <- e
				}
			})
			if err != nil {
				t.Error(err)
			}
		case sip.Ended:
			seatLine.Hangup(sip.CauseCanceled)
		}
	})
	call := b.sipp(peers.Invite("8")+`<recv response="100" optional="true"/><recv response="180"/><pause milliseconds="200"/>`+sippCancel+peers.Ack, "UDP")
	seat.Expect("CALL_INCOMING")
	if err := peers.Wait(t, "canceled", call); err != nil {
		t.Fatal(err)
	}
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseCanceled || !e.ByPeer {
		t.Errorf("%+v", e)
	}
	if e := peers.Wait(t, "the seat is free", seatEnd); e.Cause != sip.CauseCanceled || e.Code != 487 {
		t.Errorf("seat: %+v", e)
	}
	seat.Expect("CALL_CLOSED")
}

// TestRetransmitted: the same INVITE comes three times before and after the answer and is one call.
func TestRetransmitted(t *testing.T) {
	b := newBench(t, nil)
	calls := make(chan *Line, 10)
	end := ends(b, func(l *Line, e Event) {
		if e.Kind == fresh {
			calls <- l
			time.AfterFunc(1200*time.Millisecond, l.Answer)
		}
	})
	// SIPp sends again after 0.1, 0.3 and 0.7 s as long as it gets nothing but what it ignores.
	again := `<recv response="200" rtd="true" rrs="true"/>`
	call := b.sipp(peers.Invite("8")+`<recv response="100"/><pause milliseconds="300"/>`+resend+again+peers.Ack+`<pause milliseconds="300"/>`+peers.Bye, "UDP")
	if err := peers.Wait(t, "answered once", call); err != nil {
		t.Fatal(err)
	}
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseNormal {
		t.Errorf("%+v", e)
	}
	if len(calls) != 1 {
		t.Errorf("%d calls of one INVITE", len(calls))
	}
}

// resend is the INVITE once more, byte by byte: the same branch, call and number.
const resend = `<send><![CDATA[
INVITE sip:12345@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
From: "caller" <sip:13800000000@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:12345@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:13800000000@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="100" optional="true"/>
`

// TestSilentCaller: a caller who sends nothing is hung up on after the configured patience.
func TestSilentCaller(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Patience = 300 * time.Millisecond })
	end := ends(b, nil)
	call := b.sipp(peers.Invite("8")+peers.Answered+peers.Ack+peers.GetsBye, "UDP")
	if e := peers.Wait(t, "the call ends", end); e.Cause != sip.CauseNoMedia {
		t.Errorf("%+v", e)
	}
	if err := peers.Wait(t, "SIPp gets BYE", call); err != nil {
		t.Fatal(err)
	}
}

// TestTeam: four phones. A citizen talks to a seat; the seat consults an expert in private, then all three talk; a
// team leader listens, whispers, barges in; the expert takes over. Every party hears exactly whom it should.
func TestTeam(t *testing.T) {
	b := newBench(t, nil)
	phones, lines := map[float64]*peers.Phone{}, map[float64]*Line{}
	up := make(chan struct{}, 4)
	for hz, account := range map[float64]string{callerHz: "1001", seatHz: "1002", leaderHz: "1003", expertHz: "1004"} {
		phones[hz] = b.phone(account, hz, true, "PCMA/8000/1")
		line, err := b.Dial(sip.Dial{User: account, From: "12345"}, func(_ *Line, e Event) {
			if e.Kind == sip.Answered {
				up <- struct{}{}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		lines[hz] = line
		peers.Wait(t, account+" answers", up)
	}
	talk, private := b.NewRoom(), b.NewRoom()
	const act = 1200 * time.Millisecond // an act of the play: 60 frames
	acts := []struct {
		name string
		set  func()
		want map[float64][]float64
	}{
		{"call", func() { lines[callerHz].Move(talk, mix.All); lines[seatHz].Move(talk, mix.All) },
			map[float64][]float64{callerHz: {seatHz}, seatHz: {callerHz}}},
		{"consult", func() {
			lines[callerHz].Play(peers.Tone(waitingHz, 0.2), true, nil)
			lines[seatHz].Move(private, mix.All)
			lines[expertHz].Move(private, mix.All)
		}, map[float64][]float64{callerHz: {waitingHz}, seatHz: {expertHz}, expertHz: {seatHz}}},
		{"three-way", func() {
			lines[callerHz].Stop()
			lines[seatHz].Move(talk, mix.All)
			lines[expertHz].Move(talk, mix.All)
		}, map[float64][]float64{callerHz: {seatHz, expertHz}, seatHz: {callerHz, expertHz}, expertHz: {callerHz, seatHz}}},
		{"listen", func() { lines[expertHz].Move(nil, nil); lines[leaderHz].Move(talk, mix.Listen) },
			map[float64][]float64{callerHz: {seatHz}, seatHz: {callerHz}, leaderHz: {callerHz, seatHz}}},
		{"whisper", func() { lines[leaderHz].Move(talk, mix.Whisper(lines[seatHz].Party())) },
			map[float64][]float64{callerHz: {seatHz}, seatHz: {callerHz, leaderHz}, leaderHz: {callerHz, seatHz}}},
		{"barge in", func() { lines[leaderHz].Move(talk, mix.All) },
			map[float64][]float64{callerHz: {seatHz, leaderHz}, seatHz: {callerHz, leaderHz}, leaderHz: {callerHz, seatHz}}},
		{"handed over", func() {
			lines[leaderHz].Move(nil, nil)
			lines[seatHz].Move(nil, nil)
			lines[expertHz].Move(talk, mix.All)
		}, map[float64][]float64{callerHz: {expertHz}, expertHz: {callerHz}}},
	}
	// A witness in the exchange notes what each line is sent, act by act; the phones' own files tell of all acts at once.
	total := map[float64]map[float64]int{}
	for hz := range lines {
		total[hz] = map[float64]int{}
	}
	for _, a := range acts {
		began := time.Now()
		a.set()
		time.Sleep(act)
		frames := int(time.Since(began) / (20 * time.Millisecond)) // a busy machine sleeps longer
		for hz, heard := range a.want {
			for _, other := range heard {
				total[hz][other] += frames
			}
		}
	}
	for _, l := range lines {
		l.Hangup(sip.CauseNormal)
		<-l.Done()
	}
	for hz, p := range phones {
		heard := p.Heard()
		for _, other := range []float64{callerHz, seatHz, leaderHz, expertHz, waitingHz} {
			got, want := peers.Frames(heard, other), total[hz][other]
			// Acts begin and end within the 60 ms that phones and buffers hold back.
			if slack := 15 + want/6; got < want-slack || got > want+slack {
				t.Errorf("%v hears %v in %d frames, want %d", hz, other, got, want)
			}
		}
	}
}

// TestManyCalls: 300 calls, 60 a second, all of them answered, put into a room, and gone without a trace.
func TestManyCalls(t *testing.T) {
	b := newBench(t, nil)
	const calls = 300
	end := make(chan Event, calls)
	b.onCall(func(l *Line) {
		l.Own(func(l *Line, e Event) {
			switch e.Kind {
			case sip.Answered:
				l.Play(peers.Tone(promptHz, 0.1), true, nil)
			case sip.Ended:
				end <- e
			}
		})
		l.Answer()
	})
	load := peers.SIPp(t, b.Stack().Local("UDP"), peers.Invite("8")+peers.Answered+peers.Ack+`<pause milliseconds="1000"/>`+peers.Bye, "UDP",
		"-m", "300", "-r", "60", "-l", "300")
	if err := peers.Wait(t, "all calls are made", load); err != nil {
		t.Fatal(err)
	}
	for range calls {
		if e := peers.Wait(t, "a call ends", end); e.Cause != sip.CauseNormal {
			t.Errorf("%+v", e)
		}
	}
	if b.Lines() != 0 || b.Stack().Calls() != 0 || b.engine.Len() != 0 {
		t.Errorf("%d lines, %d calls, %d rooms are left", b.Lines(), b.Stack().Calls(), b.engine.Len())
	}
}

// TestPrivateAddress: a caller behind a NAT names an address of its own network; its sound comes from where its
// signalling does and is taken. A stranger who knows the port is not heard.
func TestPrivateAddress(t *testing.T) {
	b := newBench(t, nil)
	ports := make(chan int, 1)
	end := ends(b, func(l *Line, e Event) {
		switch e.Kind {
		case fresh:
			l.Answer()
		case sip.Answered:
			ports <- l.leg.(*plainLeg).Port()
		}
	})
	private := strings.Replace(peers.Invite("8"), "c=IN IP4 [local_ip]", "c=IN IP4 10.9.9.9", 1)
	file := peers.ToneFile(t, g711.ALaw, callerHz, 2)
	call := b.sipp(private+peers.Answered+peers.Ack+`<nop><action><exec rtp_stream="`+file+`,-1,8"/></action></nop><pause milliseconds="1500"/>`+peers.Bye, "UDP")
	port := peers.Wait(t, "answered", ports)
	stranger, err := net.Dial("udp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))) // from 127.0.0.1, which nobody named
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	packet := append([]byte{0x80, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}, make([]byte, 160)...)
	for range 20 {
		if _, err := stranger.Write(packet); err != nil {
			t.Fatal(err)
		}
	}
	if err := peers.Wait(t, "the caller hangs up", call); err != nil {
		t.Fatal(err)
	}
	if e := peers.Wait(t, "the call ends", end); e.Quality.Received < 50 || e.Quality.Received > 90 || e.Quality.Lost > 2 {
		t.Errorf("%+v", e.Quality)
	}
}
