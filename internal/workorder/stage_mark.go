package workorder

import (
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// stageDue is a stage that is owed and past its due time.
type stageDue struct{ order, id ids.ID }

// lateStages finds the stages that are owed, past their due time and not marked yet. They have no timers of their own:
// an order passes several stages in a day, most of them in time, and the sweep comes often enough.
func (s *Service) lateStages(q store.Queryer) ([]stageDue, error) {
	rows, err := q.Query(`SELECT order_id, id FROM workorder_stage WHERE ended_at = 0 AND marked_at = 0 AND due_at < ? ORDER BY due_at LIMIT ?`,
		wall.Micros(s.now()), sweepMax)
	list, err := store.Collect(rows, err, func(r store.Row) (x stageDue, err error) { return x, r.Scan(&x.order, &x.id) })
	if err != nil {
		return nil, fmt.Errorf("workorder: sweep of stages: %w", err)
	}
	return list, nil
}

// LateStages are, by order, the stages that were marked as overdue and are still owed, of each order the one that is due
// longest; an order without one is absent.
func (s *Service) LateStages(q store.Queryer, orders []ids.ID) (map[ids.ID]Stage, error) {
	late := map[ids.ID]Stage{}
	err := store.Many(orders, func(marks string, args []any) error {
		rows, err := q.Query(`SELECT order_id, stage FROM workorder_stage WHERE order_id IN (`+marks+`) AND ended_at = 0 AND marked_at > 0
			ORDER BY due_at DESC`, args...)
		_, err = store.Collect(rows, err, func(r store.Row) (none struct{}, err error) {
			var order ids.ID
			var stage Stage
			err = r.Scan(&order, &stage)
			late[order] = stage
			return none, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("workorder: late stages: %w", err)
	}
	return late, nil
}

// markStage writes into the ledger that a stage is overdue, once, if it is still owed. Who is due hears of it from there.
func (s *Service) markStage(tx *store.Tx, x stageDue) error {
	o, err := lockOrder(tx, x.order)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := loadStages(tx, x.order)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.ID != x.id || !c.EndedAt.IsZero() || !c.MarkedAt.IsZero() {
			continue
		}
		err := tx.Do(`UPDATE workorder_stage SET marked_at = ? WHERE order_id = ? AND id = ?`, wall.Micros(s.now()), x.order, x.id)
		if err != nil {
			return fmt.Errorf("workorder: mark stage: %w", err)
		}
		d := Detail{Code: string(c.Stage), DueAt: wall.Micros(c.DueAt), Urgent: o.Urgent, Sealed: o.Sealed}
		return s.record(tx, auth.System, move(VerbMarkStage, CaseOnly).Event, o, o.State, o.Unit, d)
	}
	return nil
}
