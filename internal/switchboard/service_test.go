package switchboard

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/telephony/timer"
)

// room is the whole room without telephones, on a store.
type room struct {
	*Service
	*table
	t     *testing.T
	world *testkit.World
	stop  func()
}

func newRoom(t *testing.T, st *store.Store) *room {
	t.Helper()
	world := testkit.NewWorld(st)
	ring, err := seal.NewRing(seal.Intl, testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	clock := timer.NewManual(testkit.Monday)
	r := &room{t: t, world: world}
	r.Service = New(Deps{Store: st, Ledger: world.Ledger, Clock: clock, Ring: ring, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	r.Service.Register()
	r.table = &table{t: t, clock: clock, phones: &phones{dead: map[ids.ID]bool{}}}
	r.table.Board = NewBoard(clock, ShippedQueues(), r.phones, r.Service.Journal)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { r.Service.Run(ctx) })
	r.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(r.stop)
	return r
}

func (r *room) settle() {
	r.t.Helper()
	if err := r.Flush(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.world.Settle(r.t)
}

func (r *room) figures(queue string) Figures {
	r.t.Helper()
	r.settle()
	f, err := r.Figures(r.world.Store.Read(r.t.Context()), queue, testkit.Monday, testkit.Monday.Add(24*time.Hour))
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

func (r *room) owed() []Debt {
	r.t.Helper()
	r.settle()
	list, _, err := r.Debts(r.world.Store.Read(r.t.Context()), testkit.Monday, testkit.Monday.Add(24*time.Hour), 100)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// call lets somebody wait so long and be served for so long, or give up.
func (r *room) call(number, key string, wait, talk time.Duration) {
	id := r.arrive(Caller{Number: number, Hotline: "12345"})
	r.Board.Key(id, key[0])
	r.clock.Advance(wait)
	if talk > 0 {
		r.seat(1, "business")
		r.SeatAnswered(1, id)
		r.clock.Advance(talk)
	}
	r.Gone(id)
	if talk > 0 {
		_ = r.Busy(1, "rest")
	}
	r.clock.Advance(time.Minute)
}

func TestFigures(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.call("13800000001", "1", 5*time.Second, time.Minute)
		r.call("13800000002", "1", 15*time.Second, 2*time.Minute) // the target itself is in time
		r.call("13800000003", "1", 16*time.Second, time.Minute)
		r.call("13800000004", "2", 2*time.Second, time.Minute)
		r.call("13800000005", "1", 4*time.Second, 0)  // short
		r.call("13800000006", "1", 5*time.Second, 0)  // abandoned
		r.call("13800000006", "1", 20*time.Second, 0) // and once more
		id := r.arrive(Caller{Number: "13800000007"}) // gives up in the menu: owed nothing
		r.Gone(id)
		f := r.figures("")
		want := Figures{Calls: 8, Offered: 7, Answered: 4, InTime: 3, Short: 1, Abandoned: 2, Wait: 38 * time.Second, Talk: 5 * time.Minute}
		if f != want {
			t.Errorf("\n got %+v\nwant %+v", f, want)
		}
		if f.Connect() != 4.0/6 || f.ServiceLevel() != 0.5 || f.AverageWait() != 9500*time.Millisecond {
			t.Errorf("connect %v, level %v, wait %v", f.Connect(), f.ServiceLevel(), f.AverageWait())
		}
		if b := r.figures("business"); b.Calls != 1 || b.Answered != 1 {
			t.Errorf("%+v", b)
		}
		if e := r.figures("foreign"); e != (Figures{}) || e.Connect() != 0 {
			t.Errorf("%+v", e)
		}
		owed := r.owed()
		if len(owed) != 1 || owed[0].Calls != 2 || !owed[0].PaidAt.IsZero() {
			t.Fatalf("owed %+v", owed)
		}
		if n, err := r.Number(st.Read(t.Context()), owed[0].Peer); err != nil || n != "13800000006" {
			t.Errorf("%q, %v", n, err)
		}
		r.call("13800000006", "1", time.Second, time.Minute) // the citizen gets through
		if owed = r.owed(); len(owed) != 1 || owed[0].PaidAt.IsZero() {
			t.Errorf("owed %+v", owed)
		}
	}, Migrations)
}

// TestFoldAgain: the figures are those of the ledger alone: cleared and folded again they are the same.
func TestFoldAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.call("1", "1", 5*time.Second, time.Minute)
		r.call("2", "1", 50*time.Second, 0)
		before := r.figures("")
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec(`DELETE FROM switchboard_fact`); err != nil {
				return err
			}
			return r.world.Ledger.Rewind(tx, "switchboard.facts", 0)
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := r.figures(""); after != before || after.Calls != 2 {
			t.Errorf("\nbefore %+v\n after %+v", before, after)
		}
	}, Migrations)
}

