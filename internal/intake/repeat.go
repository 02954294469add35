package intake

import (
	"context"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// RepeatIn is a call about an order that is still open: by the same person or by another with the same matter.
type RepeatIn struct {
	Door          string `json:"door" required:"false" doc:"phone, web, counter, letter or other"`
	HotlineNumber string `json:"hotline_number,omitempty"`
	Caller
	Language   string `json:"language,omitempty"`
	CallID     ids.ID `json:"call_id,omitempty" doc:"the call of the exchange, as with a contact"`
	Content    string `json:"content" required:"false" doc:"what was said this time; may be empty where urge is set"`
	Urge       bool   `json:"urge,omitempty" doc:"催办 as well"`
	ReplyWay   string `json:"reply_way,omitempty"`
	ReplyHours string `json:"reply_hours,omitempty"`
}

// urgedOnly is the title of a request that says nothing but that it is urgent.
const urgedOnly = "催办"

// prepareRepeat checks a repeat call against the order and makes it ready: a contact with one request that points to
// the order. The order must be visible to p; whether it is open is asked inside the transaction, so that a retry of
// what was written before the completion still gets its receipt.
func (s *Service) prepareRepeat(ctx context.Context, p auth.Principal, order ids.ID, in RepeatIn) (*taking, error) {
	if !p.Can(RightTakeOn) {
		return nil, fault.Forbidden
	}
	o, err := s.Orders.Get(s.Store.Read(ctx), p, order)
	if err != nil {
		return nil, err
	}
	t := &taking{by: p, contact: ids.New(), fresh: true, total: 1}
	form := RequestForm{
		Kind: string(o.Kind), CategoryID: o.Category, DivisionCode: o.Division, Content: in.Content, Sealed: o.Sealed,
		ReplyWanted: in.ReplyWay != "" && in.ReplyWay != "none", ReplyWay: in.ReplyWay, ReplyHours: in.ReplyHours,
	}
	t.in = TakeOnIn{Door: in.Door, HotlineNumber: in.HotlineNumber, Caller: in.Caller, Language: in.Language, CallID: in.CallID,
		Requests: []RequestForm{form}}
	c := s.checker(ctx, p)
	c.contact(&t.in)
	r := &t.in.Requests[0]
	c.text("body.content", &r.Content, MaxContent)
	if !in.Urge {
		c.required("body.content", r.Content, "请填写这次来话的内容，或勾选催办。")
	}
	c.reply("body", r, t.in.callable())
	if err := c.result(); err != nil {
		return nil, err
	}
	switch r.Title = language.FirstSentenceTitle(r.Content, 30); {
	case r.Content == "":
		r.Title = urgedOnly // the order's title may be another person's words
	case r.Title == "":
		r.Title = o.Title
	}
	s.seal(t)
	return t, s.number(ctx, t)
}

// Repeat adds a repeat call to an open order (追加, 催办): the call becomes a request of its own with its own receipt,
// points to the order, and is answered with it; its words are supplemented to the order. Who only urges need not say
// anything.
func (s *Service) Repeat(ctx context.Context, p auth.Principal, order ids.ID, in RepeatIn) (Receipt, error) {
	t, err := s.prepareRepeat(ctx, p, order, in)
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		receipt, _, err = s.repeat(tx, t, order, in.Urge)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return s.withCodes([]Receipt{receipt})[0], nil
}

// repeat writes a prepared repeat call.
func (s *Service) repeat(tx *store.Tx, t *taking, order ids.ID, urge bool) (Receipt, workorder.Order, error) {
	r := &t.requests[0]
	o, err := s.Orders.Get(tx, t.by, order)
	if err != nil {
		return Receipt{}, o, err
	}
	if !o.State.Open() {
		return Receipt{}, o, ErrOrderClosed
	}
	who, err := s.identity(tx, t.open)
	if err != nil {
		return Receipt{}, o, err
	}
	if r.form.Sealed {
		if who, err = s.identity(tx, t.secret); err != nil {
			return Receipt{}, o, err
		}
	}
	if err := insertContact(tx, t, who); err != nil {
		return Receipt{}, o, err
	}
	row := r.row(t, who)
	row.Order, row.OrderNumber, row.Repeats = o.ID, o.Number, true
	if r.form.Content != "" {
		if o, err = s.Orders.Supplement(tx, t.by, order, 0, workorder.SupplementIn{Content: r.form.Content}); err != nil {
			return Receipt{}, o, err
		}
	}
	if urge {
		if o, err = s.Orders.Urge(tx, t.by, order, 0, workorder.UrgeIn{Note: "诉求人再次来话催办"}); err != nil {
			return Receipt{}, o, err
		}
	}
	// After the order's own verbs, which lock it: everybody takes the same locks in the same order.
	if err := s.keepRequest(tx, t, r, &row, 0); err != nil {
		return Receipt{}, o, err
	}
	if err := s.joinRepeat(tx, r, &row); err != nil {
		return Receipt{}, o, err
	}
	return row.receipt(), o, nil
}
