package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Answer is what a unit answered to a task, and what became of it.
type Answer struct {
	ID         ids.ID
	By         ids.ID
	At         time.Time
	Words      string
	State      string // pending, accepted, rejected
	ReviewNote string
	ReviewedAt time.Time
	ReviewedBy ids.ID
}

// beginTask loads a task for a verb and refuses what may not be.
func (s *Service) beginTask(tx *store.Tx, by auth.Principal, id ids.ID, version int64, v Verb) (*Task, Move, error) {
	t, err := s.taskByID(tx, by, id)
	if err != nil {
		return nil, Move{}, err
	}
	m := move(ThingTask, v)
	if err := may(by, m, t.State, t.Unit); err != nil {
		return nil, m, err
	}
	if version != t.Version {
		return nil, m, ErrStale
	}
	return t, m, nil
}

// Answer hands in what the unit did (反馈). If it is accepted, the moment of this answer is held against the due time.
// Faults: those of every verb, supervise.reason_missing.
func (s *Service) Answer(tx *store.Tx, by auth.Principal, id ids.ID, version int64, text string) (Task, error) {
	t, m, err := s.beginTask(tx, by, id, version, VerbAnswer)
	if err != nil {
		return Task{}, err
	}
	if text, err = needed("words", "反馈内容", text, maxWords); err != nil {
		return Task{}, err
	}
	now := s.now()
	salt, commit := ledger.Commit(text)
	err = tx.Do(`INSERT INTO supervise_answer (task_id, id, by_id, at, words, salt, state) VALUES (?, ?, ?, ?, ?, ?, 'pending')`,
		t.ID, ids.New(), by.ID, wall.Micros(now), text, salt)
	if err != nil {
		return Task{}, fmt.Errorf("supervise: insert answer: %w", err)
	}
	t.Version++
	t.State, t.AnsweredAt, t.NextAt = m.after(t.State), now, time.Time{}
	if err := updateTask(tx, t); err != nil {
		return Task{}, err
	}
	if err := s.tellStaff(tx, t, notice.TaskAnswered, false, fmt.Sprint("answered", t.Version)); err != nil {
		return Task{}, err
	}
	return *t, s.recordTask(tx, by, m.Event, t, commit)
}

// Review accepts an answer (认可) or sends it back (退回重报): then the clock has run on as if nothing had come.
// Faults: those of every verb, supervise.reason_missing for a rejection without words.
func (s *Service) Review(tx *store.Tx, by auth.Principal, id ids.ID, version int64, accept bool, note string) (Task, error) {
	v, state := VerbAccept, "accepted"
	if !accept {
		v, state = VerbReject, "rejected"
	}
	t, m, err := s.beginTask(tx, by, id, version, v)
	if err != nil {
		return Task{}, err
	}
	text, err := words("note", "意见", note, maxWords)
	if err == nil && m.Reason && text == "" {
		err = ErrReasonMissing.WithField("body.note", "退回请写明理由。")
	}
	if err != nil {
		return Task{}, err
	}
	now := s.now()
	err = tx.Do(`UPDATE supervise_answer SET state = ?, review_note = ?, reviewed_at = ?, reviewed_by = ? WHERE task_id = ? AND state = 'pending'`,
		state, text, wall.Micros(now), by.ID, t.ID)
	if err != nil {
		return Task{}, fmt.Errorf("supervise: review answer: %w", err)
	}
	t.Version++
	t.State = m.after(t.State)
	template, due := notice.TaskEnded, false
	if accept {
		t.EndedAt, t.EndedBy = now, by.ID
	} else {
		t.AnsweredAt = time.Time{}
		t.NextAt = t.nextMark(time.Time{})
		template, due = notice.TaskRejected, true
	}
	return *t, s.settleTask(tx, by, t, m, template, due, text)
}

// Cancel takes a task back (取消). Faults: those of every verb, supervise.reason_missing.
func (s *Service) Cancel(tx *store.Tx, by auth.Principal, id ids.ID, version int64, reason string) (Task, error) {
	t, m, err := s.beginTask(tx, by, id, version, VerbCancel)
	if err != nil {
		return Task{}, err
	}
	text, err := needed("reason", "取消的理由", reason, maxWords)
	if err != nil {
		return Task{}, err
	}
	t.Version++
	t.State, t.EndedAt, t.EndedBy, t.EndNote, t.NextAt = m.after(t.State), s.now(), by.ID, text, time.Time{}
	return *t, s.settleTask(tx, by, t, m, notice.TaskEnded, false, text)
}

func (s *Service) settleTask(tx *store.Tx, by auth.Principal, t *Task, m Move, template string, due bool, text string) error {
	if err := updateTask(tx, t); err != nil {
		return err
	}
	if err := s.tellTask(tx, t, template, due, fmt.Sprint(m.Verb, t.Version)); err != nil {
		return err
	}
	commit := ""
	if text != "" {
		commit = ledger.Recommit(t.salt, text)
	}
	return s.recordTask(tx, by, m.Event, t, commit)
}

func answersOf(q store.Queryer, task ids.ID) ([]Answer, error) {
	rows, err := q.Query(`SELECT id, by_id, at, words, state, review_note, reviewed_at, reviewed_by FROM supervise_answer WHERE task_id = ? ORDER BY id`, task)
	list, err := store.Collect(rows, err, func(r store.Row) (a Answer, err error) {
		var at, reviewed int64
		err = r.Scan(&a.ID, &a.By, &at, &a.Words, &a.State, &a.ReviewNote, &reviewed, &a.ReviewedBy)
		a.At, a.ReviewedAt = wall.FromMicros(at), wall.FromMicros(reviewed)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("supervise: answers: %w", err)
	}
	return list, nil
}
