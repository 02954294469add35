package intake

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// numbersAtOnce is how many contacts one transaction looks at.
var numbersAtOnce = 500

// fillNumbers gives the orders of before numbers were kept the number that their first request came in on, some of them at
// a time; more tells whether there are others. The table's row says how far it is, so that it goes on where it was cut.
func (s *Service) fillNumbers(tx *store.Tx) (more bool, err error) {
	var from, last ids.ID
	err = tx.QueryRow(`SELECT done_to, last FROM intake_number_fill`).Scan(&from, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("intake: how far numbers are filled: %w", err)
	}
	type contact struct {
		id     ids.ID
		number string
	}
	rows, err := tx.Query(`SELECT id, hotline FROM intake_contact WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`, from, last, numbersAtOnce)
	list, err := store.Collect(rows, err, func(r store.Row) (c contact, err error) { return c, r.Scan(&c.id, &c.number) })
	if err != nil {
		return false, fmt.Errorf("intake: contacts with numbers: %w", err)
	}
	if len(list) == 0 {
		err = tx.Do(`DELETE FROM intake_number_fill`)
		return false, err
	}
	for _, c := range list {
		if c.number == "" {
			continue
		}
		if err := s.fillNumber(tx, c.id, c.number); err != nil {
			return false, err
		}
	}
	err = tx.Do(`UPDATE intake_number_fill SET done_to = ?`, list[len(list)-1].id)
	return true, err
}

// fillNumber gives the orders that a contact began its number: those whose first request is the contact's.
func (s *Service) fillNumber(tx *store.Tx, contact ids.ID, number string) error {
	rows, err := tx.Query(`SELECT r.order_id FROM intake_request r WHERE r.contact_id = ? AND r.order_id <> 0 AND NOT EXISTS (
		SELECT 1 FROM intake_request e WHERE e.order_id = r.order_id AND e.id < r.id) ORDER BY r.order_id`, contact)
	orders, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return fmt.Errorf("intake: orders of a contact: %w", err)
	}
	for _, order := range orders {
		if err := s.Orders.SetNumber(tx, order, number); err != nil {
			return err
		}
	}
	return nil
}
