package knowledge

import (
	"context"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// expireMax is how many entries one run tells of; the rest wait for the next.
const expireMax = 200

// expire tells the ledger once of every entry whose version in force has expired. Search needs no telling: it
// compares times.
func (s *Service) expire(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	rows, err := s.Store.Read(ctx).Query(`SELECT id FROM knowledge_article
		WHERE expired = 0 AND expires_at > 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?`, wall.Micros(s.now()), expireMax)
	due, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("knowledge: expire: %w", err)
	}
	return func(tx *store.Tx) error {
		for _, id := range due {
			if err := s.expireOne(tx, id); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

func (s *Service) expireOne(tx *store.Tx, id ids.ID) error {
	a, _, err := load(tx, id, true)
	if err != nil {
		return err
	}
	if a.Published == 0 || a.ExpiresAt.IsZero() || a.ExpiresAt.After(s.now()) {
		return nil // a newer version came into force meanwhile
	}
	res, err := tx.Exec(`UPDATE knowledge_article SET expired = 1 WHERE id = ? AND expired = 0`, id)
	if err != nil {
		return fmt.Errorf("knowledge: expire: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	v, err := loadVersion(tx, id, a.Published)
	if err != nil {
		return err
	}
	return s.record(tx, 0, EventExpired, &a, &v, a.State, nil)
}
