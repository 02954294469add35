package replay

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// Report is what a replay did, and what the server had of it in the end.
type Report struct {
	Run    string  `json:"run"`
	Server string  `json:"server"`
	Seed   uint64  `json:"seed"`
	Speed  float64 `json:"speed"`

	Rows         int      `json:"rows"`                    // of the file
	Rejected     []Reject `json:"rejected,omitempty"`      // rows that cannot be read
	UnknownUnits int      `json:"unknown_units,omitempty"` // names that mean no unit of the server; their rows went to others

	Sent         int            `json:"sent"`         // rows whose request was sent, over all runs of the journal
	Acknowledged int            `json:"acknowledged"` // rows with a receipt
	Refused      map[string]int `json:"refused,omitempty"`
	Left         map[string]int `json:"left,omitempty"`      // rows whose people gave up, by what stood in their way
	Throttled    int            `json:"throttled,omitempty"` // rows of this run that the server went on refusing as too many (429); another run goes on with them
	Refusals     map[string]int `json:"refusals,omitempty"`  // of this run: verbs that were refused, and what was to be done looked up again
	Verbs        map[string]int `json:"verbs"`               // acknowledged
	Retries      int64          `json:"retries"`             // requests repeated for want of an answer

	Verified   bool           `json:"verified"`
	Arrived    int            `json:"arrived"`           // rows that the server holds
	Missing    []int          `json:"missing,omitempty"` // rows acknowledged but not found
	Doubled    []int          `json:"doubled,omitempty"` // rows that the server holds more than once
	States     map[string]int `json:"states"`
	Late       int            `json:"late"`        // past their due time
	WithoutDue int            `json:"without_due"` // open without a due time

	Seconds   float64            `json:"seconds"` // of this run, without the verification
	Requests  int                `json:"requests"`
	PerSecond float64            `json:"requests_per_second"`
	OrdersPer float64            `json:"orders_per_second"`
	Latency   map[string]Latency `json:"latency"`

	acknowledgedBefore int
}

// Reject is a row that cannot be read.
type Reject struct {
	Line int    `json:"line"`
	Code string `json:"code"`
}

// take sums up what the journal and this run's figures tell.
func (r *Report) take(rows map[int]past, f *figures, w *wire, took time.Duration) {
	r.Refused, r.Left, r.Verbs = map[string]int{}, map[string]int{}, map[string]int{}
	for _, p := range rows {
		if p.acknowledged() || p.Token != "" || p.Refused != "" {
			r.Sent++
		}
		if p.acknowledged() {
			r.Acknowledged++
		}
		if p.Refused != "" {
			r.Refused[p.Refused]++
		}
		if p.Left != "" {
			r.Left[p.Left]++
		}
		for verb, n := range p.Verbs {
			r.Verbs[verb] += n
		}
	}
	r.Latency, r.Requests = f.sum()
	r.Retries, r.Seconds = w.retries.Load(), took.Seconds()
	if r.Seconds > 0 {
		r.PerSecond = float64(r.Requests) / r.Seconds
		r.OrdersPer = float64(r.Acknowledged-r.acknowledgedBefore) / r.Seconds
	}
}

// Write prints the report for people.
func (r *Report) Write(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintf(out, "run %s on %s: %d rows, %d rejected\n", r.Run, r.Server, r.Rows, len(r.Rejected)) // errors are told by Flush
	counts(out, "rejected", rejects(r.Rejected))
	counts(out, "refused", r.Refused)
	counts(out, "given up", r.Left)
	counts(out, "refused, then looked again", r.Refusals)
	if r.Throttled > 0 {
		_, _ = fmt.Fprintf(out, "  NOT DONE: the server went on refusing %d rows as too many (429); run again with the same --journal to go on\n", r.Throttled)
	}
	if r.UnknownUnits > 0 {
		_, _ = fmt.Fprintf(out, "  %d unit names mean no unit of the server with an officer; their rows went to others\n", r.UnknownUnits)
	}
	_, _ = fmt.Fprintf(out, "sent %d, acknowledged %d", r.Sent, r.Acknowledged)
	if r.Verified {
		_, _ = fmt.Fprintf(out, ", arrived %d, missing %d, doubled %d, late %d, open without a due time %d\n", r.Arrived, len(r.Missing), len(r.Doubled), r.Late, r.WithoutDue)
		for _, bad := range []struct {
			what string
			rows []int
		}{{"missing", r.Missing}, {"doubled", r.Doubled}} {
			for i, row := range bad.rows {
				if i < 20 {
					_, _ = fmt.Fprintf(out, "  %s: row %d\n", bad.what, row)
				}
			}
		}
		counts(out, "state", r.States)
	} else {
		_, _ = fmt.Fprintln(out, "; not verified")
	}
	_, _ = fmt.Fprintf(out, "%d requests in %.1f s: %.1f requests/s, %.1f orders/s; %d repeated\n\nverb\tanswers\tp50 ms\tp95 ms\tp99 ms\tmax ms\n",
		r.Requests, r.Seconds, r.PerSecond, r.OrdersPer, r.Retries)
	for _, verb := range slices.Sorted(maps.Keys(r.Latency)) {
		l := r.Latency[verb]
		_, _ = fmt.Fprintf(out, "%s\t%d\t%.1f\t%.1f\t%.1f\t%.1f\n", verb, l.Requests, l.P50, l.P95, l.P99, l.Max)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("replay: report: %w", err)
	}
	return nil
}

func counts(w io.Writer, what string, m map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		_, _ = fmt.Fprintf(w, "  %s: %d × %s\n", what, m[name], name)
	}
}

func rejects(list []Reject) map[string]int {
	m := map[string]int{}
	for _, x := range list {
		m[x.Code]++
	}
	return m
}
