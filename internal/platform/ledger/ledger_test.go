package ledger_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func appendEvent(t *testing.T, w *testkit.World, e ledger.Event) {
	t.Helper()
	if err := w.Store.Write(t.Context(), func(tx *store.Tx) error { _, err := w.Ledger.Append(tx, e); return err }); err != nil {
		t.Fatal(err)
	}
}

func TestChain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		order := ids.New()
		for i := range 5 {
			appendEvent(t, w, ledger.Event{Kind: "thing.changed", Subject: order, Actor: 3, Units: []ids.ID{7, 8, 7}, Payload: map[string]int{"i": i}})
		}
		recs, err := w.Ledger.History(st.Read(t.Context()), order)
		if err != nil || len(recs) != 5 {
			t.Fatalf("%d events, err = %v", len(recs), err)
		}
		if len(recs[0].Units) != 2 || recs[0].Units[1] != 8 {
			t.Errorf("units = %v", recs[0].Units)
		}
		rows, err := w.Ledger.Rows(st.Read(t.Context()), order)
		if err != nil || len(rows) != 5 {
			t.Fatalf("%d rows, err = %v", len(rows), err)
		}
		prev := []byte{}
		for i, r := range rows {
			if r.Pos != int64(i+1) || !bytes.Equal(r.Prev, prev) || !bytes.Equal(r.Hash, r.Sum(sha256.New)) || r.Salt <= 0 {
				t.Fatalf("event %d does not fit: %+v", i+1, r)
			}
			prev = r.Hash
		}
	})
}

// TestRelay/LongTransaction holds a transaction open while later ones commit: numbers stay gap-free, every follower
// sees every event once, and the late event comes after those already told.
func TestRelay(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		t.Run("LongTransaction", func(t *testing.T) {
			w := testkit.NewWorld(st)
			var seen []int64
			var kinds []string
			w.Ledger.Follow("test", nil, func(_ *store.Tx, recs []ledger.Record) error {
				for _, r := range recs {
					seen, kinds = append(seen, r.Seq), append(kinds, r.Kind)
				}
				return nil
			})
			begun, finish, late := make(chan struct{}), make(chan struct{}), make(chan error, 1)
			go func() {
				first := true
				late <- st.Write(context.WithoutCancel(t.Context()), func(tx *store.Tx) error {
					_, err := w.Ledger.Append(tx, ledger.Event{Kind: "thing.late", Subject: 1})
					if first {
						first = false
						close(begun)
						<-finish
					}
					return err
				})
			}()
			<-begun
			if st.Engine() == store.Postgres { // SQLite has one writer: nothing can overtake
				for i := range 3 {
					appendEvent(t, w, ledger.Event{Kind: "thing.quick", Subject: ids.ID(10 + i)})
				}
				if err := w.Ledger.CatchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
				if len(seen) != 3 {
					t.Fatalf("saw %d events while the first was open, want 3", len(seen))
				}
			}
			close(finish)
			if err := <-late; err != nil {
				t.Fatal(err)
			}
			appendEvent(t, w, ledger.Event{Kind: "thing.after", Subject: 99})
			if err := w.Ledger.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			for i, seq := range seen {
				if seq != int64(i+1) {
					t.Fatalf("seq = %v: not gap-free", seen)
				}
			}
			if n := len(kinds); n < 2 || kinds[n-1] != "thing.after" || kinds[n-2] != "thing.late" {
				t.Errorf("order told: %v", kinds)
			}
		})
	})
}

