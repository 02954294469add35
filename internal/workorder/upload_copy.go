package workorder

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// CopyUpload makes a file that somebody uploaded an upload of another owner's, too, whether or not it was linked
// meanwhile. Fault: workorder.file_missing when it is gone.
func (s *Service) CopyUpload(ctx context.Context, file ids.ID, owner Owner) (Attachment, error) {
	if owner == (Owner{}) {
		return Attachment{}, ErrFileMissing
	}
	var a Attachment
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		row := tx.QueryRow(`SELECT name, mime, size, sha256 FROM workorder_upload WHERE id = ?
			UNION ALL SELECT name, mime, size, sha256 FROM workorder_attachment WHERE id = ? LIMIT 1`, file, file)
		a = Attachment{ID: ids.New(), Uploader: owner.Staff, At: s.now(), tokenHash: owner.hash()}
		switch err := row.Scan(&a.Name, &a.MIME, &a.Size, &a.SHA256); {
		case errors.Is(err, sql.ErrNoRows):
			return ErrFileMissing
		case err != nil:
			return fmt.Errorf("workorder: copy upload: %w", err)
		}
		return s.insertUpload(tx, a)
	})
	return a, err
}
