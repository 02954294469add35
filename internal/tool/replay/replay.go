package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/workorder"
)

// Options are what an operator may choose.
type Options struct {
	Server       string
	Speed        float64 // how many seconds of the city pass in one
	Limit        int     // rows of the file; 0: all
	Seed         uint64
	Concurrency  int // requests side by side
	Behaviour    Behaviour
	Accounts     []Account
	Journal      string
	SourceHeader string        // header in which the server trusts a client's address; empty: none
	Patience     time.Duration // how long the server may be gone
	Progress     func(done, total, acknowledged int)
}

// Row is one row of the file of historical orders.
type Row struct {
	Row, Line                   int // of the records and of the file, from 1
	Kind                        workorder.Kind
	Title, Content, Expectation string
	Address, Accused, Reply     string
	Unit                        string    // its name, that time's or today's
	CreatedAt                   time.Time // zero: unknown
	Err                         error     // the row cannot be read: a fault
}

// File is what is replayed.
type File struct {
	Rows   iter.Seq2[Row, error]
	Digest []byte // of the file, so that a journal is not taken for another file's
}

// SourceHeader is the header that a simulation trusts by itself when it listens on this machine only, so that a replay's
// citizens have an address each. No proxy writes it.
const SourceHeader = "X-Onedoor-Replay-Source"

// maxLives is how many rows are on their way at the same moment, most of them waiting.
const maxLives = 20_000

// replay is one run.
type replay struct {
	options Options
	wire    *wire
	crew    *crew
	journal *journal
	report  *Report

	done         atomic.Int64
	acknowledged atomic.Int64
	mu           sync.Mutex // of what the rows tell the report
	names        map[string]bool
}

// Run replays a file and asks the server in the end. The report is there beside an error once rows were sent.
// Faults: replay.server, .speed, .accounts, .crew, .journal, .server_gone, .lost_or_doubled, .throttled, and those of reading the file.
func Run(ctx context.Context, file File, o Options) (*Report, error) {
	if o.Speed <= 0 || o.Speed > 1e9 {
		return nil, ErrSpeed
	}
	o.Concurrency = min(max(o.Concurrency, 1), 1000)
	figures := newFigures()
	w, err := newWire(o.Server, o.Concurrency, newRetry(cmp.Or(o.Patience, 5*time.Minute)), figures)
	if err != nil {
		return nil, err
	}
	r := &replay{options: o, wire: w, report: &Report{Server: w.base, Seed: o.Seed, Speed: o.Speed}, names: map[string]bool{}}
	rows, err := r.load(file.Rows)
	if err != nil {
		return nil, err
	}
	run := runName(o.Seed, file.Digest)
	r.report.Run = run
	if r.journal, err = openJournal(o.Journal, run); err != nil {
		return nil, err
	}
	defer func() { _ = r.journal.close() }() // every line was synced
	if r.crew, err = gather(ctx, w, o.Accounts); err != nil {
		return nil, err
	}
	for _, p := range r.journal.all() {
		if p.acknowledged() {
			r.report.acknowledgedBefore++
		}
	}
	begun := time.Now()
	err = r.all(ctx, rows, run)
	r.report.take(r.journal.all(), figures, w, time.Since(begun))
	if err != nil {
		return r.report, err
	}
	return r.report, r.told(r.verify(ctx))
}

// told adds to an error what the server went on refusing as too many.
func (r *replay) told(err error) error {
	if n := r.report.Throttled; n > 0 {
		return errors.Join(err, ErrThrottled.WithMessage("%d 条%s", n, ErrThrottled.Message))
	}
	return err
}

// load reads the rows in the order of their times: the sooner ones first, those without a time as they stand.
func (r *replay) load(all iter.Seq2[Row, error]) (rows []Row, err error) {
	var last time.Time
	for row, err := range all {
		if err != nil {
			return nil, err
		}
		if r.options.Limit > 0 && row.Row > r.options.Limit {
			break
		}
		r.report.Rows++
		if row.Err == nil && body(row.Content, row.Title) == "" {
			row.Err = errNoWords
		}
		if row.Err != nil {
			r.report.Rejected = append(r.report.Rejected, Reject{row.Line, fault.Of(row.Err).Code})
			continue
		}
		if row.CreatedAt.IsZero() {
			row.CreatedAt = last
		}
		last = row.CreatedAt
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return rows, nil
}

// real is how long a part of the city's time takes here.
func (r *replay) real(city time.Duration) time.Duration {
	return time.Duration(float64(city) / r.options.Speed)
}

// all lets every row live, each from its own moment. Rows that were sent before go on at once.
func (r *replay) all(ctx context.Context, rows []Row, run string) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	slots := make(chan struct{}, maxLives)
	begun, first := time.Now(), time.Time{}
	for _, row := range rows {
		l := &life{replay: r, row: row, past: r.journal.of(row.Row), plan: plan{&r.options.Behaviour, r.options.Seed, run, row.Row}}
		if l.past.Ended {
			r.step(l.past.acknowledged(), true, len(rows))
			continue
		}
		if !l.past.acknowledged() {
			if first.IsZero() {
				first = row.CreatedAt
			}
			if sleep(ctx, time.Until(begun.Add(r.real(row.CreatedAt.Sub(first))))) != nil {
				break
			}
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := l.live(ctx); err != nil {
				stop(err)
				return
			}
			r.step(l.past.acknowledged(), true, len(rows))
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("replay: interrupted; run it again with the same --journal to go on: %w", err)
		}
		return err
	}
	return nil
}

// step tells how far the rows are.
func (r *replay) step(acknowledged, done bool, total int) {
	if acknowledged {
		r.acknowledged.Add(1)
	}
	if done {
		r.done.Add(1)
	}
	if r.options.Progress != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.options.Progress(int(r.done.Load()), total, int(r.acknowledged.Load()))
	}
}

// throttle counts a row that the server took no more requests of.
func (r *replay) throttle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Throttled++
}

// strange counts a unit name that the server does not know.
func (r *replay) strange(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name] = true
	r.report.UnknownUnits = len(r.names)
}

// refusal counts what the server refused to somebody who then looked again.
func (r *replay) refusal(code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.report.Refusals == nil {
		r.report.Refusals = map[string]int{}
	}
	r.report.Refusals[code]++
}
