package cti

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Kinds of streams.
const (
	streamCall  = "call"
	streamAgent = "agent"
)

// stream is what is told in order: one call. The states of an agent have one, too, so that they are taken one at a time.
type stream struct {
	id, centre, call ids.ID
	kind             string
	seq              int64 // of the last event that had its turn
}

const streamColumns = `id, centre_id, call_id, kind, seq`

func scanStream(r store.Row) (s stream, err error) {
	return s, r.Scan(&s.id, &s.centre, &s.call, &s.kind, &s.seq)
}

// lockStream finds a stream, or begins it, and keeps others from it until the transaction ends.
func lockStream(tx *store.Tx, centre ids.ID, kind, ref string, now time.Time) (*stream, error) {
	err := tx.Do(`INSERT INTO cti_stream (id, centre_id, kind, ref, call_id, seq, at) VALUES (?, ?, ?, ?, 0, 0, ?)
		ON CONFLICT (centre_id, kind, ref) DO UPDATE SET at = excluded.at`, ids.New(), centre, kind, ref, wall.Micros(now))
	if err != nil {
		return nil, fmt.Errorf("cti: lock: %w", err)
	}
	s, err := scanStream(tx.QueryRow(`SELECT `+streamColumns+` FROM cti_stream WHERE centre_id = ? AND kind = ? AND ref = ?`, centre, kind, ref))
	if err != nil {
		return nil, fmt.Errorf("cti: stream: %w", err)
	}
	return &s, nil
}

// lockStreamID does so with one that is there.
func lockStreamID(tx *store.Tx, id ids.ID) (*stream, error) {
	if err := tx.Do(`UPDATE cti_stream SET seq = seq WHERE id = ?`, id); err != nil {
		return nil, fmt.Errorf("cti: lock: %w", err)
	}
	s, err := scanStream(tx.QueryRow(`SELECT `+streamColumns+` FROM cti_stream WHERE id = ?`, id))
	if err != nil {
		return nil, fmt.Errorf("cti: stream: %w", err)
	}
	return &s, nil
}

// place tells whether a number is used already, and how many events wait.
func (s *stream) place(tx *store.Tx, seq int64) (used bool, waits int, err error) {
	var n int
	err = tx.QueryRow(`SELECT COALESCE(SUM(CASE WHEN seq = ? THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN outcome = ? THEN 1 ELSE 0 END), 0)
		FROM cti_event WHERE stream_id = ? AND seq > 0`, seq, OutcomeWaits, s.id).Scan(&n, &waits)
	if err != nil {
		return false, 0, fmt.Errorf("cti: place: %w", err)
	}
	return n > 0, waits, nil
}

func (s *stream) keep(tx *store.Tx) error {
	if err := tx.Do(`UPDATE cti_stream SET call_id = ?, seq = ? WHERE id = ?`, s.call, s.seq, s.id); err != nil {
		return fmt.Errorf("cti: keep stream: %w", err)
	}
	return nil
}

// waiting is an event that came before its turn.
type waiting struct {
	event string
	seq   int64
	peer  ids.ID
	body  []byte
	at    int64
}

// first is the event that waits with the lowest number; ok is false if none does.
func (s *stream) first(tx *store.Tx) (w waiting, ok bool, err error) {
	rows, err := tx.Query(`SELECT event, seq, peer_id, body, at FROM cti_event WHERE stream_id = ? AND outcome = ? ORDER BY seq LIMIT 1`, s.id, OutcomeWaits)
	list, err := store.Collect(rows, err, func(r store.Row) (w waiting, err error) { return w, r.Scan(&w.event, &w.seq, &w.peer, &w.body, &w.at) })
	if err != nil {
		return w, false, fmt.Errorf("cti: waiting: %w", err)
	}
	if len(list) == 0 {
		return w, false, nil
	}
	return list[0], true, nil
}

// drain gives their turns to the events that waited for the one before.
func (d *Door) drain(tx *store.Tx, c Centre, s *stream) error {
	if s.kind != streamCall {
		return nil
	}
	for {
		w, ok, err := s.first(tx)
		if err != nil || !ok || w.seq != s.seq+1 {
			return err
		}
		text, err := d.bodyBox.Open(w.body, bound(c.ID, w.event))
		if err != nil {
			return fmt.Errorf("cti: the event %s cannot be opened: %w", w.event, err)
		}
		var e Event
		if err := json.Unmarshal(text, &e); err != nil {
			return fmt.Errorf("cti: decode: %w", err)
		}
		s.seq = w.seq
		outcome, err := d.apply(tx, c, s, e, w.peer)
		if err != nil {
			return err
		}
		err = tx.Do(`UPDATE cti_event SET outcome = ?, peer_id = 0, body = ? WHERE centre_id = ? AND event = ?`, outcome, []byte{}, c.ID, w.event)
		if err != nil {
			return fmt.Errorf("cti: turn: %w", err)
		}
		if outcome != OutcomeOK {
			if err := countRefused(tx, c.ID, outcome, 1, d.now()); err != nil {
				return err
			}
		}
	}
}

// jobGap passes over missing events; the key is the stream's id.
const jobGap = "cti.gap"

type gapPayload struct {
	Stream ids.ID `json:"stream"`
}

func (d *Door) wakeGap(tx *store.Tx, id ids.ID, at time.Time) error {
	if err := d.Jobs.Enqueue(tx, jobs.New{Kind: jobGap, Key: id.String(), RunAt: at, Payload: gapPayload{id}}); err != nil {
		return fmt.Errorf("cti: wake: %w", err)
	}
	return nil
}

// runGap passes over what has been missing for too long, so that what waits has its turn.
func (d *Door) runGap(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var in gapPayload
	if err := j.Decode(&in); err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		s, err := lockStreamID(tx, in.Stream)
		if err != nil {
			return err
		}
		c, err := centreByID(tx, s.centre)
		if err != nil {
			return err
		}
		now := d.now()
		w, ok, err := s.first(tx)
		if err != nil || !ok {
			return err
		}
		if ripe := wall.FromMicros(w.at).Add(d.options.GapWait); ripe.After(now) {
			return d.wakeGap(tx, s.id, ripe)
		}
		s.seq = w.seq - 1
		if err := countRefused(tx, c.ID, OutcomeGap, 1, now); err != nil {
			return err
		}
		if err := d.drain(tx, c, s); err != nil {
			return err
		}
		if w, ok, err = s.first(tx); err != nil {
			return err
		}
		if ok {
			if err := d.wakeGap(tx, s.id, wall.FromMicros(max(w.at+d.options.GapWait.Microseconds(), wall.Micros(now)))); err != nil {
				return err
			}
		}
		return s.keep(tx)
	}, nil
}
