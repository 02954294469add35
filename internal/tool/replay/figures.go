package replay

import (
	"slices"
	"sync"
	"time"
)

// figures are the latencies of answered requests, by verb.
type figures struct {
	mu  sync.Mutex
	all map[string][]time.Duration
}

func newFigures() *figures { return &figures{all: map[string][]time.Duration{}} }

func (f *figures) add(verb string, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[verb] = append(f.all[verb], took)
}

// Latency sums up how long answers took, in milliseconds.
type Latency struct {
	Requests int     `json:"requests"`
	P50      float64 `json:"p50_ms"`
	P95      float64 `json:"p95_ms"`
	P99      float64 `json:"p99_ms"`
	Max      float64 `json:"max_ms"`
}

func (f *figures) sum() (byVerb map[string]Latency, requests int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	byVerb = map[string]Latency{}
	for verb, all := range f.all {
		slices.Sort(all)
		byVerb[verb] = Latency{Requests: len(all), P50: percentile(all, 50), P95: percentile(all, 95), P99: percentile(all, 99), Max: percentile(all, 100)}
		requests += len(all)
	}
	return byVerb, requests
}

// percentile is the least of the sorted times that p percent do not exceed, in milliseconds.
func percentile(sorted []time.Duration, p int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := max((len(sorted)*p+99)/100, 1)
	return float64(sorted[at-1].Microseconds()) / 1000
}
