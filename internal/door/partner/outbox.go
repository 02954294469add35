package partner

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// The states of an outgoing message.
const (
	OutWaiting   = "waiting"
	OutDelivered = "delivered"
	OutDead      = "dead"
)

// Out is a message of ours.
type Out struct {
	ID          ids.ID
	Partner     ids.ID
	Exchange    ids.ID
	Order       ids.ID
	Seq         int64
	Kind        string
	Child       ids.ID
	Code        string
	State       string
	Attempts    int
	NextAt      time.Time
	LastError   string
	CreatedAt   time.Time
	DeliveredAt time.Time

	body []byte // sealed; empty until it was made
}

// jobSend sends one message; the key is its id.
const jobSend = "partner.send"

type sendPayload struct {
	Message ids.ID `json:"message"`
}

// queue writes the next message of an exchange, to be sent after those before it. body is nil when it is made from the
// order later, just before it is sent. The caller has locked the exchange, and keeps it.
func (d *Door) queue(tx *store.Tx, x *Exchange, kind string, child ids.ID, code string, body *Body) error {
	x.OutSeq++
	m := Out{ID: ids.New(), Partner: x.Partner, Exchange: x.ID, Order: x.Order, Seq: x.OutSeq, Kind: kind, Child: child, Code: code,
		State: OutWaiting, NextAt: d.now(), CreatedAt: d.now(), body: []byte{}}
	sum := ""
	if body != nil {
		text, err := m.text(x, *body)
		if err != nil {
			return err
		}
		if m.body, sum, err = d.freeze(m.ID, text); err != nil {
			return err
		}
	}
	err := tx.Do(`INSERT INTO partner_out (id, partner_id, exchange_id, order_id, seq, kind, child, code, body, digest, state, attempts, next_at,
		last_error, created_at, delivered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '', ?, 0)`, m.ID, m.Partner, m.Exchange, m.Order, m.Seq,
		m.Kind, m.Child, m.Code, m.body, sum, m.State, wall.Micros(m.NextAt), wall.Micros(m.CreatedAt))
	if err != nil {
		return fmt.Errorf("partner: queue: %w", err)
	}
	return d.wake(tx, m.ID, m.NextAt)
}

// wake sets the job that sends a message.
func (d *Door) wake(tx *store.Tx, id ids.ID, at time.Time) error {
	if err := d.Jobs.Enqueue(tx, jobs.New{Kind: jobSend, Key: id.String(), RunAt: at, Payload: sendPayload{id}}); err != nil {
		return fmt.Errorf("partner: wake: %w", err)
	}
	return nil
}

// text is the message as it travels.
func (m *Out) text(x *Exchange, body Body) ([]byte, error) {
	text, err := json.Marshal(Message{Version: Version, ID: m.ID.String(), Kind: m.Kind, Exchange: x.Ref, Seq: m.Seq, SentAt: m.CreatedAt, Body: body})
	if err != nil {
		return nil, fmt.Errorf("partner: encode: %w", err)
	}
	return text, nil
}

// freeze seals a text, so that a message is the same however often it is sent.
func (d *Door) freeze(id ids.ID, text []byte) (sealed []byte, sum string, err error) {
	if sealed, err = d.bodyBox.Seal(text, []byte(id.String())); err != nil {
		return nil, "", fmt.Errorf("partner: seal message: %w", err)
	}
	return sealed, digest(text), nil
}

// digest is what is kept of a message's text to tell a repetition from another message under its id.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

const outColumns = `id, partner_id, exchange_id, order_id, seq, kind, child, code, body, state, attempts, next_at, last_error, created_at, delivered_at`

func scanOut(r store.Row) (m Out, err error) {
	var next, created, delivered int64
	err = r.Scan(&m.ID, &m.Partner, &m.Exchange, &m.Order, &m.Seq, &m.Kind, &m.Child, &m.Code, &m.body, &m.State, &m.Attempts, &next, &m.LastError,
		&created, &delivered)
	m.NextAt, m.CreatedAt, m.DeliveredAt = wall.FromMicros(next), wall.FromMicros(created), wall.FromMicros(delivered)
	return m, err
}

// outByID finds a message; nil: there is none.
func outByID(q store.Queryer, id ids.ID) (*Out, error) {
	m, err := scanOut(q.QueryRow(`SELECT `+outColumns+` FROM partner_out WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("partner: message: %w", err)
	}
	return &m, nil
}

// heldUp tells whether an earlier message of the same exchange is not delivered yet.
func heldUp(q store.Queryer, m *Out) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM partner_out WHERE exchange_id = ? AND seq < ? AND state <> 'delivered' LIMIT 1) e`,
		m.Exchange, m.Seq).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("partner: earlier messages: %w", err)
	}
	return n > 0, nil
}

// next is the message of an exchange to be sent now: the first that is not delivered, if it waits; 0: none.
func next(q store.Queryer, exchange ids.ID) (id ids.ID, err error) {
	var state string
	err = q.QueryRow(`SELECT id, state FROM partner_out WHERE exchange_id = ? AND state <> 'delivered' ORDER BY seq LIMIT 1`, exchange).Scan(&id, &state)
	if errors.Is(err, sql.ErrNoRows) || err == nil && state != OutWaiting {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("partner: next message: %w", err)
	}
	return id, nil
}
