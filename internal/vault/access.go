package vault

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
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
	reason  because
}

// Access is one line of the access log. It holds no citizen's data.
type Access struct {
	ID        ids.ID    `json:"id"`
	ActorID   ids.ID    `json:"actor_id"`
	ActorName string    `json:"actor_name" doc:"the person of staff, as named at that time"`
	Purpose   string    `json:"purpose"`
	Reason    string    `json:"reason,omitempty" doc:"why, where the order was not in the person's hands"`
	OrderID   ids.ID    `json:"order_id"`
	Refused   string    `json:"refused,omitempty" doc:"code of the refusal; absent if the identity was shown"`
	At        time.Time `json:"at"`
}

// logAccess writes the line and, when the person passes the configured number
// of openings and refusals in a window, tells vault.bulk_reveal once in it.
func (s *Service) logAccess(tx *store.Tx, p auth.Principal, a access) (ids.ID, error) {
	now := s.wall.Now()
	count, alerted, err := s.recent(tx, p)
	if err != nil {
		return 0, err
	}
	count++
	alert := count > s.config.RevealAlert && !alerted && p.ID != 0
	id := ids.New()
	if err := tx.Do(`INSERT INTO vault_access (id, kind, subject, actor, actor_name, purpose, order_id, refused, alerted, at, reason, salt)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, a.Kind, a.Subject, p.ID, p.Name, a.Purpose, a.Order, a.Refused, flag(alert), wall.Micros(now), a.reason.words, a.reason.salt); err != nil {
		return 0, fmt.Errorf("vault: log access: %w", err)
	}
	if alert {
		_, err = s.ledger.Append(tx, ledger.Event{Kind: KindBulkReveal, Subject: p.ID, Actor: p.ID,
			Payload: BulkPayload{Count: count, Limit: s.config.RevealAlert}})
	}
	return id, err
}

// recent counts the person's lines within the window, and tells whether one of
// them raised the alert.
func (s *Service) recent(q store.Queryer, p auth.Principal) (count int, alerted bool, err error) {
	if p.ID == 0 {
		return 0, false, nil // the system is not counted
	}
	var alerts int
	err = q.QueryRow(`SELECT COUNT(*), COALESCE(MAX(alerted), 0) FROM vault_access WHERE actor = ? AND at > ?`,
		p.ID, wall.Micros(s.wall.Now().Add(-s.config.RevealWindow))).Scan(&count, &alerts)
	if err != nil {
		return 0, false, fmt.Errorf("vault: count accesses: %w", err)
	}
	return count, alerts != 0, nil
}

// AccessLog returns who opened the identity or was refused it, the newest
// first, before the given line (0: from the newest), without what is about p.
func (s *Service) AccessLog(q store.Queryer, p auth.Principal, identity, before ids.ID, limit int) ([]Access, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	kept, err := s.keptFrom(q, p)
	if err != nil {
		return nil, err
	}
	where, args := kept.where()
	rows, err := q.Query(`SELECT id, actor, actor_name, purpose, order_id, refused, at, reason FROM vault_access
		WHERE subject = ? AND id < ? AND kind = ? AND `+where+` ORDER BY id DESC LIMIT ?`,
		append(append([]any{identity, before, accessIdentity}, args...), limit)...)
	return store.Collect(rows, err, func(r store.Row) (Access, error) {
		var a Access
		var at int64
		err := r.Scan(&a.ID, &a.ActorID, &a.ActorName, &a.Purpose, &a.OrderID, &a.Refused, &at, &a.Reason)
		a.At = wall.FromMicros(at)
		return a, err
	})
}

// Opened is a line of the log of all openings, for the auditor.
type Opened struct {
	Access
	Kind    string `json:"kind" enum:"identity,text" doc:"who somebody is, or words before masking"`
	Alerted bool   `json:"alerted" doc:"with this one the person passed the configured number"`
	Within  int    `json:"within" doc:"how many the person opened within the window up to this one; 0 unless alerted"`
}

// Kept is what of the log is about somebody, and kept from them: the orders, and the identities and requests behind them
// for lines that name no order.
type Kept struct {
	Orders, Subjects []ids.ID
}

// where is the condition that leaves it out.
func (k Kept) where() (string, []any) {
	if len(k.Orders) == 0 {
		return "1 = 1", nil
	}
	in := func(list []ids.ID) string { return "(-1" + strings.Repeat(", ?", len(list)) + ")" }
	args := make([]any, 0, len(k.Orders)+len(k.Subjects))
	for _, id := range slices.Concat(k.Orders, k.Subjects) {
		args = append(args, id)
	}
	return `order_id NOT IN ` + in(k.Orders) + ` AND NOT (order_id = 0 AND subject IN ` + in(k.Subjects) + `)`, args
}

// keptFrom is what of the log is kept from p.
func (s *Service) keptFrom(q store.Queryer, p auth.Principal) (Kept, error) {
	if s.hide == nil {
		return Kept{}, nil
	}
	return s.hide(q, p)
}

// OpenFilter chooses lines of the log of all openings.
type OpenFilter struct {
	Actor  ids.ID // only this person's
	Alarms bool   // only those that raised the alarm
	Sort   string // a name of openSorts, - before it for downwards; default: the newest first
	Cursor string
	Limit  int
}

// openSorts are the orders of the log.
var openSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}, {Name: "actor", Expr: "actor_name", Text: true}}}

// Openings lists who opened or was refused what, without what is about p. Faults: auth.forbidden for who does not see the
// whole city, because the log names the orders of every unit; list.bad_sort, list.bad_cursor.
func (s *Service) Openings(q store.Queryer, p auth.Principal, f OpenFilter) (list []Opened, next string, err error) {
	if !p.Can(RightAccessLog) || !p.Scope.All {
		return nil, "", fault.Forbidden
	}
	page, err := openSorts.Page(f.Sort, "-at", f.Cursor, f.Limit)
	if err != nil {
		return nil, "", err
	}
	kept, err := s.keptFrom(q, p)
	if err != nil {
		return nil, "", err
	}
	where, args := kept.where()
	if f.Actor != 0 {
		where, args = where+` AND actor = ?`, append(args, f.Actor)
	}
	if f.Alarms {
		where += ` AND alerted = 1`
	}
	list, next, err = store.ReadPage(q, page, store.Select{Columns: `id, kind, actor, actor_name, purpose, order_id, refused, at, reason, alerted`,
		Table: `vault_access`, Where: where, Args: args}, func(r store.Row) (o Opened, err error) {
		var at int64
		err = r.Scan(&o.ID, &o.Kind, &o.ActorID, &o.ActorName, &o.Purpose, &o.OrderID, &o.Refused, &at, &o.Reason, &o.Alerted)
		o.At = wall.FromMicros(at)
		return o, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("vault: openings: %w", err)
	}
	for i := range list {
		if o := &list[i]; o.Alerted {
			err := q.QueryRow(`SELECT COUNT(*) FROM vault_access WHERE actor = ? AND at > ? AND id <= ?`, o.ActorID,
				wall.Micros(o.At.Add(-s.config.RevealWindow)), o.ID).Scan(&o.Within)
			if err != nil {
				return nil, "", fmt.Errorf("vault: openings: %w", err)
			}
		}
	}
	return list, next, nil
}
