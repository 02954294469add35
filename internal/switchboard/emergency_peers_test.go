package switchboard

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
)

// networked is a house with emergency services behind a trunk.
func networked(t *testing.T, at string) *house {
	t.Helper()
	h := newHouse(t, ShippedQueues())
	h.SetEmergency(ShippedEmergency())
	out := h.x.Stack().AddTrunk(sip.TrunkConfig{Name: "out", Transport: "UDP", Peers: []string{at}, User: "12345"})
	h.phones.cfg.Trunk = func() *sip.Trunk { return out }
	return h
}

// ended waits until it is known how the emergency service of a call answered.
func (h *house) ended(seat ids.ID) string {
	h.t.Helper()
	for deadline := time.Now().Add(peers.Patient); ; time.Sleep(10 * time.Millisecond) {
		if l := h.Look(seat); l.Call != nil && l.Call.Emergency != nil && l.Call.Emergency.outcome != "" {
			return l.Call.Emergency.outcome
		}
		if time.Now().After(deadline) {
			h.t.Fatal("the emergency service neither answers nor does not")
		}
	}
}

// TestEmergency_HeardByIt: a real SIPp is the emergency service and sends back what it hears. All three hear each other,
// then caller and service without the seat, and the recording holds all of it.
func TestEmergency_HeardByIt(t *testing.T) {
	at, over := peers.Server(t, peers.TakesUp, "-rtp_echo")
	h := networked(t, at)
	seat := h.staff(1, "1001", seatHz, true)
	caller := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "7000")+peers.Bye, "UDP")
	call := h.callOf(1)
	if err := h.Emergency(1, call, "120", "life", false, false); err != nil {
		t.Fatal(err)
	}
	if got := h.ended(1); got != EmergencyAnswered {
		t.Fatalf("it is %s", got)
	}
	time.Sleep(1500 * time.Millisecond) // all three
	if err := h.Complete(1, call); err != nil {
		t.Fatal(err)
	}
	seat.Expect("CALL_CLOSED")
	h.until(1, SeatWrapUp)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	if err := peers.Wait(t, "the service hears BYE", over); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	left, right := h.recording(call)
	// What the service sends back is what it heard: the caller long after the seat has left.
	if n := peers.Frames(right[len(right)/2:], callerHz); n < 25 {
		t.Errorf("the service hears the caller in %d frames after the seat has left", n)
	}
	if n := peers.Frames(left, callerHz); n < 250 {
		t.Errorf("the caller is recorded in %d frames only", n)
	}
	if n := peers.Frames(seat.Heard(), callerHz); n < 25 {
		t.Errorf("the seat hears the caller in %d frames", n)
	}
	if f := h.figures(); f.Answered != 1 || f.Calls != 1 {
		t.Errorf("%+v", f)
	}
	list, _, err := h.Emergencies(h.world.Store.Read(t.Context()), EmergencyFilter{From: h.from, To: time.Now().Add(time.Minute)})
	if err != nil || len(list) != 1 || list[0].Outcome != EmergencyAnswered || list[0].Call != call || list[0].Over.Before(list[0].At) {
		t.Errorf("%+v %v", list, err)
	}
}

// TestEmergency_HeardByTheCaller: the caller's SIPp sends back what it hears: the seat, then both, then the service
// alone, since the seat leaves as it answers.
func TestEmergency_HeardByTheCaller(t *testing.T) {
	at, over := peers.Server(t, peers.Says(peers.ToneFile(t, g711.ALaw, otherHz, 2)))
	h := networked(t, at)
	seat := h.staff(1, "1001", seatHz, true)
	scenario := peers.Invite("8 96") + peers.Answered + peers.Ack +
		`<pause milliseconds="300"/><nop><action><exec play_dtmf="1"/></action></nop><pause milliseconds="7000"/>` + peers.Bye
	caller := peers.SIPp(t, h.x.Stack().Local("UDP"), scenario, "UDP", "-rtp_echo")
	call := h.callOf(1)
	time.Sleep(time.Second)
	if err := h.Emergency(1, call, "110", "", true, false); err != nil {
		t.Fatal(err)
	}
	seat.Expect("CALL_CLOSED") // by itself
	h.until(1, SeatWrapUp)
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	if err := peers.Wait(t, "the service hears BYE", over); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	left, right := h.recording(call)
	if a, b := peers.Frames(left, seatHz), peers.Frames(left, otherHz); a < 40 || b < 100 {
		t.Errorf("the caller hears the seat in %d, the service in %d frames", a, b)
	}
	if n := peers.Frames(right, otherHz); n < 100 {
		t.Errorf("the service is recorded in %d frames", n)
	}
}

