package notice

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const jobSend = "notice.send"

// sendJob is the payload of a job: nothing but the message's id.
type sendJob struct {
	Notice ids.ID `json:"notice"`
}

// Queue writes the message into tx: one row, and one job if it must go out. It
// fails, and with it the caller's transaction, when the template is unknown,
// goes to somebody else, or does not take these parameters: mistakes of the
// program that a test of the caller finds. A repeated dedupe key does nothing,
// and neither does a citizen who can be told nowhere.
func (s *Service) Queue(tx *store.Tx, m Message) error {
	t, ok := s.config.Templates[m.Template]
	if !ok {
		return fmt.Errorf("notice: no template %q", m.Template)
	}
	if t.To != m.To.kind {
		return fmt.Errorf("notice: template %s goes to %s, not to %s", t.Name, t.To, m.To.kind)
	}
	open, sealed, err := t.checkParams(m.Params)
	if err != nil {
		return err
	}
	if m.To.id == 0 && m.To.kind != citizen {
		return fmt.Errorf("notice: template %s goes to no %s", t.Name, t.To)
	}
	state := Posted
	if m.To.kind == citizen {
		if m.To.id == 0 && m.Request == 0 {
			return nil
		}
		if m.To.id != 0 && len(s.route(m.Door)) > 0 {
			state = Waiting
		}
	}
	m.Urgent = m.Urgent || t.Urgent
	id := ids.New()
	if state != Waiting {
		sealed = nil // nobody will send them, and no page shows them
	}
	secrets, err := s.sealSecrets(id, sealed)
	if err != nil {
		return err
	}
	now := s.wall.Now()
	added, err := insert(tx, id, m, state, open, secrets, now)
	if err != nil || !added || state != Waiting {
		return err
	}
	return s.schedule(tx, id, m.Urgent, latest(now, m.After))
}

// Cancel takes back the message with that dedupe key unless it has gone out; a
// reminder whose order was answered is taken back so. It tells whether there
// was one.
func (s *Service) Cancel(tx *store.Tx, dedupe string) (bool, error) {
	res, err := tx.Exec(`UPDATE notice_message SET state = ?, secrets = NULL, done_at = ? WHERE dedupe = ? AND dedupe IS NOT NULL AND state IN (?, ?)`,
		int(Cancelled), wall.Micros(s.wall.Now()), dedupe, int(Posted), int(Waiting))
	if err != nil {
		return false, fmt.Errorf("notice: cancel: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// schedule queues the job that sends, outside the quiet hours.
func (s *Service) schedule(tx *store.Tx, id ids.ID, urgent bool, at time.Time) error {
	if !urgent {
		at = s.config.audible(at)
	}
	return s.jobs.Enqueue(tx, jobs.New{Kind: jobSend, RunAt: at, Payload: sendJob{id}})
}

func (s *Service) sealSecrets(id ids.ID, values map[string]string) ([]byte, error) {
	if len(values) == 0 {
		return nil, nil
	}
	plain, err := json.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("notice: encode: %w", err)
	}
	sealed, err := s.box.Seal(plain, []byte(id.String()))
	if err != nil {
		return nil, fmt.Errorf("notice: seal: %w", err)
	}
	return sealed, nil
}

func (s *Service) openSecrets(id ids.ID, sealed []byte, into map[string]string) error {
	if sealed == nil {
		return nil
	}
	plain, err := s.box.Open(sealed, []byte(id.String()))
	if err != nil {
		return fmt.Errorf("notice: open: %w", err)
	}
	return json.Unmarshal(plain, &into)
}

func insert(tx *store.Tx, id ids.ID, m Message, state State, params map[string]string, secrets []byte, now time.Time) (bool, error) {
	encoded, err := json.Marshal(params)
	if err != nil {
		return false, fmt.Errorf("notice: encode: %w", err)
	}
	urgent := 0
	if m.Urgent {
		urgent = 1
	}
	const statement = `INSERT INTO notice_message (id, to_kind, to_id, template, params, secrets, order_id, request_id, door, urgent, state,
			step, tries, sender, reason, created_at, done_at, dedupe)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', ?, 0, ?) ON CONFLICT (dedupe) WHERE dedupe IS NOT NULL DO NOTHING`
	row := []any{id, audiences[m.To.kind], m.To.id, m.Template, string(encoded), secrets, m.Order, m.Request, m.Door, urgent, int(state),
		wall.Micros(now), sql.NullString{String: m.Dedupe, Valid: m.Dedupe != ""}}
	if m.Dedupe == "" || state != Waiting { // nobody needs to know whether it was there before
		if err := tx.Do(statement, row...); err != nil {
			return false, fmt.Errorf("notice: queue: %w", err)
		}
		return true, nil
	}
	res, err := tx.Exec(statement, row...)
	if err != nil {
		return false, fmt.Errorf("notice: queue: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
