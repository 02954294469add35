package supervise

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// suggestBy suggests a case for an order that a rule speaks of. A count suggests again each time the threshold is
// reached anew: with 3, at the third and at the sixth urging.
func (s *Service) suggestBy(tx *store.Tx, r ChainRules, w *watch, unhappyRound int) error {
	for _, x := range []struct {
		rule    string
		every   int
		counted int
	}{{"redo", r.Redo, w.RedoCount}, {"urged", r.Urged, w.UrgeCount}, {"repeated", r.Repeated, w.Repeats}} {
		if x.every > 0 && x.counted >= x.every {
			if err := s.suggest(tx, w, x.rule, x.counted/x.every); err != nil {
				return err
			}
		}
	}
	if r.Dissatisfied > 0 && unhappyRound > 1 {
		return s.suggest(tx, w, "dissatisfied", unhappyRound)
	}
	return nil
}

// suggest writes a suggestion once for each run of a rule, unless the order is supervised already.
func (s *Service) suggest(tx *store.Tx, w *watch, rule string, run int) error {
	if w.Case != 0 {
		return nil
	}
	res, err := tx.Exec(`INSERT INTO supervise_suggestion (id, order_id, rule, run, number, unit_id, at, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'new')
		ON CONFLICT (order_id, rule, run) DO NOTHING`, ids.New(), w.Order, rule, run, w.Number, w.Unit, wall.Micros(s.now()))
	if err != nil {
		return fmt.Errorf("supervise: suggest: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return s.record(tx, auth.System, EventSuggested, w.Order, nil, Payload{Order: w.Order, Unit: w.Unit, Code: rule})
}

// takeSuggestions ends the suggestions of an order that is now supervised.
func (s *Service) takeSuggestions(tx *store.Tx, by auth.Principal, order, kase ids.ID) error {
	err := tx.Do(`UPDATE supervise_suggestion SET state = 'taken', decided_at = ?, decided_by = ?, case_id = ? WHERE order_id = ? AND state = 'new'`,
		wall.Micros(s.now()), by.ID, kase, order)
	if err != nil {
		return fmt.Errorf("supervise: take suggestion: %w", err)
	}
	return nil
}

// Dismiss says that a suggested order need not be supervised. Faults: auth.forbidden, supervise.not_found, .already_decided.
func (s *Service) Dismiss(tx *store.Tx, by auth.Principal, id ids.ID) error {
	if !by.Can(RightManage) {
		return fault.Forbidden
	}
	var order, unit ids.ID
	var state, rule string
	err := tx.QueryRow(`SELECT order_id, unit_id, state, rule FROM supervise_suggestion WHERE id = ?`+locking(tx), id).Scan(&order, &unit, &state, &rule)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && !by.Scope.All:
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("supervise: suggestion: %w", err)
	case state != "new":
		return ErrSettled
	}
	if err := s.open(tx, by, order); err != nil {
		return err
	}
	if err := tx.Do(`UPDATE supervise_suggestion SET state = 'dismissed', decided_at = ?, decided_by = ? WHERE id = ?`,
		wall.Micros(s.now()), by.ID, id); err != nil {
		return fmt.Errorf("supervise: dismiss: %w", err)
	}
	return s.record(tx, by, EventDismissed, order, nil, Payload{Order: order, Unit: unit, Code: rule})
}
