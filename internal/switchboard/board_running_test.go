package switchboard

import (
	"context"
	"errors"
	"slices"
	"testing"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/telephony/peers"
)

// TestRunning: an announcement of the moment is heard before every queue, by calls that were in the menu when it began, too;
// a key leaves it out, but not that the call is recorded; when it is over nobody hears it.
func TestRunning(t *testing.T) {
	tb := newTable(t)
	tb.SetRecorded()
	routing := func(texts ...string) {
		r := NewRouting(twoLevels(), ShippedQueues(), nil)
		r.Running = texts
		tb.Route(r)
		tb.phones.take()
	}
	routing()
	id := tb.arrive(Caller{})
	routing("玉簪片区停电。", "明日停课。")
	tb.Key(id, '2')
	tb.did("say running 0")
	tb.Said(id, tb.calls[id].turn)
	tb.did("say running 0")
	tb.Said(id, tb.calls[id].turn-1) // of an older sound
	tb.did()
	tb.Said(id, tb.calls[id].turn)
	tb.did("say recorded 0")
	tb.Said(id, tb.calls[id].turn)
	tb.did("say queue 0")
	if q := tb.queueOf(id); q != "business" {
		t.Error(q)
	}

	hurried := tb.arrive(Caller{})
	tb.Key(hurried, '0')
	tb.Key(hurried, '0')
	tb.did("say welcome 0", "say running 0", "say recorded 0")
	tb.Key(hurried, '0')
	tb.did()
	tb.Said(hurried, tb.calls[hurried].turn)
	tb.did("say queue 0")

	gone := tb.arrive(Caller{})
	tb.Key(gone, '1')
	tb.Gone(gone)
	if last := tb.steps[len(tb.steps)-1]; last != EventEnded+" left" {
		t.Error(last)
	}
	routing()
	after := tb.arrive(Caller{})
	tb.Key(after, '1')
	tb.did("say welcome 0", "say recorded 0")
}

// TestRunning_Follows: the board follows what is announced; the voice says it once, and a tone stands in where it fails.
func TestRunning_Follows(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		var texts, said []string
		voice := error(nil)
		r.Running = func(store.Queryer) ([]string, error) { return texts, nil }
		r.Service.Speak = func(_ context.Context, text string) ([]int16, error) {
			if said = append(said, text); voice != nil {
				return nil, voice
			}
			return make([]int16, 321), nil
		}
		const storm, later = "玉簪片区停电。", "水已恢复。"
		follow := func(now ...string) *Routing {
			t.Helper()
			texts, said = now, nil
			if err := r.Refresh(t.Context(), r.Board); err != nil {
				t.Fatal(err)
			}
			return r.Routed()
		}
		follow()
		if x := follow(storm); !slices.Equal(x.Running, []string{storm}) || len(x.sounds[prompt{text: storm}]) != 321 || !slices.Contains(said, storm) {
			t.Errorf("%q, said %q", x.Running, said)
		}
		if follow(storm); len(said) > 0 {
			t.Errorf("said again: %q", said)
		}
		voice = errors.New("the voice is gone")
		if x := follow(storm, later); x.sounds[prompt{text: later}] != nil || len(x.sounds[prompt{text: storm}]) != 321 {
			t.Error("what the voice cannot say has a sound")
		}
		if x := follow(); len(x.Running) > 0 {
			t.Errorf("%q after the end", x.Running)
		}
	}, Migrations)
}

// TestRunning_Peers: a caller hears the voice say the announcement between the menu and the queue.
func TestRunning_Peers(t *testing.T) {
	const runningHz = 950
	h := newHouse(t, ShippedQueues())
	h.Running = func(store.Queryer) ([]string, error) { return []string{"玉簪片区停电。"}, nil }
	h.Service.Speak = func(_ context.Context, text string) ([]int16, error) {
		if text == "玉簪片区停电。" {
			return peers.Tone(runningHz, 0.6), nil
		}
		return nil, errors.New("only that")
	}
	if err := h.Refresh(t.Context(), h.Board); err != nil {
		t.Fatal(err)
	}
	if err := peers.Wait(t, "the caller hangs up", peers.SIPp(t, h.x.Stack().Local("UDP"), talk(t, "1500")+peers.Bye, "UDP")); err != nil {
		t.Fatal(err)
	}
	id := peers.Wait(t, "the recording is closed", h.kept)
	if _, right := h.recording(id); peers.Frames(right, runningHz) < 20 || peers.Frames(right, musicHz) < 10 {
		t.Errorf("the announcement in %d frames, then the music in %d", peers.Frames(right, runningHz), peers.Frames(right, musicHz))
	}
}
