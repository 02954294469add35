package intake

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// BenchmarkStormJoin sends 1,000 citizens' forms about one event from 64 callers at once, on each engine, and prints how
// often the master order's row and chain were written meanwhile.
func BenchmarkStormJoin(b *testing.B) {
	for name, open := range map[string]func(testing.TB, ...store.Migrations) *store.Store{"sqlite": testkit.Store, "postgres": testkit.PostgresStore} {
		b.Run(name, func(b *testing.B) {
			st := open(b, migrationsOfAll...)
			room := newBench(b, st, Options{})
			x := room.declare(room.stormIn())
			version, chain := room.order(x.Order).Version, room.count(`SELECT COUNT(*) FROM ledger_event WHERE subject = ?`, x.Order)
			const forms, callers = 1000, 64
			round := 0
			for b.Loop() {
				round++
				var wg sync.WaitGroup
				next := make(chan int, forms)
				for i := range forms {
					next <- i
				}
				close(next)
				start := time.Now()
				for range callers {
					wg.Go(func() {
						for i := range next {
							list, err := room.s.TakeOn(b.Context(), Citizen, room.dry(fmt.Sprintf("15%d%08d", round%10, i)))
							if err != nil || list[0].Order != x.Order {
								b.Error(err, list)
								return
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(forms/time.Since(start).Seconds(), "requests/s")
			}
			b.ReportMetric(float64(room.order(x.Order).Version-version), "master-row-writes")
			b.ReportMetric(float64(room.count(`SELECT COUNT(*) FROM ledger_event WHERE subject = ?`, x.Order)-chain), "master-chain-events")
			f, err := room.s.StormFigures(room.q(), chief, x.ID)
			if err != nil || f.Joined != round*forms {
				b.Errorf("%d joined of %d, %v", f.Joined, round*forms, err)
			}
		})
	}
}
