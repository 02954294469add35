package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/triage"
)

// BenchmarkTenMillion tells how long people wait with ten million orders of two years (ONEDOOR_BENCH_ORDERS), a tenth of
// them with searchable words; with BENCH_FILL_ONLY only the filling is measured. First one reader after the other, then thirty readers and a hundred new requests a second.
func BenchmarkTenMillion(b *testing.B) {
	count := 10_000_000
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_BENCH_ORDERS")); err == nil {
		count = n
	}
	benchEngines(b, func(b *testing.B, engine store.Engine) {
		x := newBenchCity(b, engine)
		seat := x.seat(b)
		x.subCentre(b, "bench-sub", 20)
		start := time.Now()
		steps := x.fill(b, seat, count, count/10, func(f *filling) { x.crowd(b, f) })
		fmt.Printf("%-9s %d orders, as many requests, people and watched rows, the words of %d in the search index, filled in %v (%s), %.1f GB on disk\n",
			engine, count, count/10, time.Since(start).Round(time.Second), steps, float64(x.diskUsed(b))/1e9)
		if os.Getenv("BENCH_FILL_ONLY") != "" {
			return
		}
		readings := x.waits(b, seat)
		for _, r := range readings {
			for range 200 {
				t := time.Now()
				if err := r.read(); err != nil {
					b.Fatalf("%s: %v", r.name, err)
				}
				r.took = append(r.took, time.Since(t))
			}
		}
		printWaits(engine, "one reader", readings)
		writes := x.underLoad(b, seat, readings, false)
		printWaits(engine, fmt.Sprintf("30 readers, 4 readings/s each, and %.0f requests/s taken on and dispatched", writes), readings)
		x.replays(b, engine)
		b.ReportMetric(0, "ns/op")
	})
}

// waits are the screens that are measured.
func (x *benchCity) waits(b *testing.B, seat *callers) []*reading {
	b.Helper()
	officer, lead, supervisor := x.signedIn(b, "officer-xiangzhou"), x.signedIn(b, "bench-sub"), x.signedIn(b, "supervisor1")
	var numbers []string
	rows, err := x.store.Read(b.Context()).Query(`SELECT number FROM workorder_order ORDER BY created_at LIMIT 500`)
	if numbers, err = store.Collect(rows, err, func(r store.Row) (s string, err error) { return s, r.Scan(&s) }); err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64 // thirty readers ask at once
	next := func() int { return int(n.Add(1)) }
	return []*reading{
		{name: "a unit's list, in hand by due time", read: func() error { return officer.get("/orders?view=in_hand&sort=due_at") }},
		{name: "a unit's list, all, the newest", read: func() error { return officer.get("/orders?view=all") }},
		{name: "a list over 20 units, by due time", read: func() error { return lead.get("/orders?view=in_hand&sort=due_at") }},
		{name: "supervision, overdue", read: func() error { return supervisor.get("/supervise/watch?view=overdue") }},
		{name: "supervision, red cards", read: func() error { return supervisor.get("/supervise/watch?view=red") }},
		{name: "search by number", read: func() error { return seat.get("/orders?view=all&q=" + numbers[next()%len(numbers)]) }},
		{name: "search by telephone", read: func() error { return seat.history(fmt.Sprintf("1540%07d", next()%templates)) }},
		{name: "search of words, a tenth indexed", read: func() error {
			return seat.get("/orders?view=all&q=" + fmt.Sprintf("%%E4%%BA%%BA%%E6%%B0%%91%%E8%%B7%%AF%d%%E5%%8F%%B7", next()%999))
		}},
	}
}

// history asks what a telephone number has asked for before; there must be something.
func (c *client) history(phone string) error {
	res, err := c.http.Post(c.base+"/api/v1/history", "application/json", bytes.NewBufferString(`{"phone":"`+phone+`"}`))
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%d %s", res.StatusCode, text)
	}
	var h struct {
		Requests []json.RawMessage `json:"requests"`
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return err
	}
	if len(h.Requests) == 0 {
		return fmt.Errorf("%s has asked for nothing: %s", phone, text)
	}
	return nil
}

// printWaits prints and forgets what was measured.
func printWaits(engine store.Engine, how string, readings []*reading) {
	fmt.Printf("%-9s %s:\n", engine, how)
	for _, r := range readings {
		slices.Sort(r.took)
		fmt.Printf("%-9s   %-40s p50 %-9v p99 %-9v of %d\n", engine, r.name, quantile(r.took, .5), quantile(r.took, .99), len(r.took))
		r.took = nil
	}
}

// replayRuns is how often the draft is tried; with so few the p99 is the slowest.
const replayRuns = 10

// replays tries a draft of the dispatch catalogue on last month's orders, over and over.
func (x *benchCity) replays(b *testing.B, engine store.Engine) {
	b.Helper()
	var draft catalogue.Version
	chief := auth.System
	x.write(b, func(tx *store.Tx) (err error) {
		if draft, err = x.catalogue.BeginDraft(tx, chief, "测量"); err != nil {
			return err
		}
		_, err = x.catalogue.AddEntry(tx, chief, draft.ID, catalogue.Entry{CategoryID: x.categories[0], UnitID: x.units[1], Basis: "测量"})
		return err
	})
	var took []time.Duration
	var last triage.ReplayView
	for range replayRuns {
		start := time.Now()
		last = x.replayed(b, chief, draft.ID)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	p50 := quantile(took, .5)
	fmt.Printf("%-9s   the catalogue tried on last month's %d orders, %d times: p50 %v (%.0f orders/s), p99 %v; %d would go elsewhere\n",
		engine, last.Seen, replayRuns, p50.Round(time.Millisecond), float64(last.Seen)/p50.Seconds(), quantile(took, .99).Round(time.Millisecond), last.Changed)
}

// replayed tries the draft once and waits for the end.
func (x *benchCity) replayed(b *testing.B, by auth.Principal, draft ids.ID) triage.ReplayView {
	b.Helper()
	var r triage.Replay
	x.write(b, func(tx *store.Tx) (err error) {
		r, err = x.triage.StartReplay(tx, by, triage.ReplayIn{Version: draft})
		return err
	})
	for {
		time.Sleep(20 * time.Millisecond)
		v, err := x.triage.Replay(x.store.Read(b.Context()), by, r.ID)
		if err != nil {
			b.Fatal(err)
		}
		if v.State == triage.StateDone {
			return v
		}
	}
}
