package main

import (
	"bytes"
	"context"
	"encoding/json"
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

// form is the n-th request of a load: taken on and dispatched in one stroke.
func (x *benchCity) form(n int) []byte {
	text, err := json.Marshal(map[string]any{"door": "phone", "caller_number": fmt.Sprintf("1540%07d", n%9999999), "caller_name": "市民" + fmt.Sprint(n%5000), "requests": []any{map[string]any{
		"kind": "help", "category_id": x.categories[n%len(x.categories)], "division_code": x.divisions[n%len(x.divisions)],
		"address": fmt.Sprintf("人民路%d号", n%999), "title": fmt.Sprintf("第%d号路灯连续多日不亮", n),
		"content":     fmt.Sprintf("来电人反映，人民路%d号门前的路灯从上周起一直不亮，晚上行人和骑车的人看不清路面，已有老人摔倒，希望尽快派人检修并告知结果。", n),
		"expectation": "尽快修好", "reply_wanted": true, "reply_way": "phone",
		"then": map[string]any{"verb": "dispatch", "unit_id": x.units[n%len(x.units)]}}}})
	if err != nil {
		panic(err)
	}
	return text
}

// seat signs a seat in.
func (x *benchCity) seat(b *testing.B) *client { return x.signedIn(b, "seat1") }

// signedIn signs somebody in with a client that keeps connections open and reads a page at a time, as browsers do.
func (x *benchCity) signedIn(b *testing.B, login string) *client {
	b.Helper()
	c := newClient(x.url)
	c.http.Transport = &http.Transport{MaxIdleConnsPerHost: 256, MaxConnsPerHost: 256, ReadBufferSize: 64 << 10}
	c.signIn(b, login, democity.Password)
	return c
}

// post sends raw JSON and reads the answer away.
func (c *client) post(path string, body []byte) error {
	res, err := c.http.Post(c.base+"/api/v1"+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	text, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if res.StatusCode >= 300 {
		return fmt.Errorf("%d %s", res.StatusCode, text)
	}
	return nil
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
