package workorder

import (
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// MergeIn says which order answers this one, too.
type MergeIn struct {
	Into ids.ID `json:"into_id" doc:"the main order: open, and not merged itself"`
	Note string `json:"note,omitempty" maxLength:"2000" doc:"why they are the same matter"`
}

// Merge joins an order to another about the same matter (并单). It keeps its requester, number and clock; it is
// completed, answered and followed up when the main order is. Orders that were merged into it go along.
// Faults: workorder.merge_self, .merge_closed, .merge_merged, .accused_unit, .accused_suspected, .not_found and those of every verb.
func (s *Service) Merge(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in MergeIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbMerge)
	if err != nil {
		return Order{}, err
	}
	words, err := note("note", "并单说明", in.Note)
	if err != nil {
		return Order{}, err
	}
	if in.Into == o.ID {
		return Order{}, ErrMergeSelf
	}
	main, err := lockOrder(tx, in.Into)
	if err != nil {
		return Order{}, err
	}
	switch err := visible(p, main); {
	case err != nil:
		return Order{}, err
	case main.State == StateMerged:
		return Order{}, ErrMergeMerged
	case !slices.Contains(clockStates, main.State):
		return Order{}, ErrMergeClosed
	}
	before := *o
	if err := s.leaveUnit(tx, p, o, VerbMerge); err != nil {
		return Order{}, err
	}
	children, err := mergedInto(tx, o.ID)
	if err != nil {
		return Order{}, err
	}
	for _, child := range children {
		if err := s.join(tx, p, child, *child, main, Detail{}); err != nil {
			return Order{}, err
		}
	}
	o.MergedCount = 0
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	return *o, s.join(tx, p, o, before, main, d)
}

// join notes on both orders that one is answered with the other.
func (s *Service) join(tx *store.Tx, p auth.Principal, o *Order, before Order, main *Order, d Detail) error {
	o.MergedInto = main.ID
	d.Other = main.ID
	if err := s.accuseMain(tx, o, main); err != nil {
		return err
	}
	if err := s.apply(tx, p, o, before, move(VerbMerge, CaseOnly), d); err != nil {
		return err
	}
	main.MergedCount++
	if err := tx.Do(`UPDATE workorder_order SET merged_count = ?, accused_count = ? WHERE id = ?`, main.MergedCount, main.AccusedCount, main.ID); err != nil {
		return fmt.Errorf("workorder: merge: %w", err)
	}
	return s.record(tx, p, EventAbsorbed, main, main.State, main.Unit, Detail{Other: o.ID})
}

// accuseMain takes over whom a merged order is about: the unit that answers the main order answers that one, too. What a
// unit of the main order is accused of is not merged into it. Faults: workorder.accused_unit, .accused_suspected.
func (s *Service) accuseMain(tx *store.Tx, o, main *Order) error {
	for _, a := range o.accused {
		if !a.bars() || a.Unit == 0 && a.Staff == 0 && a.Phone == nil || slices.ContainsFunc(main.accused, a.same) {
			continue
		}
		a.ID, a.How = ids.New(), AccusedMerged
		if err := addAccused(tx, main, a); err != nil {
			return err
		}
	}
	if err := s.collide(tx, main, main.Unit); err != nil {
		return err
	}
	for _, x := range main.parties {
		if x.live() {
			if err := s.collide(tx, main, x.Unit); err != nil {
				return err
			}
		}
	}
	return nil
}

// mergedInto reads the orders that an order answers besides itself, locked.
func mergedInto(tx *store.Tx, main ids.ID) ([]*Order, error) {
	rows, err := tx.Query(`SELECT id FROM workorder_order WHERE merged_into = ? ORDER BY id`, main)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("workorder: merged orders: %w", err)
	}
	orders := make([]*Order, len(list))
	for i, id := range list {
		if orders[i], err = lockOrder(tx, id); err != nil {
			return nil, err
		}
	}
	return orders, nil
}