// TestEmergency_NotReached: a network that says busy, one that says nobody answers, and one that rings until the seat
// lets it be: caller and seat go on speaking.
func TestEmergency_NotReached(t *testing.T) {
	absent := peers.Manner(strings.Replace(string(peers.IsBusy), "486 Busy Here", "480 Temporarily Unavailable", 1))
	for _, c := range []struct {
		name    string
		manner  peers.Manner
		outcome string
	}{
		{"Busy", peers.IsBusy, CauseBusy},
		{"NoAnswer", absent, CauseNoAnswer},
		{"LetBe", peers.NeverAnswers, EmergencyDropped},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, over := peers.Server(t, c.manner)
			h := networked(t, at)
			seat := h.staff(1, "1001", seatHz, true)
			caller := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "4000")+peers.Bye, "UDP")
			call := h.callOf(1)
			if err := h.Emergency(1, call, "119", "", true, false); err != nil {
				t.Fatal(err)
			}
			if c.outcome == EmergencyDropped {
				time.Sleep(500 * time.Millisecond)
				if err := h.DropEmergency(1, call); err != nil {
					t.Fatal(err)
				}
			}
			if got := h.ended(1); got != c.outcome {
				t.Errorf("the seat is told %q, want %q", got, c.outcome)
			}
			if err := peers.Wait(t, "the network is done", over); err != nil {
				t.Error(err)
			}
			if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
				t.Fatal(err)
			}
			peers.Wait(t, "the recording is closed", h.kept)
			if n := peers.Frames(seat.Heard(), callerHz); n < 100 {
				t.Errorf("the seat hears the caller in %d frames", n)
			}
		})
	}
}

// TestEmergency_IsToldTheCaller: the caller's number goes to an emergency service, in the way that the operator chose,
// and to nobody else who is asked.
func TestEmergency_IsToldTheCaller(t *testing.T) {
	network, err := net.ListenPacket("udp4", peers.TrunkIP+":0")
	if err != nil {
		t.Fatal(err)
	}
	defer network.Close()
	invites := make(chan string, 10)
	go func() {
		for buf := make([]byte, 8192); ; {
			n, from, err := network.ReadFrom(buf)
			if err != nil {
				return
			}
			text := string(buf[:n])
			status := "200 OK"
			if strings.HasPrefix(text, "INVITE") {
				status = "486 Busy Here"
				invites <- text
			}
			if strings.HasPrefix(text, "ACK") {
				continue
			}
			answer := "SIP/2.0 " + status + "\r\n"
			for _, line := range strings.Split(text, "\r\n") {
				for _, name := range []string{"Via:", "From:", "To:", "Call-ID:", "CSeq:"} {
					if strings.HasPrefix(line, name) {
						if name == "To:" && !strings.Contains(line, "tag=") {
							line += ";tag=network"
						}
						answer += line + "\r\n"
					}
				}
			}
			_, _ = network.WriteTo([]byte(answer+"Content-Length: 0\r\n\r\n"), from)
		}
	}()
	h := networked(t, network.LocalAddr().String())
	list := ShippedEmergency()
	list[0].Caller, list[1].Caller = ShowFrom, ShowNone
	h.SetEmergency(list)
	h.staff(1, "1001", seatHz, true)
	caller := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "4000")+peers.Bye, "UDP")
	call := h.callOf(1)
	header := func(invite, name string) string {
		for _, line := range strings.Split(invite, "\r\n") {
			if value, ok := strings.CutPrefix(line, name+": "); ok {
				return value
			}
		}
		return ""
	}
	for _, c := range []struct{ service, from, asserted string }{
		{"120", "sip:12345@", "<sip:13800000000@"},
		{"110", "sip:13800000000@", "<sip:12345@"},
		{"119", "sip:12345@", ""},
		{"", "sip:12345@", ""}, // somebody else
	} {
		if c.service == "" {
			err = h.Board.Consult(1, call, Target{Kind: "number", Number: "02100000"})
		} else {
			err = h.Emergency(1, call, c.service, "", false, false)
		}
		if err != nil {
			t.Fatal(err)
		}
		invite := peers.Wait(t, "the network is called", invites)
		from, asserted := header(invite, "From"), header(invite, "P-Asserted-Identity")
		if !strings.Contains(from, c.from) || !strings.HasPrefix(asserted, c.asserted) || c.asserted == "" && asserted != "" {
			t.Errorf("%s: From %q, P-Asserted-Identity %q", c.service, from, asserted)
		}
		for deadline := time.Now().Add(peers.Patient); h.Look(1).Call.Other != nil && time.Now().Before(deadline); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	if err := h.Emergency(1, call, "nobody", "", false, false); !errors.Is(err, ErrEmergency) {
		t.Error(err)
	}
	if err := peers.Wait(t, "the caller hangs up", caller); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
}
