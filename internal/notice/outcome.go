package notice

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

func (s *Service) sent(m outgoing, sender string) jobs.Effects {
	return func(tx *store.Tx) error {
		_, err := s.settle(tx, m, Sent, sender, "")
		return err
	}
}

// giveUp ends a message that nobody can deliver, and tells the ledger.
func (s *Service) giveUp(m outgoing, sender, reason string) jobs.Effects {
	return func(tx *store.Tx) error {
		held, err := s.settle(tx, m, Failed, sender, reason)
		if err != nil || !held {
			return err
		}
		_, err = s.ledger.Append(tx, ledger.Event{Kind: KindFailed, Subject: m.id,
			Payload: FailedPayload{Template: m.template, Order: m.order, Request: m.request, Sender: sender, Reason: reason}})
		return err
	}
}

// failed decides what comes after a failed attempt: the same sender later, the
// next one at once, or the end.
func (s *Service) failed(m outgoing, sender, reason string, senders int) jobs.Effects {
	at, step, tries := s.wall.Now(), m.step, m.tries+1
	if reason == reasonUnreachable || tries > len(s.config.Backoff) {
		step, tries = step+1, 0
	} else {
		at = at.Add(s.config.Backoff[tries-1])
	}
	if step >= senders {
		return s.giveUp(m, sender, reason)
	}
	return func(tx *store.Tx) error {
		res, err := tx.Exec(`UPDATE notice_message SET step = ?, tries = ?, sender = ?, reason = ? WHERE id = ? AND state = ? AND step = ? AND tries = ?`,
			step, tries, sender, reason, m.id, int(Waiting), m.step, m.tries)
		if err != nil {
			return fmt.Errorf("notice: note failure: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err // another run of the job was quicker
		}
		return s.schedule(tx, m.id, m.urgent, at)
	}
}

// settle ends a waiting message and wipes what lets somebody in. It tells
// whether the message was still waiting.
func (s *Service) settle(tx *store.Tx, m outgoing, state State, sender, reason string) (bool, error) {
	res, err := tx.Exec(`UPDATE notice_message SET state = ?, secrets = NULL, sender = ?, reason = ?, done_at = ? WHERE id = ? AND state = ?`,
		int(state), sender, reason, wall.Micros(s.wall.Now()), m.id, int(Waiting))
	if err != nil {
		return false, fmt.Errorf("notice: settle: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// loadWaiting reads a message that is still to be sent; sql.ErrNoRows if it is
// not.
func loadWaiting(q store.Queryer, id ids.ID) (outgoing, error) {
	m := outgoing{id: id}
	var urgent int
	err := q.QueryRow(`SELECT to_id, order_id, request_id, template, door, params, secrets, urgent, step, tries FROM notice_message WHERE id = ? AND state = ?`, id, int(Waiting)).
		Scan(&m.identity, &m.order, &m.request, &m.template, &m.door, &m.params, &m.secrets, &urgent, &m.step, &m.tries)
	m.urgent = urgent != 0
	return m, err
}
