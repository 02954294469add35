package exchange

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/seal"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/mix"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/record"
	"onedoor/internal/telephony/sip"
)

// The tones of the parties; multiples of 50 Hz are told apart within 20 ms.
const (
	promptHz  = 500
	callerHz  = 700
	seatHz    = 1000
	leaderHz  = 1300
	expertHz  = 1600
	secondHz  = 1900
	waitingHz = 400
)

// recordings is a folder and the ring that seals what is in it.
type recordings struct {
	dir  string
	ring *seal.Ring
}

func newRecordings(t testing.TB) recordings {
	t.Helper()
	ring, err := seal.NewRing(seal.SuiteNames()[0], time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return recordings{t.TempDir(), ring}
}

func (r recordings) create(t testing.TB) *record.Recorder {
	t.Helper()
	rec, err := record.Create(filepath.Join(r.dir, "1.odr"), r.ring, 1, time.Now())
	if err != nil {
		t.Error(err)
	}
	return rec
}

func (r recordings) read(t testing.TB) (left, right []int16) {
	t.Helper()
	f, err := os.Open(filepath.Join(r.dir, "1.odr"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	reader, err := record.Open(f, r.ring, 1)
	if err != nil {
		t.Fatal(err)
	}
	var sound strings.Builder
	if _, err := record.WriteWAV(&sound, reader); err != nil || !reader.Whole() {
		t.Fatal(err, reader.Whole())
	}
	return record.Split([]byte(sound.String()[58:]))
}

// tape records a line where it is until the returned function is called, which tells what its party said.
func (b *bench) tape(l *Line) (said func() []int16) {
	b.t.Helper()
	rec, mix := newRecordings(b.t), l.Room().Mix()
	recorder := rec.create(b.t)
	mix.Record(recorder, l.Party())
	return func() []int16 {
		b.t.Helper()
		mix.Record(nil, nil)
		if _, err := recorder.Close(); err != nil {
			b.t.Error(err)
		}
		left, _ := rec.read(b.t)
		return left
	}
}

// desk is the least that answers a call: a prompt, a key, music, and the seat that is called. The test's switchboard.
type desk struct {
	b     *bench
	rec   recordings
	keys  chan byte
	ended chan Event
	up    chan *Room
	seat  *Line
	seatE chan Event

	lasted time.Duration // from the answer to the end; to be read after ended
}

func newDesk(b *bench, account string) *desk {
	d := &desk{
		b: b, rec: newRecordings(b.t), keys: make(chan byte, 10), ended: make(chan Event, 1),
		up: make(chan *Room, 1), seatE: make(chan Event, 1),
	}
	b.onCall(func(caller *Line) {
		room := b.NewRoom()
		var recorder *record.Recorder
		var began time.Time
		caller.Own(func(l *Line, e Event) {
			switch e.Kind {
			case sip.Answered:
				began = time.Now()
				l.Move(room, mix.All)
				recorder = d.rec.create(b.t)
				room.Mix().Record(recorder, l.Party())
				l.Play(peers.Tone(promptHz, 0.2), true, nil)
			case sip.KeyPressed:
				d.keys <- e.Key
				if e.Key == '1' && d.seat == nil {
					l.Play(peers.Tone(waitingHz, 0.2), true, nil)
					d.callSeat(account, l, room)
				}
			case sip.Ended:
				d.lasted = time.Since(began)
				if d.seat != nil {
					d.seat.Hangup(sip.CauseNormal)
					<-d.seat.Done()
				}
				if recorder != nil {
					room.Mix().Record(nil, nil)
					if _, err := recorder.Close(); err != nil {
						b.t.Error(err)
					}
				}
				room.Close()
				d.ended <- e
			}
		})
		caller.Answer()
	})
	return d
}

func (d *desk) callSeat(account string, caller *Line, room *Room) {
	seat, err := d.b.Dial(sip.Dial{User: account, From: "12345"}, func(l *Line, e Event) {
		switch e.Kind {
		case sip.Answered:
			caller.Stop()
			l.Move(room, mix.All)
			d.up <- room
		case sip.Ended:
			d.seatE <- e
			caller.Hangup(sip.CauseNormal)
		}
	})
	if err != nil {
		d.b.t.Error(err)
		caller.Hangup(sip.CauseNormal)
		return
	}
	d.seat = seat
}

// TestSpine is the way of a call with real peers at either end: SIPp calls over UDP and TCP, hears a prompt, presses
// a key, waits, and is put through to a phone that registered. Each hears the other; all of it is recorded.
func TestSpine(t *testing.T) {
	for _, transport := range []string{"UDP", "TCP"} {
		for law, codec := range map[g711.Law]string{g711.ALaw: "8", g711.MuLaw: "0"} {
			t.Run(transport+" "+law.Name(), func(t *testing.T) {
				b := newBench(t, nil)
				seat := b.phone("1001", seatHz, true, "PCMA/8000/1")
				d := newDesk(b, "1001")
				ear := peers.NewEar(t, law, '1', callerHz)
				call := b.sipp(ear.In(peers.Invite(codec+" 96"))+peers.Answered+peers.Ack+`<pause milliseconds="3800"/>`+peers.Bye, transport)
				if key := peers.Wait(t, "the key arrives", d.keys); key != '1' {
					t.Errorf("key %q", key)
				}
				peers.Wait(t, "the seat answers", d.up)
				if err := peers.Wait(t, "the caller hangs up", call); err != nil {
					t.Fatal(err)
				}
				end := peers.Wait(t, "the call ends", d.ended)
				if end.Cause != sip.CauseNormal || !end.ByPeer || end.Quality.Received < 50 || end.Quality.MOS < 3.5 {
					t.Errorf("%+v", end)
				}
				if seatEnd := peers.Wait(t, "the seat is free", d.seatE); seatEnd.ByPeer {
					t.Errorf("seat: %+v", seatEnd)
				}
				heard := seat.Heard()
				if n := peers.Frames(heard, callerHz); n < 50 {
					t.Errorf("the seat hears the caller in %d frames", n)
				}
				if n := peers.Frames(heard, promptHz) + peers.Frames(heard, waitingHz); n > 2 {
					t.Errorf("the seat hears the prompt or the music in %d frames", n)
				}
				left, right := d.rec.read(t)
				heardBy := ear.Heard()
				if p, s, c := peers.Frames(heardBy, promptHz), peers.Frames(heardBy, seatHz), peers.Frames(heardBy, callerHz); p < 10 || s < 100 || c > 2 {
					t.Errorf("the caller hears the prompt in %d, the seat in %d, itself in %d frames", p, s, c)
				}
				if length := time.Duration(len(left)) * time.Second / audio.Rate; length > d.lasted+150*time.Millisecond || length < d.lasted-800*time.Millisecond {
					t.Errorf("the call lasted %v, its recording %v", d.lasted, length)
				}
				if l, p, s := peers.Frames(left, callerHz), peers.Frames(right, promptHz), peers.Frames(right, seatHz); l < 50 || p < 15 || s < 50 {
					t.Errorf("recorded: caller %d, prompt %d, seat %d frames", l, p, s)
				}
				if n := peers.Frames(left, seatHz) + peers.Frames(right, callerHz); n > 2 {
					t.Errorf("the recording's sides are mixed in %d frames", n)
				}
				if n := b.Lines(); n != 0 {
					t.Errorf("%d lines are left", n)
				}
			})
		}
	}
}
