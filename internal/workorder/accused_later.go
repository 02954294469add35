package workorder

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// followPhones sees that a number which an order is about has become a unit's duty phone since: the unit is then suspected,
// and reads the order no more, as if the number had been its own when the request was taken on.
func (s *Service) followPhones(tx *store.Tx, recs []ledger.Record) error {
	for _, rec := range recs {
		var e directory.UnitEvent
		if err := json.Unmarshal(rec.Payload, &e); err != nil {
			return fmt.Errorf("workorder: unit event: %w", err)
		}
		if e.Active && (rec.Kind == directory.EventUnitAdded || slices.Contains(e.Changed, "duty_phone") || slices.Contains(e.Changed, "active")) {
			if err := s.suspectByPhone(tx, e.Unit); err != nil {
				return err
			}
		}
	}
	return nil
}

// suspectByPhone suspects a unit in every order that is about one of its duty phones and does not name it yet.
func (s *Service) suspectByPhone(tx *store.Tx, unit ids.ID) error {
	rows, err := tx.Query(`SELECT DISTINCT phone FROM workorder_accused WHERE phone <> '' AND state <> 'rejected'`)
	phones, err := store.Collect(rows, err, func(r store.Row) (phone string, err error) { return phone, r.Scan(&phone) })
	if err != nil {
		return fmt.Errorf("workorder: accused numbers: %w", err)
	}
	for _, phone := range phones {
		key, err := base64.StdEncoding.DecodeString(phone)
		if err != nil {
			return fmt.Errorf("workorder: accused number: %w", err)
		}
		units, err := s.Accusables.UnitsWithPhone(tx, key)
		if err != nil {
			return err
		}
		if !slices.Contains(units, unit) {
			continue
		}
		rows, err := tx.Query(`SELECT order_id FROM workorder_accused WHERE phone = ? AND state <> 'rejected' ORDER BY order_id`, phone)
		orders, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
		if err != nil {
			return fmt.Errorf("workorder: orders about a number: %w", err)
		}
		for _, id := range slices.Compact(orders) {
			if err := s.suspect(tx, id, unit); err != nil {
				return err
			}
		}
	}
	return nil
}

// suspect adds a unit to whom an order is about, unless the order has decided about it; the order leaves it at once.
func (s *Service) suspect(tx *store.Tx, id, unit ids.ID) error {
	a := Accusation{ID: ids.New(), Unit: unit, State: AccusedSuspected, How: AccusedPhone, At: s.now()}
	o, err := lockOrder(tx, id)
	if errors.Is(err, ErrNotFound) {
		return suspectKept(tx, id, a)
	}
	if err != nil || o.names(unit) || len(o.accused) >= maxAccused {
		return err
	}
	before := *o
	if err := addAccused(tx, o, a); err != nil {
		return err
	}
	_, err = s.accused(tx, auth.System, o, before, move(VerbAccuse, CaseOnly), Detail{Accused: a.ID})
	return err
}
