package partner

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// Pages puts the door's own routes on the mux: no session, only signatures.
func (d *Door) Pages(mux *httpx.Mux) {
	mux.HandleFunc("POST "+messagesPath, d.postMessage)
	mux.HandleFunc("GET "+filesPath+"{exchange}/{file}", d.getFile)
}

// outcomeOK is the outcome of a message that had its effect.
const outcomeOK = "ok"

// caller checks a signed request and tells whose it is.
func (d *Door) caller(ctx context.Context, r *http.Request, body []byte) (Partner, secret, error) {
	q := d.Store.Read(ctx)
	k, s, err := d.keyByKID(q, r.Header.Get(HeaderKey))
	if err != nil {
		return Partner{}, s, err
	}
	if err := s.check(r.Header, d.Clock.Now(), r.Method, r.URL.RequestURI(), body); err != nil {
		return Partner{}, s, err
	}
	p, err := partnerBy(q, `id`, k.Partner)
	if err != nil {
		return Partner{}, s, err
	}
	if !p.Active {
		return Partner{}, s, ErrInactive
	}
	return p, s, d.prove(ctx, k)
}

func (d *Door) postMessage(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		httpx.WriteProblem(w, r, ErrMessage.Wrap(err)) // it broke off: the partner sends it again
		return
	}
	if len(body) > maxBody {
		httpx.WriteProblem(w, r, ErrTooLarge)
		return
	}
	p, k, err := d.caller(r.Context(), r, body)
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	ack, err := d.take(r.Context(), p, body)
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	text, err := json.Marshal(ack)
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	k.sign(w.Header(), d.Clock.Now(), ackMethod, ack.Message, text)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(text) // the partner has gone if this fails, and sends again
}

// taken looks whether a message was taken before.
func taken(q store.Queryer, partner ids.ID, m Message, sum string) (Ack, bool, error) {
	var had, outcome string
	err := q.QueryRow(`SELECT digest, outcome FROM partner_in WHERE partner_id = ? AND message = ?`, partner, m.ID).Scan(&had, &outcome)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Ack{}, false, nil
	case err != nil:
		return Ack{}, false, fmt.Errorf("partner: inbox: %w", err)
	case had != sum:
		return Ack{}, false, ErrChanged
	}
	return Ack{Message: m.ID, Again: true, Outcome: outcome}, true, nil
}

// take takes one message. It returns the acknowledgement once everything is durable.
func (d *Door) take(ctx context.Context, p Partner, body []byte) (Ack, error) {
	m, err := ParseMessage(body)
	if err != nil {
		return Ack{}, err
	}
	if m.Kind == MsgPing {
		return Ack{Message: m.ID, Outcome: outcomeOK, City: d.options.City}, nil
	}
	sum := digest(body)
	if ack, again, err := taken(d.Store.Read(ctx), p.ID, m, sum); err != nil || again {
		return ack, err
	}
	in := &incoming{d: d, p: p, m: m, sum: sum}
	if m.Kind == MsgOffered {
		if err := in.prepare(ctx); err != nil {
			return Ack{}, err
		}
	}
	var ack Ack
	err = d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		ack, err = in.take(tx, nil)
		return err
	})
	var refused *fault.Fault
	if errors.As(err, &refused) && in.refusable(refused) {
		// A room says no, and always will. The words are kept all the same.
		err = d.Store.Write(ctx, func(tx *store.Tx) (err error) {
			ack, err = in.take(tx, refused)
			return err
		})
	}
	if store.IsUnique(err) {
		err = ErrNotNow.Wrap(err) // the same message, twice at the same moment
	}
	return ack, err
}

// incoming is a message being taken.
type incoming struct {
	d   *Door
	p   Partner
	m   Message
	sum string

	offer *prepared // order.offered
}

// refusable tells whether a fault is a room's final no to what the message wants, after which the message counts as taken.
// What may be different later, and what is wrong with the message itself, the partner hears instead.
func (in *incoming) refusable(f *fault.Fault) bool {
	switch {
	case f.Status >= 500, in.m.Kind == MsgOffered:
		return false
	case errors.Is(f, ErrOutOfOrder), errors.Is(f, ErrChanged), errors.Is(f, ErrNotNow), errors.Is(f, ErrMessage), errors.Is(f, ErrNotTaken):
		return false
	case errors.Is(f, workorder.ErrStale), errors.Is(f, workorder.ErrCoOpen):
		return false
	}
	return true
}

