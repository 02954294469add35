package knowledge

import (
	"fmt"
	"time"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Feedback is what a member of staff says about an entry: whether it helped, and what is missing.
type Feedback struct {
	ID      ids.ID
	Article ids.ID
	Version int64
	Staff   ids.ID
	Helpful bool
	Note    string
	At      time.Time
}

// AddFeedback keeps what p says about the version in force. Personal numbers in the note are masked: seats write
// from calls.
func (s *Service) AddFeedback(tx *store.Tx, p auth.Principal, article ids.ID, helpful bool, note string) (Feedback, error) {
	if err := need(p, RightRead); err != nil {
		return Feedback{}, err
	}
	note = paragraphs(note)
	if utf8.RuneCountInString(note) > maxNote {
		return Feedback{}, ErrNote.WithField("body.note", "文字过长，请精简")
	}
	note, _ = language.MaskPersonal(note)
	a, v, err := inForce(tx, article, false)
	if err != nil {
		return Feedback{}, err
	}
	f := Feedback{ID: ids.New(), Article: article, Version: v.N, Staff: p.ID, Helpful: helpful, Note: note, At: s.now()}
	if err := tx.Do(`INSERT INTO knowledge_feedback (article_id, id, n, staff, helpful, note, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		f.Article, f.ID, f.Version, f.Staff, flag(f.Helpful), f.Note, wall.Micros(f.At)); err != nil {
		return Feedback{}, fmt.Errorf("knowledge: feedback: %w", err)
	}
	return f, s.record(tx, p.ID, EventFeedback, &a, &v, a.State, func(c *Changed) { c.Helpful = &helpful })
}

// FeedbackOf returns what was said about an entry, newest first, for those who keep it.
func (s *Service) FeedbackOf(q store.Queryer, p auth.Principal, article ids.ID) ([]Feedback, error) {
	if err := s.mustKeep(q, p, article); err != nil {
		return nil, err
	}
	rows, err := q.Query(`SELECT article_id, id, n, staff, helpful, note, at FROM knowledge_feedback WHERE article_id = ?
		ORDER BY id DESC LIMIT 200`, article)
	return store.Collect(rows, err, func(r store.Row) (Feedback, error) {
		var f Feedback
		var at int64
		err := r.Scan(&f.Article, &f.ID, &f.Version, &f.Staff, &f.Helpful, &f.Note, &at)
		f.At = wall.FromMicros(at)
		return f, err
	})
}
