package intake

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// merging takes the events of merging and splitting out of a batch, and keeps with them who hangs on an event: an order
// that somebody merged into a master order by hand is joined like one that was chosen from the candidates, and one that
// was split from it has left.
func (s *Service) merging(tx *store.Tx, recs []ledger.Record) ([]ledger.Record, error) {
	rest := recs[:0:0]
	for _, rec := range recs {
		if rec.Kind != workorder.EventMerged && rec.Kind != workorder.EventSplit {
			rest = append(rest, rec)
			continue
		}
		if err := s.hang(tx, rec.Subject); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// hang brings the joins of an order's requests in line with what the order is merged into now, whatever it was when the
// event was written.
func (s *Service) hang(tx *store.Tx, order ids.ID) error {
	o, err := s.Orders.Get(tx, auth.System, order)
	if err != nil {
		return fmt.Errorf("intake: merged order: %w", err)
	}
	var x *Storm
	var storm ids.ID
	if o.State == workorder.StateMerged {
		if x, err = stormOf(tx, o.MergedInto); err != nil {
			return err
		}
		if x != nil {
			storm = x.ID
		}
	}
	err = tx.Do(`UPDATE intake_storm_join SET left_at = ? WHERE own_order = ? AND how = ? AND left_at = 0 AND storm_id <> ?`,
		wall.Micros(s.now()), order, joinedMerged, storm)
	if err != nil {
		return fmt.Errorf("intake: left by splitting: %w", err)
	}
	if x == nil {
		return nil
	}
	list, err := requests(tx, `order_id = ? ORDER BY id`, order)
	if err != nil {
		return err
	}
	fresh := false
	for i := range list {
		if _, joined, err := joinOf(tx, list[i].ID); err != nil {
			return err
		} else if joined {
			continue
		}
		if err := s.putJoin(tx, storm, &list[i], order, joinedMerged, ""); err != nil {
			return err
		}
		fresh = true
	}
	if !fresh {
		return nil // joined by the list of candidates, which has said so
	}
	return s.recordMerged(tx, auth.System, x, order)
}

// recordMerged notes on the event's chain that an order was merged into its master order.
func (s *Service) recordMerged(tx *store.Tx, p auth.Principal, x *Storm, order ids.ID) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventStormMerged, Subject: x.ID, Actor: p.ID,
		Payload: StormDeclared{Storm: x.ID, Order: order, Kind: x.Kind, Version: x.Version}})
	if err != nil {
		return fmt.Errorf("intake: record: %w", err)
	}
	return nil
}

// ToldByStorm says whether an order was merged into an event's master order, whose reply is told to everybody behind it: they
// are asked by the event's sample, and not called about their own order once more.
func (s *Service) ToldByStorm(q store.Queryer, order ids.ID) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM intake_storm_join WHERE own_order = ? AND how = ? AND left_at = 0`, order, joinedMerged).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("intake: told by an event: %w", err)
	}
	return n > 0, nil
}