// take applies the message within tx, or, if a room has refused it, notes that. It may run twice.
func (in *incoming) take(tx *store.Tx, refused *fault.Fault) (Ack, error) {
	if ack, again, err := taken(tx, in.p.ID, in.m, in.sum); err != nil || again {
		return ack, err
	}
	side := SideOut
	if fromOwner[in.m.Kind] {
		side = SideIn
	}
	x, err := exchangeByRef(tx, in.p.ID, side, in.m.Exchange)
	if err != nil {
		return Ack{}, err
	}
	switch {
	case x == nil && in.m.Kind == MsgOffered && in.m.Seq == 1:
		if x, err = in.takeOn(tx); err != nil {
			return Ack{}, err
		}
	case x == nil:
		return Ack{}, ErrOutOfOrder
	default:
		if x, err = in.next(tx, x.ID, refused); err != nil {
			return Ack{}, err
		}
	}
	outcome := outcomeOK
	if refused != nil {
		outcome = refused.Code
	}
	err = tx.Do(`INSERT INTO partner_in (partner_id, message, digest, exchange_id, order_id, seq, kind, outcome, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		in.p.ID, in.m.ID, in.sum, x.ID, x.Order, in.m.Seq, in.m.Kind, outcome, wall.Micros(in.d.now()))
	if err != nil {
		return Ack{}, fmt.Errorf("partner: inbox: %w", err)
	}
	return Ack{Message: in.m.ID, Outcome: outcome}, nil
}

// next applies the next message of a known exchange.
func (in *incoming) next(tx *store.Tx, id ids.ID, refused *fault.Fault) (*Exchange, error) {
	x, err := lock(tx, id)
	if err != nil {
		return nil, err
	}
	if in.m.Seq != x.InSeq+1 {
		return nil, ErrOutOfOrder
	}
	x.InSeq = in.m.Seq
	switch {
	case refused != nil:
		err = in.noteRefused(tx, x, refused)
	case x.Side == SideOut:
		err = in.hear(tx, x)
	default:
		err = in.obey(tx, x)
	}
	if err != nil {
		return nil, err
	}
	if err := in.fetchFiles(tx, x); err != nil {
		return nil, err
	}
	return x, in.d.keep(tx, x)
}

// kindNames are the messages as a note names them.
var kindNames = map[string]string{MsgAccepted: "受理", MsgReturned: "退单", MsgProgress: "进展", MsgReplied: "答复", MsgRedone: "重办",
	MsgUrged: "催办", MsgSupplemented: "补充", MsgAttached: "附件", MsgWithdrawn: "收回", MsgReplyRejected: "退回答复",
	MsgReturnRejected: "驳回退单", MsgCompleted: "办结", MsgArchived: "归档"}

// maxNote is how long one note may be, in characters.
const maxNote = 2000

// noteRefused keeps the words of a message that a room refused, whole, for those who work on the order. The handler must hear
// that it still has the order.
func (in *incoming) noteRefused(tx *store.Tx, x *Exchange, f *fault.Fault) error {
	d, b := in.d, in.m.Body
	said := []string{b.Text, b.Basis}
	if b.Reply != nil {
		said = []string{b.Reply.Text, b.Reply.Basis}
	}
	said = slices.DeleteFunc(said, func(s string) bool { return s == "" })
	head := fmt.Sprintf("【%s】的“%s”未能执行：%s\n", in.p.Name, kindNames[in.m.Kind], f.Message)
	for text := range slices.Chunk([]rune(head+strings.Join(said, "\n")), maxNote) {
		if strings.TrimSpace(string(text)) == "" {
			continue
		}
		if _, err := d.Orders.Note(tx, auth.System, x.Order, 0, workorder.NoteIn{Text: string(text)}); err != nil {
			return fmt.Errorf("partner: note: %w", err)
		}
	}
	if !x.live() {
		return nil
	}
	told := &Body{Code: f.Code, Text: f.Message}
	switch in.m.Kind {
	case MsgReturned:
		return d.queue(tx, x, MsgReturnRejected, 0, f.Code, told)
	case MsgReplied:
		o, err := d.Orders.Get(tx, auth.System, x.Order)
		if err != nil {
			return fmt.Errorf("partner: order: %w", err)
		}
		if o.Unit == in.p.Unit && o.State.Open() && o.State != workorder.StateReplied { // an answer that waits for its review stands
			return d.queue(tx, x, MsgReplyRejected, 0, f.Code, told)
		}
	}
	return nil
}
