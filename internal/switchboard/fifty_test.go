package switchboard

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
)

// callers are so many calls of one SIPp by one scenario, each from a number of its own that begins with these digits.
func (h *house) callers(n int, digits, scenario string) <-chan error {
	scenario = strings.ReplaceAll(scenario, "13800000000", "1380000"+digits+"[call_number]")
	return peers.SIPp(h.t, h.x.Stack().Local("UDP"), scenario, "UDP", "-m", strconv.Itoa(n), "-l", strconv.Itoa(n), "-r", strconv.Itoa(n))
}

// pressing is a caller of SIPp who has pressed a key in the menu.
func pressing(key string) string {
	return peers.Invite("0 96") + peers.Answered + peers.Ack + `<pause milliseconds="300"/><nop><action><exec play_dtmf="` + key + `"/></action></nop>`
}

func holds(d time.Duration) string {
	return `<pause milliseconds="` + strconv.FormatInt(d.Milliseconds(), 10) + `"/>`
}

func (h *house) waiting() (n int) {
	h.Board.mu.Lock()
	defer h.Board.mu.Unlock()
	for _, c := range h.Board.calls {
		if c.phase == waitingSeat {
			n++
		}
	}
	return n
}

// TestFifty is a scenario of fifty calls of SIPp whose figures were counted by hand:
//
//	 8 hang up in the menu                         left: neither offered nor owed
//	 6 hang up within a second in the queue        short: offered, not owed
//	 7 hang up after seven seconds                 abandoned, owed
//	 4 wait as long as anybody may                 let go, owed
//	 5 ask to be called back                       asked, owed
//	16 are answered at once                        in time
//	 4 are answered after more than the target     answered, not in time; they are of those who abandoned: paid
//
// Offered are 42, of which 36 count; answered 20 (20/36), in time 16 (16/36); owed 16, of which 4 are paid.
func TestFifty(t *testing.T) {
	queues := ShippedQueues()[:2]
	general, business := &queues[0], &queues[1]
	general.Target, general.Short, general.Callback, general.MaxWait = 6, 4, 0, 15
	business.Needs, business.Widen, business.Target, business.Short, business.Callback = nil, nil, 6, 4, 1
	h := newHouse(t, queues)
	ends := func(what string, groups ...<-chan error) {
		t.Helper()
		for _, g := range groups {
			if err := peers.Wait(t, what, g); err != nil {
				t.Fatal(err)
			}
		}
	}

	ends("those who nobody serves",
		h.callers(8, "1", peers.Invite("0 96")+peers.Answered+peers.Ack+holds(200*time.Millisecond)+peers.Bye),
		h.callers(6, "2", pressing("1")+holds(800*time.Millisecond)+peers.Bye),
		h.callers(7, "3", pressing("1")+holds(7*time.Second)+peers.Bye),
		h.callers(4, "4", pressing("1")+peers.GetsBye),
		h.callers(5, "5", pressing("2")+holds(3500*time.Millisecond)+`<nop><action><exec play_dtmf="1"/></action></nop>`+peers.GetsBye))

	const seats = 4
	for id := range seats {
		h.staff(ids.ID(id+1), "100"+strconv.Itoa(id+1), seatHz, true)
	}
	ready := func() {
		t.Helper()
		for id := range seats {
			h.until(ids.ID(id+1), SeatWrapUp)
			if err := h.Ready(ids.ID(id + 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	file := peers.ToneFile(t, g711.MuLaw, callerHz, 2)
	speaks := holds(time.Second) + `<nop><action><exec rtp_stream="` + file + `,-1,0"/></action></nop>` + holds(1500*time.Millisecond) + peers.Bye
	for round := range 4 {
		ends("those who are answered at once", h.callers(4, "6"+strconv.Itoa(round), pressing("1")+speaks))
		ready()
	}
	for id := range seats {
		if err := h.Busy(ids.ID(id+1), "rest"); err != nil {
			t.Fatal(err)
		}
	}
	late := h.callers(4, "3", pressing("1")+holds(12*time.Second)+peers.Bye)
	for deadline := time.Now().Add(peers.Patient); h.waiting() < 4; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of 4 wait", h.waiting())
		}
	}
	time.Sleep(general.Target.D() + 500*time.Millisecond) // it is what is measured
	for id := range seats {
		if err := h.Ready(ids.ID(id + 1)); err != nil {
			t.Fatal(err)
		}
	}
	ends("those who are answered late", late)
	for range 50 {
		peers.Wait(t, "the recording is closed", h.kept)
	}

	f := h.figures()
	if f.Wait < 4*general.Target.D() || f.Wait > 16*general.Target.D()+4*general.MaxWait.D() || f.Talk < 16*time.Second || f.Talk > 20*20*time.Second {
		t.Errorf("waited %v, talked %v", f.Wait, f.Talk)
	}
	f.Wait, f.Talk, f.Measured, f.MOS = 0, 0, 0, 0 // whoever only presses keys may be measured or not
	if want := (Figures{Calls: 50, Offered: 42, Answered: 20, InTime: 16, Short: 6, Abandoned: 7, Asked: 5, LetGo: 4}); f != want {
		t.Errorf("\n got %+v\nwant %+v", f, want)
	}
	if f.Connect() != 20.0/36 || f.ServiceLevel() != 16.0/36 {
		t.Errorf("connect rate %v, service level %v", f.Connect(), f.ServiceLevel())
	}
	owed, _, err := h.Debts(h.world.Store.Read(t.Context()), h.from, time.Now().Add(time.Minute), 100)
	why := map[Outcome]int{}
	paid := 0
	for _, d := range owed {
		why[d.Why]++
		if !d.PaidAt.IsZero() {
			paid++
		}
	}
	if err != nil || len(owed) != 16 || paid != 4 || why[Abandoned] != 7 || why[LetGo] != 4 || why[Asked] != 5 {
		t.Errorf("owed %v, %d of them paid, %v", why, paid, err)
	}
}
