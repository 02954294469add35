package partner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// The path of the door for messages; files are below filesPath.
const (
	messagesPath = "/partner/v1/messages"
	filesPath    = "/partner/v1/files/"
)

// perPartner bounds how many messages are under way to one partner, so that one that hangs does not hold up the others.
const perPartner = 6

// longestPause is the longest pause between two tries.
const longestPause = time.Hour

// refusal is a partner's answer other than an acknowledgement.
type refusal struct {
	status int
	code   string
}

func (r refusal) Error() string { return fmt.Sprintf("the partner says %d %s", r.status, r.code) }

// final tells whether sending the same again cannot help: what we sent is wrong, not when.
func (r refusal) final() bool {
	return r.status == http.StatusBadRequest || r.status == http.StatusRequestEntityTooLarge || r.status == http.StatusUnprocessableEntity ||
		r.status == http.StatusGone
}

// runSend sends one message if it is its turn, and notes how that went.
func (d *Door) runSend(ctx context.Context, j jobs.Job) (jobs.Effects, error) {
	var in sendPayload
	if err := j.Decode(&in); err != nil {
		return nil, err
	}
	q := d.Store.Read(ctx)
	m, err := outByID(q, in.Message)
	if err != nil || m == nil || m.State != OutWaiting {
		return nil, err
	}
	if held, err := heldUp(q, m); err != nil || held {
		return nil, err // the delivery of the one before wakes this one
	}
	p, err := partnerBy(q, `id`, m.Partner)
	if err != nil {
		return nil, err
	}
	if !d.begin(p.ID) {
		return func(tx *store.Tx) error { return d.wake(tx, m.ID, d.now().Add(500*time.Millisecond)) }, nil
	}
	defer d.end(p.ID)
	if err := d.deliver(ctx, p, m); err != nil {
		if ctx.Err() != nil {
			return nil, err // stopping: the lease runs out
		}
		d.Log.Warn("a message to a partner was not delivered", "partner", p.Code, "message", m.ID, "kind", m.Kind, "attempt", m.Attempts+1, "error", err)
		return func(tx *store.Tx) error { return d.failed(tx, m, err) }, nil
	}
	return func(tx *store.Tx) error { return d.delivered(tx, m) }, nil
}

func (d *Door) begin(partner ids.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.underWay[partner] >= perPartner {
		return false
	}
	d.underWay[partner]++
	return true
}

func (d *Door) end(partner ids.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.underWay[partner]--
}

// deliver makes the message if need be and sends it; nil once the partner has acknowledged it.
func (d *Door) deliver(ctx context.Context, p Partner, m *Out) error {
	switch {
	case !p.Active:
		return ErrInactive
	case p.URL == "":
		return ErrNoURL
	}
	text, err := d.textOf(ctx, p, m)
	if err != nil {
		return err
	}
	_, err = d.post(ctx, p, m.ID.String(), text)
	var r refusal
	if m.Code == codeWithheld && errors.As(err, &r) && r.code == ErrChanged.Code {
		return nil // taken before its words were withheld; only the acknowledgement was lost
	}
	return err
}

