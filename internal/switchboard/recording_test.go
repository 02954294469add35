package switchboard

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/record"
	"onedoor/internal/telephony/tones"
)

// recorded writes a recording of a call: a tone on the left for its first half, one on the right for its second.
func (r *room) recorded(call ids.ID, began time.Time, frames int) (path string) {
	r.t.Helper()
	path = r.Recordings.Path(call, began)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.t.Fatal(err)
	}
	f, err := record.Create(path, r.Ring, int64(call), began)
	if err != nil {
		r.t.Fatal(err)
	}
	tone := tones.Sine(440)
	for i := range frames {
		var left, right audio.Frame
		if i < frames/2 {
			tone.Pull(&left)
		} else {
			tone.Pull(&right)
		}
		f.Tap(&left, &right)
	}
	if _, err := f.Close(); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// TestHear: a recording is heard by who wrote down what for, for two hours, and not by the hearing of another.
func TestHear(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.Recordings = Recordings{Dir: t.TempDir(), Ring: r.Ring}
		r.seat(1)
		id := r.arrive(Caller{Number: "13812345678"})
		r.Welcomed(id)
		r.SeatAnswered(1, id)
		r.settle()
		inspector, other, order := auth.Principal{ID: 21}, auth.Principal{ID: 22}, ids.ID(7)
		hear := func(p auth.Principal, call ids.ID, purpose string) (hearing ids.ID, err error) {
			err = st.Write(t.Context(), func(tx *store.Tx) (err error) {
				hearing, err = r.Hear(tx, p, call, order, purpose)
				return err
			})
			return hearing, err
		}
		refused := func(want error, call ids.ID, purpose string) {
			t.Helper()
			if _, err := hear(inspector, call, purpose); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		refused(ErrPurpose, id, "curiosity")
		refused(ErrCall, 999, "verify")
		refused(ErrStillSpeaking, id, "verify")
		r.Gone(id)
		r.settle()
		refused(ErrNoRecording, id, "verify")
		path := r.recorded(id, testkit.Monday, 100)

		hearing, err := hear(inspector, id, "verify")
		if err != nil {
			t.Fatal(err)
		}
		q := st.Read(t.Context())
		sound, err := r.Heard(q, inspector, hearing, id, order)
		if err != nil || sound.Length != 2*time.Second || !sound.Whole || !bytes.HasPrefix(sound.WAV, []byte("RIFF")) {
			t.Fatalf("%v whole %v, %d bytes, %v", sound.Length, sound.Whole, len(sound.WAV), err)
		}
		citizen, seat := sound.Waveform(10)
		if len(citizen) != 10 || citizen[2] < 10 || citizen[7] > 2 || seat[2] > 2 || seat[7] < 10 {
			t.Errorf("citizen %v, seat %v", citizen, seat)
		}
		for name, ask := range map[string]func() (Sound, error){
			"another person": func() (Sound, error) { return r.Heard(q, other, hearing, id, order) },
			"another order":  func() (Sound, error) { return r.Heard(q, inspector, hearing, id, 8) },
			"no hearing":     func() (Sound, error) { return r.Heard(q, inspector, 5, id, order) },
		} {
			if _, err := ask(); !errors.Is(err, ErrHearing) {
				t.Errorf("%s: %v", name, err)
			}
		}
		facts, err := r.Facts(q, id, 999)
		if err != nil || len(facts) != 1 || !facts[0].Recorded || facts[0].Outcome != Served || facts[0].Seat != 1 {
			t.Errorf("%+v, %v", facts, err)
		}
		if n, err := Hearings(q, id, 999); err != nil || n[id] != 1 || n[999] != 0 {
			t.Errorf("heard %v, %v", n, err)
		}
		r.world.Settle(t)
		recs, err := r.world.Ledger.Next(q, 0, 100)
		if err != nil || recs[len(recs)-1].Kind != EventHeard || recs[len(recs)-1].Actor != inspector.ID {
			t.Errorf("%v, %v", recs, err)
		}

		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)-40] ^= 1
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Heard(q, inspector, hearing, id, order); !errors.Is(err, ErrRecordingChanged) {
			t.Errorf("a changed file: %v", err)
		}
		r.clock.Advance(hearingLasts + time.Second)
		if _, err := r.Heard(q, inspector, hearing, id, order); !errors.Is(err, ErrHearing) {
			t.Errorf("two hours later: %v", err)
		}
	}, Migrations)
}

// TestRecordings_Midnight: a call out that rings before midnight and is answered after has its file on the day after.
func TestRecordings_Midnight(t *testing.T) {
	r := Recordings{Dir: t.TempDir()}
	began := time.Date(2026, 3, 2, 15, 58, 30, 0, time.UTC) // 23:58:30 in the city
	path := r.Path(5, began.Add(100*time.Second))
	if path == r.Path(5, began) {
		t.Fatal("the day did not change")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("ODR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := r.find(5, began); got != path {
		t.Errorf("%q, want %q", got, path)
	}
}
