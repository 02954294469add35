package switchboard

import (
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
)

// TestEarlyMedia: a seat calls out; the network says by sound why nobody answers, before it refuses. Its 183 is
// acknowledged by PRACK, the seat's telephone hears it, and the call counts as unreached.
func TestEarlyMedia(t *testing.T) {
	at, over := peers.Server(t, peers.IsHeardEarly(peers.ToneFile(t, g711.ALaw, otherHz, 2)))
	h := networked(t, at)
	h.phones.cfg.Staff = func(account string) ids.ID { return map[string]ids.ID{"1001": 1}[account] }
	seat := h.staff(1, "1001", seatHz, true)
	seat.Do("dial", "sip:13900000000@"+h.x.Stack().Local("UDP").String())
	seat.Expect("CALL_CLOSED")
	if err := peers.Wait(t, "SIPp is content", over); err != nil {
		t.Fatal(err)
	}
	if n := peers.Frames(seat.Heard(), otherHz); n < 60 {
		t.Errorf("the seat hears the network in %d frames", n)
	}
	if f := h.figures(); f.Calls != 0 {
		t.Errorf("it counts as a call that came in: %+v", f)
	}
}
