package partner

import (
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// followed are the events that may have to be told to a partner.
var followed = []string{workorder.EventDispatched, workorder.EventReassigned, workorder.EventDesignated, workorder.EventReturnUpheld,
	workorder.EventReturnRejected, workorder.EventReplyRejected, workorder.EventCompleted, workorder.EventArchived, workorder.EventRedone,
	workorder.EventUrged, workorder.EventSupplemented, workorder.EventAttached, workorder.EventWithdrawn, workorder.EventMerged,
	workorder.EventPassedDown, workorder.EventPassedUp, workorder.EventRecalled, workorder.EventProgressed, workorder.EventReopened,
	workorder.EventTakenBack}

// follow turns what happens to orders into messages for the partners that have them, or that they are of.
func (d *Door) follow(tx *store.Tx, recs []ledger.Record) error {
	known, err := partners(tx)
	if err != nil || len(known) == 0 {
		return err
	}
	byID, byUnit := map[ids.ID]Partner{}, map[ids.ID]Partner{}
	for _, p := range known {
		byID[p.ID] = p
		if p.Unit != 0 {
			byUnit[p.Unit] = p
		}
	}
	for _, rec := range recs {
		payload, err := workorder.PayloadOf(rec)
		if err != nil {
			return err
		}
		list, err := exchangesOf(tx, rec.Subject)
		if err != nil {
			return err
		}
		for i := range list {
			x, err := lock(tx, list[i].ID)
			if err != nil {
				return err
			}
			list[i] = *x
			p := byID[x.Partner]
			if x.Side == SideIn {
				err = d.tellOwner(tx, p, x, rec, payload)
			} else {
				err = d.tellHandler(tx, p, x, rec, payload)
			}
			if err != nil {
				return err
			}
		}
		if p, ok := byUnit[payload.Unit]; ok && gives(payload) {
			if err := d.handOver(tx, p, list, rec, payload); err != nil {
				return err
			}
		}
	}
	return nil
}

// gives tells whether an event gives the order to a unit.
func gives(p workorder.Payload) bool {
	return p.To == workorder.StateDispatched && p.Assignment != 0
}

// verbOf is the event's kind without its room.
func verbOf(kind string) string {
	_, verb, _ := strings.Cut(kind, ".")
	return verb
}

// handOver tells a partner that an order was given to the unit that stands for it.
func (d *Door) handOver(tx *store.Tx, p Partner, list []Exchange, rec ledger.Record, payload workorder.Payload) error {
	for i := range list {
		if x := &list[i]; x.Partner == p.ID && x.Side == SideOut && !x.Untold {
			x.State = StateOffered
			if err := d.queue(tx, x, MsgRedone, ids.ID(payload.Assignment), verbOf(rec.Kind), nil); err != nil {
				return err
			}
			if err := d.keep(tx, x); err != nil {
				return err
			}
			return d.record(tx, auth.System, EventHandedOver, rec.Subject, []ids.ID{p.Unit}, ExchangeEvent{Partner: p.ID, Exchange: x.ID, Side: SideOut, Code: verbOf(rec.Kind)})
		}
	}
	id := ids.New()
	x := &Exchange{ID: id, Partner: p.ID, Side: SideOut, Ref: id.String(), Order: rec.Subject, State: StateOffered, Identity: IdentityNone,
		CreatedAt: d.now(), ChangedAt: d.now()}
	if err := d.queue(tx, x, MsgOffered, ids.ID(payload.Assignment), verbOf(rec.Kind), nil); err != nil {
		return err
	}
	if err := insertExchange(tx, x); err != nil {
		return err
	}
	return d.record(tx, auth.System, EventHandedOver, rec.Subject, []ids.ID{p.Unit}, ExchangeEvent{Partner: p.ID, Exchange: x.ID, Side: SideOut, Code: verbOf(rec.Kind)})
}

// tellHandler tells the partner that has our order what happened to it here.
func (d *Door) tellHandler(tx *store.Tx, p Partner, x *Exchange, rec ledger.Record, payload workorder.Payload) error {
	if rec.Actor == p.ID || gives(payload) && payload.Unit == p.Unit {
		return nil // its own doing, or told as handed over
	}
	had := x.State
	kind, child := "", payload.Child
	switch {
	case had == StateWithdrawn:
	case rec.Kind == workorder.EventCompleted && payload.Unit == p.Unit && had == StateReplied:
		kind, x.State = MsgCompleted, StateCompleted
	case rec.Kind == workorder.EventArchived && had == StateCompleted:
		kind, x.State = MsgArchived, StateArchived
	case had == StateCompleted || had == StateArchived:
	case rec.Kind == workorder.EventReturnRejected && had == StateReturned:
		kind, x.State = MsgReturnRejected, StateAccepted
	case payload.Unit != p.Unit || rec.Kind == workorder.EventWithdrawn || rec.Kind == workorder.EventMerged || rec.Kind == workorder.EventCompleted:
		kind, x.State = MsgWithdrawn, StateWithdrawn
	case rec.Kind == workorder.EventReplyRejected && had == StateReplied:
		kind, x.State = MsgReplyRejected, StateAccepted
	case rec.Kind == workorder.EventUrged:
		kind = MsgUrged
	case rec.Kind == workorder.EventSupplemented:
		kind = MsgSupplemented
	case rec.Kind == workorder.EventAttached:
		kind = MsgAttached
	}
	if kind == "" {
		return nil
	}
	code := verbOf(rec.Kind)
	if rec.Kind == workorder.EventTakenBack {
		code = verbOf(workorder.EventReassigned) // the partner is not told that it is accused
	}
	if err := d.queue(tx, x, kind, child, code, nil); err != nil {
		return err
	}
	if err := d.keep(tx, x); err != nil {
		return err
	}
	if x.State != StateWithdrawn {
		return nil
	}
	return d.record(tx, auth.System, EventEnded, rec.Subject, nil, ExchangeEvent{Partner: p.ID, Exchange: x.ID, Side: SideOut, Code: verbOf(rec.Kind)})
}

// tellOwner tells the partner whose order we handle what happened to it here.
func (d *Door) tellOwner(tx *store.Tx, p Partner, x *Exchange, rec ledger.Record, payload workorder.Payload) error {
	if rec.Actor == p.ID || !x.live() {
		return nil
	}
	kind := ""
	switch rec.Kind {
	case workorder.EventProgressed:
		kind = MsgProgress
	case workorder.EventCompleted:
		kind, x.State = MsgReplied, StateReplied
	case workorder.EventWithdrawn:
		kind, x.State = MsgReturned, StateReturned
	}
	if kind == "" {
		return nil
	}
	if err := d.queue(tx, x, kind, payload.Child, verbOf(rec.Kind), nil); err != nil {
		return err
	}
	return d.keep(tx, x)
}
