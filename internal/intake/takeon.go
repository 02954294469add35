package intake

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// TakeOn takes a contact on (受理): each of its requests gets a receipt and an order, in one transaction. It returns
// once that is durable. A form whose token was submitted before gives the receipts of then.
//
// Faults: intake.invalid_form with the fields that are wrong, intake.token_reused, auth.forbidden, and those of
// dispatching or answering at once.
func (s *Service) TakeOn(ctx context.Context, p auth.Principal, in TakeOnIn) ([]Receipt, error) {
	if list, err := s.submitted(s.Store.Read(ctx), p, in); err != nil || list != nil {
		return s.withCodes(list), err
	}
	t, err := s.prepare(ctx, p, in)
	if err != nil {
		return nil, err
	}
	var list []Receipt
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		list, err = s.takeOn(tx, t)
		return err
	})
	return s.withCodes(list), err
}

// takeOn writes a prepared contact. The receipts have no codes yet, so that nothing that is stored holds one.
func (s *Service) takeOn(tx *store.Tx, t *taking) ([]Receipt, error) {
	if t.in.Token != "" {
		list, again, err := s.keepToken(tx, t)
		if err != nil || again {
			return list, err
		}
	}
	if !t.fresh {
		if err := room(tx, t.contact); err != nil {
			return nil, err
		}
	}
	open, err := s.identity(tx, t.open)
	if err != nil {
		return nil, err
	}
	secret, err := s.identity(tx, t.secret)
	if err != nil {
		return nil, err
	}
	if t.fresh {
		if err := insertContact(tx, t, max(open, secret)); err != nil {
			return nil, err
		}
	}
	if t.in.DraftKey != "" {
		if err := deleteDraft(tx, t.by.ID, t.in.DraftKey); err != nil {
			return nil, err
		}
	}
	list := make([]Receipt, len(t.requests))
	for i := range t.requests {
		who := open
		if t.requests[i].form.Sealed {
			who = secret
		}
		if list[i], err = s.takeOnOne(tx, t, i, who); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// identity puts a sealed person into the vault; 0 when nothing is known of them.
func (s *Service) identity(tx *store.Tx, p person) (ids.ID, error) {
	if p.identity != 0 {
		return p.identity, nil
	}
	id, err := s.Vault.Put(tx, p.sealed)
	if err != nil {
		return 0, fmt.Errorf("intake: identity: %w", err)
	}
	return id, nil
}

// takeOnOne writes one request with its order, its events and the notice of its receipt.
func (s *Service) takeOnOne(tx *store.Tx, t *taking, i int, who ids.ID) (Receipt, error) {
	r, err := &t.requests[i], error(nil)
	if r.form.refuses() {
		return s.refuseOne(tx, t, i, who)
	}
	if storm, err := s.stormOfForm(tx, &r.form); err != nil || storm != nil {
		if err != nil {
			return Receipt{}, err
		}
		return s.joinOne(tx, t, i, who, storm)
	}
	if r, err = s.toOwner(tx, t, r); err != nil {
		return Receipt{}, err
	}
	if err := s.mayAnswer(tx, t, r); err != nil {
		return Receipt{}, err
	}
	s.Ledger.Begin(tx, r.order)
	o, err := s.order(tx, t.by, r.newOrder(t), r.form.Then)
	if err != nil {
		return Receipt{}, err
	}
	if err := s.attach(tx, t, o.ID, r.form.AttachmentIDs); err != nil {
		return Receipt{}, err
	}
	row := r.row(t, who)
	row.Order, row.OrderNumber = o.ID, o.Number
	if err := s.keepRequest(tx, t, r, &row, i); err != nil {
		return Receipt{}, err
	}
	return row.receipt(), nil
}

// keepRequest writes the row of a request, its sealed originals, its event, and the notice of its receipt.
func (s *Service) keepRequest(tx *store.Tx, t *taking, r *newRequest, row *Request, i int) error {
	if err := s.writeRequest(tx, r, row); err != nil {
		return err
	}
	kind := EventTakenOn
	if row.Repeats {
		kind = EventRepeated
	}
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: row.Order, Actor: t.by.ID, Payload: t.takenOn(row, r, i)})
	if err != nil {
		return fmt.Errorf("intake: record: %w", err)
	}
	return s.noticeReceipt(tx, row)
}

// writeRequest writes the row of a request and its sealed originals.
func (s *Service) writeRequest(tx *store.Tx, r *newRequest, row *Request) error {
	if err := insertRequest(tx, row); err != nil {
		return err
	}
	for _, original := range r.originals {
		if err := s.Vault.PutText(tx, r.id, original); err != nil {
			return fmt.Errorf("intake: original words: %w", err)
		}
	}
	return nil
}

// addOriginal keeps the words before masking of what was added to a request later, and notes on its row that there are any.
func (s *Service) addOriginal(tx *store.Tx, request ids.ID, original vault.SealedText) error {
	if err := s.Vault.PutText(tx, request, original); err != nil {
		return fmt.Errorf("intake: original words: %w", err)
	}
	if _, err := tx.Exec(`UPDATE intake_request SET masked = 1 WHERE id = ?`, request); err != nil {
		return fmt.Errorf("intake: original words: %w", err)
	}
	return nil
}

// takenOn is what the ledger keeps of the contact's i-th request.
func (t *taking) takenOn(row *Request, r *newRequest, i int) TakenOn {
	return TakenOn{
		Request: row.ID, Contact: row.Contact, Order: row.Order, Door: row.Door, Hotline: t.in.HotlineNumber, Kind: row.Kind,
		Category: row.Category, Division: row.Division, Index: t.first + i, Requests: t.total, Commitment: r.commitment,
		Anonymous: row.Identity == 0,
	}
}

// order makes the order of a request, in the state that the seat wants it in.
func (s *Service) order(tx *store.Tx, p auth.Principal, n workorder.NewOrder, then *Then) (workorder.Order, error) {
	switch {
	case then == nil:
		return s.Orders.Create(tx, p, n)
	case then.Verb == ThenDispatch:
		return s.Orders.CreateDispatched(tx, p, n, workorder.DispatchIn{Unit: then.UnitID, Note: then.Note})
	default:
		return s.Orders.CreateAnswered(tx, p, n, workorder.AnswerIn{Text: then.Text, Articles: then.ArticleIDs})
	}
}

// attach links what was uploaded with the form to the new order.
func (s *Service) attach(tx *store.Tx, t *taking, order ids.ID, uploads []ids.ID) error {
	if len(uploads) == 0 {
		return nil
	}
	owner := workorder.OwnerStaff(t.by.ID)
	if isCitizen(t.by) {
		owner = workorder.OwnerToken(t.in.Uploads)
	}
	return s.Orders.LinkAttachments(tx, owner, order, uploads)
}

func (r *newRequest) newOrder(t *taking) workorder.NewOrder {
	f := &r.form
	n := workorder.NewOrder{
		ID: r.order, Number: r.number, Kind: workorder.Kind(f.Kind), Category: f.CategoryID, Division: f.DivisionCode,
		Door: t.in.Door, Hotline: t.in.HotlineNumber, Urgent: f.Urgent, Business: f.Business, Sealed: f.Sealed, CreatedAt: t.at,
		Title: f.Title, Content: f.Content, Expectation: f.Expectation, Address: f.Address, Accused: f.Accused, Parties: r.parties,
		Language: f.Language, Topics: f.Topics, ReplyWanted: f.ReplyWanted, ReplyWay: f.ReplyWay, ReplyHours: f.ReplyHours,
	}
	if f.OccurredAt != nil {
		n.OccurredAt = f.OccurredAt.Truncate(time.Microsecond).UTC()
	}
	return n
}

func (r *newRequest) row(t *taking, who ids.ID) Request {
	f := &r.form
	row := Request{
		ID: r.id, Contact: t.contact, Order: r.order, Identity: who, Number: r.number, codeHash: r.codeHash, Door: t.in.Door,
		Kind: f.Kind, Category: f.CategoryID, Division: f.DivisionCode, Title: f.Title, Content: f.Content,
		Expectation: f.Expectation, Address: f.Address, Accused: f.Accused, Masked: len(r.originals) > 0, salt: r.salt,
		ReplyWanted: f.ReplyWanted, ReplyWay: f.ReplyWay, ReplyHours: f.ReplyHours, CreatedAt: t.at,
	}
	if f.Then != nil {
		row.AtOnce = f.Then.Verb
	}
	return row
}

func (r *Request) receipt() Receipt {
	return Receipt{Contact: r.Contact, Request: r.ID, Number: r.Number, Order: r.Order, OrderNumber: r.OrderNumber}
}

// withCodes completes receipts after what they stand for is durable.
func (s *Service) withCodes(list []Receipt) []Receipt {
	for i := range list {
		list[i].QueryCode = GroupCode(s.codes.of(list[i].Request, list[i].Number))
	}
	return list
}
