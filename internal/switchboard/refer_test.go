package switchboard

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
)

// refers lets a telephone refer its caller to an account or a number.
func (h *house) refers(p *peers.Phone, to string) {
	p.Do("transfer", "sip:"+to+"@"+h.x.Stack().Local("UDP").String())
}

// TestRefer_HangsUp: a telephone that hangs up while whom it referred to still rings (RFC 5589 section 6) has handed its
// caller over: they hear music and then the other seat.
func TestRefer_HangsUp(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	first := h.staff(1, "1001", seatHz, true)
	second := h.staff(2, "1002", otherHz, false)
	caller, ear := h.citizen(5000)
	h.callOf(1)
	h.refers(first, "1002")
	second.Expect("CALL_INCOMING")
	first.Do("hangup", "")
	first.Expect("CALL_CLOSED")
	time.Sleep(500 * time.Millisecond) // the caller hears music
	second.Do("accept", "")
	h.until(2, SeatTalking)
	h.until(1, SeatWrapUp)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{musicHz: 10, otherHz: 40, callerHz: -2})
	if f := h.figures(); f.Calls != 1 || f.Answered != 1 || f.Abandoned != 0 {
		t.Errorf("%+v", f)
	}
}

// TestRefer_CallerGone: a caller who hangs up while whom they are referred to rings takes that with them.
func TestRefer_CallerGone(t *testing.T) {
	for name, account := range map[string]string{"ToASeat": "1002", "ToAnExpert": "1900"} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, ShippedQueues())
			first := h.staff(1, "1001", seatHz, true)
			second := peers.NewPhone(t, h.x.Stack().Local("UDP"), h.online, account, otherHz, false, "PCMA/8000/1")
			if name == "ToASeat" {
				h.SignIn(2, account, nil)
				if err := h.Ready(2); err != nil {
					t.Fatal(err)
				}
			}
			caller, _ := h.citizen(1500)
			h.callOf(1)
			h.refers(first, account)
			second.Expect("CALL_INCOMING")
			if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
				t.Fatal(err)
			}
			second.Expect("CALL_CLOSED")
			for deadline := time.Now().Add(peers.Patient); h.x.Lines() != 0; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("%d lines are left", h.x.Lines())
				}
			}
		})
	}
}

// TestRefer_Refused: who does not have the call gives it to nobody: neither an expert who is asked nor a leader who
// listens. A seat that gives it to somebody who is busy keeps it.
func TestRefer_Refused(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	h.staff(1, "1001", seatHz, true)
	at := h.x.Stack().Local("UDP")
	asked := peers.NewPhone(t, at, h.online, "1900", otherHz, true, "PCMA/8000/1")
	leader := peers.NewPhone(t, at, h.online, "1901", otherHz, true, "PCMA/8000/1")
	peers.NewPhone(t, at, h.online, "1002", otherHz, true, "PCMA/8000/1")
	h.SignIn(2, "1002", nil) // busy
	caller, _ := h.citizen(4000)
	call := h.callOf(1)
	if err := h.Watch(9, "1901", call, ModeListen); err != nil {
		t.Fatal(err)
	}
	leader.Expect("CALL_ESTABLISHED")
	if code := h.phones.send(call, 1, "1002"); code != 480 {
		t.Errorf("to who is busy: %d", code)
	}
	h.refers(leader, "1002")
	leader.Expect("TRANSFER_FAILED")
	if err := h.Consult(1, call, Target{Kind: "line", Account: "1900", Name: "专家"}); err != nil {
		t.Fatal(err)
	}
	asked.Expect("CALL_ESTABLISHED")
	h.untilJoined("consulting")
	if code := h.phones.send(call, 1, "1002"); code != 480 {
		t.Errorf("while it asks somebody: %d", code)
	}
	h.refers(asked, "1002")
	asked.Expect("TRANSFER_FAILED")
	if s, _ := h.SeatNow(1); h.SeatOf(call) != 1 || s.State != SeatTalking {
		t.Errorf("the call was taken from its seat: %+v", s)
	}
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
}

