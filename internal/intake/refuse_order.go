package intake

import (
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// RefuseOrderIn refuses what was already registered, such as a form from the portal.
type RefuseOrderIn struct {
	Version int64  `json:"version" doc:"of the order"`
	Words   string `json:"words,omitempty" doc:"why, in this case; told to the citizen"`
	RefuseIn
}

// refusable are the states in which the centre has an order, and nobody's work is undone.
var refusable = []workorder.State{workorder.StateRegistered, workorder.StateReturned}

// RefuseOrder refuses the requests behind an order that the centre has (不予受理): the order is withdrawn, and each
// requester is told the reason and the right path. Requests that their citizen took back are left alone.
//
// Faults: auth.forbidden, those of reading the order, intake.not_refusable, intake.invalid_form, workorder.stale.
func (s *Service) RefuseOrder(tx *store.Tx, p auth.Principal, order ids.ID, in RefuseOrderIn) ([]Refusal, error) {
	if !p.Can(RightRefuse) {
		return nil, fault.Forbidden
	}
	o, err := s.Orders.Get(tx, p, order)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(refusable, o.State) {
		return nil, ErrNotRefusable
	}
	c := checker{register: known{s: s, q: tx}, now: s.Clock.Now()}
	then := Then{Verb: ThenRefuse, Text: in.Words, RefuseIn: in.RefuseIn}
	c.refusal("body", &then)
	if err := c.result(); err != nil {
		return nil, err
	}
	label, err := remitCode(tx, then.Code)
	if err != nil {
		return nil, err
	}
	reason := "不予受理：" + label.Label
	if then.Text != "" {
		reason += "。" + then.Text
	}
	if err := s.Orders.Accepted(tx, order); err != nil {
		return nil, err
	}
	acting := p.WithRights(workorder.RightRead, workorder.RightSealed, workorder.RightWithdraw)
	if _, err := s.Orders.Withdraw(tx, acting, order, in.Version, workorder.ReasonIn{Reason: reason}); err != nil {
		return nil, err
	}
	list, err := requests(tx, `order_id = ? AND withdrawn_at = 0 ORDER BY id`, order)
	if err != nil {
		return nil, err
	}
	var told []Refusal
	for i := range list {
		f, err := s.refuseRegistered(tx, p, &list[i], then)
		if err != nil {
			return nil, err
		}
		told = append(told, f)
	}
	return told, nil
}

func (s *Service) refuseRegistered(tx *store.Tx, p auth.Principal, r *Request, then Then) (Refusal, error) {
	old, err := refusalOf(tx, r.ID)
	if err != nil {
		return Refusal{}, err
	}
	if old != nil {
		return Refusal{}, ErrRefusedAlready // a granted appeal is the last word
	}
	f := Refusal{Request: r.ID, Order: r.Order, Number: r.Number, Door: r.Door, Division: r.Division}
	if err := s.refuse(tx, p, &f, then.RefuseIn, then.Text, r.about(r.Order)); err != nil {
		return Refusal{}, err
	}
	return f, s.noticeRefused(tx, r, &f)
}

// about is what the events of a refusal say of the request.
func (r *Request) about(order ids.ID) TakenOn {
	return TakenOn{Request: r.ID, Contact: r.Contact, Order: order, Door: r.Door, Kind: r.Kind, Category: r.Category,
		Division: r.Division, Anonymous: r.Identity == 0}
}

// notRefused returns ErrRefusedRequest for a request that is refused and has no order, so that nothing is done with it.
func (r *Request) notRefused() error {
	if r.Order == 0 {
		return fmt.Errorf("intake: request %d: %w", r.ID, ErrRefusedRequest)
	}
	return nil
}
