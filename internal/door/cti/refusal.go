package cti

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// refusal is what is counted together.
type refusal struct {
	centre ids.ID
	day    int
	code   string
}

type tally struct {
	n    int64
	last time.Time
}

// refuse counts a refusal in memory: whoever sends what is not taken must not make us write.
func (d *Door) refuse(centre ids.ID, err error) {
	var f *fault.Fault
	if !errors.As(err, &f) || f.Status >= 500 {
		return
	}
	now := d.now()
	key := refusal{centre, wall.Day(now), f.Code}
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.refused[key]
	d.refused[key] = tally{t.n + 1, now}
}

// pending are the refusals that are not in the table yet.
func (d *Door) pending() map[refusal]tally {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make(map[refusal]tally, len(d.refused))
	for key, t := range d.refused {
		list[key] = t
	}
	return list
}

// settled takes away what has come into the table.
func (d *Door) settled(list map[refusal]tally) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key, t := range list {
		left := d.refused[key]
		if left.n -= t.n; left.n <= 0 {
			delete(d.refused, key)
			continue
		}
		d.refused[key] = left
	}
}

// countRefused adds to the table.
func countRefused(tx *store.Tx, centre ids.ID, code string, n int64, at time.Time) error {
	err := tx.Do(`INSERT INTO cti_refused (centre_id, day, code, n, last_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (centre_id, day, code) DO UPDATE SET n = cti_refused.n + excluded.n, last_at = excluded.last_at`, centre, wall.Day(at), code, n, wall.Micros(at))
	if err != nil {
		return fmt.Errorf("cti: count: %w", err)
	}
	return nil
}

// CentreRefusal is how often something was refused, or had no effect, in the last 30 days.
type CentreRefusal struct {
	Code   string    `json:"code"`
	N      int64     `json:"n"`
	LastAt time.Time `json:"last_at"`
}

// refusals lists them, the last ones first.
func (d *Door) refusals(q store.Queryer, centre ids.ID) ([]CentreRefusal, error) {
	from := wall.Day(d.now().AddDate(0, 0, -30))
	rows, err := q.Query(`SELECT code, SUM(n), MAX(last_at) FROM cti_refused WHERE centre_id = ? AND day >= ? GROUP BY code ORDER BY MAX(last_at) DESC, code`, centre, from)
	list, err := store.Collect(rows, err, func(r store.Row) (x CentreRefusal, err error) {
		var last int64
		err = r.Scan(&x.Code, &x.N, &last)
		x.LastAt = wall.FromMicros(last)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("cti: refusals: %w", err)
	}
	for key, t := range d.pending() {
		if key.centre != centre {
			continue
		}
		found := false
		for i := range list {
			if list[i].Code == key.code {
				list[i].N, list[i].LastAt, found = list[i].N+t.n, t.last, true
			}
		}
		if !found {
			list = append([]CentreRefusal{{key.code, t.n, t.last}}, list...)
		}
	}
	return list, nil
}

// jobSweep writes down refusals, ends calls that fell silent, and forgets old events.
const jobSweep = "cti.sweep"

const (
	eventsKept   = 30 * 24 * time.Hour  // far longer than an event may be old
	refusalsKept = 400 * 24 * time.Hour // a year, and a little
	sweepMost    = 500
)

func (d *Door) sweep(context.Context, jobs.Job) (jobs.Effects, error) {
	counted := d.pending()
	return func(tx *store.Tx) error {
		for key, t := range counted {
			if err := countRefused(tx, key.centre, key.code, t.n, t.last); err != nil {
				return err
			}
		}
		now := d.now()
		if _, err := d.Calls.OutsideLost(tx, now.Add(-d.options.LostAfter), sweepMost); err != nil {
			return err
		}
		old := wall.Micros(now.Add(-eventsKept))
		for _, x := range []struct {
			sql string
			arg any
		}{
			{`DELETE FROM cti_event WHERE at < ?`, old},
			{`DELETE FROM cti_stream WHERE at < ?`, old},
			{`DELETE FROM cti_refused WHERE day < ?`, wall.Day(now.Add(-refusalsKept))},
		} {
			if err := tx.Do(x.sql, x.arg); err != nil {
				return fmt.Errorf("cti: sweep: %w", err)
			}
		}
		tx.AfterCommit(func() { d.settled(counted) })
		return nil
	}, nil
}
