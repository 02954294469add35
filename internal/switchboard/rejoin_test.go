package switchboard

import (
	"testing"
	"time"

	"onedoor/internal/telephony/peers"
)

// TestAskExpert: a seat asks an expert's phone, who hears the seat and not the caller; then all three hear each other;
// then the seat leaves, and caller and expert go on.
func TestAskExpert(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	seat := h.staff(1, "1001", seatHz, true)
	expert := peers.NewPhone(t, h.x.Stack().Local("UDP"), h.online, "1900", otherHz, true, "PCMA/8000/1")
	caller, ear := h.citizen(12000)
	call := h.callOf(1)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(h.Consult(1, call, Target{Kind: "line", Account: "1900", Name: "专家"}))
	expert.Expect("CALL_ESTABLISHED")
	h.untilJoined("consulting")
	time.Sleep(1500 * time.Millisecond) // seat and expert speak
	must(h.Together(1, call))
	time.Sleep(1500 * time.Millisecond)
	must(h.Complete(1, call))
	seat.Expect("CALL_CLOSED")
	h.until(1, SeatWrapUp)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	expert.Expect("CALL_CLOSED")
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{seatHz: 60, otherHz: 60, callerHz: -2})
	heard := expert.Heard()
	first := heard[:min(len(heard), 12_000)] // of the question alone
	if a, b := peers.Frames(first, seatHz), peers.Frames(first, callerHz); a < 30 || b > 5 {
		t.Errorf("the expert who is asked hears the seat in %d frames, the caller in %d", a, b)
	}
	if n := peers.Frames(heard, callerHz); n < 60 {
		t.Errorf("the expert hears the caller in %d frames", n)
	}
	if n := peers.Frames(seat.Heard(), otherHz); n < 60 {
		t.Errorf("the seat hears the expert in %d frames", n)
	}
	if _, right := h.recording(call); peers.Frames(right, otherHz) < 60 {
		t.Error("the expert is not recorded")
	}
	if f := h.figures(); f.Answered != 1 || f.Abandoned != 0 {
		t.Errorf("%+v", f)
	}
}

// untilJoined waits until whom seat 1 asked takes part in its call so.
func (h *house) untilJoined(state string) {
	h.t.Helper()
	for deadline := time.Now().Add(peers.Patient); ; time.Sleep(10 * time.Millisecond) {
		if l := h.Look(1); l.Call != nil && l.Call.Joined == state {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("never: the other is %s", state)
		}
	}
}

// TestRejoin: the telephone of a seat is lost, its caller hears that somebody is waited for; it comes back, is called in
// place of its old line, and they speak again.
func TestRejoin(t *testing.T) {
	const waitHz = 1600
	h := newHouse(t, ShippedQueues())
	h.phones.cfg.Sounds["wait"] = peers.Tone(waitHz, 0.2)
	seat := h.staff(1, "1001", seatHz, true)
	caller, ear := h.citizen(9000)
	call := h.callOf(1)
	seat.Expect("CALL_ESTABLISHED")
	h.SeatLost(1, call)
	if l := h.Look(1); !l.Call.Cut || l.Call.KeptUntil.IsZero() {
		t.Errorf("%+v", l.Call)
	}
	time.Sleep(600 * time.Millisecond) // the caller hears that they are waited for
	if err := h.Rejoin(1, call); err != nil {
		t.Fatal(err)
	}
	seat.Expect("CALL_CLOSED")
	for deadline := time.Now().Add(peers.Patient); h.Look(1).Call.Cut; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the call is not taken up again")
		}
	}
	before := h.x.Lines()
	time.Sleep(2 * time.Second) // they speak
	if before != 2 || h.x.Lines() != 2 {
		t.Errorf("%d lines, then %d; want the caller's and the seat's", before, h.x.Lines())
	}
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	h.until(1, SeatWrapUp)
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{seatHz: 60, waitHz: 20, callerHz: -2})
	if left, right := h.recording(call); peers.Frames(left, callerHz) < 60 || peers.Frames(right, seatHz) < 60 {
		t.Errorf("recorded: caller %d, seat %d frames", peers.Frames(left, callerHz), peers.Frames(right, seatHz))
	}
	if f := h.figures(); f.Answered != 1 || f.Missed != 0 {
		t.Errorf("%+v", f)
	}
}
