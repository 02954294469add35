package switchboard

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/record"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

const (
	welcomeHz = 500
	musicHz   = 400
	callerHz  = 700
	seatHz    = 1000
	otherHz   = 1300
)

// house is the room with its exchange, on real time, and real peers before it.
type house struct {
	*Service
	*Board
	t      *testing.T
	phones *Phones
	x      *exchange.Exchange
	world  *testkit.World
	ring   *seal.Ring
	dir    string
	online chan string
	kept   chan ids.ID // recordings that were closed
	from   time.Time
}

// keptRecording closes a recording as the room wants it.
type keptRecording struct {
	*record.Recorder
	done func(error)
}

func (k keptRecording) Finish() {
	_, err := k.Recorder.Close()
	k.done(err)
}

func newHouse(t *testing.T, queues []Queue) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), online: make(chan string, 100), kept: make(chan ids.ID, 100), from: time.Now()}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	h.world = testkit.NewWorld(testkit.Store(t, Migrations))
	var err error
	if h.ring, err = seal.NewRing(seal.Intl, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.Service = New(Deps{Store: h.world.Store, Ledger: h.world.Ledger, Clock: timer.Real{}, Ring: h.ring, Log: log})
	h.Service.Register()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { h.Service.Run(ctx) })
	sounds := Sounds{"welcome": peers.Tone(welcomeHz, 0.5), "queue": peers.Tone(musicHz, 0.2), "promise": peers.Tone(welcomeHz, 0.2), "sorry": peers.Tone(welcomeHz, 0.2), "offer": peers.Tone(welcomeHz, 0.2)}
	h.phones = NewPhones(PhonesConfig{Log: log, Sounds: sounds, Menu: 2 * time.Second, Record: func(call ids.ID) Recorder {
		r, err := record.Create(filepath.Join(h.dir, call.String()), h.ring, int64(call), time.Now())
		if err != nil {
			t.Error(err)
			return nil
		}
		return keptRecording{r, func(err error) {
			if err != nil {
				t.Error(err)
			}
			h.kept <- call
		}}
	}})
	loopback := netip.MustParseAddr("127.0.0.1")
	h.x, err = exchange.New(exchange.Config{
		Clock: timer.Real{}, Log: log, Bind: loopback, Realm: "onedoor", Agent: "Onedoor",
		Password: func(user string) (string, bool) { return "secret-" + user, strings.HasPrefix(user, "1") },
		Incoming: h.phones.Incoming, Browsers: netip.AddrPortFrom(loopback, 0),
		Registered: func(user string, online bool) {
			if online {
				h.online <- user
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Board = NewBoard(timer.Real{}, queues, h.phones, h.Service.Journal)
	h.phones.Attach(h.x, h.Board)
	for _, listen := range []func(netip.AddrPort) error{h.x.Stack().ListenUDP, h.x.Stack().ListenTCP} {
		if err := listen(netip.AddrPortFrom(loopback, 0)); err != nil {
			t.Fatal(err)
		}
	}
	h.x.Stack().AddTrunk(sip.TrunkConfig{Name: "city", Transport: "UDP", Allow: []netip.Prefix{netip.MustParsePrefix(peers.TrunkIP + "/32")}})
	t.Cleanup(func() { h.x.Close(); cancel(); wg.Wait() })
	return h
}

// staff signs in a seat with a phone of its own.
func (h *house) staff(id ids.ID, account string, hz float64, auto bool) *peers.Phone {
	h.t.Helper()
	p := peers.NewPhone(h.t, h.x.Stack().Local("UDP"), h.online, account, hz, auto, "PCMA/8000/1")
	h.SignIn(id, account, nil)
	if err := h.Ready(id); err != nil {
		h.t.Fatal(err)
	}
	return p
}

func (h *house) recording(call ids.ID) (left, right []int16) {
	h.t.Helper()
	f, err := os.Open(filepath.Join(h.dir, call.String()))
	if err != nil {
		h.t.Fatal(err)
	}
	defer f.Close()
	r, err := record.Open(f, h.ring, int64(call))
	if err != nil {
		h.t.Fatal(err)
	}
	sound, err := io.ReadAll(r)
	if err != nil || !r.Whole() {
		h.t.Fatal(err)
	}
	return record.Split(sound)
}

func (h *house) figures() Figures {
	h.t.Helper()
	if err := h.Flush(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	h.world.Settle(h.t)
	f, err := h.Figures(h.world.Store.Read(h.t.Context()), "", h.from, time.Now().Add(time.Minute))
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

// talk is a caller of SIPp that presses 1 and then says a tone for so long.
func talk(t *testing.T, milliseconds string) string {
	file := peers.ToneFile(t, g711.MuLaw, callerHz, 2)
	return peers.Invite("0 96") + peers.Answered + peers.Ack +
		`<pause milliseconds="300"/><nop><action><exec play_dtmf="1"/></action></nop><pause milliseconds="1000"/>
<nop><action><exec rtp_stream="` + file + `,-1,0"/></action></nop><pause milliseconds="` + milliseconds + `"/>`
}

// citizen is a caller of SIPp who presses 1, says a tone, hangs up after so many milliseconds of it, and is listened to.
func (h *house) citizen(milliseconds int) (over <-chan error, ear *peers.Ear) {
	h.t.Helper()
	ear = peers.NewEar(h.t, g711.MuLaw, '1', callerHz)
	return peers.SIPp(h.t, h.x.Stack().Local("UDP"), ear.In(peers.Invite("0 96"))+peers.Answered+peers.Ack+
		holds(peers.EarSpeaks+time.Duration(milliseconds)*time.Millisecond)+peers.Bye, "UDP"), ear
}

// hears holds in how many frames somebody heard each tone: at least so many, or, below zero, at most so many.
func hears(t *testing.T, who string, heard []int16, want map[float64]int) {
	t.Helper()
	for hz, frames := range want {
		if n := peers.Frames(heard, hz); frames >= 0 && n < frames || frames < 0 && n > -frames {
			t.Errorf("%s hears %v Hz in %d frames, want %d", who, hz, n, frames)
		}
	}
}

// lasts holds that a call's recording is as long as the call was, but for what a machine that is held up does not mix.
func (h *house) lasts(call ids.ID, recorded []int16) {
	h.t.Helper()
	if err := h.Flush(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	facts, err := h.Facts(h.world.Store.Read(h.t.Context()), call)
	if err != nil || len(facts) != 1 {
		h.t.Fatal(facts, err)
	}
	spoken, kept := facts[0].EndedAt.Sub(facts[0].BeganAt), time.Duration(len(recorded))*time.Second/audio.Rate
	if d := spoken - kept; d < -200*time.Millisecond || d > 800*time.Millisecond {
		h.t.Errorf("the call lasted %v, its recording %v", spoken, kept)
	}
}

// until waits for a state of a seat.
func (h *house) until(id ids.ID, state SeatState) {
	h.t.Helper()
	for deadline := time.Now().Add(peers.Patient); ; time.Sleep(10 * time.Millisecond) {
		s, _ := h.SeatNow(id)
		if s.State == state {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("seat %d is %s (%s), never %s", id, s.State, s.Reason, state)
		}
	}
}

// TestCallIsServed is a whole call with real peers: SIPp presses a key and is put through to a baresip that is signed
// in as a seat; the recording, the seat's state and the figures agree with what happened. A µ-law trunk, an A-law seat.
func TestCallIsServed(t *testing.T) {
	h := newHouse(t, ShippedQueues())
	phone := h.staff(1, "1001", seatHz, true)
	call, ear := h.citizen(2000)
	h.until(1, SeatTalking)
	if err := peers.Wait(t, "the caller hangs up", call); err != nil {
		t.Fatal(err)
	}
	id := peers.Wait(t, "the recording is closed", h.kept)
	h.until(1, SeatWrapUp)
	left, right := h.recording(id)
	if c, w, s := peers.Frames(left, callerHz), peers.Frames(right, welcomeHz), peers.Frames(right, seatHz); c < 50 || w < 10 || s < 80 {
		t.Errorf("recorded: caller %d, welcome %d, seat %d frames", c, w, s)
	}
	if n := peers.Frames(phone.Heard(), callerHz); n < 50 {
		t.Errorf("the seat hears the caller in %d frames", n)
	}
	hears(t, "the caller", ear.Heard(), map[float64]int{welcomeHz: 10, seatHz: 80, callerHz: -2})
	h.lasts(id, left)
	f := h.figures()
	if f.Calls != 1 || f.Answered != 1 || f.InTime != 1 || f.Talk < 2*time.Second || f.Connect() != 1 || f.ServiceLevel() != 1 || f.Measured != 1 || f.AverageMOS() <= 4 {
		t.Errorf("%+v", f)
	}
	facts, err := h.Facts(h.world.Store.Read(t.Context()), id)
	if err != nil || len(facts) != 1 || facts[0].MOS <= 400 || facts[0].Loss != 0 || facts[0].Jitter <= 0 {
		t.Errorf("%+v, %v", facts, err)
	}
}

// TestSeatLetsItRing: the first seat does not answer; the call goes to the head of the queue and to the next seat.
func TestSeatLetsItRing(t *testing.T) {
	queues := ShippedQueues()
	queues[0].Ring = 3
	h := newHouse(t, queues)
	silent := h.staff(1, "1001", otherHz, false)
	h.staff(2, "1002", seatHz, true)
	call := peers.SIPp(t, h.x.Stack().Local("TCP"), talk(t, "7000")+peers.Bye, "TCP")
	silent.Expect("CALL_INCOMING")
	h.until(2, SeatTalking)
	silent.Expect("CALL_CLOSED")
	if s, _ := h.SeatNow(1); s.State != SeatBusy || s.Reason != ReasonMissed {
		t.Errorf("seat 1: %+v", s)
	}
	if err := peers.Wait(t, "the caller hangs up", call); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	if f := h.figures(); f.Missed != 1 || f.Answered != 1 {
		t.Errorf("%+v", f)
	}
}

// TestGivesUp: nobody is there; a caller who waits and hangs up is owed a call, one who asks for a call back too.
func TestGivesUp(t *testing.T) {
	queues := ShippedQueues()
	queues[0].Callback, queues[0].Short = 1, 1
	h := newHouse(t, queues)
	gives := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "1500")+peers.Bye, "UDP")
	if err := peers.Wait(t, "the caller hangs up", gives); err != nil {
		t.Fatal(err)
	}
	asks := peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "1000")+`<nop><action><exec rtp_stream="pause"/></action></nop><pause milliseconds="500"/>
<nop><action><exec play_dtmf="1"/></action></nop>`+peers.GetsBye, "UDP")
	if err := peers.Wait(t, "the caller who asked is let go", asks); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		peers.Wait(t, "the recording is closed", h.kept)
	}
	if f := h.figures(); f.Abandoned != 1 || f.Asked != 1 || f.Answered != 0 || f.Offered != 2 {
		t.Errorf("%+v", f)
	}
	owed, _, err := h.Debts(h.world.Store.Read(t.Context()), h.from, time.Now().Add(time.Minute), 10)
	if err != nil || len(owed) != 1 || owed[0].Calls != 2 { // SIPp calls from one number
		t.Fatalf("%+v, %v", owed, err)
	}
	if n, err := h.Number(h.world.Store.Read(t.Context()), owed[0].Peer); err != nil || n != "13800000000" {
		t.Errorf("%q, %v", n, err)
	}
}

// TestOwedIsPaid: a caller gives up; a seat calls the number back by a trunk, and the call is no longer owed. The trunk
// is SIPp, as the operator's network.
func TestOwedIsPaid(t *testing.T) {
	queues := ShippedQueues()
	queues[0].Short = 1
	h := newHouse(t, queues)
	h.phones.cfg.Staff = func(account string) ids.ID { return map[string]ids.ID{"1001": 1}[account] }
	if err := peers.Wait(t, "the caller gives up", peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "1500")+peers.Bye, "UDP")); err != nil {
		t.Fatal(err)
	}
	peers.Wait(t, "the recording is closed", h.kept)
	at, ended := peers.Server(t, peers.TakesUp)
	out := h.x.Stack().AddTrunk(sip.TrunkConfig{Name: "out", Transport: "UDP", Peers: []string{at}, User: "12345"})
	h.phones.cfg.Trunk = func() *sip.Trunk { return out }
	seat := h.staff(1, "1001", seatHz, true)
	seat.Do("dial", "sip:13800000000@"+h.x.Stack().Local("UDP").String())
	seat.Expect("CALL_ESTABLISHED")
	h.until(1, SeatTalking)
	time.Sleep(time.Second)
	seat.Do("hangup", "")
	if err := peers.Wait(t, "the citizen's phone hears BYE", ended); err != nil {
		t.Fatal(err)
	}
	id := peers.Wait(t, "the recording is closed", h.kept)
	h.until(1, SeatWrapUp)
	if _, right := h.recording(id); peers.Frames(right, seatHz) < 30 {
		t.Error("the seat is not recorded")
	}
	if f := h.figures(); f.Calls != 1 || f.Abandoned != 1 {
		t.Errorf("calls that go out are counted with those that come in: %+v", f)
	}
	owed, _, err := h.Debts(h.world.Store.Read(t.Context()), h.from, time.Now().Add(time.Minute), 10)
	if err != nil || len(owed) != 1 || owed[0].PaidAt.IsZero() {
		t.Errorf("%+v, %v", owed, err)
	}
}
