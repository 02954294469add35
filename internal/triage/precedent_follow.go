package triage

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// decisive are the events by which an objection is decided, or by which it becomes known who got the order.
var decisive = []string{workorder.EventReturnUpheld, workorder.EventReturnRejected, workorder.EventDesignated, workorder.EventDispatched}

// follow makes a precedent of each objection that is decided.
func (s *Service) follow(tx *store.Tx, recs []ledger.Record) error {
	open, err := ownersUnknown(tx, recs)
	if err != nil {
		return err
	}
	for _, rec := range recs {
		payload, err := workorder.PayloadOf(rec)
		if err != nil {
			return err
		}
		switch rec.Kind {
		case workorder.EventReturnUpheld:
			open[rec.Subject] = true
			err = s.decided(tx, rec, payload, payload.Child, Upheld)
		case workorder.EventReturnRejected:
			err = s.decided(tx, rec, payload, payload.Child, Rejected)
		case workorder.EventDesignated:
			if payload.Return != 0 {
				err = s.decided(tx, rec, payload, payload.Return, Designated)
			} else if open[rec.Subject] {
				err = ownerKnown(tx, rec.Subject, payload.Unit)
			}
		case workorder.EventDispatched:
			if open[rec.Subject] {
				err = ownerKnown(tx, rec.Subject, payload.Unit)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decided makes the precedent of a return.
func (s *Service) decided(tx *store.Tx, rec ledger.Record, payload workorder.Payload, id ids.ID, v Verdict) error {
	o, err := s.Orders.Get(tx, auth.System, rec.Subject)
	if err != nil {
		return fmt.Errorf("triage: order of a decision: %w", err)
	}
	returns, err := s.Orders.Returns(tx, rec.Subject)
	if err != nil {
		return err
	}
	for _, r := range returns {
		if r.ID != id {
			continue
		}
		p := Precedent{ID: ids.New(), Return: r.ID, Order: o.ID, Category: payload.Category, Division: payload.Division, Kind: string(payload.Kind),
			AccusedKind: accusedKind(o.Accused), ReasonCode: r.ReasonCode, From: r.Unit, Proposed: r.ProposedUnit, Verdict: v,
			DecidedAt: rec.At, DecidedBy: rec.Actor}
		if v != Rejected {
			p.To = payload.Unit // 0: the centre has it and will dispatch it
		}
		return insertPrecedent(tx, &p)
	}
	return nil // a return that no row tells of any more
}
