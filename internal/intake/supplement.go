package intake

import (
	"context"
	"fmt"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// SupplementIn is what a citizen adds to a request that is open.
type SupplementIn struct {
	Content     string
	Attachments []ids.ID
	Uploads     string // the token under which they were uploaded
	Token       string // names the filled form; see TakeOnIn.Token
}

// SupplementByCitizen adds words to the order behind a request, by receipt number and query code. The same token with
// the same words adds them once.
//
// Faults: those of Open, intake.invalid_form, intake.order_closed, intake.too_many_supplements, intake.token_reused.
func (s *Service) SupplementByCitizen(ctx context.Context, number, code string, in SupplementIn) error {
	r, err := s.open(ctx, number, code)
	if err != nil {
		return err
	}
	if err := r.notRefused(); err != nil {
		return err
	}
	c := s.checker(ctx, Citizen)
	c.text("body.content", &in.Content, MaxContent)
	c.required("body.content", in.Content, "请填写补充内容。")
	if in.Token != "" && !tokenShape.MatchString(in.Token) {
		c.wrong("body.token", "表单令牌不正确，请刷新页面后重新提交。")
	}
	if len(in.Attachments) > MaxAttachments {
		c.wrong("body.attachment_ids", "附件不能超过 %d 个。", MaxAttachments)
	}
	if err := c.result(); err != nil {
		return err
	}
	digest := mac(s.formKey, "supplement", r.ID.String(), in.Content)
	masked, found := language.MaskPersonal(in.Content)
	var original *vault.SealedText
	if len(found) > 0 {
		o, err := s.Orders.Get(s.Store.Read(ctx), auth.System, r.Order)
		if err != nil {
			return fmt.Errorf("intake: supplement: %w", err)
		}
		sealed := s.Vault.SealText(vault.Text{Field: "supplement", Words: in.Content, Secret: o.Sealed})
		original = &sealed
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		return s.supplement(tx, r, in, supplement{digest, masked, original})
	})
}

// supplement is what SupplementByCitizen made ready for its transaction.
type supplement struct {
	digest   []byte
	masked   string
	original *vault.SealedText
}

func (s *Service) supplement(tx *store.Tx, r Request, in SupplementIn, x supplement) error {
	if in.Token != "" {
		res, err := tx.Exec(`INSERT INTO intake_submission (token, body_mac, contact_id, requests, created_at)
			VALUES (?, ?, ?, 0, ?) ON CONFLICT (token) DO NOTHING`, in.Token, x.digest, r.Contact, wall.Micros(s.now()))
		if err != nil {
			return fmt.Errorf("intake: keep token: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			if err == nil {
				_, err = receiptsOf(tx, in.Token, x.digest)
			}
			return err
		}
	}
	o, err := s.Orders.Get(tx, auth.System, r.Order)
	if err != nil {
		return fmt.Errorf("intake: supplement: %w", err)
	}
	if !o.State.Open() {
		return ErrOrderClosed
	}
	res, err := tx.Exec(`UPDATE intake_request SET supplements = supplements + 1 WHERE id = ? AND supplements < ?`,
		r.ID, s.options.MaxSupplements)
	if err != nil {
		return fmt.Errorf("intake: supplement: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		if err == nil {
			err = ErrTooManyAdds
		}
		return err
	}
	if x.original != nil {
		if err := s.addOriginal(tx, r.ID, *x.original); err != nil {
			return err
		}
	}
	_, err = s.Orders.Supplement(tx, Citizen, r.Order, 0, workorder.SupplementIn{
		Content: x.masked, Attachments: in.Attachments, Owner: workorder.OwnerToken(in.Uploads)})
	if err != nil {
		return err
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventSupplemented, Subject: r.Order,
		Payload: Supplemented{Request: r.ID, Order: r.Order}})
	if err != nil {
		return fmt.Errorf("intake: record: %w", err)
	}
	return nil
}