// TestRecover: calls that were under way when the program stopped are ended as interrupted, and whoever was cut off is owed
// a call: who spoke, who waited, who was in the menu, whom a seat had called. Not so whom a seat was calling, nor who
// withheld the number. Who was answered counts as answered.
func TestRecover(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.seat(1)
		talking := r.arrive(Caller{Number: "1"})
		r.Welcomed(talking)
		r.SeatAnswered(1, talking)
		waiting := r.arrive(Caller{Number: "2"})
		r.Welcomed(waiting)
		r.arrive(Caller{Number: "3"})
		r.arrive(Caller{Number: "anonymous"})
		for staff, number := range map[ids.ID]string{2: "4", 3: "5"} {
			r.SignIn(staff, number, nil)
			out := ids.New()
			if err := r.Out(out, staff, Caller{Number: number}); err != nil {
				t.Fatal(err)
			}
			if number == "4" {
				r.OutAnswered(out)
			}
		}
		r.settle()
		r.stop() // as after a kill: nobody says that the calls are gone
		for range 2 {
			if err := r.Recover(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		r.world.Settle(t)
		list, _, err := r.Service.Debts(st.Read(t.Context()), testkit.Monday, testkit.Monday.Add(time.Hour), 10)
		numbers := map[string]bool{}
		for _, debt := range list {
			number, _ := r.Number(st.Read(t.Context()), debt.Peer)
			numbers[number] = debt.Why == Interrupted && debt.State == DebtOpen && debt.Robot == 0
		}
		if want := map[string]bool{"1": true, "2": true, "3": true, "4": true}; err != nil || !maps.Equal(numbers, want) {
			t.Errorf("owed %v %+v, %v", numbers, list, err)
		}
		f, err := r.Service.Figures(st.Read(t.Context()), "", testkit.Monday, testkit.Monday.Add(time.Hour))
		if err != nil || f.Calls != 4 || f.Offered != 2 || f.Answered != 1 {
			t.Errorf("%+v, %v", f, err)
		}
		regained := 0
		for _, d := range list {
			regained += d.Unserved
		}
		if c := connectOf(f, regained); c.Rate != 0.5 || c.Regained != 1 {
			t.Errorf("only who waited in vain is regained: %+v", c)
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error {
			if open, err := openCalls(tx); err != nil || len(open) != 0 {
				t.Errorf("open %v, %v", open, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}, Migrations)
}

// TestClose: when the exchange is stopped in good order, those whom it hangs up on were cut off as well.
func TestClose(t *testing.T) {
	tb := newTable(t)
	tb.seat(1)
	talking := tb.arrive(Caller{Number: "1"})
	tb.Welcomed(talking)
	tb.SeatAnswered(1, talking)
	waiting, choosing := tb.arrive(Caller{Number: "2"}), tb.arrive(Caller{Number: "3"})
	tb.Welcomed(waiting)
	left := tb.arrive(Caller{Number: "4"})
	tb.Gone(left)
	tb.Close()
	tb.steps = nil
	for _, id := range []ids.ID{talking, waiting, choosing} {
		tb.Gone(id)
	}
	ended := slices.DeleteFunc(tb.steps, func(s string) bool { return !strings.HasPrefix(s, EventEnded) })
	if want := EventEnded + " " + string(Interrupted); !slices.Equal(ended, []string{want, want, want}) {
		t.Errorf("%q", ended)
	}
}

// TestNoNumberInTheLedger: neither events nor rows show who called; an erased number is gone.
func TestNoNumberInTheLedger(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.call("13812345678", "1", 50*time.Second, 0)
		peer := r.owed()[0].Peer
		recs, err := r.world.Ledger.Next(st.Read(t.Context()), 0, 100)
		if err != nil || len(recs) < 3 {
			t.Fatal(len(recs), err)
		}
		for _, rec := range recs {
			if strings.Contains(string(rec.Payload), "1381234") {
				t.Errorf("%s tells the number: %s", rec.Kind, rec.Payload)
			}
		}
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return ErasePeer(tx, peer) }); err != nil {
			t.Fatal(err)
		}
		if n, err := r.Number(st.Read(t.Context()), peer); err == nil {
			t.Errorf("an erased number is %q", n)
		}
	}, Migrations)
}
