package supervise

import (
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// followedOwed are the events after which a decision that could not bind at once is carried out, or has nothing left to bind.
var followedOwed = []string{
	workorder.EventReplyRejected, workorder.EventSplit, workorder.EventTakenBack, workorder.EventCompleted, workorder.EventWithdrawn,
}

// owes says whether the decision still has to be carried out: another unit's reply waits, or another order answers this one.
func (d *Item) owes() bool { return d.Bound == BoundReplied || d.Bound == BoundMerged }

// followOwed carries out what meetings decided about orders that have come back (落实会议决定).
func (s *Service) followOwed(tx *store.Tx, recs []ledger.Record) error {
	for _, rec := range recs {
		if err := s.carryOut(tx, rec); err != nil {
			return fmt.Errorf("supervise: decision on order %d: %w", rec.Subject, err)
		}
	}
	return nil
}

// carryOut does what is owed on the order of an event. Only the last decision about an order counts.
func (s *Service) carryOut(tx *store.Tx, rec ledger.Record) error {
	list, err := decidedOn(tx, rec.Subject)
	if err != nil {
		return err
	}
	for i, d := range list {
		if !d.owes() || rec.At.Before(d.DecidedAt) {
			continue
		}
		bound := BoundSuperseded
		if i == 0 {
			if bound, err = s.bindNow(tx, rec.Kind, d); err != nil {
				return err
			}
		}
		if bound == d.Bound {
			continue // it waits once more
		}
		d.Version++
		d.Bound = bound
		if err := updateItem(tx, d); err != nil {
			return err
		}
		var units []ids.ID
		if bound == BoundDesignated || bound == BoundReassigned || bound == BoundKept {
			units = unitsOf(d.Lead)
		}
		err := s.record(tx, auth.System, EventCarriedOut, d.Order, units, Payload{Order: d.Order, Unit: d.Lead, Docket: d.ID, Meeting: d.Meeting,
			Code: bound, Version: d.Version})
		if err != nil {
			return err
		}
	}
	return nil
}

// bindNow makes the order the lead unit's as it stands now. What is done leaves nothing to bind, even if it is redone since.
func (s *Service) bindNow(tx *store.Tx, kind string, d *Item) (string, error) {
	if kind == workorder.EventCompleted || kind == workorder.EventWithdrawn {
		return BoundDone, nil
	}
	o, err := s.Orders.Lock(tx, d.Order)
	if errors.Is(err, workorder.ErrNotFound) {
		return BoundDone, nil
	}
	if err != nil {
		return "", err
	}
	if o.Unit != d.Lead && o.State.Open() {
		err := s.People.Receives(tx, d.Lead)
		if err == nil {
			err = s.Orders.Collides(tx, &o, d.Lead)
		}
		var refused *fault.Fault
		if errors.As(err, &refused) {
			return BoundUnable, nil // asked first: a refusal halfway would hold up every other decision
		}
		if err != nil {
			return "", err
		}
	}
	return s.bind(tx, auth.System, d, d.Lead, d.Decision)
}

// decidedOn reads what meetings decided about an order, the last first.
func decidedOn(q store.Queryer, order ids.ID) ([]*Item, error) {
	rows, err := q.Query(`SELECT `+itemColumns+` FROM supervise_docket WHERE order_id = ? AND state = ? ORDER BY decided_at DESC, id DESC`, order, StateDecided)
	list, err := store.Collect(rows, err, scanItem)
	if err != nil {
		return nil, fmt.Errorf("supervise: decisions: %w", err)
	}
	return list, nil
}
