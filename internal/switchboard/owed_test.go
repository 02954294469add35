package switchboard

import (
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

var (
	anna = auth.Principal{ID: 31, Scope: auth.Scope{All: true}}
	ben  = auth.Principal{ID: 32, Scope: auth.Scope{All: true}}
)

// do works on a debt and wants an error.
func (r *room) do(want error, f func(tx *store.Tx) (OwedStep, error)) OwedStep {
	r.t.Helper()
	var x OwedStep
	err := r.world.Store.Write(r.t.Context(), func(tx *store.Tx) (err error) {
		x, err = f(tx)
		return err
	})
	if !errors.Is(err, want) {
		r.t.Errorf("%v, want %v", err, want)
	}
	return x
}

func (r *room) claim(want error, p auth.Principal, peer ids.ID) {
	r.t.Helper()
	r.do(want, func(tx *store.Tx) (OwedStep, error) { return r.Claim(tx, p, peer) })
}

func (r *room) attempt(want error, p auth.Principal, peer ids.ID, result string) {
	r.t.Helper()
	r.do(want, func(tx *store.Tx) (OwedStep, error) { return r.Attempted(tx, p, peer, result, "", time.Time{}) })
}

func (r *room) writeOff(want error, p auth.Principal, peer ids.ID) {
	r.t.Helper()
	r.do(want, func(tx *store.Tx) (OwedStep, error) { return r.WriteOff(tx, p, peer, "") })
}

func (r *room) owedFigures() OwedFigures {
	r.t.Helper()
	r.settle()
	f, _, err := r.Service.owedFigures(r.world.Store.Read(r.t.Context()), testkit.Monday, testkit.Monday.Add(24*time.Hour))
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

// TestOwed_Work: a debt is taken on by one person, called in vain, written off only after enough of that, and is a debt
// again when its caller calls in vain once more.
func TestOwed_Work(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		for _, n := range []string{"1", "2", "3", "4"} {
			r.call("1380000000"+n, "1", 20*time.Second, 0)
		}
		owed := r.owed()
		if len(owed) != 4 || owed[0].State != DebtOpen || owed[0].Why != Abandoned || owed[0].Queue == "" {
			t.Fatalf("%+v", owed)
		}
		peer := owed[0].Peer
		r.attempt(ErrNotClaimed, anna, peer, "no_answer")
		r.claim(nil, anna, peer)
		r.claim(ErrClaimed, ben, peer)
		r.attempt(ErrNotClaimed, ben, peer, "no_answer")
		r.attempt(ErrOwedResult, anna, peer, "spoke")
		r.writeOff(ErrTooFewAttempts, anna, peer)
		r.claim(ErrNotOwed, anna, 999)
		for n := range 3 {
			r.claim(nil, anna, peer)
			r.clock.Advance(time.Minute)
			r.attempt(nil, anna, peer, "no_answer")
			if n < 2 {
				r.writeOff(ErrTooFewAttempts, anna, peer)
			}
		}
		r.claim(nil, ben, peer) // an attempt gives it back
		r.writeOff(ErrClaimed, anna, peer)
		r.do(nil, func(tx *store.Tx) (OwedStep, error) { return r.Release(tx, ben, peer) })
		r.clock.Advance(time.Second)
		r.writeOff(nil, anna, peer)
		r.claim(ErrNotOwed, anna, peer)
		if d := r.owed()[0]; d.State != DebtWritten || d.Written.Result != "unreachable" || len(d.Attempts) != 3 {
			t.Errorf("%+v", d)
		}
		r.call("13800000001", "1", 20*time.Second, 0)
		if d := r.owed()[0]; d.State != DebtOpen || d.Calls != 2 || len(d.Attempts) != 3 {
			t.Errorf("called again: %+v", d)
		}

		r.claim(nil, ben, owed[1].Peer)
		r.attempt(nil, ben, owed[1].Peer, "wrong_number")
		r.clock.Advance(time.Second)
		r.writeOff(nil, ben, owed[1].Peer) // a wrong number is not called three times
	}, Migrations)
}

// TestOwed_Claims: nobody takes on more than a few at a time; what one leaves is free after a quarter of an hour.
func TestOwed_Claims(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		for _, n := range []string{"1", "2", "3", "4"} {
			r.call("1380000000"+n, "1", 20*time.Second, 0)
		}
		owed := r.owed()
		for _, d := range owed[:3] {
			r.claim(nil, anna, d.Peer)
		}
		r.claim(ErrTooManyClaims, anna, owed[3].Peer)
		r.claim(nil, anna, owed[0].Peer) // again
		r.claim(nil, ben, owed[3].Peer)
		r.clock.Advance(claimLasts + time.Second)
		r.claim(nil, ben, owed[0].Peer)
		r.claim(nil, anna, owed[3].Peer)
	}, Migrations)
}

