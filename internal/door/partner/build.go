package partner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// textOf is what is sent of a message: as it was frozen, unless its words have to stay here since.
func (d *Door) textOf(ctx context.Context, p Partner, m *Out) ([]byte, error) {
	if len(m.body) > 0 {
		q := d.Store.Read(ctx)
		x, err := exchangeByID(q, m.Exchange)
		if err != nil {
			return nil, err
		}
		var without *Body
		if m.Code != codeWithheld {
			if without, err = d.withhold(q, p, x, m); err != nil {
				return nil, err
			}
		}
		if without == nil {
			text, err := d.bodyBox.Open(m.body, []byte(m.ID.String()))
			if err != nil {
				return nil, fmt.Errorf("partner: open message: %w", err)
			}
			return text, nil
		}
	}
	return d.make(ctx, p, m)
}

// make builds the text of a message from its order and freezes it, in one transaction with what it shares: the files that
// it names, and the log of the identity that travels with it.
func (d *Door) make(ctx context.Context, p Partner, m *Out) (text []byte, err error) {
	var code string
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		x, err := lock(tx, m.Exchange)
		if err != nil {
			return err
		}
		var body Body
		code = m.Code
		switch without, err := d.withhold(tx, p, x, m); {
		case err != nil:
			return err
		case without != nil:
			body, code = *without, codeWithheld
			x.Untold = x.Untold || m.Kind == MsgOffered
		default:
			if body, err = d.body(ctx, tx, p, x, m); err != nil {
				return err
			}
		}
		if text, err = m.text(x, body); err != nil {
			return err
		}
		sealed, sum, err := d.freeze(m.ID, text)
		if err != nil {
			return err
		}
		for _, f := range body.Files {
			id, err := ids.Parse(f.ID)
			if err != nil {
				return fmt.Errorf("partner: share: %w", err)
			}
			if err := tx.Do(`INSERT INTO partner_shared (exchange_id, attachment_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, x.ID, id); err != nil {
				return fmt.Errorf("partner: share: %w", err)
			}
		}
		if err := tx.Do(`UPDATE partner_out SET body = ?, digest = ?, code = ? WHERE id = ?`, sealed, sum, code, m.ID); err != nil {
			return fmt.Errorf("partner: keep message: %w", err)
		}
		return d.keep(tx, x)
	})
	if err == nil {
		m.Code = code
	}
	return text, err
}

// body says what a message tells.
func (d *Door) body(ctx context.Context, tx *store.Tx, p Partner, x *Exchange, m *Out) (Body, error) {
	b := Body{Code: m.Code}
	var err error
	switch m.Kind {
	case MsgOffered, MsgRedone:
		if b.Text, _, err = d.Orders.WordsBehind(tx, auth.System, m.Order, 0, int(m.Child)); err != nil {
			return b, fmt.Errorf("partner: words: %w", err)
		}
		if b.Offer, err = d.offer(ctx, tx, p, x); err != nil {
			return b, err
		}
		b.Files, err = d.files(tx, x, func(workorder.Attachment) bool { return true })
	case MsgReplied:
		return d.replied(tx, x, m)
	case MsgReplyRejected, MsgReturnRejected:
		_, b.Text, err = d.Orders.WordsBehind(tx, auth.System, m.Order, m.Child, 0)
	case MsgAttached:
		b.Files, err = d.files(tx, x, func(a workorder.Attachment) bool { return a.Child == m.Child })
	case MsgCompleted, MsgArchived:
	default:
		if b.Text, _, err = d.Orders.WordsBehind(tx, auth.System, m.Order, m.Child, 0); err == nil && m.Kind == MsgSupplemented {
			b.Files, err = d.files(tx, x, func(a workorder.Attachment) bool { return a.Child == m.Child })
		}
	}
	if b.Text == "" && (m.Kind == MsgReturned || m.Kind == MsgReplyRejected || m.Kind == MsgReturnRejected) {
		b.Text = "（未写明理由）"
	}
	return b, err
}

// offer is the order as it leaves the house.
func (d *Door) offer(ctx context.Context, tx *store.Tx, p Partner, x *Exchange) (*Offer, error) {
	o, err := d.Orders.Get(tx, auth.System, x.Order)
	if err != nil {
		return nil, fmt.Errorf("partner: order: %w", err)
	}
	out := &Offer{Number: o.Number, Kind: string(o.Kind), Urgent: o.Urgent, Business: o.Business, Sealed: o.Sealed, CreatedAt: o.CreatedAt,
		OccurredAt: o.OccurredAt, DueAt: o.DueAt, Title: o.Title, Content: o.Content, Expectation: o.Expectation, Address: o.Address,
		Accused: o.Accused, Language: o.Language, Topics: o.Topics}
	if o.Category != 0 {
		c, err := d.Catalogue.Category(tx, o.Category)
		if err != nil {
			return nil, fmt.Errorf("partner: category: %w", err)
		}
		out.Category.Name = c.Name
		if out.Category.Code, err = theirs(tx, p.ID, FieldCategory, c.Code); err != nil {
			return nil, err
		}
	}
	if out.Division.Code, err = theirs(tx, p.ID, FieldDivision, o.Division); err != nil {
		return nil, err
	}
	out.Division.Name = d.nameOf(tx, FieldDivision, o.Division)
	out.Requester, x.Identity, err = d.requester(ctx, tx, p, o)
	return out, err
}

// requester decides what the partner learns of the citizen, and opens it through the vault where that is anything.
func (d *Door) requester(ctx context.Context, tx *store.Tx, p Partner, o workorder.Order) (Requester, string, error) {
	identity, err := d.Intake.FirstIdentity(tx, o.ID)
	if err != nil {
		return Requester{}, "", fmt.Errorf("partner: requester: %w", err)
	}
	if identity == 0 {
		return Requester{}, IdentityNone, nil
	}
	relay := Requester{Contact: strings.TrimSpace(p.Relay + " " + o.Number)}
	if p.Identity != IdentityFull || o.Sealed || d.complainsAbout(tx, o, p) {
		return relay, IdentityRelay, nil
	}
	if o.Unit != p.Unit {
		return relay, IdentityRelay, nil // it left the partner meanwhile; the message that says so follows
	}
	person, err := d.Vault.Reveal(auth.With(ctx, p.asUnit()), tx, identity, vault.PurposeHandle, o.ID)
	switch {
	case errors.Is(err, vault.ErrSealed), errors.Is(err, vault.ErrErased):
		return relay, IdentityRelay, nil
	case err != nil:
		return Requester{}, "", fmt.Errorf("partner: reveal: %w", err)
	}
	relay.Name = person.Name
	if len(person.Phones) > 0 {
		relay.Phone = person.Phones[0]
	}
	return relay, IdentityFull, nil
}

// complainsAbout tells whether an order complains about the partner, by the names that it and its unit go by.
func (d *Door) complainsAbout(q store.Queryer, o workorder.Order, p Partner) bool {
	names := []string{p.Name}
	if u, err := d.Directory.Unit(q, p.Unit); err == nil {
		names = append(names, u.Name, u.ShortName)
	}
	return accuses(o.Accused, names...)
}

// accuses tells whether the accused is one of the names, or the other way round.
func accuses(accused string, names ...string) bool {
	accused = strings.TrimSpace(accused)
	for _, name := range names {
		if utf8.RuneCountInString(name) < 2 || utf8.RuneCountInString(accused) < 2 {
			continue
		}
		if strings.Contains(accused, name) || strings.Contains(name, accused) {
			return true
		}
	}
	return false
}

// replied is the answer that completed the order here.
func (d *Door) replied(tx *store.Tx, x *Exchange, m *Out) (Body, error) {
	b := Body{Code: m.Code}
	o, err := d.Orders.Get(tx, auth.System, x.Order)
	if err != nil {
		return b, fmt.Errorf("partner: order: %w", err)
	}
	of := o.ID
	if o.MergedInto != 0 {
		of = o.MergedInto // the main order's answer is this one's
	}
	replies, err := d.Orders.Replies(tx, of)
	if err != nil {
		return b, fmt.Errorf("partner: replies: %w", err)
	}
	var child ids.ID
	for _, r := range replies {
		if r.State == workorder.ReviewApproved {
			child = r.ID
			b.Reply = &Reply{Outcome: string(r.Outcome), Text: r.PublicText, Basis: r.Basis, ContactedAt: r.ContactedAt, Reached: r.Reached && r.Unit != 0}
		}
	}
	if b.Reply == nil {
		return b, fmt.Errorf("partner: the order %s is completed without an approved reply", o.Number)
	}
	if o.MergedInto == 0 {
		b.Files, err = d.files(tx, x, func(a workorder.Attachment) bool { return a.Child == child })
	}
	return b, err
}

// files names the files of the order that a message shares, and that the partner does not have from us, or is the
// source of.
func (d *Door) files(q store.Queryer, x *Exchange, wanted func(workorder.Attachment) bool) ([]File, error) {
	all, err := d.Orders.Attachments(q, x.Order)
	if err != nil {
		return nil, fmt.Errorf("partner: attachments: %w", err)
	}
	rows, err := q.Query(`SELECT attachment_id FROM partner_shared WHERE exchange_id = ?`, x.ID)
	shared, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("partner: shared: %w", err)
	}
	seen := map[ids.ID]bool{}
	for _, id := range shared {
		seen[id] = true
	}
	var list []File
	for _, a := range all {
		if !wanted(a) || seen[a.ID] || a.Uploader == x.Partner || len(list) == maxFiles {
			continue
		}
		list = append(list, File{ID: a.ID.String(), Name: a.Name, Size: a.Size, SHA256: a.SHA256})
	}
	return list, nil
}