func TestFollow(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		fail, calls, taken := true, 0, 0
		w.Ledger.Follow("picky", []string{"thing.wanted"}, func(tx *store.Tx, recs []ledger.Record) error {
			calls++
			if fail {
				return errors.New("not yet")
			}
			tx.AfterCommit(func() { taken += len(recs) })
			return nil
		})
		appendEvent(t, w, ledger.Event{Kind: "thing.other", Subject: 1})
		appendEvent(t, w, ledger.Event{Kind: "thing.wanted", Subject: 1})
		if err := w.Ledger.CatchUp(t.Context()); err == nil {
			t.Fatal("a failing follower was passed over")
		}
		fail = false
		for range 2 {
			if err := w.Ledger.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if taken != 1 {
			t.Errorf("took effect %d times in %d calls, want once", taken, calls)
		}
		// Another process with the same name goes on where this one stopped.
		second := testkit.NewWorld(st)
		second.Ledger.Follow("picky", []string{"thing.wanted"}, func(tx *store.Tx, recs []ledger.Record) error {
			tx.AfterCommit(func() { taken += len(recs) }) // what is not committed is as if it had not been called
			return nil
		})
		appendEvent(t, second, ledger.Event{Kind: "thing.wanted", Subject: 1})
		if err := second.Ledger.CatchUp(t.Context()); err != nil || taken != 2 {
			t.Fatalf("taken = %d, err = %v", taken, err)
		}
		// The first one's knowledge is stale now: nothing may be taken twice.
		if err := w.Ledger.CatchUp(t.Context()); err != nil || taken != 2 {
			t.Fatalf("taken = %d, err = %v; want 2", taken, err)
		}
	})
}

func TestStart(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		got := make(chan ledger.Record, 10)
		w.Ledger.Follow("live", nil, func(tx *store.Tx, recs []ledger.Record) error {
			for _, r := range recs {
				tx.AfterCommit(func() { got <- r })
			}
			return nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		wait := w.Ledger.Start(ctx)
		appendEvent(t, w, ledger.Event{Kind: "thing.done", Subject: 1})
		select {
		case r := <-got:
			if r.Kind != "thing.done" || !r.At.Equal(testkit.Monday) {
				t.Errorf("got %+v", r)
			}
		case <-time.After(20 * time.Second):
			t.Error("the follower was not called")
		}
		cancel()
		wait()
	})
}

// TestChainTogether appends to one chain from many writers, some of whom begin it at the same moment.
func TestChainTogether(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		const writers, each = 8, 25
		failed := make(chan error, writers)
		for range writers {
			go func() {
				var err error
				for range each {
					err = errors.Join(err, st.Write(t.Context(), func(tx *store.Tx) error {
						_, err := w.Ledger.Append(tx, ledger.Event{Kind: "thing.done", Subject: 1})
						return err
					}))
				}
				failed <- err
			}()
		}
		for range writers {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		chain, err := w.Ledger.History(st.Read(t.Context()), 1)
		if err != nil || len(chain) != writers*each {
			t.Fatalf("%d events, %v", len(chain), err)
		}
		prev := []byte{}
		for i, r := range chain {
			if r.Pos != int64(i+1) || !bytes.Equal(r.Prev, prev) {
				t.Fatalf("event %d has position %d and does not follow the one before it", i+1, r.Pos)
			}
			prev = r.Hash
		}
	})
}

// TestOrigin: who follows in the process that appended gets the payload as it was; from the database it comes as JSON.
func TestOrigin(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w, other := testkit.NewWorld(st), testkit.NewWorld(st)
		type payload struct {
			Name string `json:"name"`
		}
		appendEvent(t, w, ledger.Event{Kind: "thing.named", Subject: 1, Payload: payload{"门"}})
		if err := w.Ledger.CatchUp(t.Context()); err != nil { // numbers it on Postgres
			t.Fatal(err)
		}
		for name, led := range map[string]*ledger.Ledger{"own": w.Ledger, "other": other.Ledger} {
			list, err := led.Next(st.Read(t.Context()), 0, 10)
			if err != nil || len(list) != 1 || string(list[0].Payload) != `{"name":"门"}` || list[0].Kind != "thing.named" || len(list[0].Hash) == 0 {
				t.Fatalf("%s: %+v %v", name, list, err)
			}
			_, known := list[0].Origin().(payload)
			if want := name == "own" && st.Engine() == store.SQLite; known != want {
				t.Errorf("%s: origin %v, want it known: %v", name, list[0].Origin(), want)
			}
		}
	})
}
