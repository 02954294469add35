package switchboard

import (
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/sip"
)

// TestOut_Refused: a seat that is not there, or speaks, calls nobody.
func TestOut_Refused(t *testing.T) {
	tb := newTable(t)
	if err := tb.Out(1, 7, Caller{Number: "13800000001"}); !errors.Is(err, ErrNotSignedIn) {
		t.Errorf("%v", err)
	}
	tb.seat(7)
	if err := tb.Out(1, 7, Caller{Number: "13800000001"}); err != nil {
		t.Fatal(err)
	}
	if err := tb.Out(2, 7, Caller{Number: "13800000002"}); !errors.Is(err, ErrOnCall) {
		t.Errorf("%v", err)
	}
	tb.phones.take()
	if err := tb.HangUp(7, 1); err != nil { // before anybody answered
		t.Fatal(err)
	}
	tb.did("release")
	tb.Gone(1)
	tb.state(7, SeatWrapUp)
}

// TestCause: what the network says of somebody called in vain, in the words of staff.
func TestCause(t *testing.T) {
	for name, c := range map[string]struct {
		event sip.Event
		rang  time.Duration
		want  string
	}{
		"Busy":           {sip.Event{Cause: sip.CauseRejected, Code: 486}, time.Second, CauseBusy},
		"BusyEverywhere": {sip.Event{Cause: sip.CauseRejected, Code: 600}, time.Second, CauseBusy},
		"Declined":       {sip.Event{Cause: sip.CauseRejected, Code: 603}, time.Second, CauseRefused},
		"NoSuchNumber":   {sip.Event{Cause: sip.CauseRejected, Code: 404}, time.Second, CauseWrong},
		"Unavailable":    {sip.Event{Cause: sip.CauseNoAnswer, Code: 480}, time.Second, CauseNoAnswer},
		"TimedOut":       {sip.Event{Cause: sip.CauseNoAnswer, Code: 487}, time.Minute, CauseNoAnswer},
		"SeatGaveUp":     {sip.Event{Cause: sip.CauseCanceled, Code: 487}, time.Second, CauseGivenUp},
		"RangLong":       {sip.Event{Cause: sip.CauseCanceled, Code: 487}, longRing, CauseNoAnswer},
		"NetworkFailed":  {sip.Event{Cause: sip.CauseRejected, Code: 503}, time.Second, CauseFailed},
		"NoWay":          {sip.Event{Cause: sip.CauseLost}, time.Second, CauseFailed},
	} {
		if got := causeOf(exchange.Event{Event: c.event}, c.rang); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestOwed_Next: the debt of who waits longest comes first; a call in vain that the exchange saw counts, gives the debt
// back and moves it until its time; a seat that does not take up its own telephone has not called.
func TestOwed_Next(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.call("13800000001", "1", 20*time.Second, 0)
		r.call("13800000002", "1", 20*time.Second, 0)
		owed := r.owed()
		next := func(want error) ids.ID {
			t.Helper()
			r.settle()
			return r.do(want, func(tx *store.Tx) (OwedStep, error) { return r.Next(tx, anna, "") }).Peer
		}
		vain := func(number, cause string) {
			r.seat(anna.ID)
			id := ids.New()
			if err := r.Out(id, anna.ID, Caller{Number: number, Errand: Errand{Kind: ErrandOwed}}); err != nil {
				t.Fatal(err)
			}
			r.clock.Advance(time.Second)
			r.Vain(id, cause)
			r.Vain(id, CauseFailed) // the first word counts
			r.Gone(id)
			r.clock.Advance(time.Second)
			_ = r.Busy(anna.ID, "rest")
		}
		if got := next(nil); got != owed[0].Peer {
			t.Errorf("first %d", got)
		}
		r.clock.Advance(time.Second)
		vain("13800000001", CauseSeat)
		if d := r.owed()[0]; len(d.Attempts) != 0 || d.Claim == nil {
			t.Errorf("nobody was called: %+v", d)
		}
		if got := next(nil); got != owed[0].Peer {
			t.Errorf("again %d", got)
		}
		r.clock.Advance(time.Second)
		vain("13800000001", CauseBusy)
		d := r.owed()[0]
		if len(d.Attempts) != 1 || d.Attempts[0].Result != CauseBusy || d.Claim != nil {
			t.Errorf("busy: %+v", d)
		}
		if at, _ := nextAt(d); !at.Equal(d.Attempts[0].At.Add(10 * time.Minute)) {
			t.Errorf("next at %v", at)
		}
		if got := next(nil); got != owed[1].Peer {
			t.Errorf("second %d", got)
		}
		r.clock.Advance(time.Second)
		vain("13800000002", CauseWrong)
		next(ErrNothingDue)
		r.clock.Advance(10 * time.Minute)
		if got := next(nil); got != owed[0].Peer { // a wrong number never comes again
			t.Errorf("third %d", got)
		}
		r.do(nil, func(tx *store.Tx) (OwedStep, error) {
			return r.Attempted(tx, anna, owed[0].Peer, CauseNoAnswer, "晚上再打", r.Clock.Now().Add(3*time.Hour))
		})
		r.clock.Advance(2 * time.Hour)
		next(ErrNothingDue)
		r.clock.Advance(time.Hour)
		next(nil)
		r.do(ErrOwedNext, func(tx *store.Tx) (OwedStep, error) {
			return r.Attempted(tx, anna, owed[0].Peer, CauseNoAnswer, "", r.Clock.Now().Add(30*24*time.Hour))
		})
	}, Migrations)
}
