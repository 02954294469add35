package cti

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
)

const (
	maxAhead = 5 * time.Minute    // of our clock
	maxAge   = 7 * 24 * time.Hour // of what happened
	maxWait  = 100                // events of one call that wait for their turn
)

// Take takes one event of a call centre. It returns the answer once everything is durable.
func (d *Door) Take(ctx context.Context, c Centre, text []byte) (Ack, error) {
	ack, err := d.take(ctx, c, text)
	if err != nil {
		d.refuse(c.ID, err)
	}
	return ack, err
}

func (d *Door) take(ctx context.Context, c Centre, text []byte) (Ack, error) {
	e, err := ParseEvent(text)
	if err != nil {
		return Ack{}, err
	}
	now := d.now()
	if e.Kind == KindPing {
		err := d.Store.Write(ctx, func(tx *store.Tx) error { return heard(tx, c.ID, now) })
		return Ack{Event: e.ID, Outcome: OutcomeOK, Centre: c.Name}, err
	}
	sum := sha256.Sum256(text)
	in := &incoming{d: d, c: c, e: e, sum: hex.EncodeToString(sum[:])}
	if ack, again, err := in.taken(d.Store.Read(ctx)); err != nil || again {
		return ack, err
	}
	switch {
	case e.At.After(now.Add(maxAhead)):
		return Ack{}, ErrFuture
	case e.At.Before(now.Add(-maxAge)):
		return Ack{}, ErrTooOld
	}
	if in.number, err = d.Calls.SealNumber(e.Number); err != nil {
		return Ack{}, err
	}
	var ack Ack
	err = d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		ack, err = in.take(tx)
		return err
	})
	if store.IsUnique(err) {
		err = ErrNotNow.Wrap(err) // the same event, twice at the same moment
	}
	return ack, err
}

func heard(tx *store.Tx, centre ids.ID, at time.Time) error {
	if err := tx.Do(`UPDATE cti_centre SET heard_at = ? WHERE id = ? AND heard_at < ?`, wall.Micros(at), centre, wall.Micros(at)); err != nil {
		return fmt.Errorf("cti: heard: %w", err)
	}
	return nil
}

// incoming is an event being taken.
type incoming struct {
	d      *Door
	c      Centre
	e      Event
	sum    string
	number switchboard.SealedNumber
}

// taken looks whether the event was taken before.
func (in *incoming) taken(q store.Queryer) (Ack, bool, error) {
	var had, outcome string
	err := q.QueryRow(`SELECT digest, outcome FROM cti_event WHERE centre_id = ? AND event = ?`, in.c.ID, in.e.ID).Scan(&had, &outcome)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Ack{}, false, nil
	case err != nil:
		return Ack{}, false, fmt.Errorf("cti: inbox: %w", err)
	case had != in.sum:
		return Ack{}, false, ErrChanged
	}
	return Ack{Event: in.e.ID, Again: true, Outcome: outcome}, true, nil
}

// take applies the event within tx, or lets it wait. It may run twice.
func (in *incoming) take(tx *store.Tx) (Ack, error) {
	if ack, again, err := in.taken(tx); err != nil || again {
		return ack, err
	}
	d, now := in.d, in.d.now()
	if err := heard(tx, in.c.ID, now); err != nil {
		return Ack{}, err
	}
	kind, ref := streamCall, in.e.Call
	if in.e.Kind == KindAgentState {
		kind, ref, in.e.Seq = streamAgent, in.e.Agent, 0
	}
	s, err := lockStream(tx, in.c.ID, kind, ref, now)
	if err != nil {
		return Ack{}, err
	}
	peer, err := d.Calls.PutNumber(tx, in.number)
	if err != nil {
		return Ack{}, err
	}
	var outcome string
	var body []byte
	switch used, waits, err := s.place(tx, in.e.Seq); {
	case err != nil:
		return Ack{}, err
	case used:
		return Ack{}, ErrSeqTaken
	case kind == streamAgent:
		outcome, err = d.applyState(tx, in.c, in.e)
		if err != nil {
			return Ack{}, err
		}
	case in.e.Seq <= s.seq:
		if outcome, err = d.applyLate(tx, in.c, s, in.e, peer); err != nil {
			return Ack{}, err
		}
	case in.e.Seq == s.seq+1:
		s.seq++
		if outcome, err = d.apply(tx, in.c, s, in.e, peer); err != nil {
			return Ack{}, err
		}
	case waits >= maxWait:
		return Ack{}, ErrTooEarly
	default:
		outcome = OutcomeWaits
		if body, err = in.freeze(); err != nil {
			return Ack{}, err
		}
		if waits == 0 {
			err = d.wakeGap(tx, s.id, now.Add(d.options.GapWait))
		}
		if err != nil {
			return Ack{}, err
		}
	}
	if body == nil {
		body, peer = []byte{}, 0
	}
	err = tx.Do(`INSERT INTO cti_event (centre_id, event, digest, stream_id, seq, kind, outcome, peer_id, body, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		in.c.ID, in.e.ID, in.sum, s.id, in.e.Seq, in.e.Kind, outcome, peer, body, wall.Micros(now))
	if err != nil {
		return Ack{}, fmt.Errorf("cti: inbox: %w", err)
	}
	if outcome != OutcomeOK && outcome != OutcomeWaits {
		if err := countRefused(tx, in.c.ID, outcome, 1, now); err != nil {
			return Ack{}, err
		}
	}
	if err := d.drain(tx, in.c, s); err != nil {
		return Ack{}, err
	}
	return Ack{Event: in.e.ID, Outcome: outcome}, s.keep(tx)
}

// freeze seals what waits for its turn, without the number, which has its row.
func (in *incoming) freeze() ([]byte, error) {
	e := in.e
	e.Number = ""
	text, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("cti: encode: %w", err)
	}
	sealed, err := in.d.bodyBox.Seal(text, bound(in.c.ID, e.ID))
	if err != nil {
		return nil, fmt.Errorf("cti: seal event: %w", err)
	}
	return sealed, nil
}

// bound is what a sealed event belongs to.
func bound(centre ids.ID, event string) []byte { return []byte(centre.String() + "/" + event) }
