package supervise

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// BenchmarkWatch measures the supervision lists over a million watched orders (ONEDOOR_BENCH_WATCH changes the number):
// one page of each view, and the counts of all.
func BenchmarkWatch(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		if engine == store.Postgres && os.Getenv(testkit.PostgresEnv) == "" {
			continue
		}
		b.Run(string(engine), func(b *testing.B) {
			var st *store.Store
			if engine == store.SQLite {
				st = testkit.Store(b, workorder.Migrations, Migrations)
			} else {
				st = testkit.PostgresStore(b, workorder.Migrations, Migrations)
			}
			k := newKit(b, st)
			n := 1_000_000
			if s := os.Getenv("ONEDOOR_BENCH_WATCH"); s != "" {
				_, _ = fmt.Sscan(s, &n)
			}
			k.fillWatch(n)
			for _, v := range append(slices.Clone(WatchViews), "counts") {
				b.Run(string(v), func(b *testing.B) { k.measure(b, v) })
			}
		})
	}
}

// fillWatch writes rows of which one in thirty is late, one in fifty has a card and so on.
func (k *kit) fillWatch(n int) {
	k.t.Helper()
	now := wall.Micros(k.Clock.Now())
	const batch = 20_000
	for from := 1; from <= n; from += batch {
		to := min(from+batch-1, n)
		k.must(k.write(func(tx *store.Tx) error {
			series := fmt.Sprintf(`WITH RECURSIVE s(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM s WHERE i < %d)`, from, to)
			_, err := tx.Exec(`INSERT INTO supervise_watch (` + watchColumns + `) ` + series + fmt.Sprintf(` SELECT i, 'T' || i, 100 + i %% 200, 0, 1, 7, '440402', 'help',
				CASE WHEN i %% 10 = 0 THEN 'handling' ELSE 'completed' END, 0, 0, CASE WHEN i %% 10 = 0 THEN 1 ELSE 0 END, CASE WHEN i %% 500 = 0 THEN 1 ELSE 0 END,
				CASE WHEN i %% 10 = 0 THEN 1 ELSE 0 END, 0, %d + ((i * 7919) %% 864000 - 288000) * 1000000, CASE WHEN i %% 70 = 0 THEN 1 ELSE 0 END,
				CASE WHEN i %% 90 = 0 THEN 1 ELSE 0 END, CASE WHEN i %% 110 = 0 THEN 1 ELSE 0 END, CASE WHEN i %% 130 = 0 THEN 1 ELSE 0 END,
				CASE WHEN i %% 100 = 0 THEN 2 WHEN i %% 50 = 0 THEN 1 ELSE 0 END, 0, CASE WHEN i %% 10 = 0 THEN %d + i ELSE 0 END, '' FROM s`, now, now))
			return err
		}))
	}
	if k.Store.Read(k.t.Context()).Engine() == store.Postgres {
		k.must(k.write(func(tx *store.Tx) error { _, err := tx.Exec(`ANALYZE supervise_watch`); return err }))
	}
}

// measure reports the median and the slowest hundredth of one list.
func (k *kit) measure(b *testing.B, v View) {
	var took []time.Duration
	for b.Loop() {
		for i := range 60 {
			start := time.Now()
			var err error
			if v == "counts" {
				_, err = k.s.CountsNow(k.q(), supervisor)
			} else {
				f := WatchFilter{View: v, Limit: 50}
				if i%2 == 1 {
					f.Unit = 120
				}
				err = k.readKeys(f)
			}
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// readKeys reads a page as the list does, without the orders behind it, of which there are none here.
func (k *kit) readKeys(f WatchFilter) error {
	c, key, err := k.s.watchWhere(k.q(), supervisor, f)
	if err != nil {
		return err
	}
	rows, err := k.q().Query(`SELECT `+watchColumns+` FROM supervise_watch WHERE `+c.sql()+` ORDER BY `+key+`, order_id LIMIT ?`, append(c.args, f.Limit+1)...)
	_, err = store.Collect(rows, err, scanWatch)
	return err
}

// TestWatchPlans holds that every view is read from an index in its order: no list of supervision sorts a city.
func TestWatchPlans(t *testing.T) {
	k := newKit(t, testkit.Store(t, workorder.Migrations, Migrations))
	for _, v := range WatchViews {
		c, key, err := k.s.watchWhere(k.q(), supervisor, WatchFilter{View: v})
		k.must(err)
		rows, err := k.q().Query(`EXPLAIN QUERY PLAN SELECT order_id FROM supervise_watch WHERE `+c.sql()+` ORDER BY `+key+`, order_id LIMIT 51`, c.args...)
		plan, err := store.Collect(rows, err, func(r store.Row) (s string, err error) {
			var a, b, d any
			return s, r.Scan(&a, &b, &d, &s)
		})
		k.must(err)
		if text := strings.Join(plan, "; "); !strings.Contains(text, "supervise_watch_") || strings.Contains(text, "TEMP B-TREE") {
			t.Errorf("%s: %s", v, text)
		}
	}
}
