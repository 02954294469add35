package partner

import (
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// A message is made when it can be sent. Until then the order may have left the partner, or turn out to be about it: the
// partner then learns that there was something, and that it was taken back, and not one word of it.

// codeWithheld marks a message of ours that went without its words.
const codeWithheld = "withheld"

// withheldWords stand where words must stand.
const withheldWords = "（转出方已收回，内容不再转出。）"

// telling are the messages that hold words or files of an order for the unit that works on it.
var telling = map[string]bool{MsgOffered: true, MsgRedone: true, MsgUrged: true, MsgSupplemented: true, MsgAttached: true}

// about tells whether one of our orders is about the unit that a partner stands for, or one above it.
func (d *Door) about(q store.Queryer, order ids.ID, p Partner) (workorder.Order, bool, error) {
	o, err := d.Orders.Get(q, auth.System, order)
	if err != nil {
		return o, false, fmt.Errorf("partner: order: %w", err)
	}
	err = d.Orders.Collides(q, &o, p.Unit)
	if errors.Is(err, workorder.ErrAccusedUnit) || errors.Is(err, workorder.ErrAccusedSuspected) {
		return o, true, nil
	}
	return o, false, err
}

// withhold returns what a message says that goes without its words; nil: it goes as it is.
func (d *Door) withhold(q store.Queryer, p Partner, x *Exchange, m *Out) (*Body, error) {
	if x.Side != SideOut || m.Kind == MsgCompleted || m.Kind == MsgArchived {
		return nil, nil
	}
	o, about, err := d.about(q, x.Order, p)
	if err != nil || !about && (o.Unit == p.Unit || !telling[m.Kind]) {
		return nil, err
	}
	b := &Body{Code: m.Code}
	switch m.Kind {
	case MsgOffered:
		b.Offer = &Offer{Number: o.Number, Kind: string(workorder.KindHelp), CreatedAt: o.CreatedAt, Title: "（已收回）", Content: withheldWords}
	case MsgSupplemented, MsgReplyRejected, MsgReturnRejected:
		b.Text = withheldWords
	}
	return b, nil
}
