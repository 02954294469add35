package switchboard

import (
	"testing"
	"time"

	"onedoor/internal/telephony/peers"
)

// TestLeaderTakesOver: with real telephones a leader listens to a call and takes it over: the seat is let go and wraps
// up, the citizen hears the leader, and a state that the leader forces on the seat holds.
func TestLeaderTakesOver(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	seat := h.staff(1, "1001", seatHz, true)
	phone := h.staff(leader, "1900", otherHz, true)
	if err := h.Busy(leader, "duty"); err != nil {
		t.Fatal(err)
	}
	caller, ear := h.citizen(6500)
	call := h.callOf(1)
	if err := h.Force(leader, 1, SeatBusy, "meal", "到用餐时间"); err != nil {
		t.Error(err)
	}
	if err := h.Watch(leader, "1900", call, ModeListen); err != nil {
		t.Fatal(err)
	}
	phone.Expect("CALL_ESTABLISHED")
	time.Sleep(1500 * time.Millisecond) // they speak
	if err := h.TakeOver(leader, "1900", call); err != nil {
		t.Fatal(err)
	}
	seat.Expect("CALL_CLOSED")
	h.until(1, SeatBusy) // as the leader said
	h.until(leader, SeatTalking)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	phone.Expect("CALL_CLOSED")
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{seatHz: 40, otherHz: 40, callerHz: -2})
	h.until(leader, SeatBusy) // and no wrap-up: the leader was busy before
	if _, right := h.recording(call); peers.Frames(right, seatHz) < 40 || peers.Frames(right, otherHz) < 40 {
		t.Errorf("recorded: seat %d, leader %d frames", peers.Frames(right, seatHz), peers.Frames(right, otherHz))
	}
	if n := peers.Frames(phone.Heard(), callerHz); n < 80 {
		t.Errorf("the leader hears the caller in %d frames", n)
	}
	if f := h.figures(); f.Answered != 1 || f.Calls != 1 {
		t.Errorf("%+v", f)
	}
	if took, err := h.Took(h.world.Store.Read(t.Context()), call, leader); err != nil || !took {
		t.Errorf("the leader may not write down what the call was about: %v %v", took, err)
	}
}
