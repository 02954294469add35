package workorder

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// DropUploads forgets uploads that came with a form that was refused, with their bytes unless another file has the same. What
// is not the owner's, or was linked meanwhile, stays as it is. Whoever sent them may have gone.
func (s *Service) DropUploads(ctx context.Context, owner Owner, list []ids.ID) error {
	if len(list) == 0 {
		return nil
	}
	return s.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		var sums []string
		for _, id := range list {
			a, err := loadUpload(tx, id)
			if errors.Is(err, sql.ErrNoRows) || err == nil && !owner.owns(a) {
				continue
			}
			if err != nil {
				return err
			}
			res, err := tx.Exec(`DELETE FROM workorder_upload WHERE id = ?`, id)
			if err != nil {
				return fmt.Errorf("workorder: drop upload: %w", err)
			}
			if n, _ := res.RowsAffected(); n == 1 { // nobody linked it at the same moment
				sums = append(sums, a.SHA256)
			}
		}
		return s.Unlink(tx, sums)
	})
}
