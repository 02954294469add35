package partner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// The states of a file that we are to fetch.
const (
	FileWaiting = "waiting"
	FileFetched = "fetched"
	FileRefused = "refused" // too large, of a kind that is not taken, not what was announced, or never to be had
)

// jobFetch fetches one file; the key is its id.
const jobFetch = "partner.fetch"

type fetchPayload struct {
	File ids.ID `json:"file"`
}

// toFetch is a row of partner_file.
type toFetch struct {
	id, partner, exchange ids.ID
	theirs, name, sum     string
	size                  int64
	state                 string
	attempts              int
}

// fetchFiles notes the files that a message names; jobs fetch them.
func (in *incoming) fetchFiles(tx *store.Tx, x *Exchange) error {
	d := in.d
	for _, f := range in.m.Body.Files {
		id, now := ids.New(), d.now()
		res, err := tx.Exec(`INSERT INTO partner_file (id, partner_id, exchange_id, theirs, name, size, sha256, state, attempts, last_error, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '', ?) ON CONFLICT (exchange_id, theirs) DO NOTHING`, id, x.Partner, x.ID, f.ID, f.Name, f.Size,
			f.SHA256, wall.Micros(now))
		if err != nil {
			return fmt.Errorf("partner: file: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			if err != nil {
				return err
			}
			continue
		}
		if err := d.Jobs.Enqueue(tx, jobs.New{Kind: jobFetch, Key: id.String(), RunAt: now, Payload: fetchPayload{id}}); err != nil {
			return fmt.Errorf("partner: file: %w", err)
		}
	}
	return nil
}

// errNotIt says that what came is not the file that was announced.
var errNotIt = errors.New("partner: the file is not what was announced")

// runFetch fetches one file and puts it on the order.
func (d *Door) runFetch(ctx context.Context, j jobs.Job) (jobs.Effects, error) {
	var in fetchPayload
	if err := j.Decode(&in); err != nil {
		return nil, err
	}
	q := d.Store.Read(ctx)
	var f toFetch
	err := q.QueryRow(`SELECT id, partner_id, exchange_id, theirs, name, size, sha256, state, attempts FROM partner_file WHERE id = ?`, in.File).
		Scan(&f.id, &f.partner, &f.exchange, &f.theirs, &f.name, &f.size, &f.sum, &f.state, &f.attempts)
	if missing(err) || err == nil && f.state != FileWaiting {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("partner: file: %w", err)
	}
	p, err := partnerBy(q, `id`, f.partner)
	if err != nil {
		return nil, err
	}
	x, err := exchangeByID(q, f.exchange)
	if err != nil {
		return nil, err
	}
	upload, err := d.fetch(ctx, p, x, f)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return func(tx *store.Tx) error { return d.fetchFailed(tx, f, err) }, nil
	}
	return func(tx *store.Tx) error { return d.fetched(tx, p, x, f, upload) }, nil
}

// fetch brings the bytes here as an upload of the partner's. What they are is found in the content, as of any upload.
func (d *Door) fetch(ctx context.Context, p Partner, x *Exchange, f toFetch) (workorder.Attachment, error) {
	var none workorder.Attachment
	if f.size > d.options.MaxFileBytes {
		return none, workorder.ErrFileTooLarge
	}
	if !p.Active {
		return none, ErrInactive
	}
	k, err := d.signer(d.Store.Read(ctx), p.ID)
	if err != nil {
		return none, err
	}
	path := filesPath + x.Ref + "/" + f.theirs
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+path, nil)
	if err != nil {
		return none, fmt.Errorf("partner: request: %w", err)
	}
	k.sign(req.Header, d.Clock.Now(), http.MethodGet, path, nil)
	res, err := d.options.Client.Do(req)
	if err != nil {
		return none, fmt.Errorf("partner: no answer: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		answer, _ := io.ReadAll(io.LimitReader(res.Body, 64<<10))
		return none, refusal{res.StatusCode, problemCode(answer)}
	}
	a, err := d.Orders.Upload(ctx, workorder.OwnerStaff(p.ID), f.name, io.LimitReader(res.Body, f.size+1))
	if err != nil {
		return none, err
	}
	if a.SHA256 != f.sum {
		return none, errNotIt // the upload is swept away with those that nobody linked
	}
	return a, nil
}

// fetched puts the file on the order, as the partner.
func (d *Door) fetched(tx *store.Tx, p Partner, x *Exchange, f toFetch, upload workorder.Attachment) error {
	by := p.asUnit()
	if x.Side == SideIn {
		by = p.asOwner()
	}
	_, err := d.Orders.Attach(tx, by, x.Order, 0, workorder.AttachIn{Attachments: []ids.ID{upload.ID}})
	var refused *fault.Fault
	if errors.As(err, &refused) && refused.Status < 500 {
		return d.endFile(tx, f, FileRefused, refused.Code) // the order is closed meanwhile
	}
	if err != nil {
		return err
	}
	return d.endFile(tx, f, FileFetched, "")
}

// maxFetches is how often a file is tried: about a day.
const maxFetches = 30

// fetchFailed sets the next try, or gives the file up.
func (d *Door) fetchFailed(tx *store.Tx, f toFetch, cause error) error {
	var fa *fault.Fault
	why := reasonOf(cause)
	if errors.Is(cause, errNotIt) {
		why = "partner.other_file"
	}
	final := errors.As(cause, &fa) && fa.Status < 500 && (errors.Is(fa, workorder.ErrFileType) || errors.Is(fa, workorder.ErrFileTooLarge) ||
		errors.Is(fa, workorder.ErrFileEmpty))
	if final || f.attempts+1 >= maxFetches || errors.Is(cause, errNotIt) && f.attempts >= 4 {
		return d.endFile(tx, f, FileRefused, why)
	}
	at := d.now().Add(d.pause(f.attempts))
	if err := tx.Do(`UPDATE partner_file SET attempts = attempts + 1, last_error = ? WHERE id = ?`, why, f.id); err != nil {
		return fmt.Errorf("partner: file: %w", err)
	}
	if err := d.Jobs.Enqueue(tx, jobs.New{Kind: jobFetch, Key: f.id.String(), RunAt: at.Truncate(time.Microsecond), Payload: fetchPayload{f.id}}); err != nil {
		return fmt.Errorf("partner: file: %w", err)
	}
	return nil
}

func (d *Door) endFile(tx *store.Tx, f toFetch, state, why string) error {
	if err := tx.Do(`UPDATE partner_file SET state = ?, attempts = attempts + 1, last_error = ? WHERE id = ?`, state, why, f.id); err != nil {
		return fmt.Errorf("partner: file: %w", err)
	}
	if state == FileFetched {
		return nil
	}
	// Who reads the order must know that a file is missing.
	x, err := exchangeByID(tx, f.exchange)
	if err != nil {
		return err
	}
	_, err = d.Orders.Note(tx, auth.System, x.Order, 0, workorder.NoteIn{Text: fmt.Sprintf("对方附件“%s”未能取得：%s", f.name, why)})
	return err
}
