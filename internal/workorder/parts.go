package workorder

import (
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// What becomes of units' parts when the order moves on by another verb. Each co-handling that ends undone has an event
// of its own, so that its unit learns that it may stop.

// partAll ends every part: the order goes to other hands, and nobody of before sees it any more.
func (s *Service) partAll(tx *store.Tx, p auth.Principal, o *Order, how Verb) error {
	return s.endParts(tx, p, o, how, func(x *Party) bool {
		x.EndedAt = s.now()
		return true
	})
}

// partUntrusted ends the parts of units that may not read a sealed order.
func (s *Service) partUntrusted(tx *store.Tx, p auth.Principal, o *Order, how Verb) error {
	if !o.Sealed {
		return nil
	}
	return s.endParts(tx, p, o, how, func(x *Party) bool {
		if x.Trusted {
			return false
		}
		x.EndedAt = s.now()
		return true
	})
}

// settleParties ends what is still owed when an order is completed or taken back. Who did its part, and who passed the
// order down, sees what became of it.
func (s *Service) settleParties(tx *store.Tx, p auth.Principal, o *Order, how Verb) error {
	return s.endParts(tx, p, o, how, func(x *Party) bool {
		switch {
		case x.owed():
			x.EndedAt = s.now()
		case x.Role == RoleChain:
			x.State = PartyDone
		default:
			return false
		}
		return true
	})
}

// endParts changes live parts; what is ended while it is owed is closed and told.
func (s *Service) endParts(tx *store.Tx, p auth.Principal, o *Order, how Verb, change func(*Party) bool) error {
	for i := range o.parties {
		x := &o.parties[i]
		owed, was := x.owed(), x.NextMarkAt
		if !x.live() || !change(x) {
			continue
		}
		if !x.live() {
			o.left = append(o.left, x.Unit)
			if owed || x.Role == RoleChain {
				x.State = PartyClosed
			}
		}
		if err := keepParty(tx, o, x); err != nil {
			return err
		}
		if !owed {
			continue
		}
		if err := s.setCoTimer(tx, x, was); err != nil {
			return err
		}
		d := Detail{Party: x.ID, CoUnit: x.Unit, Code: string(how)}
		if err := s.record(tx, p, EventCoClosed, o, o.State, o.Unit, d); err != nil {
			return err
		}
	}
	return nil
}

// partsAgain lets the units above answer again for an order that is redone by the unit that had it.
func (s *Service) partsAgain(tx *store.Tx, o *Order) error {
	for _, x := range o.above() {
		x.State = PartyOpen
		if err := keepParty(tx, o, x); err != nil {
			return err
		}
	}
	return nil
}

// coDone refuses a reply while a co-handling unit still has time for its part; those whose time is over are marked, and
// the reply does not wait for them.
func (s *Service) coDone(tx *store.Tx, o *Order) error {
	var waiting []string
	var late []*Party
	for i := range o.parties {
		switch x := &o.parties[i]; {
		case !x.owed():
		case x.DueAt.IsZero() || !s.now().After(x.DueAt):
			waiting = append(waiting, s.Units.UnitName(tx, x.Unit))
		default:
			late = append(late, x)
		}
	}
	if len(waiting) > 0 {
		return ErrCoOpen.WithMessage("协办单位%s尚未反馈，暂不能提交答复。请等待反馈；如不再需要，可撤销协办。", strings.Join(waiting, "、"))
	}
	for _, x := range late {
		if err := s.markParty(tx, o, x); err != nil {
			return err
		}
	}
	return nil
}

// markParty gives a co-handling the mark that its clock asks for now.
func (s *Service) markParty(tx *store.Tx, o *Order, x *Party) error {
	was, m := x.NextMarkAt, move(VerbMarkCoSoon, CaseOnly)
	if was.IsZero() {
		return nil // it has had its marks
	}
	x.Mark = MarkSoon
	if s.now().After(x.DueAt) {
		m, x.Mark = move(VerbMarkCoOver, CaseOnly), MarkOverdue
	}
	if err := keepParty(tx, o, x); err != nil {
		return err
	}
	d := Detail{Party: x.ID, CoUnit: x.Unit, DueAt: wall.Micros(x.DueAt), Urgent: o.Urgent, Sealed: o.Sealed}
	if err := s.record(tx, auth.System, m.Event, o, o.State, o.Unit, d); err != nil {
		return err
	}
	return s.setCoTimer(tx, x, was)
}

// find is the part with that id; nil when there is none.
func (o *Order) find(id ids.ID) *Party {
	for i := range o.parties {
		if o.parties[i].ID == id {
			return &o.parties[i]
		}
	}
	return nil
}
