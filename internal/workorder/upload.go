package workorder

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"

	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobClean removes uploads that nobody linked.
const jobClean = "workorder.clean_uploads"

// Upload keeps a file until an order takes it. What the file is, is found in its content;
// what the sender says it is does not count. A citizen may have Options.MaxFiles uploads
// waiting on one token. Faults: workorder.file_type, .file_too_large, .file_empty, .file_too_many.
func (s *Service) Upload(ctx context.Context, owner Owner, name string, r io.Reader) (Attachment, error) {
	a, err := s.receive(ctx, owner, name, r)
	if err != nil {
		return Attachment{}, err
	}
	if err := s.store.Write(ctx, func(tx *store.Tx) error { return s.insertUpload(tx, a) }); err != nil {
		return Attachment{}, errors.Join(err, s.drop(ctx, a))
	}
	return a, nil
}

// drop has the bytes removed of an upload whose row was not written, also when whoever sent it has gone.
func (s *Service) drop(ctx context.Context, a Attachment) error {
	return s.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return s.Unlink(tx, []string{a.SHA256}) })
}

// receive keeps the bytes of an upload; its row is still to be written.
func (s *Service) receive(ctx context.Context, owner Owner, name string, r io.Reader) (Attachment, error) {
	if owner == (Owner{}) {
		return Attachment{}, ErrFileMissing
	}
	// Look before keeping: a refused file leaves nothing behind.
	head := bufio.NewReaderSize(r, sniffBytes)
	start, err := head.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return Attachment{}, fmt.Errorf("workorder: read upload: %w", err)
	}
	if len(start) == 0 {
		return Attachment{}, ErrFileEmpty
	}
	kind, err := sniff(start)
	if err != nil {
		return Attachment{}, err
	}
	ref, err := s.Blobs.Put(ctx, head, s.options.MaxFileBytes)
	switch {
	case errors.Is(err, blob.ErrTooLarge):
		return Attachment{}, ErrFileTooLarge.WithMessage("文件过大，上限为 %d MB，请压缩后再上传。", s.options.MaxFileBytes>>20)
	case errors.Is(err, blob.ErrEmpty):
		return Attachment{}, ErrFileEmpty
	case err != nil:
		return Attachment{}, fmt.Errorf("workorder: keep upload: %w", err)
	}
	return Attachment{
		ID: ids.New(), Uploader: owner.Staff, At: s.now(), Name: fileName(name, kind), MIME: kind.mime,
		Size: ref.Size, SHA256: ref.SHA256, tokenHash: owner.hash(),
	}, nil
}

func (s *Service) insertUpload(tx *store.Tx, a Attachment) error {
	if a.tokenHash != "" {
		var waiting int
		err := tx.QueryRow(`SELECT COUNT(*) FROM workorder_upload WHERE token_hash = ? AND at > ?`,
			a.tokenHash, wall.Micros(a.At.Add(-s.options.UploadKeep))).Scan(&waiting)
		if err != nil {
			return fmt.Errorf("workorder: count uploads: %w", err)
		}
		if waiting >= s.options.MaxFiles {
			return ErrFileTooMany
		}
	}
	err := tx.Do(`INSERT INTO workorder_upload (id, uploader_id, token_hash, at, name, mime, size, sha256)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, a.Uploader, a.tokenHash, wall.Micros(a.At), a.Name, a.MIME, a.Size, a.SHA256)
	if err != nil {
		return fmt.Errorf("workorder: insert upload: %w", err)
	}
	return nil
}

func loadUpload(q store.Queryer, id ids.ID) (Attachment, error) {
	var a Attachment
	var at int64
	err := q.QueryRow(`SELECT id, uploader_id, token_hash, at, name, mime, size, sha256 FROM workorder_upload WHERE id = ?`, id).
		Scan(&a.ID, &a.Uploader, &a.tokenHash, &at, &a.Name, &a.MIME, &a.Size, &a.SHA256)
	a.At = wall.FromMicros(at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Attachment{}, fmt.Errorf("workorder: load upload: %w", err)
	}
	return a, err
}

const attachmentColumns = `order_id, id, child_id, uploader_id, at, name, mime, size, sha256`

func scanAttachment(r store.Row) (a Attachment, err error) {
	var at int64
	err = r.Scan(&a.Order, &a.ID, &a.Child, &a.Uploader, &at, &a.Name, &a.MIME, &a.Size, &a.SHA256)
	a.At = wall.FromMicros(at)
	return a, err
}

// Attachments reads the files of an order, oldest first, whoever asks: callers have checked
// that the order may be seen.
func (s *Service) Attachments(q store.Queryer, order ids.ID) ([]Attachment, error) {
	rows, err := q.Query(`SELECT `+attachmentColumns+` FROM workorder_attachment WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, scanAttachment)
}

// sumsAJob is how many contents one job looks at: well within its lease.
const sumsAJob = 200

// cleanUploads removes uploads that nobody linked in time, with their bytes unless another file has the same.
func (s *Service) cleanUploads(context.Context, jobs.Job) (jobs.Effects, error) {
	return func(tx *store.Tx) error {
		before := wall.Micros(s.now().Add(-s.options.UploadKeep))
		rows, err := tx.Query(`SELECT DISTINCT sha256 FROM workorder_upload WHERE at < ?`, before)
		sums, err := store.Collect(rows, err, func(r store.Row) (sum string, err error) { return sum, r.Scan(&sum) })
		if err != nil {
			return fmt.Errorf("workorder: clean uploads: %w", err)
		}
		for some := range slices.Chunk(sums, sumsAJob) {
			if err := s.Unlink(tx, some); err != nil {
				return err
			}
		}
		if err := tx.Do(`DELETE FROM workorder_upload WHERE at < ?`, before); err != nil {
			return fmt.Errorf("workorder: clean uploads: %w", err)
		}
		return nil
	}, nil
}
