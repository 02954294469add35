package supervise

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// erasedWords stands where words were.
const erasedWords = "（已按保存期限清除）"

// What ends and is erased.
const (
	endedCase    = 0
	endedMeeting = 1 // with its files
	endedItem    = 2 // of the docket, dropped: no meeting erases it
)

// endedSQL are the cases, meetings and dropped items that ended before a time and still have their words.
const endedSQL = `SELECT id, what, at FROM (
	SELECT id, 0 AS what, closed_at AS at FROM supervise_case WHERE closed_at > 0 AND closed_at < ? AND erased = 0
	UNION ALL SELECT id, 1 AS what, ended_at AS at FROM supervise_meeting WHERE ended_at > 0 AND ended_at < ? AND erased = 0
	UNION ALL SELECT id, 2 AS what, dropped_at AS at FROM supervise_docket WHERE dropped_at > 0 AND dropped_at < ? AND erased = 0) x ORDER BY at, id LIMIT ?`

// mostLooked bounds how much that ended one step looks through: what is held is passed over each time.
const mostLooked = 2000

type ended struct {
	id   ids.ID
	what int
	at   int64
}

// erasable is what ended and of which no order is held, the longest ended first.
func (s *Service) erasable(q store.Queryer, before time.Time, most int) (list []ended, err error) {
	cut := wall.Micros(before)
	rows, err := q.Query(endedSQL, cut, cut, cut, mostLooked)
	found, err := store.Collect(rows, err, func(r store.Row) (e ended, err error) { return e, r.Scan(&e.id, &e.what, &e.at) })
	if err != nil {
		return nil, fmt.Errorf("supervise: ended: %w", err)
	}
	for _, e := range found {
		if len(list) >= most {
			break
		}
		held, err := s.held(q, e)
		if err != nil {
			return nil, err
		}
		if !held {
			list = append(list, e)
		}
	}
	return list, nil
}

// held says whether an order of a case, of a meeting's agenda or of an item is under hold.
func (s *Service) held(q store.Queryer, e ended) (bool, error) {
	query := [...]string{
		endedCase:    `SELECT order_id FROM supervise_case_order WHERE case_id = ?`,
		endedMeeting: `SELECT order_id FROM supervise_docket WHERE meeting_id = ?`,
		endedItem:    `SELECT order_id FROM supervise_docket WHERE id = ?`,
	}[e.what]
	rows, err := q.Query(query, e.id)
	orders, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return false, fmt.Errorf("supervise: orders of what ended: %w", err)
	}
	for _, id := range orders {
		if held, err := s.Orders.Held(q, id); err != nil || held {
			return held, err
		}
	}
	return false, nil
}

// CountErasable counts the cases, meetings and dropped items whose words could be erased, to most at most, and tells when the longest ended
// one did.
func (s *Service) CountErasable(q store.Queryer, before time.Time, most int) (n int, oldest time.Time, err error) {
	list, err := s.erasable(q, before, most)
	if err != nil || len(list) == 0 {
		return 0, time.Time{}, err
	}
	return len(list), wall.FromMicros(list[0].at), nil
}

// EraseEnded erases the words of some of them, with those of their tasks, answers and agenda, and a meeting's files; the
// salts go too, so that the ledger's commitments prove nothing any more.
func (s *Service) EraseEnded(_ context.Context, tx *store.Tx, before time.Time, limit int, _ string) ([]ids.ID, error) {
	list, err := s.erasable(tx, before, limit)
	if err != nil {
		return nil, err
	}
	erased := make([]ids.ID, len(list))
	for i, e := range list {
		erased[i] = e.id
		if e.what == endedMeeting {
			if err := s.eraseFiles(tx, e.id); err != nil {
				return nil, err
			}
		}
		for _, step := range [...][]eraseStep{endedCase: eraseCase, endedMeeting: eraseMeeting, endedItem: eraseItem}[e.what] {
			var args []any
			for range step.words {
				args = append(args, erasedWords)
			}
			for range step.salts {
				args = append(args, []byte{})
			}
			if err := tx.Do(step.sql, append(args, e.id)...); err != nil {
				return nil, fmt.Errorf("supervise: erase: %w", err)
			}
		}
	}
	return erased, nil
}

// eraseFiles erases the names of a meeting's files and the way to their bytes, which go once nobody else keeps them.
func (s *Service) eraseFiles(tx *store.Tx, meeting ids.ID) error {
	list, err := filesOf(tx, meeting)
	if err != nil {
		return err
	}
	var sums []string
	for _, f := range list {
		if f.sum != "" {
			sums = append(sums, f.sum)
		}
	}
	if err := tx.Do(`UPDATE supervise_file SET name = ?, sha256 = '' WHERE meeting_id = ?`, erasedWords, meeting); err != nil {
		return fmt.Errorf("supervise: erase files: %w", err)
	}
	return s.Orders.Unlink(tx, sums)
}

// eraseStep is one statement: so many words, so many salts, then the id.
type eraseStep struct {
	sql          string
	words, salts int
}

var (
	eraseCase = []eraseStep{
		{`UPDATE supervise_case SET words = ?, salt = ?, conclusion = '', erased = 1 WHERE id = ?`, 1, 1},
		{`UPDATE supervise_answer SET words = ?, salt = ?, review_note = '' WHERE task_id IN (SELECT id FROM supervise_task WHERE case_id = ?)`, 1, 1},
		{`UPDATE supervise_task SET words = ?, salt = ?, end_note = '' WHERE case_id = ?`, 1, 1},
	}
	eraseMeeting = []eraseStep{
		{`UPDATE supervise_meeting SET title = ?, minutes = ?, salt = ?, end_note = '', erased = 1 WHERE id = ?`, 2, 1},
		{`UPDATE supervise_answer SET words = ?, salt = ?, review_note = '' WHERE task_id IN (SELECT id FROM supervise_task WHERE meeting_id = ?)`, 1, 1},
		{`UPDATE supervise_task SET words = ?, salt = ?, end_note = '' WHERE meeting_id = ?`, 1, 1},
		{`UPDATE supervise_docket SET words = ?, decision = ?, salt = ?, decision_salt = ?, end_note = '' WHERE meeting_id = ?`, 2, 2},
		{`UPDATE supervise_deferral SET reason = ? WHERE meeting_id = ?`, 1, 0},
		{`UPDATE supervise_guest SET person = '' WHERE meeting_id = ?`, 0, 0},
	}
	eraseItem = []eraseStep{
		{`UPDATE supervise_docket SET words = ?, salt = ?, end_note = '', erased = 1 WHERE id = ?`, 1, 1},
	}
)
