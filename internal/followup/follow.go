package followup

import (
	"fmt"
	"time"

	"onedoor/internal/clock"
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
		payload, err := workorder.PayloadOf(rec)
		if err != nil {
			return err
		}
		switch rec.Kind {
		case workorder.EventCompleted:
			err = s.plan(tx, rec, payload)
		case workorder.EventWithdrawn:
			err = s.leaveOut(tx, rec, payload, WhyWithdrawn)
		case workorder.EventRedone:
			err = s.endByHand(tx, rec.Subject, payload.Version, StateSuperseded)
		case workorder.EventNumbered:
			err = tx.Do(`UPDATE followup_plan SET hotline = ? WHERE order_id = ?`, payload.Hotline, rec.Subject)
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
		if err := s.leaveOut(tx, rec, payload, WhyInvalid); err != nil {
			return err
		}
		if o.State == workorder.StateCompleted && o.Version == payload.Version {
			return s.archive(tx, auth.System, o.ID)
		}
		return nil
	}
	if o.Door == workorder.DoorPartner {
		return s.leaveOut(tx, rec, payload, WhyPartner)
	}
	p, fresh, err := s.newPlan(tx, rec, &o, payload)
	if err != nil || !fresh {
		return err
	}
	// Completed with a main order, the reply tells of that one's citizen; that of a sealed one is called by the centre.
	if payload.Other == 0 && !o.Sealed {
		if err := s.unitsWord(tx, &p); err != nil {
			return err
		}
	}
	p.State, p.Way = StateWaiting, WayLink
	if p.NextAt, err = s.linkUntil(tx, &o, rec.At); err != nil {
		return err
	}
	elsewhere, err := s.elsewhere(tx, p.Order)
	if err != nil {
		return err
	}
	if o.ReplyWanted && o.ReplyWay == "phone" && !p.Direct && !elsewhere {
		p.Way, p.Why, p.NextAt = WayPhone, WhyAsked, rec.At
	}
	if err := insertPlan(tx, &p); err != nil {
		return err
	}
	return s.record(tx, auth.System, EventPlanned, &p, Planned{p.about(), string(p.Way), p.Direct,
		wall.Micros(p.CompletedAt.Add(s.options.GiveUpAfter))})
}

// elsewhere tells whether the citizens of an order are told with an event's master order, and so not called once more.
func (s *Service) elsewhere(q store.Queryer, order ids.ID) (bool, error) {
	if s.Elsewhere == nil {
		return false, nil
	}
	told, err := s.Elsewhere(q, order)
	if err != nil {
		return false, fmt.Errorf("followup: told elsewhere: %w", err)
	}
	return told, nil
}

// linkUntil is until when only the link is offered to the citizens of an order completed at a time: the follow-up limit of
// the preset that holds for the order, or Options.LinkWait where none has one.
func (s *Service) linkUntil(q store.Queryer, o *workorder.Order, at time.Time) (time.Time, error) {
	usual := at.Add(s.options.LinkWait)
	if s.Limits == nil {
		return usual, nil
	}
	limit, err := s.Limits.Limit(q, workorder.LimitFor{Stage: workorder.StageFollowUp, Kind: o.Kind, Category: o.Category, Urgent: o.Urgent, Business: o.Business})
	if err != nil {
		return time.Time{}, fmt.Errorf("followup: limit of the follow-up: %w", err)
	}
	if limit.Fields.Unit == "" {
		return usual, nil
	}
	cal, err := s.Limits.Calendar(q)
	if err != nil {
		return time.Time{}, fmt.Errorf("followup: calendar: %w", err)
	}
	rule, err := limit.Fields.Rule()
	if err != nil {
		return time.Time{}, fmt.Errorf("followup: limit of the follow-up: %w", err)
	}
	result, err := clock.Due(rule, cal, at, nil)
	if err != nil {
		return time.Time{}, fmt.Errorf("followup: due time: %w", err)
	}
	return result.Due.Truncate(time.Microsecond).UTC(), nil
}

