package switchboard

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
)

// slowRecorder takes as long to finish as the test wants.
type slowRecorder struct {
	Recorder
	finish chan struct{}
}

func (r slowRecorder) Finish() { <-r.finish }

// TestDrain: a stop waits until the recordings of the calls are closed that it has ended.
func TestDrain(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	finish := make(chan struct{})
	record := h.phones.cfg.Record
	h.phones.cfg.Record = func(call ids.ID) Recorder { return slowRecorder{record(call), finish} }
	h.staff(1, "1001", seatHz, true)
	caller, _ := h.citizen(300)
	h.callOf(1)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	h.until(1, SeatWrapUp)
	h.x.Close()
	drained := make(chan struct{})
	go func() { h.phones.Drain(); close(drained) }()
	select {
	case <-drained:
		t.Error("the stop does not wait for the recording")
	case <-time.After(300 * time.Millisecond):
	}
	close(finish)
	peers.Wait(t, "the stop goes on", drained)
}
