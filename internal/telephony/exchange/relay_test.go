package exchange

import (
	"testing"
	"time"

	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
)

// TestPlainCall: a call of two that nobody records is relayed, also between the two laws; a prompt, a recording or a third
// party brings the mix back, and everybody goes on hearing the right tones.
func TestPlainCall(t *testing.T) {
	b := newBench(t, nil)
	phones := map[string]*peers.Phone{
		"1001": b.phone("1001", seatHz, true, "PCMA/8000/1"), "1002": b.phone("1002", callerHz, true, "PCMU/8000/1"), "1003": b.phone("1003", expertHz, true, "PCMA/8000/1"),
	}
	room := b.NewRoom()
	defer room.Close()
	up := make(chan *Line, 3)
	call := func(user string) *Line {
		t.Helper()
		if _, err := b.Dial(sip.Dial{User: user, From: "12345"}, func(l *Line, e Event) {
			if e.Kind == sip.Answered {
				l.Move(room, mix.All)
				up <- l
			}
		}); err != nil {
			t.Fatal(err)
		}
		return peers.Wait(t, user+" answers", up)
	}
	becomes := func(relayed bool) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); room.Relayed() != relayed; time.Sleep(audioTick) {
			if time.Now().After(end) {
				t.Fatalf("relayed %v", room.Relayed())
			}
		}
	}
	aSecond := func(l *Line) { // of what its party says
		t.Helper()
		before := l.Quality().Received
		for end := time.Now().Add(10 * time.Second); l.Quality().Received < before+50; time.Sleep(audioTick) {
			if time.Now().After(end) {
				t.Fatal("nothing comes")
			}
		}
	}
	one, two := call("1001"), call("1002")
	becomes(true)
	aSecond(two)
	prompted := make(chan bool, 1)
	one.Play(peers.Tone(promptHz, 1), false, func() { prompted <- true })
	becomes(false)
	peers.Wait(t, "the prompt ends", prompted)
	one.Stop()
	becomes(true)
	rec := newRecordings(t)
	recorder := rec.create(t)
	room.Mix().Record(recorder, one.Party())
	becomes(false)
	aSecond(one)
	room.Mix().Record(nil, nil)
	if _, err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	becomes(true)
	three := call("1003")
	becomes(false)
	aSecond(three)
	for _, l := range []*Line{three, two, one} {
		l.Hangup(sip.CauseNormal)
		<-l.Done()
	}
	left, right := rec.read(t)
	if l, r := peers.Frames(left, seatHz), peers.Frames(right, callerHz); l < 30 || r < 30 {
		t.Errorf("recorded: %d and %d frames", l, r)
	}
	for user, hears := range map[string][]float64{"1001": {callerHz, promptHz}, "1002": {seatHz, promptHz}} {
		heard := phones[user].Heard()
		if n := peers.Frames(heard, hears[0]); n < 100 {
			t.Errorf("%s hears the other in %d frames", user, n)
		}
		if n := peers.Frames(heard, hears[1]); n < 30 {
			t.Errorf("%s hears the prompt in %d frames", user, n)
		}
	}
}

const audioTick = 20 * time.Millisecond