// post sends a text and checks the acknowledgement: signed with the same key, for this message.
func (d *Door) post(ctx context.Context, p Partner, id string, text []byte) (Ack, error) {
	k, err := d.signer(d.Store.Read(ctx), p.ID)
	if err != nil {
		return Ack{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL+messagesPath, bytes.NewReader(text))
	if err != nil {
		return Ack{}, fmt.Errorf("partner: request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	k.sign(req.Header, d.Clock.Now(), http.MethodPost, messagesPath, text)
	res, err := d.options.Client.Do(req)
	if err != nil {
		return Ack{}, fmt.Errorf("partner: no answer: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return Ack{}, fmt.Errorf("partner: the answer broke off: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return Ack{}, refusal{res.StatusCode, problemCode(answer)}
	}
	if err := k.check(res.Header, d.Clock.Now(), ackMethod, id, answer); err != nil {
		return Ack{}, fmt.Errorf("partner: the acknowledgement is not the partner's: %w", err)
	}
	var ack Ack
	if err := json.Unmarshal(answer, &ack); err != nil || ack.Message != id {
		return Ack{}, errors.New("partner: the acknowledgement is of another message")
	}
	return ack, nil
}

// problemCode is the code of a problem document, if the answer is one.
func problemCode(answer []byte) string {
	var problem struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(answer, &problem) != nil || len(problem.Code) > 60 || strings.ContainsAny(problem.Code, "\n\x00") {
		return ""
	}
	return problem.Code
}

// delivered notes the acknowledgement, forgets the text, and wakes the next message of the exchange.
func (d *Door) delivered(tx *store.Tx, m *Out) error {
	x, err := lock(tx, m.Exchange)
	if err != nil {
		return err
	}
	err = tx.Do(`UPDATE partner_out SET state = 'delivered', body = ?, attempts = attempts + 1, last_error = '', delivered_at = ? WHERE id = ?`,
		[]byte{}, wall.Micros(d.now()), m.ID)
	if err != nil {
		return fmt.Errorf("partner: delivered: %w", err)
	}
	following, err := next(tx, x.ID)
	if err != nil || following == 0 {
		return err
	}
	return d.wake(tx, following, d.now())
}

// failed notes a try in vain and sets the next one, or gives the message up.
func (d *Door) failed(tx *store.Tx, m *Out, cause error) error {
	attempts, state, at := m.Attempts+1, OutWaiting, d.now().Add(d.pause(m.Attempts))
	var r refusal
	if errors.As(cause, &r) && r.final() || attempts >= d.options.MaxAttempts {
		state = OutDead
	}
	err := tx.Do(`UPDATE partner_out SET state = ?, attempts = ?, next_at = ?, last_error = ? WHERE id = ? AND state = 'waiting'`,
		state, attempts, wall.Micros(at), reasonOf(cause), m.ID)
	if err != nil {
		return fmt.Errorf("partner: failed: %w", err)
	}
	if state == OutDead {
		return d.record(tx, auth.System, EventDead, m.Partner, nil, PartnerEvent{Partner: m.Partner, Message: m.ID, Code: reasonOf(cause)})
	}
	return d.wake(tx, m.ID, at)
}

// pause is how long to wait after the n-th failure (from 0).
func (d *Door) pause(n int) time.Duration {
	return min(d.options.RetryFirst<<min(n, 20), longestPause)
}

// reasonOf is a failure as an administrator reads it: a code, never words of an order.
func reasonOf(err error) string {
	var r refusal
	var f *fault.Fault
	switch {
	case errors.As(err, &r) && r.code != "":
		return fmt.Sprintf("%d %s", r.status, r.code)
	case errors.As(err, &r):
		return fmt.Sprint(r.status)
	case errors.As(err, &f):
		return f.Code
	case strings.Contains(err.Error(), "no answer"), strings.Contains(err.Error(), "broke off"):
		return ErrUnreachable.Code
	}
	return "internal.error"
}

// Resend sends a dead or waiting message again at once. Faults: partner.no_message, .delivered.
func (d *Door) Resend(tx *store.Tx, by auth.Principal, message ids.ID) error {
	if !by.Can(RightManage) {
		return fault.Forbidden
	}
	m, err := outByID(tx, message)
	switch {
	case err != nil:
		return err
	case m == nil:
		return ErrNoMessage
	case m.State == OutDelivered:
		return ErrNotDead
	}
	now := d.now()
	// What was frozen before somebody mended the mapping stays as it was: the partner may have taken it.
	err = tx.Do(`UPDATE partner_out SET state = 'waiting', attempts = 0, next_at = ?, last_error = '' WHERE id = ?`, wall.Micros(now), m.ID)
	if err != nil {
		return fmt.Errorf("partner: resend: %w", err)
	}
	if err := d.wake(tx, m.ID, now); err != nil {
		return err
	}
	return d.record(tx, by, EventResent, m.Partner, nil, PartnerEvent{Partner: m.Partner, Message: m.ID})
}

// jobSweep finds messages that no job sends any more.
const jobSweep = "partner.sweep"

// overdue is how long after its time a message counts as forgotten: longer than a try takes.
const overdue = time.Minute

// sweep wakes what a lost job missed.
func (d *Door) sweep(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	list, err := forgotten(d.Store.Read(ctx), d.now().Add(-overdue))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return func(tx *store.Tx) error { return d.wakeAll(tx, list) }, nil
}

// Recover wakes every message whose time has come: for the start of a server, whose predecessor may have been killed
// with jobs in hand that nobody would run before their leases end.
func (d *Door) Recover(ctx context.Context) error {
	list, err := forgotten(d.Store.Read(ctx), d.now())
	if err != nil || len(list) == 0 {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error { return d.wakeAll(tx, list) })
}

func (d *Door) wakeAll(tx *store.Tx, list []ids.ID) error {
	for _, id := range list {
		if err := d.wake(tx, id, d.now()); err != nil {
			return err
		}
	}
	return nil
}

// forgotten are the waiting messages, each the first of its exchange, that were due before at.
func forgotten(q store.Queryer, at time.Time) ([]ids.ID, error) {
	rows, err := q.Query(`SELECT id FROM partner_out m WHERE state = 'waiting' AND next_at < ? AND NOT EXISTS
		(SELECT 1 FROM partner_out e WHERE e.exchange_id = m.exchange_id AND e.seq < m.seq AND e.state <> 'delivered') ORDER BY next_at LIMIT 500`, wall.Micros(at))
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("partner: forgotten messages: %w", err)
	}
	return list, nil
}