// TestRefer_InVain: a telephone that hangs up because nobody could be had does not hang up on the citizen, who waits at the
// head of the queue for the next seat.
func TestRefer_InVain(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	first := h.staff(1, "1001", seatHz, true)
	peers.NewPhone(t, h.x.Stack().Local("UDP"), h.online, "1002", otherHz, true, "PCMA/8000/1")
	h.SignIn(2, "1002", nil) // busy
	caller, ear := h.citizen(5000)
	call := h.callOf(1)
	h.refers(first, "1002")
	first.Expect("TRANSFER_FAILED") // and it has hung up by then
	h.until(1, SeatWrapUp)
	if err := h.Ready(2); err != nil {
		t.Fatal(err)
	}
	h.until(2, SeatTalking)
	if h.SeatOf(call) != 2 {
		t.Error("another call was answered")
	}
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	hears(t, "the caller", ear.Heard(), map[float64]int{otherHz: 40, callerHz: -2})
}

// TestRefer_Outside: a seat's telephone refers its caller to a number of the network, if its person may dial.
func TestRefer_Outside(t *testing.T) {
	h, _, ended := dialHouse(t, peers.TakesUp)
	h.phones.cfg.MayDial = func(staff ids.ID) bool { return staff == 1 }
	seat := h.staff(1, "1001", seatHz, true)
	caller, _ := h.citizen(3500)
	call := h.callOf(1)
	if code := h.phones.send(call, 2, "13900000001"); code != 403 {
		t.Errorf("who may not dial: %d", code)
	}
	h.refers(seat, "13900000001")
	seat.Expect("CALL_CLOSED")
	h.until(1, SeatWrapUp)
	if h.SeatOf(call) != 0 {
		t.Error("the call is still the seat's")
	}
	for what, over := range map[string]<-chan error{"the caller hangs up": caller, "the other hears BYE": ended} {
		if err := peers.Wait(t, what, over); err != nil {
			t.Fatal(err)
		}
	}
	if f := h.figures(); f.Calls != 1 || f.Answered != 1 {
		t.Errorf("%+v", f)
	}
}

// TestRefer_Outgoing: whom a seat called, such as somebody who was owed a call, is not hung up on when its telephone
// refers them to a colleague.
func TestRefer_Outgoing(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	h.phones.cfg.Staff = func(account string) ids.ID { return map[string]ids.ID{"1001": 1, "1002": 2}[account] }
	at, ended := peers.Server(t, peers.TakesUp)
	out := h.x.Stack().AddTrunk(sip.TrunkConfig{Name: "out", Transport: "UDP", Peers: []string{at}, User: "12345"})
	h.phones.cfg.Trunk = func() *sip.Trunk { return out }
	first := h.staff(1, "1001", seatHz, true)
	h.staff(2, "1002", otherHz, true)
	first.Do("dial", "sip:13800000000@"+h.x.Stack().Local("UDP").String())
	first.Expect("CALL_ESTABLISHED")
	call := h.callOf(1)
	for deadline := time.Now().Add(peers.Patient); h.SeatOf(call) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the citizen never answers")
		}
	}
	h.refers(first, "1002")
	first.Expect("CALL_CLOSED")
	h.until(2, SeatTalking)
	h.until(1, SeatWrapUp)
	time.Sleep(time.Second) // they speak
	select {
	case <-ended:
		t.Fatal("the citizen was hung up on")
	default:
	}
	if err := h.HangUp(2, call); err != nil {
		t.Fatal(err)
	}
	if err := peers.Wait(t, "the citizen's phone hears BYE", ended); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	if _, right := h.recording(call); peers.Frames(right, otherHz) < 30 {
		t.Error("the second seat is not recorded")
	}
}
