package intake

import (
	"context"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

func TestSerials(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		t.Run("TwoNodesNeverCollide", func(t *testing.T) {
			clock := wall.NewManual(testkit.Monday)
			nodes := []*serials{{st: st, clock: clock}, {st: st, clock: clock}}
			var wg sync.WaitGroup
			var mu sync.Mutex
			seen := map[int64]bool{}
			for i := range 8 {
				wg.Go(func() {
					for range 100 {
						list, _, err := nodes[i%2].take(t.Context(), 1+i%3)
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						for _, n := range list {
							if seen[n] || n < 1 {
								t.Errorf("serial %d twice or not positive", n)
							}
							seen[n] = true
						}
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			if len(seen) != 1500 { // a quarter of each node's callers takes … 1, 2 and 3 at a time
				t.Errorf("%d serials", len(seen))
			}
		})
		t.Run("RestartLeavesAGapAndNoRepetition", func(t *testing.T) {
			clock := wall.NewManual(testkit.Monday.AddDate(0, 0, 1))
			last := int64(0)
			for range 5 {
				s := &serials{st: st, clock: clock}
				list, _, err := s.take(t.Context(), 3)
				if err != nil || list[0] <= last {
					t.Fatalf("%v after %d: %v", list, last, err)
				}
				last = list[2]
			}
		})
		t.Run("EachDayBeginsAtOne", func(t *testing.T) {
			clock := wall.NewManual(time.Date(2026, 12, 31, 23, 59, 59, 0, wall.Shanghai))
			s := &serials{st: st, clock: clock}
			if list, at, err := s.take(t.Context(), 2); err != nil || list[0] != 1 || wall.Day(at) != 20261231 {
				t.Fatalf("%v %v %v", list, at, err)
			}
			clock.Advance(time.Second)
			if list, at, err := s.take(t.Context(), 2); err != nil || list[0] != 1 || wall.Day(at) != 20270101 {
				t.Fatalf("%v %v %v", list, at, err)
			}
		})
		t.Run("BlocksGrow", func(t *testing.T) {
			s := &serials{st: st, clock: wall.NewManual(testkit.Monday.AddDate(0, 1, 0))}
			before := st.Stats().Closures
			for range 2000 {
				if _, _, err := s.take(t.Context(), 1); err != nil {
					t.Fatal(err)
				}
			}
			if n := st.Stats().Closures - before; n > 10 || s.size > lastBlock {
				t.Errorf("%d blocks, the last of %d", n, s.size)
			}
		})
		t.Run("ACallerWhoGoesAwayFailsNobodyElse", func(t *testing.T) {
			s := &serials{st: st, clock: wall.NewManual(testkit.Monday.AddDate(0, 2, 0))}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, _, err := s.take(ctx, 1); err != nil {
				t.Errorf("%v", err)
			}
		})
	}, Migrations)
}
