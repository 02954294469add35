package followup

import (
	"fmt"
	"testing"
	"time"

	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// BenchmarkRates computes the three rates by unit over a year with a million completions of 200 units, and over its last
// month.
func BenchmarkRates(b *testing.B) {
	st := testkit.Store(b, Migrations, httpx.Migrations, workorder.Migrations)
	x := newBench(b, st, Options{})
	const all, step = 1_000_000, 20_000
	const apart = 365 * 24 * time.Hour / all
	now := x.s.now()
	for from := 0; from < all; from += step {
		x.write(func(tx *store.Tx) error {
			for i := from; i < from+step; i++ {
				at := now.Add(-time.Duration(i) * apart)
				p := Plan{ID: ids.ID(i + 1), Order: ids.ID(i + 1), Round: 1, Completion: 1, Number: fmt.Sprintf("ZH%012d", i), Unit: ids.ID(1 + i%200),
					Category: ids.ID(i % 300), Kind: "help", Door: "phone", State: StateDone, Way: WayLink, NextAt: at, CompletedAt: at, ClosedAt: at, UnitReached: 1}
				if err := insertPlan(tx, &p); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`UPDATE followup_plan SET answered_at = completed_at, contacted = id % 2, resolved = 'yes', satisfaction = 1 + id % 5
				WHERE id > ? AND id <= ? AND id % 3 > 0`, from, from+step)
			return err
		})
	}
	for name, days := range map[string]int{"Year": 365, "Month": 30} {
		in := RatesIn{From: now.In(wall.Shanghai).AddDate(0, 0, -days+1).Format(time.DateOnly), To: now.In(wall.Shanghai).Format(time.DateOnly)}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				t, err := x.s.Rates(x.q(), caller, in)
				if err != nil || len(t.Items) != 200 {
					b.Fatalf("%d rows, %v", len(t.Items), err)
				}
			}
		})
	}
}
