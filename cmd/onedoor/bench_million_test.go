package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

// reading is one kind of screen that people have open.
type reading struct {
	name string
	read func() error
	took []time.Duration
	mu   sync.Mutex
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
		officer, leader, lead := x.signedIn(b, "officer-xiangzhou"), x.signedIn(b, "leader1"), x.signedIn(b, "bench-sub")
		readings := []*reading{
			{name: "a unit's list, in hand by due time", read: func() error { return officer.get("/orders?view=in_hand&sort=due_at") }},
			{name: "a unit's list, all, the newest", read: func() error { return officer.get("/orders?view=all") }},
			{name: "a dispatcher's list over 20 units", read: func() error { return lead.get("/orders?view=in_hand&sort=due_at") }},
			{name: "a dispatcher's list over 20 units, all", read: func() error { return lead.get("/orders?view=all") }},
			{name: "the wallboard", read: func() error { return leader.get("/wallboard") }},
		}
		fmt.Printf("%-9s %d orders, each with its assignment and its words in the search index, filled in %v (%s)\n", engine, count, filled.Round(time.Second), steps)
		for _, r := range readings {
			alone, cpu, err := r.alone(200)
			if err != nil {
				b.Fatalf("%s: %v", r.name, err)
			}
			fmt.Printf("%-9s   %-40s one reader: p50 %v, %v CPU a reading (the reader's own included, PostgreSQL's not)\n", engine, r.name, quantile(alone, .5), cpu)
		}
		for _, together := range []bool{false, true} {
			cpu := cpuTime()
			writes := x.underLoad(b, seat, readings, together)
			how := "each at its own time"
			if together {
				how = "all at the same instant"
			}
			fmt.Printf("%-9s 30 readers, 4 readings/s each, %s, %.0f requests/s taken on and dispatched meanwhile; %.0f %% of a core, readers and callers included:\n",
				engine, how, writes, 100*(cpuTime()-cpu).Seconds()/loadFor.Seconds())
			for _, r := range readings {
				slices.Sort(r.took)
				fmt.Printf("%-9s   %-40s p50 %-9v p99 %-9v of %d (aim p99 < 50ms)\n", engine, r.name, quantile(r.took, .5), quantile(r.took, .99), len(r.took))
				r.took = nil
			}
		}
		b.ReportMetric(0, "ns/op")
	})
}

// alone reads n times, one after the other, and tells how long each took and what one costs the processors.
func (r *reading) alone(n int) (took []time.Duration, cpu time.Duration, err error) {
	for range 20 { // warm
		if err := r.read(); err != nil {
			return nil, 0, err
		}
	}
	before := cpuTime()
	for range n {
		t := time.Now()
		if err := r.read(); err != nil {
			return nil, 0, err
		}
		took = append(took, time.Since(t))
	}
	cpu = (cpuTime() - before) / time.Duration(n)
	slices.Sort(took)
	return took, cpu.Round(10 * time.Microsecond), nil
}

// loadFor is how long a load lasts.
const loadFor = 15 * time.Second

// underLoad reads and writes for a while and returns how many requests a second were written. People open their lists
// when they like: each reader waits a quarter of a second on average, now less, now more. Together, all thirty ask at
// the same instant four times a second, which measures how long a burst of thirty takes.
func (x *benchCity) underLoad(b *testing.B, seat *callers, readings []*reading, together bool) float64 {
	b.Helper()
	const readers, everyReader, writesASecond = 30, 250 * time.Millisecond, 100
	for _, r := range readings { // warm
		if err := r.read(); err != nil {
			b.Fatalf("%s: %v", r.name, err)
		}
	}
	end := time.Now().Add(loadFor)
	var wg sync.WaitGroup
	for i := range readers {
		wg.Go(func() {
			draw := rand.New(rand.NewPCG(1, uint64(i)))
			pace := time.NewTicker(everyReader)
			defer pace.Stop()
			for time.Now().Before(end) {
				if !together {
					time.Sleep(time.Duration(draw.Int64N(int64(2 * everyReader))))
				}
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
				if together {
					<-pace.C
				}
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
	return float64(written) / loadFor.Seconds()
}
