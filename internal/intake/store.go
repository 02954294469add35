package intake

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const contactColumns = `id, door, hotline, identity_id, salutation, language, taken_by, created_at, call_id`

func insertContact(tx *store.Tx, t *taking, identity ids.ID) error {
	err := tx.Do(`INSERT INTO intake_contact (`+contactColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.contact, t.in.Door, t.in.HotlineNumber, identity, t.in.Salutation, t.in.Language, t.by.ID, wall.Micros(t.at), t.in.CallID)
	if err != nil {
		return fmt.Errorf("intake: insert contact: %w", err)
	}
	return nil
}

// loadContact returns ErrNoContact when there is none.
func loadContact(q store.Queryer, id ids.ID) (Contact, error) {
	var c Contact
	var created int64
	err := q.QueryRow(`SELECT `+contactColumns+` FROM intake_contact WHERE id = ?`, id).
		Scan(&c.ID, &c.Door, &c.Hotline, &c.Identity, &c.Salutation, &c.Language, &c.TakenBy, &created, &c.Call)
	if errors.Is(err, sql.ErrNoRows) {
		return Contact{}, ErrNoContact
	}
	if err != nil {
		return Contact{}, fmt.Errorf("intake: load contact: %w", err)
	}
	c.CreatedAt = wall.FromMicros(created)
	return c, nil
}

const requestColumns = `id, contact_id, order_id, order_number, identity_id, number, code_hash, door, kind, category_id,
	division, title, content, expectation, address, accused, masked, salt, repeats, at_once, reply_wanted, reply_way,
	supplements, satisfaction, created_at, withdrawn_at, reply_hours`

func insertRequest(tx *store.Tx, r *Request) error {
	err := tx.Do(`INSERT INTO intake_request (`+requestColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0, ?)`,
		r.ID, r.Contact, r.Order, r.OrderNumber, r.Identity, r.Number, r.codeHash, r.Door, r.Kind, r.Category, r.Division,
		r.Title, r.Content, r.Expectation, r.Address, r.Accused, flag(r.Masked), r.salt, flag(r.Repeats), r.AtOnce,
		flag(r.ReplyWanted), r.ReplyWay, wall.Micros(r.CreatedAt), r.ReplyHours)
	if err != nil {
		return fmt.Errorf("intake: insert request: %w", err)
	}
	return nil
}

func scanRequest(row store.Row) (Request, error) {
	var r Request
	var created, withdrawn int64
	err := row.Scan(&r.ID, &r.Contact, &r.Order, &r.OrderNumber, &r.Identity, &r.Number, &r.codeHash, &r.Door, &r.Kind,
		&r.Category, &r.Division, &r.Title, &r.Content, &r.Expectation, &r.Address, &r.Accused, &r.Masked, &r.salt,
		&r.Repeats, &r.AtOnce, &r.ReplyWanted, &r.ReplyWay, &r.Supplements, &r.Satisfied, &created, &withdrawn, &r.ReplyHours)
	r.CreatedAt, r.WithdrawnAt = wall.FromMicros(created), wall.FromMicros(withdrawn)
	return r, err
}

// requests reads rows of intake_request; where ends in the condition and order wanted.
func requests(q store.Queryer, where string, args ...any) ([]Request, error) {
	rows, err := q.Query(`SELECT `+requestColumns+` FROM intake_request WHERE `+where, args...)
	list, err := store.Collect(rows, err, scanRequest)
	if err != nil {
		return nil, fmt.Errorf("intake: load requests: %w", err)
	}
	return list, nil
}

// requestBy reads one request; ErrNoSuchRequest when there is none.
func requestBy(q store.Queryer, condition string, arg any) (Request, error) {
	list, err := requests(q, condition+` = ?`, arg)
	if err != nil {
		return Request{}, err
	}
	if len(list) == 0 {
		return Request{}, ErrNoSuchRequest
	}
	return list[0], nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
