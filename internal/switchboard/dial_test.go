package switchboard

import (
	"context"
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

var dialler = auth.Principal{ID: 1}.WithRights(RightSeat, RightDial)

const noticeHz = 850

// dialHouse is a house whose seats can dial; the trunk is SIPp as the operator's network, which behaves in a manner.
func dialHouse(t *testing.T, manner peers.Manner) (h *house, trunk *sip.Trunk, ended <-chan error) {
	t.Helper()
	h = newHouse(t, ShippedQueues())
	h.SetRecorded()
	h.phones.cfg.Sounds["recorded"] = peers.Tone(noticeHz, 0.4)
	at, ended := peers.Server(t, manner)
	trunk = h.x.Stack().AddTrunk(sip.TrunkConfig{Name: "out", Transport: "UDP", Peers: []string{at}, User: "12345"})
	h.phones.cfg.Trunk = func() *sip.Trunk { return trunk }
	h.Open(NewFloor(FloorConfig{Board: h.Board, Phones: h.phones, Exchange: h.x, Lines: NewLines(timer.Real{}, "onedoor", 0), Now: time.Now,
		Name: func(context.Context, ids.ID) (string, string) { return "", "" }}))
	return h, trunk, ended
}

// outcome is how the only call of a seat ended.
func (h *house) outcome() (errand string, about ids.ID, outcome, cause string) {
	h.t.Helper()
	if err := h.Flush(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	err := h.world.Store.Read(h.t.Context()).QueryRow(`SELECT errand, about_id, outcome, cause FROM switchboard_call WHERE direction = 'out'`).
		Scan(&errand, &about, &outcome, &cause)
	if err != nil {
		h.t.Fatal(err)
	}
	return errand, about, outcome, cause
}

// TestDial: the seat's own telephone rings first; taken up, the number is called over the trunk; both are joined,
// recorded and told so, and journalled with the errand, and the seat never sees a veiled number.
func TestDial(t *testing.T) {
	h, _, ended := dialHouse(t, peers.TakesUp)
	seat := h.staff(1, "1001", seatHz, true)
	v, err := h.Dial(dialler, "139 0000-0001", Errand{Kind: ErrandOrder, Subject: 77, Veiled: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Calls) != 1 || v.Calls[0].State != "calling" || v.Calls[0].CallerNumber != "" || v.Calls[0].Masked != "139****0001" || v.Calls[0].About != 77 {
		t.Errorf("%+v", v.Calls)
	}
	if _, err := h.Dial(dialler, "13900000002", Errand{}); !errors.Is(err, ErrOnCall) {
		t.Errorf("twice: %v", err)
	}
	seat.Expect("CALL_ESTABLISHED")
	call := h.callOf(1)
	for deadline := time.Now().Add(peers.Patient); h.SeatOf(call) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the citizen never answers")
		}
	}
	time.Sleep(time.Second) // they speak
	if err := h.HangUp(1, call); err != nil {
		t.Fatal(err)
	}
	if err := peers.Wait(t, "the citizen's phone hears BYE", ended); err != nil {
		t.Fatal(err)
	}
	if id := peers.Wait(t, "the recording is closed", h.kept); id != call {
		t.Errorf("recorded %d, not %d", id, call)
	}
	h.until(1, SeatWrapUp)
	if _, right := h.recording(call); peers.Frames(right, seatHz) < 30 || peers.Frames(right, noticeHz) < 10 {
		t.Error("the seat, or the announcement, is not recorded")
	}
	if facts, err := h.Facts(h.world.Store.Read(t.Context()), call); err != nil || len(facts) != 1 || facts[0].Notice != ToldAnnouncement || facts[0].NoticeAt.Before(facts[0].AnsweredAt) {
		t.Errorf("told %+v, %v", facts, err)
	}
	if errand, about, outcome, cause := h.outcome(); errand != ErrandOrder || about != 77 || outcome != string(Served) || cause != "" {
		t.Errorf("%s %d %s %s", errand, about, outcome, cause)
	}
}

// TestDial_Vain: busy, nobody answers until the seat gives up, the seat's own telephone is not taken up: the call ends
// with its cause and the seat is free again.
func TestDial_Vain(t *testing.T) {
	for name, c := range map[string]struct {
		manner peers.Manner
		auto   bool // the seat takes its telephone up
		hangUp bool
		want   string
	}{
		"Busy":     {peers.IsBusy, true, false, CauseBusy},
		"GivenUp":  {peers.NeverAnswers, true, true, CauseGivenUp},
		"OwnPhone": {peers.TakesUp, false, true, CauseSeat},
	} {
		t.Run(name, func(t *testing.T) {
			h, _, _ := dialHouse(t, c.manner)
			seat := h.staff(1, "1001", seatHz, c.auto)
			if _, err := h.Dial(dialler, "13900000001", Errand{Kind: "inform"}); err != nil {
				t.Fatal(err)
			}
			if c.auto {
				seat.Expect("CALL_ESTABLISHED")
			} else {
				seat.Expect("CALL_INCOMING")
			}
			if c.hangUp {
				time.Sleep(300 * time.Millisecond) // it rings there
				if err := h.HangUp(1, h.callOf(1)); err != nil {
					t.Fatal(err)
				}
			}
			h.until(1, SeatWrapUp)
			seat.Expect("CALL_CLOSED")
			if _, _, outcome, cause := h.outcome(); outcome != string(Unreached) || cause != c.want {
				t.Errorf("%s %s", outcome, cause)
			}
		})
	}
}

// TestDial_Refused: what keeps a seat from calling is said before anything rings.
func TestDial_Refused(t *testing.T) {
	h, trunk, _ := dialHouse(t, peers.TakesUp)
	refused := func(want error, p auth.Principal, number string) {
		t.Helper()
		if _, err := h.Dial(p, number, Errand{}); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	refused(fault.Forbidden, auth.Principal{ID: 1}.WithRights(RightSeat), "13900000001")
	refused(ErrNumber, dialler, "one-three")
	refused(ErrNotSignedIn, dialler, "13900000001")
	h.SignIn(1, "1099", nil) // a telephone that is not there
	refused(ErrLine, dialler, "13900000001")
	h.phones.cfg.Trunk = func() *sip.Trunk { return nil }
	refused(ErrTrunk, dialler, "13900000001")
	h.phones.cfg.Trunk = func() *sip.Trunk { return trunk }
	h.Open(nil)
	refused(ErrNoExchange, dialler, "13900000001")
}