// newPlan is the plan of one event of an order; fresh is false when there is one: the ledger is being followed again
// from an earlier event.
func (s *Service) newPlan(tx *store.Tx, rec ledger.Record, o *workorder.Order, payload workorder.Payload) (p Plan, fresh bool, err error) {
	last, err := latestPlan(tx, o.ID)
	if err != nil {
		return Plan{}, false, err
	}
	round := 1
	if last != nil {
		if last.Completion >= payload.Version {
			return Plan{}, false, nil
		}
		round = last.Round + 1
	}
	p = Plan{
		ID: ids.New(), Order: o.ID, Round: round, Completion: payload.Version, Number: o.Number, Unit: payload.Unit,
		Category: payload.Category, Division: payload.Division, Kind: string(payload.Kind), Direct: payload.Direct, Door: o.Door, Hotline: o.Hotline,
		CompletedAt: rec.At, UnitReached: -1,
	}
	if s.Matters != nil {
		if p.Enforcement, err = s.Matters.Enforcement(tx, payload.Category); err != nil {
			return Plan{}, false, fmt.Errorf("followup: category of a plan: %w", err)
		}
	}
	return p, true, nil
}

// unitsWord keeps what the approved reply says about contacting the citizen: later answers are held against it.
func (s *Service) unitsWord(tx *store.Tx, p *Plan) error {
	replies, err := s.Orders.Replies(tx, p.Order)
	if err != nil {
		return fmt.Errorf("followup: replies of a plan: %w", err)
	}
	for _, r := range replies {
		if r.State == workorder.ReviewApproved && r.Unit != 0 && r.Unit == p.Unit {
			p.UnitReached, p.UnitContactedAt = flag(r.Reached), r.ContactedAt
		}
	}
	return nil
}

// leaveOut notes a completion, or a withdrawal, that nobody is asked about, so that tables of rates can count it among
// what they leave out.
func (s *Service) leaveOut(tx *store.Tx, rec ledger.Record, payload workorder.Payload, why string) error {
	o, err := s.Orders.Get(tx, auth.System, rec.Subject)
	if err != nil {
		return fmt.Errorf("followup: leave out: %w", err)
	}
	p, fresh, err := s.newPlan(tx, rec, &o, payload)
	if err != nil || !fresh {
		return err
	}
	p.State, p.Way, p.Why, p.ClosedAt = StateExcluded, WayLink, why, rec.At
	if p.Unit == 0 {
		p.Unit = payload.PrevUnit
	}
	return insertPlan(tx, &p)
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

// notDrawn ends a plan that by the sampling plan nobody calls about.
func (s *Service) notDrawn(tx *store.Tx, p *Plan) error {
	if err := s.close(tx, p, StateUnsampled); err != nil {
		return err
	}
	return s.record(tx, auth.System, EventUnsampled, p, Unreachable{p.about(), p.Attempts, "not_drawn"})
}

// recordSample tells the chain of a sampling plan that it was changed.
func (s *Service) recordSample(tx *store.Tx, by auth.Principal, x Sample) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventSampleChanged, Subject: x.ID, Actor: by.ID,
		Payload: SampleChanged{x.ID, string(x.Purpose), x.Permille, x.Number, x.Active, x.Version}})
	if err != nil {
		return fmt.Errorf("followup: record sample: %w", err)
	}
	return nil
}

// recordDraw tells it that it was drawn by.
func (s *Service) recordDraw(tx *store.Tx, by auth.Principal, d Draw) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventDrawn, Subject: d.SampleID, Actor: by.ID,
		Payload: DrawnSample{d.ID, d.From, d.To, d.Population, d.Drawn, d.Seed, d.Digest}})
	if err != nil {
		return fmt.Errorf("followup: record draw: %w", err)
	}
	return nil
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
