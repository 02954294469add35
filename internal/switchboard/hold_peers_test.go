package switchboard

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
)

// held waits until a call is held by its seat, or no longer.
func (h *house) held(staff ids.ID, want bool) {
	h.t.Helper()
	for deadline := time.Now().Add(peers.Patient); ; time.Sleep(10 * time.Millisecond) {
		if l := h.Look(staff); l.Call != nil && l.Call.Held == want {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("never: held is %v", want)
		}
	}
}

// TestHoldButton: the hold button of a seat's phone is the board's hold: the screens know it, the caller hears music and
// not the silence of a phone that was put aside. Pressed again, or with the caller handed over, they speak.
func TestHoldButton(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	seat := h.staff(1, "1001", seatHz, true)
	caller, ear := h.citizen(9000)
	call := h.callOf(1)
	time.Sleep(1500 * time.Millisecond) // they speak
	seat.Do("hold", "")
	h.held(1, true)
	if look, ok := h.LookCaller(call); !ok || look.State != "held" {
		t.Errorf("the caller's page shows %+v", look)
	}
	h.phones.mu.Lock()
	w := h.phones.calls[call]
	apart := w.caller.Room() != w.room
	h.phones.mu.Unlock()
	if !apart {
		t.Error("the caller is left with the phone that hears nothing")
	}
	seat.Do("resume", "")
	h.held(1, false)
	time.Sleep(1500 * time.Millisecond) // they speak again
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{seatHz: 100, callerHz: -2})
}
