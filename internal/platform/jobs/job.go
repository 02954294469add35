package jobs

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the queue's tables.
var Migrations = store.Migrations{Room: "jobs", FS: migrations}

// MaxAttempts is how often a job is tried before it becomes a dead letter: over about two days.
const MaxAttempts = 20

// New describes a job to be done.
type New struct {
	Kind    string
	Key     string    // optional: a second job of this kind and key replaces the first
	RunAt   time.Time // zero: at once
	Payload any       // JSON; nil is null
}

// Job is one job handed to its handler, or listed.
type Job struct {
	ID        ids.ID          `json:"id"`
	Kind      string          `json:"kind"`
	Key       string          `json:"key,omitempty"`
	State     string          `json:"state" enum:"waiting,dead"`
	RunAt     time.Time       `json:"run_at"`
	Attempts  int             `json:"attempts"`
	Payload   json.RawMessage `json:"-"`
	LastError string          `json:"last_error,omitempty"`
	CreatedAt time.Time       `json:"created_at"`
}

// Decode reads the payload into v.
func (j Job) Decode(v any) error {
	if err := json.Unmarshal(j.Payload, v); err != nil {
		return fmt.Errorf("jobs: payload of %s %d: %w", j.Kind, j.ID, err)
	}
	return nil
}

// Effects are the rows that a job changes; nil is none.
type Effects func(tx *store.Tx) error

// Handler does a job. What it returns is committed together with the job's completion.
type Handler func(ctx context.Context, j Job) (Effects, error)

var errNoSuchJob = fault.New(404, "jobs.not_found", "没有找到该后台任务，可能已经完成。")

// Enqueue writes a job within tx. With a Key, an open or dead job of the same kind and key is replaced: it is another
// job from then on, and if somebody is at work on the old one, its effects no longer count.
func (q *Queue) Enqueue(tx *store.Tx, n New) error {
	payload, err := json.Marshal(n.Payload)
	if err != nil {
		return fmt.Errorf("jobs: payload of %s: %w", n.Kind, err)
	}
	now := q.wall.Now()
	if n.RunAt.IsZero() {
		n.RunAt = now
	}
	key := sql.NullString{String: n.Key, Valid: n.Key != ""}
	if err := tx.Do(`INSERT INTO jobs_job (id, kind, key, state, run_at, attempts, payload, last_error, created_at)
		VALUES (?, ?, ?, 0, ?, 0, ?, '', ?)
		ON CONFLICT (kind, key) DO UPDATE SET id = excluded.id, state = 0, run_at = excluded.run_at, attempts = 0,
		payload = excluded.payload, last_error = '', created_at = excluded.created_at`,
		ids.New(), n.Kind, key, wall.Micros(n.RunAt), string(payload), wall.Micros(now)); err != nil {
		return fmt.Errorf("jobs: enqueue %s: %w", n.Kind, err)
	}
	if !n.RunAt.After(now) {
		tx.AfterCommit(q.nudge)
	}
	return nil
}

// Cancel removes the job of a kind and key, if there is one.
func (q *Queue) Cancel(tx *store.Tx, kind, key string) error {
	if err := tx.Do(`DELETE FROM jobs_job WHERE kind = ? AND key = ?`, kind, key); err != nil {
		return fmt.Errorf("jobs: cancel %s: %w", kind, err)
	}
	return nil
}

const columns = `id, kind, COALESCE(key, ''), state, run_at, attempts, payload, last_error, created_at`

func scan(r store.Row) (Job, error) {
	var j Job
	var state int
	var runAt, createdAt int64
	var payload string
	err := r.Scan(&j.ID, &j.Kind, &j.Key, &state, &runAt, &j.Attempts, &payload, &j.LastError, &createdAt)
	j.State = "waiting"
	if state == 1 {
		j.State = "dead"
	}
	j.RunAt, j.CreatedAt, j.Payload = wall.FromMicros(runAt), wall.FromMicros(createdAt), json.RawMessage(payload)
	return j, err
}

// List returns jobs by state ("waiting", "dead"), the soonest first, at most limit.
func (q *Queue) List(r store.Queryer, state string, limit int) ([]Job, error) {
	number := 0
	if state == "dead" {
		number = 1
	}
	rows, err := r.Query(`SELECT `+columns+` FROM jobs_job WHERE state = ? ORDER BY run_at, id LIMIT ?`, number, limit)
	return store.Collect(rows, err, scan)
}

// listed are the orders of the list of jobs.
var listed = store.Keyset{Sorts: []store.Sort{{Name: "run_at"}}}

// Page returns one page of the jobs of a state ("waiting", "dead"), the soonest first unless asked otherwise. Faults:
// list.bad_sort, list.bad_cursor.
func (q *Queue) Page(r store.Queryer, state, sort, cursor string, limit int) ([]Job, string, error) {
	number := 0
	if state == "dead" {
		number = 1
	}
	page, err := listed.Page(sort, "run_at", cursor, limit)
	if err != nil {
		return nil, "", err
	}
	return store.ReadPage(r, page, store.Select{Columns: columns, Table: `jobs_job`, Where: `state = ?`, Args: []any{number}}, scan)
}

// Due counts the jobs that should have run by now and have not.
func (q *Queue) Due(r store.Queryer) (int, error) {
	return count(r, `state = 0 AND run_at <= ?`, wall.Micros(q.wall.Now()))
}

// Dead counts the jobs that failed for good.
func (q *Queue) Dead(r store.Queryer) (int, error) { return count(r, `state = 1`) }

func count(r store.Queryer, which string, args ...any) (n int, err error) {
	if err := r.QueryRow(`SELECT COUNT(*) FROM jobs_job WHERE `+which, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("jobs: count: %w", err)
	}
	return n, nil
}

// Retry makes a dead or waiting job due now. It returns jobs.not_found when the job is gone.
func (q *Queue) Retry(tx *store.Tx, id ids.ID) error {
	res, err := tx.Exec(`UPDATE jobs_job SET state = 0, attempts = 0, run_at = ? WHERE id = ?`, wall.Micros(q.wall.Now()), id)
	if err != nil {
		return fmt.Errorf("jobs: retry: %w", err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return errNoSuchJob
	}
	tx.AfterCommit(q.nudge)
	return nil
}
