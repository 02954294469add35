package switchboard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobUnrecord removes a file after its call's row says for good that the recording is erased.
const jobUnrecord = "switchboard.unrecord"

type unrecordPayload struct {
	Call  ids.ID `json:"call"`
	Began int64  `json:"began"`
}

// HasCall says whether there was such a call.
func (s *Service) HasCall(q store.Queryer, call ids.ID) (bool, error) {
	var n int
	if err := q.QueryRow(`SELECT COUNT(*) FROM switchboard_call WHERE id = ?`, call).Scan(&n); err != nil {
		return false, fmt.Errorf("switchboard: has call: %w", err)
	}
	return n > 0, nil
}

// OldRecordings erases recordings by their age. Held are the calls whose recordings are kept.
type OldRecordings struct {
	*Service
	Held func(q store.Queryer) ([]ids.ID, error)
}

type oldCall struct {
	id           ids.ID
	began, ended int64
}

func (r OldRecordings) erasable(q store.Queryer, before time.Time, most int) ([]oldCall, error) {
	held, err := r.Held(q)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(`SELECT id, began_at, ended_at FROM switchboard_call WHERE ended_at > 0 AND ended_at < ? AND unrecorded_at = 0
		AND NOT EXISTS (SELECT 1 FROM switchboard_abuse a WHERE a.call_id = switchboard_call.id AND a.dropped_at = 0 AND a.keep_until > ?)
		ORDER BY ended_at, id LIMIT ?`, wall.Micros(before), wall.Micros(r.Clock.Now()), most+len(held))
	list, err := store.Collect(rows, err, func(x store.Row) (c oldCall, err error) { return c, x.Scan(&c.id, &c.began, &c.ended) })
	if err != nil {
		return nil, fmt.Errorf("switchboard: old calls: %w", err)
	}
	list = slices.DeleteFunc(list, func(c oldCall) bool { return slices.Contains(held, c.id) })
	return list[:min(len(list), most)], nil
}

// CountErasable counts the calls whose recordings could be erased, to most at most, and tells when the oldest ended.
func (r OldRecordings) CountErasable(q store.Queryer, before time.Time, most int) (n int, oldest time.Time, err error) {
	list, err := r.erasable(q, before, most)
	if err != nil || len(list) == 0 {
		return 0, time.Time{}, err
	}
	return len(list), wall.FromMicros(list[0].ended), nil
}

// EraseEnded has the recordings of some of them removed. What was said is gone; that there was a call stays.
func (r OldRecordings) EraseEnded(_ context.Context, tx *store.Tx, before time.Time, limit int, _ string) ([]ids.ID, error) {
	list, err := r.erasable(tx, before, limit)
	if err != nil {
		return nil, err
	}
	erased, now := make([]ids.ID, len(list)), r.Clock.Now()
	for i, c := range list {
		erased[i] = c.id
		if err := tx.Do(`UPDATE switchboard_call SET unrecorded_at = ? WHERE id = ?`, wall.Micros(now), c.id); err != nil {
			return nil, fmt.Errorf("switchboard: erase a recording: %w", err)
		}
		if err := r.Jobs.Enqueue(tx, jobs.New{Kind: jobUnrecord, Key: c.id.String(), RunAt: now, Payload: unrecordPayload{c.id, c.began}}); err != nil {
			return nil, fmt.Errorf("switchboard: erase a recording: %w", err)
		}
	}
	return erased, nil
}

func (s *Service) runUnrecord(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var p unrecordPayload
	if err := j.Decode(&p); err != nil {
		return nil, err
	}
	if err := s.Recordings.Remove(p.Call, wall.FromMicros(p.Began)); err != nil {
		return nil, fmt.Errorf("switchboard: remove a recording: %w", err)
	}
	return func(*store.Tx) error { return nil }, nil
}
