package intake

import (
	"fmt"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// ReviewAppealIn decides on an appeal (申诉复核).
type ReviewAppealIn struct {
	Version int64  `json:"version" doc:"of the refusal"`
	Grant   bool   `json:"grant" doc:"true: it is taken on after all; false: the refusal stands"`
	Words   string `json:"words" doc:"the reasons, told to the citizen"`
}

// ReviewAppeal decides on an appeal. Granted, the request is taken on under the same number: an order is made, or the
// refused one is opened again, and its clock starts now. Whoever refused may not decide.
//
// Faults: auth.forbidden, intake.own_refusal, intake.no_appeal, intake.appeal_decided, intake.refusal_stale,
// intake.invalid_form.
func (s *Service) ReviewAppeal(tx *store.Tx, p auth.Principal, refusal ids.ID, in ReviewAppealIn) (Refusal, error) {
	verb := VerbUphold
	if in.Grant {
		verb = VerbGrant
	}
	m := refusalMove(verb)
	if !p.Can(m.Right) || !p.Scope.All {
		return Refusal{}, fault.Forbidden
	}
	var c checker
	c.text("body.words", &in.Words, 3*MaxNote)
	c.required("body.words", in.Words, "请写明复核的理由，会告知当事人。")
	if err := c.result(); err != nil {
		return Refusal{}, err
	}
	f, err := s.refusalFor(tx, p, refusal)
	if err != nil {
		return Refusal{}, err
	}
	switch err := m.refusedBy(f.State); {
	case err != nil:
		return Refusal{}, err
	case m.Other && f.By == p.ID:
		return Refusal{}, ErrOwnRefusal
	case in.Version != f.Version:
		return Refusal{}, ErrRefusalStale
	}
	r, err := requestBy(tx, `id`, f.Request)
	if err != nil {
		return Refusal{}, err
	}
	var commitment string
	f.reviewSalt, commitment = ledger.Commit(in.Words)
	f.State, f.Review, f.ReviewBy, f.ReviewAt = m.To, in.Words, p.ID, s.now()
	if err := saveAppeal(tx, f); err != nil {
		return Refusal{}, err
	}
	more := Refused{Words: commitment, OrderMade: in.Grant && f.Fresh, OrderAgain: in.Grant && !f.Fresh}
	if err := s.recordRefusal(tx, p, m, f, r.about(f.Order), more); err != nil {
		return Refusal{}, err
	}
	template := notice.AppealStands
	if in.Grant {
		template = notice.AppealGranted
		if err := s.grant(tx, p, f, &r); err != nil {
			return Refusal{}, err
		}
	}
	return *f, s.notify(tx, &r, template, map[string]string{"number": r.Number, "link": fillLink(s.options.Links.Track, "")})
}

// grant gives a request its order: the one that was refused, or a new one on the chain that the refusal began.
func (s *Service) grant(tx *store.Tx, p auth.Principal, f *Refusal, r *Request) error {
	if !f.Fresh {
		acting := p.WithRights(workorder.RightRead, workorder.RightSealed, workorder.RightReopen)
		o, err := s.Orders.Get(tx, acting, f.Order)
		if err != nil {
			return fmt.Errorf("intake: grant: %w", err)
		}
		if o.State.Open() {
			return nil // another requester's appeal has opened it
		}
		_, err = s.Orders.Reopen(tx, acting, f.Order, o.Version, workorder.ReasonIn{Reason: "不予受理的申诉成立：" + f.Review})
		return err
	}
	n, err := orderAfter(tx, r, f.Order, f.extra)
	if err != nil {
		return err
	}
	n.CreatedAt = f.ReviewAt // the clock starts with the grant
	o, err := s.Orders.Create(tx, p.WithRights(workorder.RightCreate), n)
	if err != nil {
		return fmt.Errorf("intake: grant: %w", err)
	}
	if err := tx.Do(`UPDATE intake_request SET order_id = ?, order_number = ? WHERE id = ?`, o.ID, o.Number, r.ID); err != nil {
		return fmt.Errorf("intake: grant: %w", err)
	}
	r.Order, r.OrderNumber = o.ID, o.Number
	return nil
}
