package main

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

// recording is what the store committed during a load, by writer.
type recording struct {
	mu       sync.Mutex
	lanes    map[int][]store.Commit
	commits  int
	closures int
	rows     int
	bytes    int
	requests int
}

func (r *recording) add(c store.Commit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lanes[c.Lane] = append(r.lanes[c.Lane], c)
	r.commits++
	r.closures += c.Closures
	r.rows += len(c.Statements)
	for _, s := range c.Statements {
		for _, a := range s.Args {
			switch a := a.(type) {
			case string:
				r.bytes += len(a)
			case []byte:
				r.bytes += len(a)
			default:
				r.bytes += 8
			}
		}
	}
}

// record takes requests on through HTTP for a while and keeps every commit that came of it, those of followers and jobs too:
// the engine has them to do beside the requests. What earlier load left to do is done first.
func (x *benchCity) record(b *testing.B, seat *callers, callers int, d time.Duration) *recording {
	b.Helper()
	if err := x.ledger.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	r := &recording{lanes: map[int][]store.Commit{}}
	stop := x.store.Record(r.add)
	_, lat := drive(b, callers, d, func(n int) error { return seat.post("/contacts", x.form(1_000_000+n)) })
	stop()
	r.requests = len(lat)
	return r
}

// play gives the same commits to the bare engine, on a fresh database with the same tables: no HTTP, no rules, no
// encryption, nothing but the statements and the commits. It is the most that the engine can do, so nothing else may run:
// the city of the database is closed, and the caller has stopped the one that was recorded.
func (r *recording) play(b *testing.B, engine store.Engine) time.Duration {
	b.Helper()
	x := openBenchCity(b, engine) // the tables, and the rows that updates refer to
	c := x.store.Config()
	x.stop()
	db, err := store.Bare(c)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var wg sync.WaitGroup
	start := time.Now()
	for _, commits := range r.lanes {
		wg.Go(func() {
			if err := playLane(db, engine, commits); err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

func playLane(db *sql.DB, engine store.Engine, commits []store.Commit) error {
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	prepared := map[string]*sql.Stmt{}
	exec := func(query string, args ...any) error {
		if engine == store.Postgres { // pgx keeps prepared statements by itself
			_, err := conn.ExecContext(ctx, query, args...)
			return err
		}
		stmt := prepared[query]
		if stmt == nil {
			if stmt, err = conn.PrepareContext(ctx, query); err != nil {
				return err
			}
			prepared[query] = stmt
		}
		_, err := stmt.ExecContext(ctx, args...)
		return err
	}
	begin := "BEGIN"
	if engine == store.SQLite {
		begin = "BEGIN IMMEDIATE"
	}
	for _, c := range commits {
		for attempt := 0; ; attempt++ {
			err := playCommit(exec, begin, c)
			if err == nil {
				break
			}
			if e := exec("ROLLBACK"); e != nil || attempt == 5 {
				return fmt.Errorf("play: %w", err)
			}
		}
	}
	return nil
}

func playCommit(exec func(string, ...any) error, begin string, c store.Commit) error {
	if err := exec(begin); err != nil {
		return err
	}
	for _, s := range c.Statements {
		if err := exec(s.SQL, s.Args...); err != nil {
			return err
		}
	}
	return exec("COMMIT")
}

// BenchmarkLimit holds the requests per second of the whole product against the most that the bare engine can do with
// the same statements in the same commits.
func BenchmarkLimit(b *testing.B) {
	benchEngines(b, func(b *testing.B, engine store.Engine) {
		x := newBenchCity(b, engine)
		seat := x.seat(b)
		const callers = 200
		drive(b, callers, time.Second, func(n int) error { return seat.post("/contacts", x.form(n)) }) // warm
		before, cpu := x.store.Stats(), cpuTime()
		rate, lat := drive(b, callers, 5*time.Second, func(n int) error { return seat.post("/contacts", x.form(100_000+n)) })
		after, cost := x.store.Stats(), (cpuTime()-cpu)/time.Duration(max(1, len(lat)))
		batch := float64(after.Closures-before.Closures) / float64(max(1, after.Commits-before.Commits))
		r := x.record(b, seat, callers, 4*time.Second)
		x.stop()
		took := r.play(b, engine)
		limit := float64(r.requests) / took.Seconds()
		fmt.Printf("%-9s bare engine, same statements and commits: %6.0f requests/s = %5.0f commits/s of %.1f writes each, %.0f bytes a commit, %.0f statements and %.0f bytes a request (aim: none, it is the limit)\n",
			engine, limit, float64(r.commits)/took.Seconds(), float64(r.closures)/float64(r.commits), float64(r.bytes)/float64(max(1, r.commits)), float64(r.rows)/float64(r.requests), float64(r.bytes)/float64(r.requests))
		fmt.Printf("%-9s the product by HTTP, %d callers:           %6.0f requests/s = %5.0f commits/s of %.1f writes each, p50 %v p99 %v, %v CPU a request: %.0f %% of the limit (aim 3000/s and 50 %%)\n",
			engine, callers, rate, float64(after.Commits-before.Commits)/5, batch, quantile(lat, .5), quantile(lat, .99), cost.Round(time.Microsecond), 100*rate/limit)
		b.ReportMetric(0, "ns/op")
	})
}
