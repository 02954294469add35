package workorder

import (
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// KeepAccused keeps whom a request is about that gets no order for now, such as one that is refused, under the number of the
// order that it would become: it is out of their sight as the order would be. [NewOrder].AccusedKept takes them over.
// Faults: workorder.accused_missing, .accused_centre.
func (s *Service) KeepAccused(tx *store.Tx, p auth.Principal, order ids.ID, named []AccusedIn, words string) error {
	list, err := s.accusations(tx, p, named, words)
	if err != nil {
		return err
	}
	for _, a := range list {
		a.Order = order
		if err := insertAccused(tx, a); err != nil {
			return err
		}
	}
	return nil
}

// ForgetAccused erases what was said of those that [Service.KeepAccused] keeps. Whom it bars stays.
func (s *Service) ForgetAccused(tx *store.Tx, order ids.ID) error { return eraseAccused(tx, order) }

// accusedAtFirst is whom a new order is about: those kept for it, or those that its form names.
func (s *Service) accusedAtFirst(tx *store.Tx, p auth.Principal, n NewOrder) ([]Accusation, error) {
	if n.AccusedKept {
		if kept, err := accusedOf(tx, n.ID); err != nil || len(kept) > 0 {
			return kept, err
		}
	}
	return s.accusations(tx, p, n.Parties, n.Accused)
}

// suspectKept adds a unit to those that are kept for an order which is not made yet.
func suspectKept(tx *store.Tx, order ids.ID, a Accusation) error {
	kept, err := accusedOf(tx, order)
	if err != nil || len(kept) >= maxAccused || slices.ContainsFunc(kept, func(k Accusation) bool { return k.Unit == a.Unit }) {
		return err
	}
	a.Order = order
	return insertAccused(tx, a)
}

// accusedOf reads whom an order is about.
func accusedOf(q store.Queryer, order ids.ID) ([]Accusation, error) {
	rows, err := q.Query(`SELECT `+accusedColumns+` FROM workorder_accused WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, scanAccused)
}

func eraseAccused(tx *store.Tx, order ids.ID) error {
	if err := tx.Do(`UPDATE workorder_accused SET words = '', salt = '' WHERE order_id = ?`, order); err != nil {
		return fmt.Errorf("workorder: erase accused: %w", err)
	}
	return nil
}
