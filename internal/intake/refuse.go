package intake

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// maxTransferAge is how long before the form was sent a call may have been handed to an emergency number.
const maxTransferAge = 24 * time.Hour

// refuses tells whether the seat refuses the request.
func (r *RequestForm) refuses() bool { return r.Then != nil && r.Then.Verb == ThenRefuse }

// eased fills in what a refusal may leave out: nobody asks somebody in danger for a title.
func (r *RequestForm) eased() {
	if r.Kind == "" {
		r.Kind = "help"
	}
	if r.Title == "" {
		if r.Title = language.FirstSentenceTitle(r.Content, 30); r.Title == "" && r.Content != "" {
			r.Title = "来电人诉求"
		}
	}
}

// refusal checks the coded refusal of a form.
func (c *checker) refusal(at string, t *Then) {
	c.line(at+".code", &t.Code, 40)
	code, ok, err := c.register.remit(t.Code)
	if err != nil {
		c.err = err
		return
	}
	if !ok {
		c.wrong(at+".code", "请选择不予受理的情形。")
		return
	}
	c.text(at+".text", &t.Text, 3*MaxNote)
	if code.NeedsWords {
		c.required(at+".text", t.Text, "请写明为什么属于这种情形，会告知当事人。")
	}
	c.line(at+".earlier", &t.Earlier, 60)
	if t.Earlier != "" {
		if t.Earlier = NormalNumber(t.Earlier); !CheckedNumber(t.Earlier) {
			c.wrong(at+".earlier", "原受理编号输入有误，请核对。")
		}
	} else if code.Group == RemitSame {
		c.wrong(at+".earlier", "请填写原来那件诉求的受理编号。")
	}
	c.line(at+".transferred", &t.Transferred, 20)
	if t.Transferred != "" && code.Group != RemitEmergency {
		c.wrong(at+".transferred", "只有紧急情况可以标记已转接。")
	}
	if at := t.TransferredAt; at != nil && (at.After(c.now.Add(skew)) || at.Before(c.now.Add(-maxTransferAge))) {
		c.wrong("body.transferred_at", "转接时间不正确，应在最近 24 小时之内。")
	}
}

// extraForm is what a refused form says beside the request's row: the order would need it.
type extraForm struct {
	Urgent     bool       `json:"urgent,omitempty"`
	Business   bool       `json:"business,omitempty"`
	Sealed     bool       `json:"sealed,omitempty"`
	Language   string     `json:"language,omitempty"`
	Topics     []string   `json:"topics,omitempty"`
	ReplyHours string     `json:"reply_hours,omitempty"`
	OccurredAt *time.Time `json:"occurred_at,omitempty"`
}

// refuseOne writes a request that is refused while it comes in: its row without an order, the refusal, and the receipt.
func (s *Service) refuseOne(tx *store.Tx, t *taking, i int, who ids.ID) (Receipt, error) {
	r := &t.requests[i]
	if !t.by.Can(RightRefuse) {
		return Receipt{}, fault.Forbidden
	}
	row := r.row(t, who)
	row.Order, row.OrderNumber = 0, ""
	if err := s.attach(tx, t, r.order, r.form.AttachmentIDs); err != nil {
		return Receipt{}, err
	}
	if err := s.writeRequest(tx, r, &row); err != nil {
		return Receipt{}, err
	}
	f := &r.form
	if err := s.Orders.KeepAccused(tx, t.by, r.order, r.parties, f.Accused); err != nil {
		return Receipt{}, err
	}
	extra, err := json.Marshal(f.extra())
	if err != nil {
		return Receipt{}, fmt.Errorf("intake: rest of a form: %w", err)
	}
	refusal := Refusal{Request: row.ID, Order: r.order, Fresh: true, Number: row.Number, Door: row.Door, Division: row.Division, extra: string(extra)}
	payload := t.takenOn(&row, r, i)
	payload.Order = r.order
	if err := s.refuse(tx, t.by, &refusal, f.Then.RefuseIn, f.Then.Text, payload); err != nil {
		return Receipt{}, err
	}
	if err := s.noticeRefused(tx, &row, &refusal); err != nil {
		return Receipt{}, err
	}
	return row.receipt(), nil
}

// refuse completes a refusal from its code, writes it, and records it.
func (s *Service) refuse(tx *store.Tx, p auth.Principal, f *Refusal, in RefuseIn, words string, about TakenOn) error {
	code, err := remitCode(tx, in.Code)
	if err != nil {
		return err
	}
	if !code.Active {
		return ErrNoRemitCode
	}
	if in.Earlier != "" {
		if err := s.earlierIs(tx, p, in.Earlier, f.Number); err != nil {
			return err
		}
	}
	m := refusalMove(VerbRefuse)
	f.ID, f.Code, f.Label, f.Phone, f.Path, f.Legal = ids.New(), code.Code, code.Label, code.Phone, code.Path, code.Legal
	f.Words, _ = language.MaskPersonal(words)
	f.Earlier, f.State, f.Version, f.By, f.At = in.Earlier, m.To, 1, p.ID, s.now()
	f.Until = appealUntil(f.At, s.options.AppealDays)
	if in.Transferred != "" {
		f.Transfer, f.TransferAt = in.Transferred, f.At
		if in.TransferredAt != nil && in.TransferredAt.Before(f.At) {
			f.TransferAt = in.TransferredAt.UTC().Truncate(time.Microsecond)
		}
	}
	var commitment string
	f.salt, commitment = ledger.Commit(f.told())
	if err := insertRefusal(tx, f); err != nil {
		return err
	}
	return s.recordRefusal(tx, p, m, f, about, Refused{Words: commitment, Fresh: f.Fresh, Transfer: f.Transfer})
}

// recordRefusal appends one event of a refusal to the chain of its order.
func (s *Service) recordRefusal(tx *store.Tx, p auth.Principal, m RefusalMove, f *Refusal, about TakenOn, more Refused) error {
	more.TakenOn, more.Refusal, more.Code, more.State = about, f.ID, f.Code, string(f.State)
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: m.Event, Subject: f.Order, Actor: p.ID, Payload: more})
	if err != nil {
		return fmt.Errorf("intake: record: %w", err)
	}
	return nil
}

// earlierIs holds that the number is of a request that was there before.
func (s *Service) earlierIs(q store.Queryer, p auth.Principal, number, own string) error {
	if number == own {
		return ErrForm.WithField("body.earlier", "不能引用本件自己的受理编号。")
	}
	if _, err := s.RequestByNumber(q, p, number); err != nil {
		return ErrForm.WithField("body.earlier", "没有找到这个受理编号，请核对。").Wrap(err)
	}
	return nil
}
