package workorder

import (
	"database/sql"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"os"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Attachment finds a file that p may read: of an order p may read, or p's own upload.
// Everything else is [ErrFileNotFound], so that nothing can be guessed.
func (s *Service) Attachment(q store.Queryer, p auth.Principal, id ids.ID) (Attachment, error) {
	a, err := scanAttachment(q.QueryRow(`SELECT `+attachmentColumns+` FROM workorder_attachment WHERE id = ?`, id))
	switch {
	case err == nil:
		o, err := loadOrder(q, a.Order)
		if err != nil {
			return Attachment{}, err
		}
		if visible(p, o) != nil {
			return Attachment{}, ErrFileNotFound
		}
		if a.SHA256 == "" {
			return Attachment{}, ErrFileErased
		}
		return a, nil
	case !errors.Is(err, sql.ErrNoRows):
		return Attachment{}, fmt.Errorf("workorder: load attachment: %w", err)
	}
	a, err = loadUpload(q, id)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && !OwnerStaff(p.ID).owns(a)) {
		return Attachment{}, ErrFileNotFound
	}
	return a, err
}

// OpenAttachment opens the bytes of a file that the caller has checked may be read.
func (s *Service) OpenAttachment(a Attachment) (*os.File, error) { return s.Blobs.Open(a.SHA256) }

// ServeAttachment sends a file as a download that no browser runs or shows as a page of ours.
// Ranges are served, so that a recording can be listened to from the middle.
func ServeAttachment(w http.ResponseWriter, r *http.Request, a Attachment, f *os.File) {
	h := w.Header()
	h.Set("Content-Type", a.MIME)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", a.At, f)
}
