package cti

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// jobFetch fetches one recording; the key is its id.
const jobFetch = "cti.fetch"

type fetchPayload struct {
	Recording ids.ID `json:"recording"`
}

// maxFetches is how often a recording is tried: over about a day.
const maxFetches = 30

// What is wrong with a host that does not give a recording: codes for the screen, without its words.
var (
	errUnreachable = errors.New("cti.recording_unreachable")
	errAnswer      = errors.New("cti.recording_not_given")
)

// runFetch fetches one recording and seals it.
func (d *Door) runFetch(ctx context.Context, j jobs.Job) (jobs.Effects, error) {
	var in fetchPayload
	if err := j.Decode(&in); err != nil {
		return nil, err
	}
	q := d.Store.Read(ctx)
	x, err := scanSound(q.QueryRow(`SELECT `+soundColumns+` FROM cti_recording WHERE id = ?`, in.Recording))
	if errors.Is(err, sql.ErrNoRows) || err == nil && x.state != SoundWaiting {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cti: recording: %w", err)
	}
	c, err := centreByID(q, x.centre)
	if err != nil {
		return nil, err
	}
	length, err := d.fetch(ctx, c, x)
	var refused *fault.Fault
	switch {
	case err == nil:
		return func(tx *store.Tx) error { return d.kept(tx, x, length) }, nil
	case ctx.Err() != nil:
		return nil, err
	case errors.As(err, &refused) && refused.Status < 500 && !errors.Is(err, switchboard.ErrCall):
		return func(tx *store.Tx) error { return d.giveUp(tx, x, refused.Code) }, nil
	case errors.Is(err, errUnreachable), errors.Is(err, errAnswer):
		return func(tx *store.Tx) error { return d.fetchFailed(tx, x, errors.Unwrap(err).Error()) }, nil
	}
	return nil, err // our own disk or database: the job is tried again
}

// fetch brings the bytes here and seals them.
func (d *Door) fetch(ctx context.Context, c Centre, x sound) (time.Duration, error) {
	address, err := d.urlBox.Open(x.url, []byte(x.id.String()))
	if err != nil {
		return 0, fmt.Errorf("cti: the address of recording %s cannot be opened: %w", x.id, err)
	}
	switch {
	case !c.Active:
		return 0, fmt.Errorf("%w: the centre is stopped", errAnswer)
	case !allowed(c.Hosts, string(address)): // the operator has taken the host away meanwhile
		return 0, ErrSoundHost
	}
	select {
	case d.sounds <- struct{}{}:
		defer func() { <-d.sounds }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, string(address), nil)
	if err != nil {
		return 0, fmt.Errorf("%w: request", errAnswer) // the address is a secret
	}
	res, err := d.options.Client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("%w: no answer", errUnreachable) // likewise: the error names it
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%w: %d", errAnswer, res.StatusCode)
	}
	if res.ContentLength > d.options.MaxSoundBytes {
		return 0, ErrSoundTooLarge
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, d.options.MaxSoundBytes+1))
	if err != nil {
		return 0, fmt.Errorf("%w: broke off", errUnreachable)
	}
	if int64(len(raw)) > d.options.MaxSoundBytes {
		return 0, ErrSoundTooLarge
	}
	return d.keepSound(d.Store.Read(ctx), x.call, x.format, x.sum, raw)
}

// fetchFailed sets the next try, or gives the recording up.
func (d *Door) fetchFailed(tx *store.Tx, x sound, why string) error {
	x.attempts++
	if x.attempts >= maxFetches {
		return d.giveUp(tx, x, why)
	}
	now := d.now()
	if err := putSound(tx, x, why, now); err != nil {
		return err
	}
	pause := min(d.options.RetryFirst<<min(x.attempts-1, 20), time.Hour)
	if err := d.Jobs.Enqueue(tx, jobs.New{Kind: jobFetch, Key: x.id.String(), RunAt: now.Add(pause), Payload: fetchPayload{x.id}}); err != nil {
		return fmt.Errorf("cti: recording: %w", err)
	}
	return nil
}
