package switchboard

import (
	"errors"
	"testing"
	"time"
)

// TestCut is what becomes of a seat whose telephone is lost.
func TestCut(t *testing.T) {
	t.Run("SocketAlone", func(t *testing.T) { // the sound goes on: nobody notices
		tb := newTable(t)
		call := tb.served()
		tb.LineLost(1, "1")
		tb.clock.Advance(cutCheck)
		tb.did()
		tb.LineBack(1, "1")
		tb.kept("call_cut", "call_rejoined")
		tb.may(1, "hold consult transfer rate hang-up")
		_ = call
	})
	t.Run("Reload", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.phones.silent = time.Minute
		tb.LineLost(1, "1")
		tb.clock.Advance(cutCheck)
		tb.did("hold wait")
		tb.may(1, "rejoin hang-up")
		if err := tb.Hold(1, call); !errors.Is(err, ErrSeat) {
			t.Errorf("hold: %v", err)
		}
		tb.LineBack(1, "1")
		tb.did()
		tb.must(tb.Rejoin(1, call))
		tb.did("rejoin 1")
		tb.SeatRejoined(1, call)
		tb.did("retrieve")
		tb.kept("call_cut", "call_rejoined")
		tb.clock.Advance(2 * DefaultKeep)
		tb.did()
		tb.state(1, SeatTalking)
	})
	t.Run("HeldBefore", func(t *testing.T) { // the music comes back, not the caller
		tb := newTable(t)
		call := tb.served()
		tb.must(tb.Hold(1, call))
		tb.phones.silent = time.Minute
		tb.LineLost(1, "1")
		tb.clock.Advance(cutCheck)
		tb.LineBack(1, "1")
		tb.must(tb.Rejoin(1, call))
		tb.SeatRejoined(1, call)
		tb.did("hold queue", "hold wait", "rejoin 1", "hold queue")
	})
	t.Run("NeverBack", func(t *testing.T) {
		tb := newTable(t)
		call := tb.served()
		tb.seat(2)
		tb.phones.silent = time.Hour
		tb.LineLost(1, "1")
		tb.clock.Advance(DefaultKeep)
		tb.did("hold wait", "part 1", "hold queue", "ring 2")
		tb.state(1, SeatOffline)
		tb.SeatAnswered(2, call)
		tb.state(2, SeatTalking)
	})
	t.Run("SoundLost", func(t *testing.T) { // the telephone is there, its sound is not
		tb := newTable(t)
		call := tb.served()
		tb.phones.silent = time.Hour
		tb.SeatLost(1, call)
		tb.did("hold wait")
		tb.clock.Advance(DefaultKeep)
		tb.did("part 1", "hold queue")
		tb.state(1, SeatBusy)
	})
	t.Run("Idle", func(t *testing.T) { // gets no calls while away, is ready when it is back, leaves after a while
		tb := newTable(t)
		tb.seat(1)
		tb.LineLost(1, "1")
		call := tb.arrive(Caller{})
		tb.Key(call, '1')
		tb.did("say welcome 0", "say queue 0")
		tb.LineBack(1, "1")
		tb.did("ring 1")
		tb.LineLost(1, "1")
		tb.did("unring 1")
		tb.clock.Advance(DefaultKeep)
		tb.state(1, SeatOffline)
	})
	t.Run("Three", func(t *testing.T) { // the two others go on
		tb := newTable(t)
		call := tb.served()
		tb.must(tb.Consult(1, call, expert))
		tb.OtherAnswered(call)
		tb.must(tb.Together(1, call))
		tb.phones.take()
		tb.phones.silent = time.Hour
		tb.LineLost(1, "1")
		tb.clock.Advance(DefaultKeep)
		tb.did("part 1", "retrieve")
		tb.OtherEnded(call)
		tb.did("release")
	})
	t.Run("DeskPhone", func(t *testing.T) { // a page beside it comes and goes; the telephone counts
		tb := newTable(t)
		tb.SignIn(1, "1001", nil)
		tb.must(tb.Ready(1))
		tb.LineLost(1, SeatAccount(1))
		tb.clock.Advance(2 * DefaultKeep)
		call := tb.arrive(Caller{})
		tb.Key(call, '1')
		tb.did("say welcome 0", "ring 1")
		tb.SignOutBy(1, "1001")
		tb.state(1, SeatOffline)
	})
	t.Run("BrowserSeat", func(t *testing.T) { // a telephone on the desk that is switched off signs nobody out
		tb := newTable(t)
		tb.SignIn(1, SeatAccount(1), nil)
		tb.must(tb.Ready(1))
		tb.SignOutBy(1, "1001")
		tb.state(1, SeatReady)
		tb.LineLost(1, SeatAccount(1))
		tb.LineBack(1, "1001")
		tb.clock.Advance(DefaultKeep)
		tb.state(1, SeatOffline)
	})
}
