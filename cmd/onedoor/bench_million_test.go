package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/tool/democity"
)

// reading is one kind of screen that people have open.
type reading struct {
	name string
	read func() error
	took []time.Duration
	mu   sync.Mutex
}

// get reads a list as a browser would.
func (c *client) get(path string) error {
	res, err := c.http.Get(c.base + "/api/v1" + path)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%d %s", res.StatusCode, text)
	}
	return err
}

// BenchmarkMillion tells how long lists take with a million orders (ONEDOOR_BENCH_ORDERS), while 30 people read four
// times a second each and 100 requests a second are taken on and dispatched.
func BenchmarkMillion(b *testing.B) {
	count := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_BENCH_ORDERS")); err == nil {
		count = n
	}
	benchEngines(b, func(b *testing.B, engine store.Engine) {
		x := newBenchCity(b, engine)
		seat := x.seat(b)
		x.subCentre(b, "bench-sub", 20)
		start := time.Now()
		steps := x.fill(b, seat, count, count, nil)
		filled := time.Since(start)
		officer, leader, lead := newClient(x.url), newClient(x.url), newClient(x.url)
		officer.signIn(b, "officer-xiangzhou", democity.Password)
		leader.signIn(b, "leader1", democity.Password)
		lead.signIn(b, "bench-sub", democity.Password)
		readings := []*reading{
			{name: "a unit's list, in hand by due time", read: func() error { return officer.get("/orders?view=in_hand&sort=due_at") }},
			{name: "a unit's list, all, the newest", read: func() error { return officer.get("/orders?view=all") }},
			{name: "a dispatcher's list over 20 units", read: func() error { return lead.get("/orders?view=in_hand&sort=due_at") }},
			{name: "a dispatcher's list over 20 units, all", read: func() error { return lead.get("/orders?view=all") }},
			{name: "the wallboard", read: func() error { return leader.get("/wallboard") }},
		}
		writes := x.underLoad(b, seat, readings)
		fmt.Printf("%-9s %d orders, each with its assignment and its words in the search index, filled in %v (%s)\n", engine, count, filled.Round(time.Second), steps)
		fmt.Printf("%-9s 30 readers, 4 readings/s each, %.0f requests/s taken on and dispatched meanwhile:\n",
			engine, writes)
		for _, r := range readings {
			slices.Sort(r.took)
			fmt.Printf("%-9s   %-40s p50 %-9v p99 %-9v of %d (aim p99 < 50ms)\n", engine, r.name, quantile(r.took, .5), quantile(r.took, .99), len(r.took))
		}
		b.ReportMetric(0, "ns/op")
	})
}

// underLoad reads and writes for fifteen seconds and returns how many requests a second were written.
func (x *benchCity) underLoad(b *testing.B, seat *callers, readings []*reading) float64 {
	b.Helper()
	const span, readers, everyReader, writesASecond = 15 * time.Second, 30, 250 * time.Millisecond, 100
	for _, r := range readings { // warm
		if err := r.read(); err != nil {
			b.Fatalf("%s: %v", r.name, err)
		}
	}
	end := time.Now().Add(span)
	var wg sync.WaitGroup
	for i := range readers {
		wg.Go(func() {
			draw := rand.New(rand.NewPCG(1, uint64(i)))
			pace := time.NewTicker(everyReader)
			defer pace.Stop()
			for time.Now().Before(end) {
				r := readings[(i+draw.IntN(2))%len(readings)]
				t := time.Now()
				if err := r.read(); err != nil {
					b.Error(err)
					return
				}
				took := time.Since(t)
				r.mu.Lock()
				r.took = append(r.took, took)
				r.mu.Unlock()
				<-pace.C
			}
		})
	}
	var mu sync.Mutex
	written := 0
	work := make(chan int, 4*writesASecond)
	for range 16 {
		wg.Go(func() {
			for n := range work {
				if err := seat.post("/contacts", x.form(5_000_000+n)); err != nil {
					b.Error(err)
					return
				}
				mu.Lock()
				written++
				mu.Unlock()
			}
		})
	}
	pace := time.NewTicker(time.Second / writesASecond)
	for n := 0; time.Now().Before(end); n++ {
		<-pace.C
		select {
		case work <- n:
		default: // the product is behind: what it did not take is not counted
		}
	}
	pace.Stop()
	close(work)
	wg.Wait()
	return float64(written) / span.Seconds()
}
