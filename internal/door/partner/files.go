package partner

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

// getFile gives a partner a file that a message named to it.
func (d *Door) getFile(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	p, _, err := d.caller(ctx, r, nil)
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	if err := d.sendFile(w, r, p); err != nil {
		httpx.WriteProblem(w, r, err)
	}
}

func (d *Door) sendFile(w http.ResponseWriter, r *http.Request, p Partner) error {
	q := d.Store.Read(r.Context())
	file, err := ids.Parse(r.PathValue("file"))
	if err != nil {
		return ErrNoFile
	}
	var order ids.ID
	var side string
	err = q.QueryRow(`SELECT x.order_id, x.side FROM partner_shared s JOIN partner_exchange x ON x.id = s.exchange_id
		WHERE s.attachment_id = ? AND x.partner_id = ? AND x.ref = ?`, file, p.ID, r.PathValue("exchange")).Scan(&order, &side)
	switch {
	case missing(err):
		return ErrNoFile
	case err != nil:
		return fmt.Errorf("partner: shared: %w", err)
	}
	if side == SideOut {
		if _, about, err := d.about(q, order, p); err != nil {
			return err
		} else if about {
			return ErrNoFile
		}
	}
	a, err := d.Orders.Attachment(q, auth.System, file)
	if err != nil {
		return ErrNoFile.Wrap(err)
	}
	f, err := d.Orders.OpenAttachment(a)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(a.Size, 10))
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.Copy(w, f) // what broke off is fetched again
	return nil
}

// missing tells whether err says that a row is not there.
func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }
