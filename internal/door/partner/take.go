package partner

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"onedoor/internal/intake"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// What the handler does with the owner's messages.

// prepared is an offer translated and made ready for its transaction.
type prepared struct {
	contact  *intake.Prepared
	unmapped []fieldCode
}

type fieldCode struct {
	field string
	code  Code
}

// prepare translates an offer and does everything slow about it.
func (in *incoming) prepare(ctx context.Context) error {
	if !in.p.Takes {
		return ErrNotTaken
	}
	d, o := in.d, in.m.Body.Offer
	q := d.Store.Read(ctx)
	in.offer = &prepared{}
	ours := map[string]string{}
	for _, x := range []fieldCode{{FieldCategory, o.Category}, {FieldDivision, o.Division}, {FieldUnit, o.Unit}} {
		code, err := d.ours(q, in.p.ID, x.field, x.code.Code)
		if err != nil {
			return err
		}
		if ours[x.field] = code; code == "" && x.code.Code != "" {
			in.offer.unmapped = append(in.offer.unmapped, x)
		}
	}
	form := intake.RequestForm{Kind: o.Kind, DivisionCode: ours[FieldDivision], Address: o.Address, Accused: o.Accused, Title: o.Title, Content: o.Content,
		Expectation: o.Expectation, Urgent: o.Urgent, Business: o.Business, Language: o.Language, Topics: o.Topics, Sealed: o.Sealed,
		ReplyWay: "none", OwnMatter: true}
	if code := ours[FieldCategory]; code != "" {
		if c, err := d.Catalogue.CategoryByCode(q, code); err == nil && c.Active {
			form.CategoryID = c.ID
		}
	}
	if code := ours[FieldUnit]; code != "" {
		// The owner knows whose it is: it goes there at once, but never to whom it complains about.
		u, err := d.Directory.UnitByCode(q, code)
		if err == nil && u.CanReceive() == nil && !accuses(o.Accused, u.Name, u.ShortName) {
			form.Then = &intake.Then{Verb: intake.ThenDispatch, UnitID: u.ID}
		}
	}
	if !o.OccurredAt.IsZero() {
		form.OccurredAt = &o.OccurredAt
	}
	contact := intake.TakeOnIn{Door: intake.DoorPartner, Partner: true, Requests: []intake.RequestForm{form},
		Caller: intake.Caller{CallerName: o.Requester.Name, ContactPhone: o.Requester.Phone}}
	var err error
	in.offer.contact, err = d.Intake.Prepare(ctx, in.p.asOwner(), contact)
	var f *fault.Fault
	if errors.As(err, &f) && f.Status < 500 {
		refused := ErrMessage.Wrap(err)
		for _, x := range f.Fields {
			refused = refused.WithField(strings.Replace(x.Location, "body.requests[0]", "body.offer", 1), x.Message)
		}
		return refused
	}
	return err
}

// takeOn takes an offered order on, and answers with the number that it has here.
func (in *incoming) takeOn(tx *store.Tx) (*Exchange, error) {
	d, o := in.d, in.m.Body.Offer
	receipts, err := d.Intake.TakeOnIn(tx, in.offer.contact)
	if err != nil {
		return nil, err
	}
	order, number := receipts[0].Order, receipts[0].OrderNumber
	x := &Exchange{ID: ids.New(), Partner: in.p.ID, Side: SideIn, Ref: in.m.Exchange, Order: order, State: StateAccepted, TheirNumber: o.Number,
		TheirDueAt: o.DueAt, InSeq: in.m.Seq, CreatedAt: d.now(), ChangedAt: d.now()}
	x.meet(o)
	if err := insertExchange(tx, x); err != nil {
		return nil, err
	}
	for _, c := range in.offer.unmapped {
		if err := d.noteUnmapped(tx, in.p.ID, c.field, c.code, order); err != nil {
			return nil, err
		}
	}
	if err := in.fetchFiles(tx, x); err != nil {
		return nil, err
	}
	if err := d.queue(tx, x, MsgAccepted, 0, "", &Body{Number: number}); err != nil {
		return nil, err
	}
	if err := d.keep(tx, x); err != nil {
		return nil, err
	}
	return x, d.record(tx, in.p.asOwner(), EventTakenOver, order, nil, ExchangeEvent{Partner: in.p.ID, Exchange: x.ID, Side: SideIn, Identity: x.Identity})
}

// meet keeps what an offer says about reaching the citizen.
func (x *Exchange) meet(o *Offer) {
	x.Contact, x.TheirDueAt = strings.TrimSpace(o.Requester.Contact), o.DueAt
	switch {
	case o.Requester.Phone != "" || o.Requester.Name != "":
		x.Identity = IdentityFull
	case x.Contact != "":
		x.Identity = IdentityRelay
	default:
		x.Identity = IdentityNone
	}
}

// obey does with the order what its owner says.
func (in *incoming) obey(tx *store.Tx, x *Exchange) error {
	d, p, b := in.d, in.p.asOwner(), in.m.Body
	o, err := d.Orders.Get(tx, p, x.Order)
	if err != nil {
		return fmt.Errorf("partner: order: %w", err)
	}
	switch in.m.Kind {
	case MsgRedone:
		if b.Offer != nil {
			x.meet(b.Offer)
		}
		if err := in.again(tx, x, o, words(b.Text, "转出方要求重新办理。")); err != nil {
			return err
		}
		return d.queue(tx, x, MsgAccepted, 0, "", &Body{Number: o.Number})
	case MsgReplyRejected, MsgReturnRejected:
		return in.again(tx, x, o, words(b.Text, "转出方要求继续办理。"))
	case MsgUrged:
		if !o.State.Open() {
			return nil // answered meanwhile; the answer is on its way
		}
		_, err = d.Orders.Urge(tx, p, o.ID, 0, workorder.UrgeIn{Note: b.Text})
	case MsgSupplemented:
		_, err = d.Orders.Supplement(tx, p, o.ID, 0, workorder.SupplementIn{Content: b.Text})
	case MsgAttached:
	case MsgWithdrawn:
		return in.withdraw(tx, x, o, words(b.Text, "转出方已收回该工单。"))
	case MsgCompleted:
		x.State = StateCompleted
	case MsgArchived:
		x.State = StateArchived
		if o.State == workorder.StateCompleted {
			_, err = d.Orders.Archive(tx, p, o.ID, o.Version)
		}
	case MsgOffered:
		return ErrMessage.WithField("kind", "这张工单已经转来，再次交办请用 order.redone。")
	}
	return err
}

// again has the order handled once more.
func (in *incoming) again(tx *store.Tx, x *Exchange, o workorder.Order, why string) (err error) {
	d, p := in.d, in.p.asOwner()
	x.State = StateAccepted
	switch {
	case o.State.Open():
		_, err = d.Orders.Supplement(tx, p, o.ID, 0, workorder.SupplementIn{Content: "转出方：" + why})
		return err
	case o.State == workorder.StateCompleted && o.Unit != 0:
		_, err = d.Orders.Redo(tx, p, o.ID, o.Version, workorder.RedoIn{Reason: why})
		return err
	case o.State == workorder.StateCompleted: // the centre answered itself: it is the centre's again
		if o, err = d.Orders.Archive(tx, p, o.ID, o.Version); err != nil {
			return err
		}
	}
	_, err = d.Orders.Reopen(tx, p, o.ID, o.Version, workorder.ReasonIn{Reason: why})
	return err
}

// withdraw stops the work on an order that its owner has back.
func (in *incoming) withdraw(tx *store.Tx, x *Exchange, o workorder.Order, why string) (err error) {
	d, p := in.d, in.p.asOwner()
	x.State = StateWithdrawn
	switch {
	case o.State.Open():
		_, err = d.Orders.Withdraw(tx, p, o.ID, o.Version, workorder.ReasonIn{Reason: why})
	case o.State == workorder.StateCompleted:
		_, err = d.Orders.Archive(tx, p, o.ID, o.Version)
	}
	if err != nil {
		return err
	}
	return d.record(tx, p, EventEnded, x.Order, unitsOf(o), ExchangeEvent{Partner: in.p.ID, Exchange: x.ID, Side: SideIn, Code: in.m.Body.Code})
}

func unitsOf(o workorder.Order) []ids.ID {
	if o.Unit == 0 {
		return nil
	}
	return []ids.ID{o.Unit}
}

// words are a text, or what stands for none, as long as a reason may be.
func words(text, none string) string {
	if strings.TrimSpace(text) == "" {
		return none
	}
	runes := []rune(text)
	return string(runes[:min(len(runes), 1900)])
}
