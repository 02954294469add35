package followup

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// AttemptIn is one telephone call of a follow-up and what was said.
type AttemptIn struct {
	Reached bool `json:"reached" required:"false" doc:"somebody answered the call"`
	Answer
	Redo   bool   `json:"redo,omitempty" doc:"the order goes back to work"`
	UnitID ids.ID `json:"unit_id,omitempty" doc:"redo: the unit that gets it; default: the one that handled it"`
}

// check points to what is wrong. Not reached, nothing was answered; but an answer given by link may need a decision.
func (s *Service) check(in *AttemptIn, p *Plan) error {
	if in.Reached {
		if err := in.Answer.check("body"); err != nil {
			return err
		}
	} else {
		note, wrong := cleanNote(in.Note)
		if wrong != "" {
			return ErrAnswer.WithField("body.note", wrong)
		}
		in.Answer = Answer{Note: note}
		if in.Redo && !p.Answered() {
			return ErrAnswer.WithField("body.redo", "没有联系上，也没有评价，不能据此重办。")
		}
	}
	if in.Redo || in.Note != "" {
		return nil
	}
	if in.Reached && s.dissatisfied(in.figures()) {
		return ErrAnswer.WithField("body.note", "诉求人未解决或不满意而不重办的，请写明理由。")
	}
	if !in.Reached && p.Answered() && p.Attempts+1 >= s.options.MaxAttempts {
		return ErrAnswer.WithField("body.note", "诉求人评价不满意且多次联系不上，请选择重办，或写明不重办的理由。")
	}
	return nil
}

// Attempt writes a call down and does what follows from it: reached and content, the order is archived; to be redone,
// it goes back to work; not reached, the call is repeated later, and after Options.MaxAttempts the order is archived
// as 未评价.
//
// Faults: followup.not_found, .settled, .invalid_answer, auth.forbidden, and those of workorder.Redo.
func (s *Service) Attempt(tx *store.Tx, by auth.Principal, id ids.ID, in AttemptIn) (Plan, error) {
	if !by.Can(RightAttempt) {
		return Plan{}, fault.Forbidden
	}
	p, err := planByID(tx, id)
	switch {
	case err != nil:
		return Plan{}, err
	case p == nil || !visible(by, p) || s.barred(tx, by, p.Order):
		return Plan{}, ErrNotFound
	case p.State != StateWaiting:
		return *p, ErrSettled
	}
	if err := s.check(&in, p); err != nil {
		return *p, err
	}
	p.Attempts++
	if err := insertAttempt(tx, p, by, in, wall.Micros(s.now())); err != nil {
		return *p, err
	}
	if err := s.record(tx, by, EventAttempted, p, Attempted{p.about(), p.Attempts, in.Reached, in.Redo}); err != nil {
		return *p, err
	}
	if in.Reached {
		if err := s.countCall(tx, by, p, in.Answer); err != nil {
			return *p, err
		}
	}
	return *p, s.afterCall(tx, by, p, in)
}

// countCall keeps what was said on the telephone. It counts unless a citizen has answered by link: what staff type
// never overwrites that.
func (s *Service) countCall(tx *store.Tx, by auth.Principal, p *Plan, a Answer) error {
	now := s.now()
	counts := !p.Answered()
	err := putAnswer(tx, p, given{Way: WayPhone, Figures: a.figures(), Note: a.Note, Counted: counts, AnsweredAt: wall.Micros(now)})
	if err != nil || !counts {
		return err
	}
	p.AnsweredAt, p.AnsweredWay, p.Figures = now, WayPhone, a.figures()
	return s.record(tx, by, EventAnswered, p, Answered{about: p.about(), Way: string(WayPhone), Contacted: p.Contacted,
		Resolved: p.Resolved, Satisfaction: p.Satisfaction, Counted: true})
}

func (s *Service) afterCall(tx *store.Tx, by auth.Principal, p *Plan, in AttemptIn) error {
	switch {
	case in.Redo:
		reason := in.Note
		if reason == "" {
			reason = "回访时诉求人表示问题未解决或不满意。"
		}
		return s.redo(tx, by, p, reason, in.UnitID)
	case in.Reached:
		if err := s.close(tx, p, StateDone); err != nil {
			return err
		}
		return s.archive(tx, by, p.Order)
	case p.Attempts < s.options.MaxAttempts:
		p.Way, p.NextAt = WayPhone, s.now().Add(s.options.RetryAfter)
		if p.Why == "" {
			p.Why = WhyNoAnswer
		}
		return updatePlan(tx, p)
	case p.Answered(): // dissatisfied by link, and not to be reached: the rating stands
		if err := s.close(tx, p, StateDone); err != nil {
			return err
		}
	default:
		if err := s.giveUp(tx, p, "attempts"); err != nil {
			return err
		}
	}
	return s.archive(tx, by, p.Order)
}

func insertAttempt(tx *store.Tx, p *Plan, by auth.Principal, in AttemptIn, at int64) error {
	contacted := in.Contacted != nil && *in.Contacted
	err := tx.Do(`INSERT INTO followup_attempt (order_id, plan_id, seq, at, by_id, reached, contacted, resolved, satisfaction,
		redo, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, p.Order, p.ID, p.Attempts, at, by.ID, flag(in.Reached),
		flag(contacted), in.Resolved, in.Satisfaction, flag(in.Redo), in.Note)
	if err != nil {
		return fmt.Errorf("followup: insert attempt: %w", err)
	}
	return nil
}

// barred tells whether an order is kept from by because it is about them; what cannot be told is kept.
func (s *Service) barred(q store.Queryer, by auth.Principal, order ids.ID) bool {
	barred, err := s.Orders.Barred(q, by, order)
	return err != nil || barred[order]
}

// visible tells whether p's scope holds the plan. An order answered directly belongs to no unit: the centre sees it.
func visible(by auth.Principal, p *Plan) bool {
	return by.Scope.All || by.Scope.Allows(p.Unit)
}
