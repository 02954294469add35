package anchor_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// load appends events to chains in turn, many to a transaction.
func load(t testing.TB, a *archive, events, chains int) {
	t.Helper()
	for from := 0; from < events; from += 1000 {
		err := a.Store.Write(context.Background(), func(tx *store.Tx) error {
			for i := from; i < min(from+1000, events); i++ {
				if _, err := a.Ledger.Append(tx, ledger.Event{Kind: "workorder.replied", Subject: ids.ID(1_000_000 + i%chains), Actor: 3, Units: []ids.ID{7, 8},
					Payload: map[string]any{"from": "handling", "to": "replied", "unit": "123456789012", "version": i, "commit": "9b74c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de"}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for n := int64(1); n > 0; {
		var err error
		if n, err = a.Ledger.Relay(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkVerify measures anchoring and verifying, in events a second. ONEDOOR_BENCH_EVENTS is how many (200,000).
func BenchmarkVerify(b *testing.B) {
	events := 200_000
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_BENCH_EVENTS")); err == nil {
		events = n
	}
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			st := testkit.Store
			if engine == store.Postgres {
				st = testkit.PostgresStore
			}
			a := newArchive(b, st(b), seal.Intl)
			a.chunk = anchor.ChunkMax
			a.keeper = a.node(a.dir)
			load(b, a, events, events/8)
			rate := func(what string, run func()) {
				b.Run(fmt.Sprintf("%s/%d", what, events), func(b *testing.B) {
					for b.Loop() {
						run()
					}
					b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
				})
			}
			rate("anchor", func() {
				err := a.Store.Write(context.Background(), func(tx *store.Tx) error {
					_, err := tx.Exec(`DELETE FROM ledger_anchor`)
					return err
				})
				if err == nil {
					err = anchor.Remove(a.dir)
				}
				if m := a.run(); err != nil || m.Upto != int64(events) {
					b.Fatal(m, err)
				}
			})
			rate("verify", func() {
				if r, list := a.verify(); !r.OK || r.Events != int64(events) || r.Newer != 0 {
					b.Fatal(r, list)
				}
			})
			b.Run("history", func(b *testing.B) { // of one order, with its proof
				for b.Loop() {
					h, err := a.keeper.History(st0(a), 1_000_000, "", all(anchor.ShowTold))
					if err != nil || h.Proof == nil {
						b.Fatal(h, err)
					}
				}
			})
		})
	}
}

func st0(a *archive) store.Queryer { return a.Store.Read(context.Background()) }
