package notice

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// MarkRead notes that the person read a message of their inbox, and returns
// when that was first. Where the template asks for a receipt, the first reading
// by anybody it went to is told to the ledger. Somebody else's message is
// ErrNotFound.
func (s *Service) MarkRead(tx *store.Tx, p auth.Principal, id ids.ID) (time.Time, error) {
	var kind int
	var to, order ids.ID
	var template string
	err := tx.QueryRow(`SELECT to_kind, to_id, order_id, template FROM notice_message WHERE id = ? AND to_kind <> 1 AND state <> 4`, id).Scan(&kind, &to, &order, &template)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("notice: mark read: %w", err)
	}
	if p.ID == 0 || (kind == audiences[staff] && to != p.ID) || (kind == audiences[unit] && to != inboxUnit(p)) {
		return time.Time{}, ErrNotFound
	}
	var readers int
	var mine int64
	if err := tx.QueryRow(`SELECT COUNT(*), COALESCE(MAX(CASE WHEN reader = ? THEN at ELSE 0 END), 0) FROM notice_read WHERE notice = ?`, p.ID, id).Scan(&readers, &mine); err != nil {
		return time.Time{}, fmt.Errorf("notice: mark read: %w", err)
	}
	if mine != 0 {
		return wall.FromMicros(mine), nil
	}
	now := wall.Micros(s.wall.Now())
	if err := tx.Do(`INSERT INTO notice_read (notice, reader, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id, p.ID, now); err != nil {
		return time.Time{}, fmt.Errorf("notice: mark read: %w", err)
	}
	if readers > 0 || !s.config.Templates[template].Receipt {
		return wall.FromMicros(now), nil
	}
	var units []ids.ID
	if kind == audiences[unit] {
		units = []ids.ID{to}
	}
	_, err = s.ledger.Append(tx, ledger.Event{Kind: KindRead, Subject: id, Actor: p.ID, Units: units, Payload: ReadPayload{Template: template, Order: order}})
	return wall.FromMicros(now), err
}

// MarkAllRead marks the person's unread messages up to and including one as
// read, at most 1,000 at once, and tells how many. Those that ask for a receipt
// stay unread: they are to be opened one by one.
func (s *Service) MarkAllRead(tx *store.Tx, p auth.Principal, upTo ids.ID) (int, error) {
	if p.ID == 0 {
		return 0, nil
	}
	hidden, err := s.hiddenFrom(tx, p)
	if err != nil {
		return 0, err
	}
	list, args := inboxOf(p, true, upTo+1, 1000, hidden)
	filter := ""
	if names := s.receiptTemplates(); len(names) > 0 {
		filter = ` WHERE x.template NOT IN (?` + strings.Repeat(`, ?`, len(names)-1) + `)`
		for _, name := range names {
			args = append(args, name)
		}
	}
	args = append([]any{p.ID, wall.Micros(s.wall.Now())}, args...)
	res, err := tx.Exec(`INSERT INTO notice_read (notice, reader, at)
		SELECT x.id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM (`+list+`) x`+orTrue(filter)+` ON CONFLICT DO NOTHING`, args...)
	if err != nil {
		return 0, fmt.Errorf("notice: mark all read: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// orTrue gives SQLite the WHERE without which it takes ON CONFLICT for a join.
func orTrue(filter string) string {
	if filter == "" {
		return ` WHERE 1 = 1`
	}
	return filter
}

func (s *Service) receiptTemplates() (names []string) {
	for name, t := range s.config.Templates {
		if t.Receipt && t.To != citizen {
			names = append(names, name)
		}
	}
	slices.Sort(names) // the same statement each time
	return names
}
