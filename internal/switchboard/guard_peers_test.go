package switchboard

import (
	"testing"
	"time"

	"onedoor/internal/telephony/peers"
)

const (
	cooledHz  = 350
	warningHz = 950
)

// TestCooled_HeardAndServed: with real telephones a caller whose number cools down hears that, presses 0, speaks with a
// seat, and hears the warning that the seat plays; the seat hears it too, and the recording holds it.
func TestCooled_HeardAndServed(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	for name, hz := range map[string]float64{"cooled": cooledHz, "cooled_after": cooledHz, "warning": warningHz} {
		h.phones.cfg.Sounds[name] = peers.Tone(hz, 0.7)
	}
	h.phones.cfg.Cooled = func(number string) time.Time {
		if number != "13800000000" {
			t.Errorf("%q calls", number)
		}
		return time.Now().Add(time.Hour)
	}
	seat := h.staff(1, "1001", seatHz, true)
	scenario := peers.Invite("8 96") + peers.Answered + peers.Ack +
		`<pause milliseconds="1800"/><nop><action><exec play_dtmf="0"/></action></nop><pause milliseconds="5000"/>` + peers.Bye
	caller := peers.SIPp(t, h.x.Stack().Local("UDP"), scenario, "UDP", "-rtp_echo")
	call := h.callOf(1)
	if l := h.Look(1); !l.Call.Caller.cools() {
		t.Error("the seat's screen does not say so")
	}
	time.Sleep(time.Second)
	if err := h.Warn(1, call); err != nil {
		t.Fatal(err)
	}
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	left, right := h.recording(call)
	if a, b, c := peers.Frames(left, cooledHz), peers.Frames(left, seatHz), peers.Frames(left, warningHz); a < 40 || b < 40 || c < 20 {
		t.Errorf("the caller hears of the cool-down in %d, the seat in %d, the warning in %d frames", a, b, c)
	}
	if n := peers.Frames(right, warningHz); n < 20 {
		t.Errorf("the warning is recorded in %d frames", n)
	}
	if n := peers.Frames(seat.Heard(), warningHz); n < 20 {
		t.Errorf("the seat hears the warning in %d frames", n)
	}
	if f := h.figures(); f.Calls != 1 || f.Offered != 0 || f.Cooled != 0 {
		t.Errorf("%+v", f)
	}
}
