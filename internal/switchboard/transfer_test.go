package switchboard

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
)

// callOf waits for the call that a seat speaks on.
func (h *house) callOf(id ids.ID) ids.ID {
	h.t.Helper()
	h.until(id, SeatTalking)
	s, _ := h.SeatNow(id)
	return s.Call
}

// TestBlindTransfer: the seat's phone refers its caller to another phone, which takes over; the first seat wraps up.
func TestBlindTransfer(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	first := h.staff(1, "1001", seatHz, true)
	second := h.staff(2, "1002", otherHz, true)
	caller, ear := h.citizen(6000)
	call := h.callOf(1)
	time.Sleep(1500 * time.Millisecond) // they speak
	first.Do("transfer", "sip:1002@"+h.x.Stack().Local("UDP").String())
	first.Expect("CALL_CLOSED")
	h.until(1, SeatWrapUp)
	h.until(2, SeatTalking)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{seatHz: 40, otherHz: 40, callerHz: -2})
	h.until(2, SeatWrapUp)
	_, right := h.recording(call)
	if a, b := peers.Frames(right, seatHz), peers.Frames(right, otherHz); a < 40 || b < 40 {
		t.Errorf("recorded: first seat %d, second %d frames", a, b)
	}
	if n := peers.Frames(second.Heard(), callerHz); n < 40 {
		t.Errorf("the second seat hears the caller in %d frames", n)
	}
}

// TestTeamLeader: a leader listens to a call and then whispers to its seat.
func TestTeamLeader(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	seat := h.staff(1, "1001", seatHz, true)
	leader := peers.NewPhone(t, h.x.Stack().Local("UDP"), h.online, "1900", otherHz, true, "PCMA/8000/1")
	caller, ear := h.citizen(6500)
	call := h.callOf(1)
	if err := h.Watch(9, "1900", call+1, ModeListen); !errors.Is(err, ErrNotSpoken) {
		t.Error("a call that is not there is watched")
	}
	if err := h.Watch(9, "1900", call, ModeListen); err != nil {
		t.Fatal(err)
	}
	leader.Expect("CALL_ESTABLISHED")
	time.Sleep(1500 * time.Millisecond)
	began := time.Now()
	if err := h.Watch(9, "1900", call, ModeWhisper); err != nil {
		t.Error(err)
	}
	time.Sleep(1500 * time.Millisecond)
	h.Unwatch(9)
	whispered := int(time.Since(began) / (20 * time.Millisecond)) // in frames; a busy machine sleeps longer
	leader.Expect("CALL_CLOSED")
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	id := peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{seatHz: 150, otherHz: -2, callerHz: -2})
	// The recording holds the leader's whispers, though the caller heard none.
	if _, right := h.recording(id); peers.Frames(right, otherHz) < 50 {
		t.Error("the leader is not recorded")
	}
	if n := peers.Frames(leader.Heard(), seatHz); n < 100 {
		t.Errorf("the leader hears the seat in %d frames", n)
	}
	if n := peers.Frames(seat.Heard(), otherHz); n < 50 || n > whispered+25 {
		t.Errorf("the seat hears the leader in %d frames; whispered for %d", n, whispered)
	}
}

// TestConsult: a seat's phone calls another account by itself, and codes set its state.
func TestConsult(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	h.phones.cfg.Staff = func(account string) ids.ID { return map[string]ids.ID{"1001": 1}[account] }
	seat := h.staff(1, "1001", seatHz, true)
	expert := peers.NewPhone(t, h.x.Stack().Local("UDP"), h.online, "1900", otherHz, true, "PCMA/8000/1")
	at := h.x.Stack().Local("UDP").String()
	seat.Do("dial", "sip:"+CodeBusy+"@"+at)
	seat.Expect("CALL_CLOSED")
	h.until(1, SeatBusy)
	seat.Do("dial", "sip:"+CodeReady+"@"+at)
	seat.Expect("CALL_CLOSED")
	h.until(1, SeatReady)
	seat.Do("dial", "sip:1900@"+at)
	expert.Expect("CALL_ESTABLISHED")
	time.Sleep(1500 * time.Millisecond)
	seat.Do("hangup", "")
	expert.Expect("CALL_CLOSED")
	if a, b := peers.Frames(expert.Heard(), seatHz), peers.Frames(seat.Heard(), otherHz); a < 40 || b < 40 {
		t.Errorf("the expert hears %d, the seat %d frames", a, b)
	}
}

// TestAttendedTransfer: a seat in Chromium speaks with a caller, holds the call, consults an expert's phone, and refers
// the caller to it by Replaces: citizen and expert speak, the browser is free.
func TestAttendedTransfer(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	w := peers.NewBrowser(t, h.x.WebSocket(nil))
	h.x.Stack().ServeWS(netip.MustParseAddrPort(w.Addr))
	w.Open("1101", seatHz, callerHz, otherHz)
	w.Expect("registered")
	expert := peers.NewPhone(t, h.x.Stack().Local("UDP"), h.online, "1900", otherHz, true, "PCMA/8000/1")
	h.SignIn(1, "1101", nil)
	if err := h.Ready(1); err != nil {
		t.Fatal(err)
	}
	caller, ear := h.citizen(14000)
	w.Expect("session")
	w.Do("answer")
	w.Expect("confirmed")
	call := h.callOf(1)
	w.Hears(callerHz, otherHz)
	w.Do("hold")
	w.Expect("hold")
	w.Do("call", "number", "1900")
	w.Expect("confirmed")
	w.Hears(otherHz, callerHz)
	w.Do("refer", "number", "1900", "replaces", "yes")
	w.Expect("transferred")
	h.until(1, SeatWrapUp)
	if h.SeatOf(call) != 0 {
		t.Error("the call is still the seat's")
	}
	time.Sleep(1500 * time.Millisecond)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	expert.Expect("CALL_CLOSED")
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{seatHz: 40, otherHz: 40, callerHz: -2})
	if n := peers.Frames(expert.Heard(), callerHz); n < 40 {
		t.Errorf("the expert hears the caller in %d frames", n)
	}
	if _, right := h.recording(call); peers.Frames(right, otherHz) < 40 {
		t.Error("the expert is not recorded with the caller")
	}
}