// TestOwed_Paid: the caller is reached, by whoever calls; a call in vain of ours counts as an attempt; who withheld the
// number is owed nothing, since nobody can call.
func TestOwed_Paid(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.call("", "1", 20*time.Second, 0)
		r.call("anonymous", "1", 20*time.Second, 0)
		r.call("13800000001", "1", 20*time.Second, 0)
		r.call("13800000001", "1", 30*time.Second, 0)
		owed := r.owed()
		if len(owed) != 1 || owed[0].Calls != 2 {
			t.Fatalf("%+v", owed)
		}
		r.seat(1)
		out := func(reached bool) {
			id := ids.New()
			if err := r.Out(id, 1, Caller{Number: "13800000001"}); err != nil {
				t.Fatal(err)
			}
			r.clock.Advance(10 * time.Second)
			if reached {
				r.OutAnswered(id)
				r.clock.Advance(time.Minute)
			}
			r.Gone(id)
			r.clock.Advance(time.Hour)
			_ = r.Ready(1)
		}
		out(false)
		if d := r.owed()[0]; d.State != DebtOpen || len(d.Attempts) != 1 || d.Attempts[0].Staff != 1 || d.Attempts[0].Result != string(Unreached) {
			t.Errorf("%+v", d)
		}
		out(true)
		d := r.owed()[0]
		if d.State != DebtPaid || d.PaidBy != 1 || d.PaidAt.IsZero() {
			t.Errorf("%+v", d)
		}
		r.claim(ErrNotOwed, anna, d.Peer)
		_ = r.Busy(1, "rest")
		r.call("13800000001", "1", 20*time.Second, 0) // later again: another debt
		owed = r.owed()
		if len(owed) != 2 || owed[0].State != DebtPaid || owed[1].State != DebtOpen || owed[1].Calls != 1 || len(owed[1].Attempts) != 0 {
			t.Errorf("%+v", owed)
		}
		if f := r.owedFigures(); f.Owed != 2 || f.Paid != 1 || f.Open != 1 || f.Minutes == nil || *f.Minutes != 61 {
			t.Errorf("%+v, %d min", f, *f.Minutes)
		}
	}, Migrations)
}

// TestOwed_Robot: somebody whom a robot called, who wanted people and gave up in the queue, is owed a call: counted apart
// from callers who gave up, and among no figures of calls that came in.
func TestOwed_Robot(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		robot := func(number string, wait time.Duration, then func(id ids.ID)) {
			id := ids.New()
			r.RobotBegan(id, Caller{Number: number, Hotline: "trunk", Errand: Errand{Kind: ErrandOutreach, Subject: 5}})
			r.OutAnswered(id)
			r.clock.Advance(10 * time.Second)
			if then != nil && !r.Join(id, "general") {
				t.Fatal("no queue")
			}
			r.clock.Advance(wait)
			if then != nil {
				then(id)
			}
			r.Gone(id)
			r.clock.Advance(time.Minute)
		}
		gives := func(ids.ID) {}
		robot("13800000001", 20*time.Second, gives)
		robot("13800000002", 2*time.Second, gives) // too soon to count
		robot("13800000003", time.Minute, nil)     // speaks with the robot alone
		robot("13800000004", 5*time.Second, func(id ids.ID) {
			r.seat(1)
			r.SeatAnswered(1, id)
			r.clock.Advance(time.Minute)
		})
		_ = r.Busy(1, "rest")
		r.call("13800000005", "1", 20*time.Second, 0)
		owed := r.owed()
		if len(owed) != 2 || owed[0].Robot != 1 || owed[0].Calls != 1 || owed[0].Why != Abandoned || owed[0].Queue != "general" || owed[1].Robot != 0 {
			t.Fatalf("%+v", owed)
		}
		if f := r.owedFigures(); f.Owed != 2 || f.Robot != 1 || f.Open != 2 {
			t.Errorf("%+v", f)
		}
		if f := r.figures(""); f.Calls != 1 || f.Abandoned != 1 {
			t.Errorf("%+v", f)
		}
		if n, err := r.Number(st.Read(t.Context()), owed[0].Peer); err != nil || n != "13800000001" {
			t.Errorf("%q, %v", n, err)
		}
		r.call("13800000001", "1", time.Second, time.Minute)
		if owed = r.owed(); owed[0].State != DebtPaid {
			t.Errorf("%+v", owed[0])
		}
		if _, regained, err := r.Service.owedFigures(st.Read(t.Context()), testkit.Monday, testkit.Monday.Add(24*time.Hour)); err != nil || regained != 0 {
			t.Errorf("a robot's call counts among those offered: %d, %v", regained, err)
		}
	}, Migrations)
}

// TestOwed_RobotInterrupted: who waits in a queue after a robot's call when the program stops is owed a call, too.
func TestOwed_RobotInterrupted(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		id := ids.New()
		r.RobotBegan(id, Caller{Number: "13800000001"})
		r.OutAnswered(id)
		r.Join(id, "general")
		r.settle()
		r.stop()
		if err := r.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.world.Settle(t)
		list, _, err := r.Service.Debts(st.Read(t.Context()), testkit.Monday, testkit.Monday.Add(time.Hour), 10)
		if err != nil || len(list) != 1 || list[0].Why != Interrupted || list[0].Robot != 1 {
			t.Errorf("%+v, %v", list, err)
		}
	}, Migrations)
}
