package assessment

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// DoubtState is where a doubt stands.
type DoubtState string

// The states of a doubt.
const (
	Open       DoubtState = "open"        // 待核查
	Confirmed  DoubtState = "confirmed"   // 属实
	FalseAlarm DoubtState = "false_alarm" // 误报
)

// doubtful is the completion that a doubt is about.
type doubtful struct {
	order       ids.ID
	completion  int64
	number      string
	unit        ids.ID
	category    ids.ID
	completedAt time.Time
}

// Doubt is one row of the list of doubts.
type Doubt struct {
	ID      ids.ID
	Kind    DoubtKind
	Score   int
	Reasons []Reason
	State   DoubtState
	FoundAt time.Time
	Judged  time.Time
	By      ids.ID
	Note    string
	Version int64
	doubtful
}

const doubtColumns = `id, kind, order_id, completion, number, unit_id, category_id, completed_at, score, reasons, state, found_at, judged_at, judged_by, note, version`

func scanDoubt(row store.Row) (Doubt, error) {
	var d Doubt
	var completed, found, judged int64
	var reasons string
	if err := row.Scan(&d.ID, &d.Kind, &d.order, &d.completion, &d.number, &d.unit, &d.category, &completed, &d.Score, &reasons,
		&d.State, &found, &judged, &d.By, &d.Note, &d.Version); err != nil {
		return d, err
	}
	d.completedAt, d.FoundAt, d.Judged = wall.FromMicros(completed), wall.FromMicros(found), wall.FromMicros(judged)
	if err := json.Unmarshal([]byte(reasons), &d.Reasons); err != nil {
		return d, fmt.Errorf("reasons of doubt %d: %w", d.ID, err)
	}
	return d, nil
}

func oneDoubt(q store.Queryer, where string, args ...any) (Doubt, error) {
	statement := `SELECT ` + doubtColumns + ` FROM assessment_doubt WHERE ` + where
	if _, writing := q.(*store.Tx); writing && q.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	d, err := scanDoubt(q.QueryRow(statement, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return Doubt{}, ErrNoDoubt
	}
	if err != nil {
		return Doubt{}, fmt.Errorf("assessment: load doubt: %w", err)
	}
	return d, nil
}

func putDoubt(tx *store.Tx, d Doubt) error {
	reasons, err := json.Marshal(d.Reasons)
	if err != nil {
		return fmt.Errorf("assessment: reasons: %w", err)
	}
	err = tx.Do(`INSERT INTO assessment_doubt (`+doubtColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons, state = excluded.state, judged_at = excluded.judged_at,
		judged_by = excluded.judged_by, note = excluded.note, version = excluded.version`,
		d.ID, d.Kind, d.order, d.completion, d.number, d.unit, d.category, wall.Micros(d.completedAt), d.Score, string(reasons), d.State,
		wall.Micros(d.FoundAt), wall.Micros(d.Judged), d.By, d.Note, d.Version)
	if err != nil {
		return fmt.Errorf("assessment: put doubt: %w", err)
	}
	return nil
}

// doubt raises a doubt, or adds grounds to it. One that was called a false alarm is opened again when a new ground comes;
// a confirmed one stays.
func (s *Service) doubt(tx *store.Tx, at doubtful, kind DoubtKind, found []string, rules DoubtRules) error {
	d, err := oneDoubt(tx, `order_id = ? AND kind = ? AND completion = ?`, at.order, kind, at.completion)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNoDoubt) {
		return err
	}
	for _, r := range d.Reasons {
		found = append(found, r.Code)
	}
	score, reasons := rules.score(kind, found)
	switch {
	case !known && score < rules.Threshold, len(reasons) == 0:
		return nil
	case known && (len(reasons) <= len(d.Reasons) || d.State == Confirmed):
		return nil
	case !known:
		d = Doubt{ID: ids.New(), Kind: kind, FoundAt: s.now(), doubtful: at}
	}
	d.Score, d.Reasons, d.State = score, reasons, Open
	d.Version++
	if err := putDoubt(tx, d); err != nil {
		return err
	}
	return s.recordDoubt(tx, auth.System, EventDoubted, d)
}

// recordDoubt tells the order's chain. No unit hears of it: who is looked at is not warned.
func (s *Service) recordDoubt(tx *store.Tx, by auth.Principal, kind string, d Doubt) error {
	codes := make([]string, len(d.Reasons))
	for i, r := range d.Reasons {
		codes[i] = r.Code
	}
	return s.record(tx, by, kind, d.order, nil, Doubted{d.ID, string(d.Kind), d.Score, codes, string(d.State)})
}
