package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Get reads an order that p may read: workorder.not_found when it is out of p's scope or
// does not exist, workorder.sealed when it is sealed from p.
func (s *Service) Get(q store.Queryer, p auth.Principal, id ids.ID) (Order, error) {
	o, err := loadOrder(q, id)
	if err != nil {
		return Order{}, err
	}
	if err := visible(p, o); err != nil {
		return Order{}, err
	}
	return *o, nil
}

// Visible returns nil when p may read the order; see [Service.Get] for the faults.
func (s *Service) Visible(q store.Queryer, p auth.Principal, id ids.ID) error {
	_, err := s.Get(q, p, id)
	return err
}

// Verbs lists what p may do with the order now: the buttons of its page.
func (s *Service) Verbs(p auth.Principal, o Order) []Verb { return s.verbsFor(p, &o) }

// LockMany is [Service.Lock] for many orders; those that are not there are absent.
func (s *Service) LockMany(tx *store.Tx, list []ids.ID) (map[ids.ID]Order, error) {
	found, err := loadOrders(tx, list, true)
	if err != nil {
		return nil, err
	}
	orders := make(map[ids.ID]Order, len(found))
	for id, o := range found {
		orders[id] = *o
	}
	return orders, nil
}

// Lock reads an order and keeps others from changing it until the transaction ends: for rooms that act on what it says
// or write on its chain. The caller has checked who may know of it. Fault: workorder.not_found.
func (s *Service) Lock(tx *store.Tx, id ids.ID) (Order, error) {
	o, err := lockOrder(tx, id)
	if err != nil {
		return Order{}, err
	}
	return *o, nil
}
