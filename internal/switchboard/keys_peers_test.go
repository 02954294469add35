package switchboard

import (
	"net/netip"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
)

// TestSeatPressesKeys: keys that a seat presses on its phone reach whom it speaks with by RFC 4733, while the call is
// relayed, too: the citizen, then the expert who was asked and not the citizen, and the citizen again.
func TestSeatPressesKeys(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	h.phones.cfg.Record = nil // a recorded call is mixed
	h.phones.cfg.Guest = func(account, _ string) (string, bool, bool) { return "12345", account == "1700", account == "1700" }
	at := h.x.Stack().Local("UDP")
	seat := h.staff(1, "1001", seatHz, true)
	expert := peers.NewPhone(t, at, h.online, "1900", otherHz, true, "PCMA/8000/1")
	citizen := peers.NewPhone(t, at, h.online, "1700", callerHz, true, "PCMA/8000/1")
	citizen.Do("dial", "sip:12345@"+at.String())
	citizen.Expect("CALL_ESTABLISHED")
	call := h.callOf(1)
	h.untilRelayed(call)
	seat.Do("sndcode", "5")
	citizen.ExpectKey("5")
	if err := h.Consult(1, call, Target{Kind: "line", Account: "1900", Name: "专家"}); err != nil {
		t.Fatal(err)
	}
	h.untilJoined("consulting")
	seat.Do("sndcode", "7")
	expert.ExpectKey("7")
	if err := h.Together(1, call); err != nil {
		t.Fatal(err)
	}
	seat.Do("sndcode", "8")
	expert.ExpectKey("8")
	expert.Do("hangup", "")
	h.untilRelayed(call)
	seat.Do("sndcode", "9")
	citizen.ExpectKey("9") // and no other before it
}

// TestSeatPressesKeys_Browser: the page of a seat in Chromium sends keys as JsSIP does.
func TestSeatPressesKeys_Browser(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	h.phones.cfg.Guest = func(account, _ string) (string, bool, bool) { return "12345", account == "1700", account == "1700" }
	w := peers.NewBrowser(t, h.x.WebSocket(nil))
	h.x.Stack().ServeWS(netip.MustParseAddrPort(w.Addr))
	w.Open("1101", seatHz, callerHz)
	w.Expect("registered")
	h.SignIn(1, "1101", nil)
	if err := h.Ready(1); err != nil {
		t.Fatal(err)
	}
	at := h.x.Stack().Local("UDP")
	citizen := peers.NewPhone(t, at, h.online, "1700", callerHz, true, "PCMA/8000/1")
	citizen.Do("dial", "sip:12345@"+at.String())
	w.Expect("session")
	w.Do("answer")
	w.Expect("confirmed")
	h.callOf(1)
	w.Hears(callerHz, seatHz)
	w.Do("key", "key", "5")
	citizen.ExpectKey("5")
	w.Do("info", "key", "7")
	citizen.ExpectKey("7")
}

// untilRelayed waits until the packets of a call are handed on as they come.
func (h *house) untilRelayed(call ids.ID) {
	h.t.Helper()
	for deadline := time.Now().Add(peers.Patient); !h.phones.wire(call).room.Relayed(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatal("never relayed")
		}
	}
}
