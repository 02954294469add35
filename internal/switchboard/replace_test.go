package switchboard

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
)

// replacing is a SIPp that takes the place of a line and says a tone of its own for so long. What it gets is expected.
func replacing(t *testing.T, of *exchange.Line, hz float64, answer string) string {
	t.Helper()
	c := of.Call()
	header := fmt.Sprintf("Require: replaces\nReplaces: %s;to-tag=%s;from-tag=%s\nMax-Forwards: 70\nContent-Type: application/sdp", c.ID(), c.LocalTag(), c.PeerTag())
	if c.ID() == "" || c.PeerTag() == "" {
		t.Fatal("the line has no dialog")
	}
	invite := strings.Replace(peers.Invite("8"), "Max-Forwards: 70\nContent-Type: application/sdp", header, 1)
	if answer != "" {
		return invite + answer
	}
	file := peers.ToneFile(t, g711.ALaw, hz, 2)
	return invite + peers.Answered + peers.Ack + `<nop><action><exec rtp_stream="` + file + `,-1,8"/></action></nop>`
}

// TestCallerReplaced: the network puts another line in the caller's place (a secretary puts the head of the office
// through); the first one is hung up on, and the call, its recording and its seat go on.
func TestCallerReplaced(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	seat := h.staff(1, "1001", seatHz, true)
	first := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "1500")+peers.GetsBye, "UDP")
	call := h.callOf(1)
	time.Sleep(2 * time.Second) // the first one speaks
	second := peers.SIPp(t, h.x.Stack().Local("UDP"), replacing(t, h.phones.wire(call).caller, otherHz, "")+holds(1800*time.Millisecond)+peers.Bye, "UDP")
	for what, ended := range map[string]<-chan error{"the first line is hung up on": first, "the second hangs up": second} {
		if err := peers.Wait(t, what, ended); err != nil {
			t.Fatal(err)
		}
	}
	seat.Expect("CALL_CLOSED")
	if id := peers.Wait(t, "the recording is closed", h.kept); id != call {
		t.Errorf("recorded %s, want %s", id, call)
	}
	h.until(1, SeatWrapUp)
	left, right := h.recording(call)
	if a, b, s := peers.Frames(left, callerHz), peers.Frames(left, otherHz), peers.Frames(right, seatHz); a < 25 || b < 50 || s < 120 {
		t.Errorf("recorded: first %d, second %d, seat %d frames", a, b, s)
	}
	heard := seat.Heard()
	if a, b := peers.Frames(heard, callerHz), peers.Frames(heard, otherHz); a < 25 || b < 50 {
		t.Errorf("the seat hears the first line in %d, the second in %d frames", a, b)
	}
	if f := h.figures(); f.Calls != 1 || f.Answered != 1 {
		t.Errorf("%+v", f)
	}
}

// TestSeatReplaced: a seat goes on with its call at another telephone of its account; the first one is hung up on. Other
// accounts, and the network, may not.
func TestSeatReplaced(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	first := h.staff(1, "1001", seatHz, true)
	caller := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "6000")+peers.Bye, "UDP")
	call := h.callOf(1)
	h.phones.mu.Lock()
	line := h.phones.seats[1]
	h.phones.mu.Unlock()
	at := h.x.Stack().Local("UDP")
	refused := `<recv response="100" optional="true"/><recv response="403"/>` + peers.Ack
	if err := peers.Wait(t, "the network is refused", peers.SIPp(t, at, replacing(t, line, otherHz, refused), "UDP")); err != nil {
		t.Error(err)
	}
	if err := peers.Wait(t, "another account is refused", asPhone(t, h, "1002", replacing(t, line, otherHz, refused))); err != nil {
		t.Error(err)
	}
	time.Sleep(time.Second) // the seat speaks at its first telephone
	second := asPhone(t, h, "1001", replacing(t, line, otherHz, "")+peers.GetsBye)
	first.Expect("CALL_CLOSED")
	h.phones.mu.Lock()
	now := h.phones.seats[1]
	h.phones.mu.Unlock()
	if now == line || h.SeatOf(call) != 1 {
		t.Error("the seat's line was not replaced")
	}
	for what, ended := range map[string]<-chan error{"the caller hangs up": caller, "the second telephone is hung up on": second} {
		if err := peers.Wait(t, what, ended); err != nil {
			t.Fatal(err)
		}
	}
	h.until(1, SeatWrapUp)
	peers.Wait(t, "the recording is closed", h.kept)
	if _, right := h.recording(call); peers.Frames(right, seatHz) < 40 || peers.Frames(right, otherHz) < 100 {
		t.Errorf("recorded: first telephone %d, second %d frames", peers.Frames(right, seatHz), peers.Frames(right, otherHz))
	}
}

// TestRingingReplaced: a call that rings at one telephone is taken up at another one of the account (RFC 3891 section 3).
func TestRingingReplaced(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	first := h.staff(1, "1001", seatHz, false)
	caller := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "3000")+peers.Bye, "UDP")
	first.Expect("CALL_INCOMING")
	var line *exchange.Line
	for line == nil || line.Call().PeerTag() == "" { // until it has said that it rings
		h.phones.mu.Lock()
		line = h.phones.seats[1]
		h.phones.mu.Unlock()
		time.Sleep(5 * time.Millisecond)
	}
	second := asPhone(t, h, "1001", replacing(t, line, otherHz, "")+peers.GetsBye)
	call := h.callOf(1)
	first.Expect("CALL_CLOSED")
	for what, ended := range map[string]<-chan error{"the caller hangs up": caller, "the second telephone is hung up on": second} {
		if err := peers.Wait(t, what, ended); err != nil {
			t.Fatal(err)
		}
	}
	h.until(1, SeatWrapUp)
	peers.Wait(t, "the recording is closed", h.kept)
	if left, right := h.recording(call); peers.Frames(left, callerHz) < 50 || peers.Frames(right, otherHz) < 50 {
		t.Errorf("recorded: caller %d, second telephone %d frames", peers.Frames(left, callerHz), peers.Frames(right, otherHz))
	}
}

// asPhone runs a scenario of SIPp as a telephone of an account: it stands where no trunk does and answers the challenge.
func asPhone(t *testing.T, h *house, account, scenario string) <-chan error {
	t.Helper()
	scenario = strings.ReplaceAll(scenario, "13800000000", account)
	at := strings.Index(scenario, "</send>") + len("</send>")
	first := scenario[:at]
	again := strings.Replace(strings.Replace(first, "CSeq: 1 INVITE", "CSeq: 2 INVITE", 1), "Max-Forwards: 70",
		"[authentication username="+account+" password=secret-"+account+"]\nMax-Forwards: 70", 1)
	rest := strings.NewReplacer("CSeq: 1 ACK", "CSeq: 2 ACK", "CSeq: 2 BYE", "CSeq: 3 BYE").Replace(scenario[at:])
	return peers.SIPp(t, h.x.Stack().Local("UDP"), first+`<recv response="100" optional="true"/><recv response="407" auth="true"/>`+peers.Ack+again+rest, "UDP",
		"-i", peers.SeatIP, "-mi", peers.SeatIP)
}
