package followup

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// archive archives an order that is still completed. It is a rule of this room, not a right of whoever answered, so it
// is done with the right to archive; by keeps its name in the history.
func (s *Service) archive(tx *store.Tx, by auth.Principal, order ids.ID) error {
	o, err := s.Orders.Get(tx, auth.System, order)
	if err != nil {
		return fmt.Errorf("followup: archive: %w", err)
	}
	if o.State != workorder.StateCompleted {
		return nil // it went on without us; the event of that will be seen
	}
	if _, err := s.Orders.Archive(tx, acting(by), order, o.Version); err != nil {
		return fmt.Errorf("followup: archive: %w", err)
	}
	return nil
}

// acting is by with what the rules of this room need.
func acting(by auth.Principal) auth.Principal {
	if by.ID == 0 {
		return auth.System
	}
	by.Scope = auth.Scope{All: true}
	return by.WithRights(workorder.RightRead, workorder.RightSealed, workorder.RightArchive)
}

// redo sends an order back to work and ends the plan. by must have the right to.
func (s *Service) redo(tx *store.Tx, by auth.Principal, p *Plan, reason string, unit ids.ID) error {
	o, err := s.Orders.Get(tx, by, p.Order)
	if err != nil {
		return err
	}
	if err := s.close(tx, p, StateDone); err != nil {
		return err
	}
	_, err = s.Orders.Redo(tx, by, p.Order, o.Version, workorder.RedoIn{Reason: reason, Unit: unit})
	return err
}

// settle does what follows from an answer of the citizen's own: archive, redo, or ask a person to decide.
func (s *Service) settle(tx *store.Tx, p *Plan) error {
	if !s.dissatisfied(p.Figures) {
		if s.options.ChangeWindow > 0 {
			p.NextAt = p.AnsweredAt.Add(s.options.ChangeWindow) // the sweep archives then
			p.Way, p.Why = WayLink, ""
			return updatePlan(tx, p)
		}
		if err := s.close(tx, p, StateDone); err != nil {
			return err
		}
		return s.archive(tx, auth.System, p.Order)
	}
	o, err := s.Orders.Get(tx, auth.System, p.Order)
	if err != nil {
		return fmt.Errorf("followup: settle: %w", err)
	}
	if s.options.AutoRedo && o.State == workorder.StateCompleted && o.RedoCount < s.options.AutoRedoLimit && o.Unit != 0 {
		return s.redo(tx, auth.System, p, "回访评价为未解决或不满意，按规则退回重办。", 0)
	}
	p.Way, p.Why, p.NextAt = WayPhone, WhyDissatisfied, s.now()
	return updatePlan(tx, p)
}
