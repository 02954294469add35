package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// BenchmarkLive is 500 open screens of people who see everything while 200 orders a second change: what it costs and
// how late a change arrives. Writing the changes and receiving them 500 times are part of the processor time.
func BenchmarkLive(b *testing.B) {
	const listeners, perSecond, seconds = 500, 200, 10
	benchEngines(b, func(b *testing.B, engine store.Engine) {
		x := newBenchCity(b, engine)
		seat := x.seat(b)
		for n := range 200 {
			if err := seat.post("/contacts", x.form(n)); err != nil {
				b.Fatal(err)
			}
		}
		var orders []ids.ID
		rows, err := x.store.Read(b.Context()).Query(`SELECT id FROM workorder_order`)
		orders, err = store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
		if err != nil {
			b.Fatal(err)
		}
		change := func(n int) {
			err := x.store.Write(b.Context(), func(tx *store.Tx) error {
				_, err := x.orders.Note(tx, auth.System, orders[n%len(orders)], 0, workorder.NoteIn{Text: "测量"})
				return err
			})
			if err != nil {
				b.Error(err)
			}
		}
		pace := func() {
			tick := time.NewTicker(time.Second / perSecond)
			defer tick.Stop()
			for n := range perSecond * seconds {
				<-tick.C
				change(n)
			}
		}
		cpu := cpuTime()
		pace()
		alone := cpuTime() - cpu

		ctx, cancel := context.WithCancel(b.Context())
		var wg sync.WaitGroup
		var mu sync.Mutex
		var late []time.Duration
		var received atomic.Int64
		for i := range listeners {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, x.url+"/api/v1/live", nil)
			if err != nil {
				b.Fatal(err)
			}
			screen := *seat.http
			screen.Timeout, screen.Transport = 0, &http.Transport{}
			res, err := screen.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			wg.Go(func() {
				defer func() { _ = res.Body.Close() }()
				if i >= 20 { // most only receive
					n, _ := io.Copy(io.Discard, res.Body)
					received.Add(n)
					return
				}
				lines := bufio.NewScanner(res.Body)
				for lines.Scan() {
					var m struct {
						At time.Time `json:"at"`
					}
					data, ok := strings.CutPrefix(lines.Text(), "data: ")
					if !ok || json.Unmarshal([]byte(data), &m) != nil || m.At.IsZero() {
						continue
					}
					mu.Lock()
					late = append(late, time.Since(m.At))
					mu.Unlock()
				}
			})
		}
		cpu = cpuTime()
		pace()
		with := cpuTime() - cpu
		time.Sleep(time.Second) // the last ones arrive
		cancel()
		wg.Wait()
		slices.Sort(late)
		fmt.Printf("%-9s live: %d screens, %d changes/s: %.0f %% of a core for streams and screens (writing alone %.0f %%); delivery p50 %v p99 %v, %d of %d seen (aim < 30 %% of a core, p99 < 1s)\n",
			engine, listeners, perSecond, 100*(with-alone).Seconds()/seconds, 100*alone.Seconds()/seconds,
			quantile(late, .5), quantile(late, .99), len(late), 20*perSecond*seconds)
		b.ReportMetric(0, "ns/op")
	})
}
