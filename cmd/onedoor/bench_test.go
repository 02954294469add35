package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
	"onedoor/internal/tool/democity"
)

// The benchmarks of `make bench`. All figures of one run come from one machine under one load: compare ratios.

// benchCity is the demo city's directory, catalogue and people, without its month of work.
type benchCity struct {
	*house
	url        string // of the server; empty: it does not run
	categories []ids.ID
	units      []ids.ID
	divisions  []string

	stop func() // ends all that runs and closes the store; it may be called twice
}

// openBenchCity opens a city of its own in which nothing runs: no server, no followers, no jobs.
func openBenchCity(b *testing.B, engine store.Engine) *benchCity {
	b.Helper()
	c, err := config.Load("")
	if err != nil {
		b.Fatal(err)
	}
	c.Data, c.Store.Engine = b.TempDir(), string(engine)
	if engine == store.Postgres {
		c.Store.URL = testkit.PostgresDatabase(b)
	}
	if err := useMemory(c.Memory); err != nil {
		b.Fatal(err)
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	h, err := openHouse(b.Context(), c, slog.Default(), houseOptions{simulation: true})
	if err != nil {
		b.Fatal(err)
	}
	x := &benchCity{house: h}
	x.stop = sync.OnceFunc(func() { _ = h.close() })
	b.Cleanup(func() { x.stop() })
	x.settle(b)
	return x
}

// newBenchCity is such a city with the server running.
func newBenchCity(b *testing.B, engine store.Engine) *benchCity {
	b.Helper()
	x := openBenchCity(b, engine)
	ctx, cancel := context.WithCancel(context.Background())
	wait, err := x.start(ctx)
	if err != nil {
		b.Fatal(err)
	}
	closed := x.stop
	x.stop = sync.OnceFunc(func() { cancel(); wait(); closed() })
	site, err := x.site(nil)
	if err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: site.Handler()}
	go func() { _ = server.Serve(listener) }()
	x.url = "http://" + listener.Addr().String()
	x.stop = sync.OnceFunc(func() {
		x.live.EndStreams()
		_ = server.Close()
		cancel()
		wait()
		closed()
	})
	return x
}

// settle enters units, categories and people of the demo city.
func (x *benchCity) settle(b *testing.B) {
	b.Helper()
	city, err := demoCity()
	if err != nil {
		b.Fatal(err)
	}
	rooms := &democity.House{Clock: wall.NewManual(time.Now()), Store: x.store, Ledger: x.ledger, Jobs: x.jobs, Directory: x.directory,
		Catalogue: x.catalogue, Knowledge: x.knowledge, Orders: x.orders, Intake: x.intake, Followup: x.followup}
	ctx := b.Context()
	for _, step := range []func() error{
		func() error { return rooms.PutDivisions(ctx, city.Divisions) },
		func() error { return rooms.AddUnits(ctx, city.Units) },
		func() error { return rooms.AddCategories(ctx, city.Categories) },
		func() error { return rooms.SetDefaults(ctx, city.Defaults) },
		func() error { return rooms.AddStaff(ctx, city.Staff, democity.Password) },
	} {
		if err := step(); err != nil {
			b.Fatal(err)
		}
	}
	q := x.store.Read(ctx)
	categories, err := x.catalogue.Categories(q)
	if err != nil {
		b.Fatal(err)
	}
	for _, k := range categories {
		if k.Level == 3 {
			x.categories = append(x.categories, k.ID)
		}
	}
	for _, u := range city.Units {
		if found, err := x.directory.UnitByCode(q, u.Code); err == nil && u.Kind != "centre" && u.Kind != "subcentre" {
			x.units = append(x.units, found.ID)
		}
	}
	for _, d := range city.Divisions {
		if d.Level == "village" {
			x.divisions = append(x.divisions, d.Code)
		}
	}
}

// drive runs work in callers goroutines for a while and returns how many were done per second, with latencies.
func drive(b *testing.B, callers int, d time.Duration, work func(n int) error) (perSecond float64, latencies []time.Duration) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	start := time.Now()
	for range callers {
		wg.Go(func() {
			var mine []time.Duration
			for time.Since(start) < d {
				t := time.Now()
				if err := work(int(next.Add(1))); err != nil {
					b.Error(err)
					break
				}
				mine = append(mine, time.Since(t))
			}
			mu.Lock()
			latencies = append(latencies, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	slices.Sort(latencies)
	return float64(len(latencies)) / time.Since(start).Seconds(), latencies
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Round(10 * time.Microsecond)
}

// cpuTime is what this process has used of the processors.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// benchEngines runs a benchmark on each engine there is.
func benchEngines(b *testing.B, fn func(b *testing.B, engine store.Engine)) {
	only := os.Getenv("BENCH_STORE") // sqlite or postgres; empty: both
	if only != string(store.Postgres) {
		b.Run("sqlite", func(b *testing.B) { busyWithOthers(store.SQLite); fn(b, store.SQLite) })
	}
	if os.Getenv(testkit.PostgresEnv) != "" && only != string(store.SQLite) {
		b.Run("postgres", func(b *testing.B) { busyWithOthers(store.Postgres); fn(b, store.Postgres) })
	}
}

// busyWithOthers says so when the machine has other work: figures measured then are too low.
func busyWithOthers(engine store.Engine) {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return // no Linux
	}
	var load float64
	if _, err := fmt.Sscan(string(text), &load); err == nil && load > 0.7*float64(runtime.NumCPU()) {
		fmt.Printf("%-9s CAUTION: the machine was busy before this began, load %.1f on %d processors\n", engine, load, runtime.NumCPU())
	}
}

// BenchmarkTakeOn is requests registered and dispatched per second through HTTP, everything on: search index, vault,
// ledger, timers, notices, followers; beside it the store alone, writing the same rows.
func BenchmarkTakeOn(b *testing.B) {
	benchEngines(b, func(b *testing.B, engine store.Engine) {
		x := newBenchCity(b, engine)
		seat := x.seat(b)
		for _, callers := range []int{1, 16, 64, 200} {
			before, cpu := x.store.Stats(), cpuTime()
			rate, lat := drive(b, callers, 5*time.Second, func(n int) error { return seat.post("/contacts", x.form(n)) })
			after := x.store.Stats()
			batch := float64(after.Closures-before.Closures) / float64(max(1, after.Commits-before.Commits))
			fmt.Printf("%-9s take on + dispatch by HTTP, %3d callers: %6.0f/s   p50 %v p99 %v   %.1f writes a commit, %v CPU a request (callers included; aim 3000/s with 200 callers)\n",
				engine, callers, rate, quantile(lat, .5), quantile(lat, .99), batch, ((cpuTime() - cpu) / time.Duration(max(1, len(lat)))).Round(time.Microsecond))
		}
		b.ReportMetric(0, "ns/op")
	})
}
