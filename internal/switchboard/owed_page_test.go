package switchboard

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

// TestOwed_Many: many debts that are paid hide none that is open: it is listed, is called next, and all are counted. A list
// is read page by page, in each of its orders.
func TestOwed_Many(t *testing.T) {
	const many = 600
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		at := wall.Micros(r.clock.Now())
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			for i := range int64(many) {
				peer, from := ids.New(), at+i*1000
				if _, err := tx.Exec(`INSERT INTO switchboard_fact (call_id, peer_id, direction, queue, began_at, queued_at, waits_at, ended_at, outcome)
					VALUES (?, ?, 'in', 'general', ?, ?, ?, ?, 'let_go')`, ids.New(), peer, from, from, from, from+500); err != nil {
					return err
				}
				if _, err := tx.Exec(`INSERT INTO switchboard_fact (call_id, peer_id, direction, seat_id, began_at, answered_at, ended_at, outcome)
					VALUES (?, ?, 'out', 1, ?, ?, ?, 'served')`, ids.New(), peer, from+600, from+600+i*60e6, from+600+i*60e6); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		r.clock.Advance(time.Hour)
		r.call("13800000001", "1", 20*time.Second, 0)
		r.call("13800000002", "2", 20*time.Second, 0)
		r.settle()
		q, span := st.Read(t.Context()), DebtFilter{From: testkit.Monday, To: testkit.Monday.Add(24 * time.Hour), Limit: 50}
		read := func(f DebtFilter) (list []Debt) {
			t.Helper()
			for pages := 0; pages < 100; pages++ {
				page, next, err := r.DebtPage(q, f)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, page...)
				if f.Cursor = next; next == "" {
					break
				}
			}
			return list
		}
		open := span
		open.State = DebtOpen
		list := read(open)
		if len(list) != 2 || list[0].State != DebtOpen || list[0].Queue != "general" || list[1].Queue != "business" {
			t.Fatalf("%+v", list)
		}
		for _, sort := range []string{"", "last_at", "calls", "-first_at", "-last_at", "-calls"} {
			all := span
			all.Sort = sort
			seen := map[ids.ID]bool{}
			for _, d := range read(all) {
				seen[d.Peer] = true
			}
			if len(seen) != many+2 {
				t.Errorf("%q: %d debts", sort, len(seen))
			}
		}
		paid := span
		paid.State = DebtPaid
		if n := len(read(paid)); n != many {
			t.Errorf("%d are paid", n)
		}
		if f := r.owedFigures(); f.Owed != many+2 || f.Open != 2 || f.Paid != many || f.Robot != 0 || *f.Minutes != many/2 {
			t.Errorf("%+v, %d min", f, *f.Minutes)
		}
		if _, regained, err := r.Service.owedFigures(q, span.From, span.To); err != nil || regained != many {
			t.Errorf("%d regained, %v", regained, err)
		}

		next := func(want error, queue string) ids.ID {
			t.Helper()
			return r.do(want, func(tx *store.Tx) (OwedStep, error) { return r.Next(tx, anna, queue) }).Peer
		}
		if got := next(nil, "business"); got != list[1].Peer {
			t.Errorf("%d is next of the queue", got)
		}
		if got := next(nil, ""); got != list[1].Peer {
			t.Errorf("%d is next; another was taken on already", got)
		}
		next(ErrNothingDue, "foreign")
		mine := span
		mine.Claimed = anna.ID
		if got := read(mine); len(got) != 1 || got[0].Peer != list[1].Peer {
			t.Errorf("taken on: %+v", got)
		}
		r.do(nil, func(tx *store.Tx) (OwedStep, error) { return r.Release(tx, anna, list[1].Peer) })
		if got := read(mine); len(got) != 0 {
			t.Errorf("given back: %+v", got)
		}
		if got := next(nil, ""); got != list[0].Peer {
			t.Errorf("%d is next", got)
		}

		for range 3 {
			r.claim(nil, anna, list[0].Peer)
			r.clock.Advance(time.Second)
			r.attempt(nil, anna, list[0].Peer, "no_answer")
		}
		r.writeOff(nil, anna, list[0].Peer)
		written := span
		written.State = DebtWritten
		if got := read(written); len(got) != 1 || got[0].Written == nil {
			t.Errorf("%+v", got)
		}
		if f := r.owedFigures(); f.Written != 1 || f.Open != 1 {
			t.Errorf("%+v", f)
		}
		span.Cursor = "x"
		if _, _, err := r.DebtPage(q, span); !errors.Is(err, store.ErrCursor) {
			t.Error(err)
		}
		if !slices.Equal(debtSorts.Names(), []string{"first_at", "last_at", "calls"}) {
			t.Error(debtSorts.Names())
		}
	}, Migrations)
}
