package vault

import (
	"context"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Text is the original of a text that units read masked; language.MaskPersonal
// tells which texts have one.
type Text struct {
	Field  string `json:"field"` // which text of the subject: title, content …
	Words  string `json:"words"`
	Secret bool   `json:"-"` // the request asked for confidentiality
}

// SealedText is a text ready to be put into a row.
type SealedText struct {
	id       ids.ID
	field    string
	secret   bool
	envelope seal.Envelope
	err      error
}

// SealText encrypts the original of a text, before the transaction that puts
// it.
func (s *Service) SealText(t Text) SealedText {
	out := SealedText{id: ids.New(), field: t.Field, secret: t.Secret}
	if out.envelope, out.err = s.ring.Seal(textRecord(out.id, t.Field), []byte(t.Words)); out.err != nil {
		out.err = fmt.Errorf("vault: seal text: %w", out.err)
	}
	return out
}

// PutText keeps the sealed original of one text of subject, a request or an
// order. The ledger learns of it through the subject's own event.
func (s *Service) PutText(tx *store.Tx, subject ids.ID, t SealedText) error {
	if t.err != nil {
		return t.err
	}
	if err := tx.Do(`INSERT INTO vault_text (id, subject, field, head, body, secret, created_at, erased_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
		t.id, subject, t.field, t.envelope.Head, t.envelope.Body, flag(t.secret), wall.Micros(s.wall.Now())); err != nil {
		return fmt.Errorf("vault: put text: %w", err)
	}
	return nil
}

// OpenText returns the originals kept for subject, oldest first, under the same
// conditions as Reveal: the right, a purpose, the Guard with the order, and for
// confidential texts vault.reveal_sealed. That subject belongs to the order is
// the caller's to know. The caller must not show them unless tx commits.
func (s *Service) OpenText(ctx context.Context, tx *store.Tx, subject ids.ID, purpose string, order ids.ID, reason ...string) ([]Text, error) {
	p, why, err := s.admit(ctx, tx, purpose, 0, order, reason)
	if err != nil {
		return nil, err
	}
	sealed, err := loadTexts(tx, subject)
	if err != nil {
		return nil, err
	}
	if len(sealed) == 0 {
		return nil, ErrNotFound.WithMessage("没有遮蔽前的原文，或者您无权查看。")
	}
	texts := make([]Text, 0, len(sealed))
	for _, t := range sealed {
		if t.secret && !p.Can(RightRevealSealed) {
			return nil, ErrSealed
		}
		if t.envelope.Head == nil {
			return nil, ErrErased.WithMessage("原文已按保存期限删除，无法再查看。")
		}
		words, err := s.ring.Open(textRecord(t.id, t.field), t.envelope)
		if err != nil {
			return nil, ErrUnreadable.Wrap(fmt.Errorf("text %d: %w", t.id, err))
		}
		texts = append(texts, Text{Field: t.field, Words: string(words), Secret: t.secret})
	}
	return texts, s.logText(tx, p, subject, purpose, order, why)
}

func (s *Service) logText(tx *store.Tx, p auth.Principal, subject ids.ID, purpose string, order ids.ID, why because) error {
	id, err := s.logAccess(tx, p, access{Kind: accessText, Subject: subject, Purpose: purpose, Order: order, reason: why})
	if err != nil {
		return err
	}
	_, err = s.ledger.Append(tx, ledger.Event{Kind: KindTextOpened, Subject: subject, Actor: p.ID,
		Payload: RevealedPayload{Access: id, Purpose: purpose, Order: order, Commit: why.commit}})
	return err
}

func loadTexts(q store.Queryer, subject ids.ID) ([]SealedText, error) {
	rows, err := q.Query(`SELECT id, field, head, body, secret FROM vault_text WHERE subject = ? ORDER BY id LIMIT 100`, subject)
	return store.Collect(rows, err, func(r store.Row) (SealedText, error) {
		var t SealedText
		var secret int
		err := r.Scan(&t.id, &t.field, &t.envelope.Head, &t.envelope.Body, &secret)
		t.secret = secret != 0
		return t, err
	})
}

func textRecord(id ids.ID, field string) seal.Record {
	return seal.Record{Kind: recordText, ID: int64(id), Bound: []byte(field)}
}
