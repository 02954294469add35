package partner

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// hear does with our order what the partner that handles it reports: as the unit that stands for it.
func (in *incoming) hear(tx *store.Tx, x *Exchange) error {
	d, p, b := in.d, in.p.asUnit(), in.m.Body
	o, err := d.Orders.Get(tx, auth.System, x.Order)
	if err != nil {
		return fmt.Errorf("partner: order: %w", err)
	}
	if in.m.Kind == MsgAccepted && b.Number != "" {
		x.TheirNumber = b.Number
	}
	if o.State == workorder.StateDispatched && o.Unit == in.p.Unit && in.m.Kind != MsgReturned { // whoever works on it has taken it
		if o, err = d.Orders.SignFor(tx, p, o.ID, o.Version); err != nil {
			return err
		}
		x.State = StateAccepted
	}
	switch in.m.Kind {
	case MsgAccepted:
		return d.record(tx, p, EventAccepted, o.ID, unitsOf(o), ExchangeEvent{Partner: in.p.ID, Exchange: x.ID, Side: SideOut})
	case MsgProgress:
		_, err = d.Orders.Progress(tx, p, o.ID, o.Version, workorder.ProgressIn{Content: b.Text})
	case MsgReplied:
		if o.State.Stopped() && o.Unit == in.p.Unit { // what was waited for has come
			if o, err = d.Orders.Resume(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "【" + in.p.Name + "】已答复，恢复办理。"}); err != nil {
				return err
			}
		}
		if _, err = d.Orders.Reply(tx, p, o.ID, o.Version, in.reply()); err == nil {
			x.State = StateReplied
		}
	case MsgReturned:
		if _, err = d.Orders.Return(tx, p, o.ID, o.Version, in.giveBack()); err != nil {
			return err
		}
		x.State = StateReturned
		return d.record(tx, p, EventGivenBack, o.ID, unitsOf(o), ExchangeEvent{Partner: in.p.ID, Exchange: x.ID, Side: SideOut, Code: b.Code})
	}
	return err
}

// reply is the partner's answer as the unit's form.
func (in *incoming) reply() workorder.ReplyIn {
	r := in.m.Body.Reply
	out := workorder.ReplyIn{Outcome: workorder.Outcome(r.Outcome), Basis: words(r.Basis, "由"+in.p.Name+"办理并答复。"), PublicText: r.Text,
		ContactedAt: r.ContactedAt, Reached: r.Reached}
	if !out.Outcome.Valid() {
		out.Outcome = workorder.OutcomeExplained
	}
	if now := in.d.now(); out.ContactedAt.After(now) {
		out.ContactedAt = now // the clocks differ a little
	}
	if out.ContactedAt.IsZero() {
		out.Reached = false
	}
	return out
}

// giveBack is the partner's return as the unit's form. A reason that asks for more than the partner can say, such as the
// unit whose duty it is here, becomes "other" with the partner's words as its basis.
func (in *incoming) giveBack() workorder.ReturnIn {
	b := in.m.Body
	out := workorder.ReturnIn{ReasonCode: "other", Reason: words(b.Text, "（未写明理由）"), DutyBasis: words(b.Basis, "见退单理由。")}
	for _, r := range in.d.Orders.ReturnReasons() {
		if r.Code == b.Code && !r.NeedsUnit {
			out.ReasonCode = r.Code
		}
	}
	return out
}
