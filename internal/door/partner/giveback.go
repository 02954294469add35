package partner

import (
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// GiveBackIn is why an order goes back to the partner that handed it over.
type GiveBackIn struct {
	Version int64  `json:"version" doc:"the order's, as the caller saw it"`
	Code    string `json:"code" maxLength:"40" doc:"one of GET /return-reasons"`
	Reason  string `json:"reason" maxLength:"1900"`
	Basis   string `json:"basis,omitempty" maxLength:"1900" doc:"the duty relied on (职责依据)"`
}

// GiveBack gives an order back to the partner that handed it over (退回转出方): it ends here unanswered, and is the partner's
// again, who may refuse that. Faults: partner.not_theirs, .invalid, and those of withdrawing.
func (d *Door) GiveBack(tx *store.Tx, by auth.Principal, order ids.ID, in GiveBackIn) (workorder.Order, error) {
	if !by.Can(RightGiveBack) {
		return workorder.Order{}, fault.Forbidden
	}
	if err := d.Orders.Visible(tx, by, order); err != nil {
		return workorder.Order{}, err
	}
	reason := words(in.Reason, "")
	switch {
	case reason == "" || utf8.RuneCountInString(in.Reason) > 1900:
		return workorder.Order{}, ErrForm.WithField("body.reason", "请写明退回的理由，不超过 1900 个字。")
	case !d.knownReason(in.Code):
		return workorder.Order{}, ErrForm.WithField("body.code", "请从列表中选择退回原因。")
	}
	list, err := exchangesOf(tx, order)
	if err != nil {
		return workorder.Order{}, err
	}
	for _, found := range list {
		if found.Side != SideIn {
			continue
		}
		x, err := lock(tx, found.ID)
		if err != nil {
			return workorder.Order{}, err
		}
		if x.State != StateAccepted {
			return workorder.Order{}, ErrNotHeld
		}
		o, err := d.Orders.Withdraw(tx, by, order, in.Version, workorder.ReasonIn{Reason: "退回转出方：" + reason})
		if err != nil {
			return workorder.Order{}, err
		}
		x.State = StateReturned
		if err := d.queue(tx, x, MsgReturned, 0, in.Code, &Body{Code: in.Code, Text: reason, Basis: in.Basis}); err != nil {
			return workorder.Order{}, err
		}
		if err := d.keep(tx, x); err != nil {
			return workorder.Order{}, err
		}
		return o, d.record(tx, by, EventGivenBack, order, nil, ExchangeEvent{Partner: x.Partner, Exchange: x.ID, Side: SideIn, Code: in.Code})
	}
	return workorder.Order{}, ErrNotHeld
}

func (d *Door) knownReason(code string) bool {
	for _, r := range d.Orders.ReturnReasons() {
		if r.Code == code {
			return true
		}
	}
	return false
}
