package supervise

import (
	"fmt"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// What hangs on an order that is about somebody is kept from them as the order is: cards, cases, tasks, items of the docket, and
// the meetings that speak of it.

// notAbout keeps rows out of a list whose order is about by.
func (s *Service) notAbout(q store.Queryer, by auth.Principal, c *condition, column string) error {
	where, args, err := s.Orders.NotAbout(q, by, column)
	if err != nil {
		return err
	}
	c.and(where, args...)
	return nil
}

// notAboutAny keeps things out that hold several orders, by the table that joins them: column is the thing's in that table.
func (s *Service) notAboutAny(q store.Queryer, by auth.Principal, c *condition, table, column string) error {
	list, err := s.Orders.AboutThem(q, by)
	if err != nil || len(list) == 0 {
		return err
	}
	var orders condition
	for _, id := range list {
		orders.args = append(orders.args, id)
	}
	c.and(fmt.Sprintf("id NOT IN (SELECT %s FROM %s WHERE %s > 0 AND order_id IN (%s))", column, table, column,
		strings.TrimSuffix(strings.Repeat("?, ", len(list)), ", ")), orders.args...)
	return nil
}

// open refuses what is about by as if it did not exist.
func (s *Service) open(q store.Queryer, by auth.Principal, orders ...ids.ID) error {
	barred, err := s.Orders.Barred(q, by, orders...)
	if err != nil {
		return err
	}
	if len(barred) > 0 {
		return ErrNotFound
	}
	return nil
}

// caseByID is [caseOf] for who none of its orders is about.
func (s *Service) caseByID(q store.Queryer, by auth.Principal, id ids.ID) (*Case, error) {
	c, err := caseOf(q, by, id)
	if err != nil || by.IsSystem() {
		return c, err
	}
	orders, err := caseOrders(q, id)
	if err != nil {
		return nil, err
	}
	list := make([]ids.ID, len(orders))
	for i, o := range orders {
		list[i] = o.Order
	}
	return c, s.open(q, by, list...)
}

// itemByID is [itemOf] for who its order is not about.
func (s *Service) itemByID(q store.Queryer, by auth.Principal, id ids.ID) (*Item, error) {
	d, err := itemOf(q, by, id)
	if err != nil {
		return nil, err
	}
	return d, s.open(q, by, d.Order)
}

// taskByID is [taskOf] for who its order is not about.
func (s *Service) taskByID(q store.Queryer, by auth.Principal, id ids.ID) (*Task, error) {
	t, err := taskOf(q, by, id)
	if err != nil {
		return nil, err
	}
	return t, s.open(q, by, t.Order)
}

// meetingByID is [meetingOf] for who none of its items is about: the minutes tell of all of them.
func (s *Service) meetingByID(q store.Queryer, by auth.Principal, id ids.ID) (*Meeting, error) {
	m, err := meetingOf(q, by, id)
	if err != nil || by.IsSystem() {
		return m, err
	}
	items, err := agenda(q, id)
	if err != nil {
		return nil, err
	}
	list := make([]ids.ID, len(items))
	for i, d := range items {
		list[i] = d.Order
	}
	return m, s.open(q, by, list...)
}

// collides refuses a unit that the order is about. Faults: workorder.accused_unit, .accused_suspected.
func (s *Service) collides(q store.Queryer, order, unit ids.ID) error {
	if order == 0 || unit == 0 {
		return nil
	}
	o, err := s.Orders.Get(q, auth.System, order)
	if err != nil {
		return fmt.Errorf("supervise: order: %w", err)
	}
	return s.Orders.Collides(q, &o, unit)
}

// guestsMeet refuses guests whom an item of the agenda is about. Faults: workorder.accused_unit, .accused_suspected.
func (s *Service) guestsMeet(q store.Queryer, meeting ids.ID, list []MeetingGuest) error {
	items, err := agenda(q, meeting)
	if err != nil {
		return err
	}
	for _, d := range items {
		for _, g := range list {
			if err := s.collides(q, d.Order, g.Unit); err != nil {
				return err
			}
			if g.Staff == 0 {
				continue
			}
			barred, err := s.Orders.Barred(q, auth.Principal{ID: g.Staff}, d.Order)
			if err != nil {
				return err
			}
			if barred[d.Order] {
				return workorder.ErrAccusedUnit.WithMessage("议题工单 %s 的被反映对象不能参加会议，请换人。", d.Number)
			}
		}
	}
	return nil
}
