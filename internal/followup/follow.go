package followup

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// follow plans a question for each completion, and ends the plan of an order that went on without one: redone or
// archived by a person.
func (s *Service) follow(tx *store.Tx, recs []ledger.Record) error {
	for _, rec := range recs {
		payload, err := workorder.ReadPayload(rec.Payload)
		if err != nil {
			return err
		}
		switch rec.Kind {
		case workorder.EventCompleted:
			err = s.plan(tx, rec, payload)
		case workorder.EventRedone:
			err = s.endByHand(tx, rec.Subject, payload.Version, StateSuperseded)
		case workorder.EventArchived:
			err = s.endByHand(tx, rec.Subject, payload.Version, StateUnreachable)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// plan makes the plan of one completion. A request of the kind "invalid" has nobody to ask: its order is archived.
func (s *Service) plan(tx *store.Tx, rec ledger.Record, payload workorder.Payload) error {
	o, err := s.Orders.Get(tx, auth.System, rec.Subject)
	if err != nil {
		return fmt.Errorf("followup: plan: %w", err)
	}
	if payload.Kind == workorder.KindInvalid {
		if o.State == workorder.StateCompleted && o.Version == payload.Version {
			return s.archive(tx, auth.System, o.ID)
		}
		return nil
	}
	last, err := latestPlan(tx, o.ID)
	if err != nil {
		return err
	}
	round := 1
	if last != nil {
		if last.Completion >= payload.Version {
			return nil // planned already: the ledger is being followed again from an earlier event
		}
		round = last.Round + 1
	}
	p := Plan{
		ID: ids.New(), Order: o.ID, Round: round, Completion: payload.Version, Number: o.Number, Unit: payload.Unit,
		Category: payload.Category, Division: payload.Division, Kind: string(payload.Kind), Direct: payload.Direct,
		State: StateWaiting, Way: WayLink, NextAt: rec.At.Add(s.options.LinkWait), CompletedAt: rec.At,
	}
	if o.ReplyWanted && o.ReplyWay == "phone" && !p.Direct {
		p.Way, p.Why, p.NextAt = WayPhone, WhyAsked, rec.At
	}
	if err := insertPlan(tx, &p); err != nil {
		return err
	}
	return s.record(tx, auth.System, EventPlanned, &p, Planned{p.about(), string(p.Way), p.Direct,
		wall.Micros(p.CompletedAt.Add(s.options.GiveUpAfter))})
}

// endByHand ends the waiting plan of an order that was redone or archived elsewhere. After this room's own verbs there
// is none, because they ended it in the same transaction. version is the order's after the event: a plan of a later
// completion stays.
func (s *Service) endByHand(tx *store.Tx, order ids.ID, version int64, end State) error {
	p, err := waitingPlan(tx, order)
	if err != nil || p == nil || p.Completion >= version {
		return err
	}
	if p.Answered() {
		end = StateDone
	}
	if end == StateUnreachable {
		return s.giveUp(tx, p, "by_hand")
	}
	return s.close(tx, p, end)
}

// close ends a plan.
func (s *Service) close(tx *store.Tx, p *Plan, end State) error {
	p.State, p.ClosedAt = end, s.now()
	return updatePlan(tx, p)
}

// giveUp ends a plan that nobody answered: 未评价.
func (s *Service) giveUp(tx *store.Tx, p *Plan, why string) error {
	if err := s.close(tx, p, StateUnreachable); err != nil {
		return err
	}
	return s.record(tx, auth.System, EventUnreachable, p, Unreachable{p.about(), p.Attempts, why})
}

// record appends an event of a plan. The unit sees it on its order's timeline.
func (s *Service) record(tx *store.Tx, by auth.Principal, kind string, p *Plan, payload any) error {
	e := ledger.Event{Kind: kind, Subject: p.Order, Actor: by.ID, Payload: payload}
	if p.Unit != 0 {
		e.Units = []ids.ID{p.Unit}
	}
	if _, err := s.Ledger.Append(tx, e); err != nil {
		return fmt.Errorf("followup: record %s: %w", kind, err)
	}
	return nil
}
