package vault

import (
	"fmt"
	"math"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const (
	accessIdentity = "identity"
	accessText     = "text"
)

// access is one line to be logged.
type access struct {
	Kind    string
	Subject ids.ID
	Purpose string
	Order   ids.ID
	Refused string // code, "" if it was opened
}

// Access is one line of the access log. It holds no citizen's data.
type Access struct {
	ID        ids.ID    `json:"id"`
	ActorID   ids.ID    `json:"actor_id"`
	ActorName string    `json:"actor_name" doc:"the person of staff, as named at that time"`
	Purpose   string    `json:"purpose"`
	OrderID   ids.ID    `json:"order_id"`
	Refused   string    `json:"refused,omitempty" doc:"code of the refusal; absent if the identity was shown"`
	At        time.Time `json:"at"`
}

// logAccess writes the line and, when the person passes the configured number
// of openings and refusals in an hour, tells vault.bulk_reveal once an hour.
func (s *Service) logAccess(tx *store.Tx, p auth.Principal, a access) (ids.ID, error) {
	now := s.wall.Now()
	count, alerted, err := recent(tx, p, now)
	if err != nil {
		return 0, err
	}
	count++
	alert := count > s.config.RevealAlert && !alerted && p.ID != 0
	id := ids.New()
	if _, err := tx.Exec(`INSERT INTO vault_access (id, kind, subject, actor, actor_name, purpose, order_id, refused, alerted, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, a.Kind, a.Subject, p.ID, p.Name, a.Purpose, a.Order, a.Refused, flag(alert), wall.Micros(now)); err != nil {
		return 0, fmt.Errorf("vault: log access: %w", err)
	}
	if alert {
		_, err = s.ledger.Append(tx, ledger.Event{Kind: KindBulkReveal, Subject: p.ID, Actor: p.ID,
			Payload: BulkPayload{Count: count, Limit: s.config.RevealAlert}})
	}
	return id, err
}

// recent counts the person's lines of the last hour, and tells whether one of
// them raised the alert.
func recent(q store.Queryer, p auth.Principal, now time.Time) (count int, alerted bool, err error) {
	if p.ID == 0 {
		return 0, false, nil // the system is not counted
	}
	var alerts int
	err = q.QueryRow(`SELECT COUNT(*), COALESCE(MAX(alerted), 0) FROM vault_access WHERE actor = ? AND at > ?`,
		p.ID, wall.Micros(now.Add(-time.Hour))).Scan(&count, &alerts)
	if err != nil {
		return 0, false, fmt.Errorf("vault: count accesses: %w", err)
	}
	return count, alerts != 0, nil
}

// AccessLog returns who opened the identity or was refused it, the newest
// first, before the given line (0: from the newest).
func (s *Service) AccessLog(q store.Queryer, identity, before ids.ID, limit int) ([]Access, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	rows, err := q.Query(`SELECT id, actor, actor_name, purpose, order_id, refused, at FROM vault_access
		WHERE subject = ? AND id < ? AND kind = ? ORDER BY id DESC LIMIT ?`, identity, before, accessIdentity, limit)
	return store.Collect(rows, err, func(r store.Row) (Access, error) {
		var a Access
		var at int64
		err := r.Scan(&a.ID, &a.ActorID, &a.ActorName, &a.Purpose, &a.OrderID, &a.Refused, &at)
		a.At = wall.FromMicros(at)
		return a, err
	})
}
