package cti

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/telephony/audio"
)

// The states of a recording.
const (
	SoundWaiting = "waiting" // to be fetched
	SoundKept    = "kept"
	SoundRefused = "refused" // of a sort that is not taken, too large, not what was announced, or never to be had
)

// sound is a row of cti_recording.
type sound struct {
	id, centre, call ids.ID
	url              []byte
	format, sum      string
	state            string
	attempts         int
}

const soundColumns = `id, centre_id, call_id, url, format, sha256, state, attempts`

func scanSound(r store.Row) (x sound, err error) {
	return x, r.Scan(&x.id, &x.centre, &x.call, &x.url, &x.format, &x.sum, &x.state, &x.attempts)
}

// soundOf is the recording of a call; nil: none was announced or brought.
func soundOf(q store.Queryer, call ids.ID) (*sound, error) {
	x, err := scanSound(q.QueryRow(`SELECT `+soundColumns+` FROM cti_recording WHERE call_id = ?`, call))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cti: recording: %w", err)
	}
	return &x, nil
}

// announce notes a recording that is to be fetched. One that was refused may be announced anew.
func (d *Door) announce(tx *store.Tx, c Centre, call ids.ID, r Recording) (outcome string, err error) {
	if call == 0 {
		return OutcomeNoEffect, nil
	}
	x, err := soundOf(tx, call)
	switch {
	case err != nil:
		return "", err
	case x != nil && x.state != SoundRefused:
		return OutcomeNoEffect, nil
	case x == nil:
		x = &sound{id: ids.New(), centre: c.ID, call: call}
	}
	x.format, x.sum, x.state, x.attempts = r.Format, r.SHA256, SoundWaiting, 0
	now := d.now()
	if !allowed(c.Hosts, r.URL) {
		x.state, x.url = SoundRefused, []byte{}
		return ErrSoundHost.Code, putSound(tx, *x, ErrSoundHost.Code, now)
	}
	if x.url, err = d.urlBox.Seal([]byte(r.URL), []byte(x.id.String())); err != nil {
		return "", fmt.Errorf("cti: seal address: %w", err)
	}
	if err := putSound(tx, *x, "", now); err != nil {
		return "", err
	}
	if err := d.Jobs.Enqueue(tx, jobs.New{Kind: jobFetch, Key: x.id.String(), RunAt: now, Payload: fetchPayload{x.id}}); err != nil {
		return "", fmt.Errorf("cti: recording: %w", err)
	}
	return OutcomeOK, nil
}

func putSound(tx *store.Tx, x sound, why string, now time.Time) error {
	ended := int64(0)
	if x.state != SoundWaiting {
		ended = wall.Micros(now)
	}
	err := tx.Do(`INSERT INTO cti_recording (`+soundColumns+`, last_error, created_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (call_id) DO UPDATE SET url = excluded.url, format = excluded.format, sha256 = excluded.sha256, state = excluded.state,
		attempts = excluded.attempts, last_error = excluded.last_error, ended_at = excluded.ended_at`,
		x.id, x.centre, x.call, x.url, x.format, x.sum, x.state, x.attempts, why, wall.Micros(now), ended)
	if err != nil {
		return fmt.Errorf("cti: recording: %w", err)
	}
	return nil
}

// allowed tells whether an address is of a host that the operator named; one without a port stands for the usual ports.
func allowed(hosts []string, address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	usual := port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80"
	return host != "" && slices.ContainsFunc(hosts, func(h string) bool { return h == host && usual || port != "" && h == host+":"+port })
}

// keepSound checks and seals the bytes of a recording, in the file of its call. It returns how long it is.
func (d *Door) keepSound(q store.Queryer, call ids.ID, format, sum string, raw []byte) (time.Duration, error) {
	if got := sha256.Sum256(raw); sum != "" && hex.EncodeToString(got[:]) != sum {
		return 0, ErrSoundDigest
	}
	sound, err := readSound(format, raw)
	if err != nil {
		return 0, err
	}
	length := time.Duration(len(sound)/2) * time.Second / audio.Rate
	return length, d.Calls.KeepSound(q, call, sound)
}

// Bring keeps a recording whose bytes the call centre sends itself. Faults: cti.no_call, .recording_there, .recording_type,
// .not_now, switchboard.no_recording.
func (d *Door) Bring(ctx context.Context, c Centre, ref, format string, raw []byte) (Ack, error) {
	sum := sha256.Sum256(raw)
	digest := hex.EncodeToString(sum[:])
	q := d.Store.Read(ctx)
	var call ids.ID
	err := q.QueryRow(`SELECT call_id FROM cti_stream WHERE centre_id = ? AND kind = ? AND ref = ?`, c.ID, streamCall, ref).Scan(&call)
	if errors.Is(err, sql.ErrNoRows) || err == nil && call == 0 {
		return Ack{}, ErrNoCall
	}
	if err != nil {
		return Ack{}, fmt.Errorf("cti: call: %w", err)
	}
	x, err := soundOf(q, call)
	switch {
	case err != nil:
		return Ack{}, err
	case x != nil && x.state == SoundKept && x.sum == digest:
		return Ack{Event: ref, Again: true, Outcome: OutcomeOK}, nil
	case x != nil && x.state == SoundKept:
		return Ack{}, ErrSoundThere
	}
	length, err := d.keepSound(q, call, format, "", raw)
	if err != nil {
		return Ack{}, err
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		if err := heard(tx, c.ID, d.now()); err != nil {
			return err
		}
		x, err := soundOf(tx, call)
		switch {
		case err != nil:
			return err
		case x != nil && x.state == SoundKept:
			return ErrNotNow // it was kept at the same moment
		case x == nil:
			x = &sound{id: ids.New(), centre: c.ID, call: call}
		}
		if err := d.Jobs.Cancel(tx, jobFetch, x.id.String()); err != nil {
			return err
		}
		x.url, x.format, x.sum = []byte{}, format, digest
		return d.kept(tx, *x, length)
	})
	return Ack{Event: ref, Outcome: OutcomeOK}, err
}

// kept marks a recording as kept, and tells of it.
func (d *Door) kept(tx *store.Tx, x sound, length time.Duration) error {
	x.state, x.url = SoundKept, []byte{}
	if err := putSound(tx, x, "", d.now()); err != nil {
		return err
	}
	return d.Calls.Recorded(tx, x.centre, x.call, length)
}

// giveUp ends a recording that is not to be had.
func (d *Door) giveUp(tx *store.Tx, x sound, why string) error {
	x.state, x.url = SoundRefused, []byte{}
	if err := putSound(tx, x, why, d.now()); err != nil {
		return err
	}
	if err := countRefused(tx, x.centre, why, 1, d.now()); err != nil {
		return err
	}
	return d.record(tx, auth.System, EventRecordingRefused, CentreEvent{Centre: x.centre, Call: x.call, Code: why})
}
