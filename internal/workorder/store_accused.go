package workorder

import (
	"encoding/base64"
	"fmt"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const accusedColumns = `order_id, id, unit_id, staff_id, phone, phone_masked, words, salt, state, how, by_id, at, decided_by, decided_at, reason_id`

var insertAccusedSQL = `INSERT INTO workorder_accused (` + accusedColumns + `) VALUES (` + placeholders(accusedColumns) + `)`

// insertAccused writes an accusation; the caller keeps it in the order and writes that.
func insertAccused(tx *store.Tx, a Accusation) error {
	err := tx.Do(insertAccusedSQL, a.Order, a.ID, a.Unit, a.Staff, base64.StdEncoding.EncodeToString(a.Phone), a.PhoneMasked, a.Words,
		base64.StdEncoding.EncodeToString(a.Salt), a.State, a.How, a.By, wall.Micros(a.At), a.DecidedBy, wall.Micros(a.DecidedAt), a.Reason)
	if err != nil {
		return fmt.Errorf("workorder: insert accused: %w", err)
	}
	return nil
}

// keepAccused writes what is decided about an accusation.
func keepAccused(tx *store.Tx, a *Accusation) error {
	err := tx.Do(`UPDATE workorder_accused SET state = ?, decided_by = ?, decided_at = ?, reason_id = ? WHERE order_id = ? AND id = ?`,
		a.State, a.DecidedBy, wall.Micros(a.DecidedAt), a.Reason, a.Order, a.ID)
	if err != nil {
		return fmt.Errorf("workorder: update accused: %w", err)
	}
	return nil
}

// withAccused reads whom the order is about, if it is about anybody.
func withAccused(q store.Queryer, o *Order, err error) (*Order, error) {
	if err != nil || o.AccusedCount == 0 {
		return o, err
	}
	o.accused, err = accusedOf(q, o.ID)
	return o, err
}

func scanAccused(row store.Row) (Accusation, error) {
	var a Accusation
	var at, decided int64
	var phone, salt string
	err := row.Scan(&a.Order, &a.ID, &a.Unit, &a.Staff, &phone, &a.PhoneMasked, &a.Words, &salt, &a.State, &a.How, &a.By, &at,
		&a.DecidedBy, &decided, &a.Reason)
	if err == nil && phone != "" {
		a.Phone, err = base64.StdEncoding.DecodeString(phone)
	}
	if err == nil {
		a.Salt, err = base64.StdEncoding.DecodeString(salt)
	}
	if err != nil {
		return Accusation{}, fmt.Errorf("workorder: scan accused: %w", err)
	}
	a.At, a.DecidedAt = wall.FromMicros(at), wall.FromMicros(decided)
	return a, nil
}

// about is the condition on a row of workorder_accused that it is about p.
func about(p auth.Principal, table string) (string, []any) {
	if p.IsSystem() {
		return "", nil
	}
	var parts []string
	var args []any
	if p.ID != 0 {
		parts, args = append(parts, table+"staff_id = ?"), append(args, p.ID)
	}
	units := append([]ids.ID{}, p.Over...)
	if p.Unit != 0 {
		units = append(units, p.Unit)
	}
	if len(units) > 0 {
		in, more := inList(table+"unit_id", units)
		parts, args = append(parts, in), append(args, more...)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// notAbout narrows a condition on workorder_order to orders that are not about p. Most people are accused of nothing:
// that is looked for first, so that their lists cost no more than before.
func notAbout(q store.Queryer, p auth.Principal, c conds) (conds, error) {
	mine, args := about(p, "")
	if mine == "" {
		return c, nil
	}
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM (SELECT 1 FROM workorder_accused WHERE `+mine+` AND state <> 'rejected' LIMIT 1) x`, args...).Scan(&n)
	if err != nil {
		return c, fmt.Errorf("workorder: accused: %w", err)
	}
	if n == 0 {
		return c, nil
	}
	mine, args = about(p, "x.")
	return c.and(`(accused_count = 0 OR NOT EXISTS (SELECT 1 FROM workorder_accused x WHERE x.order_id = workorder_order.id AND x.state <> 'rejected' AND `+
		mine+`))`, args...), nil
}

// Barred tells which of the orders are kept from p because they are about p or p's unit: for those who pass on what happens
// to orders without reading them.
func (s *Service) Barred(q store.Queryer, p auth.Principal, orders ...ids.ID) (map[ids.ID]bool, error) {
	barred := map[ids.ID]bool{}
	mine, args := about(p, "")
	for mine != "" && len(orders) > 0 {
		n := min(len(orders), 200)
		in, list := inList("order_id", orders[:n])
		orders = orders[n:]
		rows, err := q.Query(`SELECT DISTINCT order_id FROM workorder_accused WHERE `+in+` AND state <> 'rejected' AND `+mine, append(list, args...)...)
		found, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
		if err != nil {
			return nil, fmt.Errorf("workorder: barred: %w", err)
		}
		for _, id := range found {
			barred[id] = true
		}
	}
	return barred, nil
}

// Accused lists the parties that bar somebody from the orders, by order: for the live stream, which asks for what just
// happened and holds it against many listeners.
func (s *Service) Accused(q store.Queryer, orders []ids.ID) (map[ids.ID][]NamedParty, error) {
	found := map[ids.ID][]NamedParty{}
	for len(orders) > 0 {
		n := min(len(orders), 200)
		in, args := inList("order_id", orders[:n])
		orders = orders[n:]
		rows, err := q.Query(`SELECT `+accusedColumns+` FROM workorder_accused WHERE `+in+` AND state <> 'rejected'`, args...)
		list, err := store.Collect(rows, err, scanAccused)
		if err != nil {
			return nil, fmt.Errorf("workorder: accused: %w", err)
		}
		for _, a := range list {
			if a.Unit != 0 || a.Staff != 0 {
				found[a.Order] = append(found[a.Order], NamedParty{Unit: a.Unit, Staff: a.Staff})
			}
		}
	}
	return found, nil
}

// mostBarred bounds how many orders one person's lists of other rooms leave out by name, the newest first: their rows show
// a number and no words, which are asked for order by order in any case.
const mostBarred = 5000

// AboutThem lists the orders that are about p or p's unit, the newest first, at most 5,000: for the lists of other rooms.
func (s *Service) AboutThem(q store.Queryer, p auth.Principal) ([]ids.ID, error) {
	mine, args := about(p, "")
	if mine == "" {
		return nil, nil
	}
	rows, err := q.Query(`SELECT DISTINCT order_id FROM workorder_accused WHERE state <> 'rejected' AND `+mine+` ORDER BY order_id DESC LIMIT ?`,
		append(args, mostBarred)...)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("workorder: about them: %w", err)
	}
	return list, nil
}

// NotAbout is a condition on another room's column of order ids that keeps out what is about p. For most people it is
// "1 = 1". The column must not be NULL.
func (s *Service) NotAbout(q store.Queryer, p auth.Principal, column string) (string, []any, error) {
	list, err := s.AboutThem(q, p)
	if err != nil || len(list) == 0 {
		return "1 = 1", nil, err
	}
	in, args := inList(column, list)
	return "NOT (" + in + ")", args, nil
}
