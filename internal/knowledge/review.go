package knowledge

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Review is one decision about a version.
type Review struct {
	Article ids.ID
	ID      ids.ID
	Version int64
	Verdict string // submitted, approved, rejected, retired
	Staff   ids.ID
	Note    string
	At      time.Time
}

// Submit hands the draft to the reviewers.
func (s *Service) Submit(tx *store.Tx, p auth.Principal, id ids.ID, version int64) (Article, error) {
	return s.decide(tx, p, VerbSubmit, id, version, "")
}

// Approve puts the submitted version in force, in place of the one before. Whoever wrote any of the versions since
// the one in force is refused.
func (s *Service) Approve(tx *store.Tx, p auth.Principal, id ids.ID, version int64, note string) (Article, error) {
	return s.decide(tx, p, VerbApprove, id, version, note)
}

// Reject gives the submitted version back to the editors; the note says why.
func (s *Service) Reject(tx *store.Tx, p auth.Principal, id ids.ID, version int64, note string) (Article, error) {
	if line(note) == "" {
		return Article{}, ErrNote
	}
	return s.decide(tx, p, VerbReject, id, version, note)
}

// Retire takes an entry out of force, or drops a draft that never was. Editors may do it alone: wrong information
// must be stoppable at once. It comes back by a new version.
func (s *Service) Retire(tx *store.Tx, p auth.Principal, id ids.ID, version int64, note string) (Article, error) {
	return s.decide(tx, p, VerbRetire, id, version, note)
}

// decide makes a move that leaves the text as it is.
func (s *Service) decide(tx *store.Tx, p auth.Principal, verb Verb, id ids.ID, version int64, note string) (Article, error) {
	note = paragraphs(note)
	if utf8.RuneCountInString(note) > maxNote {
		return Article{}, ErrNote.WithField("body.note", "文字过长，请精简")
	}
	a, v, err := s.begin(tx, p, verb, id, version)
	if err != nil {
		return Article{}, err
	}
	m, from := moveOf(verb), a.State
	a.State, a.UpdatedAt = m.to, s.now()
	switch verb {
	case VerbApprove:
		own, err := wroteSince(tx, p, &a)
		if err != nil {
			return Article{}, err
		}
		if own {
			return Article{}, ErrOwn
		}
		if err := s.publish(tx, &a, &v); err != nil {
			return Article{}, err
		}
	case VerbRetire:
		a.Published, a.ExpiresAt = 0, time.Time{}
	}
	if err := s.putArticle(tx, &a); err != nil {
		return Article{}, err
	}
	verdict := string(m.to)
	if verb == VerbApprove {
		verdict = "approved"
	}
	if err := insertReview(tx, Review{Article: id, ID: ids.New(), Version: v.N, Verdict: verdict, Staff: p.ID, Note: note, At: a.UpdatedAt}); err != nil {
		return Article{}, err
	}
	return a, s.record(tx, p.ID, m.event, &a, &v, from, nil)
}

func (s *Service) publish(tx *store.Tx, a *Article, v *Version) error {
	a.Published, a.ExpiresAt = v.N, v.ExpiresAt
	if err := tx.Do(`UPDATE knowledge_version SET published_at = ? WHERE id = ? AND published_at = 0`,
		wall.Micros(a.UpdatedAt), v.ID); err != nil {
		return fmt.Errorf("knowledge: publish: %w", err)
	}
	// The new version's expiry is still to be told.
	if err := tx.Do(`UPDATE knowledge_article SET expired = 0 WHERE id = ?`, a.ID); err != nil {
		return fmt.Errorf("knowledge: publish: %w", err)
	}
	return nil
}

// wroteSince tells whether p wrote a version that is newer than the one in force. The system imports entries that
// were approved elsewhere, so it may.
func wroteSince(q store.Queryer, p auth.Principal, a *Article) (bool, error) {
	if p.IsSystem() {
		return false, nil
	}
	var n int64
	err := q.QueryRow(`SELECT COUNT(*) FROM knowledge_version WHERE article_id = ? AND n > ? AND author = ?`,
		a.ID, a.Published, p.ID).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("knowledge: authors: %w", err)
	}
	return n > 0, nil
}

// Reviews returns what was decided about an entry, newest first, for those who keep it.
func (s *Service) Reviews(q store.Queryer, p auth.Principal, id ids.ID) ([]Review, error) {
	if err := s.mustKeep(q, p, id); err != nil {
		return nil, err
	}
	rows, err := q.Query(`SELECT article_id, id, n, verdict, staff, note, at FROM knowledge_review WHERE article_id = ?
		ORDER BY id DESC LIMIT 200`, id)
	return store.Collect(rows, err, func(r store.Row) (Review, error) {
		var v Review
		var at int64
		err := r.Scan(&v.Article, &v.ID, &v.Version, &v.Verdict, &v.Staff, &v.Note, &at)
		v.At = wall.FromMicros(at)
		return v, err
	})
}

// mustKeep refuses whoever does not look after the entry, as if it were not there.
func (s *Service) mustKeep(q store.Queryer, p auth.Principal, id ids.ID) error {
	_, v, err := load(q, id, false)
	if errors.Is(err, ErrNotFound) || err == nil && !keeps(p, v.Unit) {
		return ErrNotFound
	}
	return err
}
