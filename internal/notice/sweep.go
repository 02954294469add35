package notice

import (
	"context"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const (
	jobSweep   = "notice.sweep"
	sweepBatch = 500
)

// sweep deletes messages older than Config.Keep, the oldest first, in small
// transactions. Ids are ordered by time, so it stops at the first young one.
func (s *Service) sweep(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	before := wall.Micros(s.wall.Now().Add(-s.config.Keep))
	for {
		rows, err := s.store.Read(ctx).Query(`SELECT id, created_at FROM notice_message ORDER BY id LIMIT ?`, sweepBatch)
		seen := 0
		old, err := store.Collect(rows, err, func(r store.Row) (ids.ID, error) {
			var id ids.ID
			var created int64
			err := r.Scan(&id, &created)
			if seen++; created >= before {
				id = 0
			}
			return id, err
		})
		if err != nil {
			return nil, fmt.Errorf("notice: sweep: %w", err)
		}
		last := ids.ID(0)
		for _, id := range old {
			if id == 0 {
				break
			}
			last = id
		}
		if last == 0 {
			return nil, nil
		}
		if err := s.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.Do(`DELETE FROM notice_read WHERE notice <= ?`, last); err != nil {
				return err
			}
			err := tx.Do(`DELETE FROM notice_message WHERE id <= ?`, last)
			return err
		}); err != nil {
			return nil, fmt.Errorf("notice: sweep: %w", err)
		}
	}
}
