package workorder

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// BenchmarkCreateDispatched writes orders that are given to a unit at once, from 64 callers:
// the hot path of a hotline.
func BenchmarkCreateDispatched(b *testing.B) {
	room := newBench(b, storeOf(b))
	var serial atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := serial.Add(1)
			form := benchForm(n)
			err := room.Store.Write(b.Context(), func(tx *store.Tx) error {
				_, err := room.s.CreateDispatched(tx, centre, form, DispatchIn{Unit: unitWaters})
				return err
			})
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
}

func benchForm(n int64) NewOrder {
	return NewOrder{
		Number: fmt.Sprintf("B20261116%07d", n), Kind: Kinds[n%7], Category: ids.ID(n % 300), Division: fmt.Sprintf("44040%d%03d", 2+n%3, n%31),
		Door: "phone", Title: fmt.Sprintf("第%d号路段路灯不亮", n), Address: "香洲区人民路1号",
		Content: fmt.Sprintf("小区%d门口的路灯已经三天不亮了，晚上行人来往不便，请有关部门尽快派人检查修理，谢谢。", n%997),
	}
}

// BenchmarkLists tells p50 and p99 of the lists that people have open all day, over
// ONEDOOR_BENCH_ORDERS orders (default 20,000) of 79 units, three of a hundred open.
func BenchmarkLists(b *testing.B) {
	count := 20000
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_BENCH_ORDERS")); err == nil {
		count = n
	}
	st := storeOf(b)
	if os.Getenv("ONEDOOR_BENCH_ENGINE") == "postgres" {
		st = testkit.PostgresStore(b, Migrations)
	}
	room := newBench(b, st)
	fillBench(b, room, count)
	var twenty []ids.ID
	for u := range 20 {
		twenty = append(twenty, ids.ID(1000+u))
	}
	unit := auth.Principal{ID: 7, Unit: 1003, Scope: auth.Scope{Units: []ids.ID{1003}}}.WithRights(RightRead)
	above := auth.Principal{ID: 8, Scope: auth.Scope{Units: twenty}}.WithRights(RightRead)
	for _, c := range []struct {
		name   string
		p      auth.Principal
		filter Filter
	}{
		{"UnitInHand", unit, Filter{View: ViewInHand}},
		{"UnitInHandByDue", unit, Filter{View: ViewInHand, Sort: SortDue}},
		{"UnitAll", unit, Filter{}},
		{"TwentyUnitsAll", above, Filter{}},
		{"TwentyUnitsInHandByDue", above, Filter{View: ViewInHand, Sort: SortDue}},
		{"TwentyUnitsOverdue", above, Filter{View: ViewOverdue}},
		{"CentreAll", centre, Filter{}},
		{"CentreOverdue", centre, Filter{View: ViewOverdue}},
		{"CentreCategory", centre, Filter{Category: 33}},
		{"CentreKindDivision", centre, Filter{Kind: KindReport, Division: "440403"}},
		{"CentreRareWords", centre, Filter{Text: "小区77门口 路灯"}},
		{"CentreCommonWords", centre, Filter{Text: "路灯不亮"}},
		{"UnitWords", unit, Filter{Text: "路灯不亮"}},
		{"UnitCo", unit, Filter{View: ViewCo, Sort: SortDue}},
		{"TwentyUnitsCo", above, Filter{View: ViewCo, Sort: SortDue}},
		{"CentreCo", centre, Filter{View: ViewCo, Sort: SortDue}},
		{"UnitCoWords", unit, Filter{View: ViewCo, Text: "路灯不亮", Sort: SortDue}},
		{"UnitPassed", unit, Filter{View: ViewPassed, Sort: SortDue}},
		{"CentreNumber", centre, Filter{Text: "B202611160001234"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, _, err := room.s.List(st.Read(b.Context()), c.p, c.filter); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			report(b, took)
		})
	}
	for name, p := range map[string]auth.Principal{"CountsUnit": unit, "CountsTwenty": above, "CountsCentre": centre} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := room.s.Counts(st.Read(b.Context()), p); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			report(b, took)
		})
	}
}

func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// benchParties lets another unit help with every fifth order, and a unit above have passed down every tenth.
func benchParties(tx *store.Tx, o *Order, n int) error {
	state := PartyDone
	if o.State.Open() {
		state = PartyOpen
	}
	if n%5 == 0 {
		x := Party{Unit: ids.ID(1000 + (n/5)%79), Role: RoleCo, State: state, At: o.CreatedAt, DueAt: o.DueAt.Add(-time.Hour)}
		if err := addParty(tx, o, x); err != nil {
			return err
		}
	}
	if n%10 == 1 {
		if err := addParty(tx, o, Party{Unit: ids.ID(1000 + (n/10)%79), Role: RoleChain, State: state, At: o.CreatedAt}); err != nil {
			return err
		}
	}
	return updateOrder(tx, o)
}

// fillBench writes orders as rows of a history of a year, three of a hundred still open.
func fillBench(b *testing.B, room *bench, count int) {
	b.Helper()
	start := testkit.Monday.AddDate(-1, 0, 0)
	step := testkit.Monday.Sub(start) / time.Duration(count)
	for from := 0; from < count; from += 1000 {
		err := room.Store.Write(b.Context(), func(tx *store.Tx) error {
			for n := from; n < min(from+1000, count); n++ {
				o, err := benchForm(int64(n)).order(1, testkit.Monday)
				if err != nil {
					return err
				}
				o.Salt = make([]byte, 16)
				o.Unit, o.Assignment, o.CreatedAt = ids.ID(1000+n%79), 1, start.Add(step*time.Duration(n))
				o.DueAt = o.CreatedAt.Add(7 * 24 * time.Hour)
				o.State = StateArchived
				if n%100 < 3 {
					o.State = []State{StateDispatched, StateHandling, StateReplied}[n%3]
					o.DueAt = testkit.Monday.Add(time.Duration(n%240-80) * time.Hour)
					o.RepliedAt = testkit.Monday.Add(-time.Duration(n%90) * time.Hour)
				}
				if err := room.s.insert(tx, &o); err != nil {
					return err
				}
				if err := benchParties(tx, &o, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if room.Store.Engine() == store.Postgres {
		_, err := room.Store.DB().Exec("VACUUM ANALYZE")
		if err != nil {
			b.Fatal(err)
		}
	}
}
