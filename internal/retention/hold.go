package retention

import (
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// What can be held.
const (
	HeldOrder     = "order"
	HeldRequester = "requester"
	HeldRecording = "recording"
)

// Hold keeps something from being erased while it is needed as evidence (保全): an order with all that hangs on it, a
// requester with all the orders of that person, or the recording of a call. The recordings of an order's calls hang on it. It names nobody.
type Hold struct {
	ID       ids.ID     `json:"id"`
	Kind     string     `json:"kind" enum:"order,requester,recording"`
	Number   string     `json:"number" doc:"as it was named: an order's or a receipt's number, or a call's"`
	OrderID  ids.ID     `json:"order_id" doc:"the order that was named; null: none"`
	Reason   string     `json:"reason"`
	SetBy    string     `json:"set_by_name"`
	SetAt    time.Time  `json:"set_at"`
	LiftedBy string     `json:"lifted_by_name,omitempty"`
	LiftedAt *time.Time `json:"lifted_at,omitempty"`
	LiftNote string     `json:"lift_note,omitempty" doc:"why it was lifted"`
	Version  int64      `json:"version"`
	MayLift  bool       `json:"may_lift" doc:"the caller may lift it"`

	target    ids.ID
	by, lifts ids.ID
}

const holdColumns = `id, kind, target_id, order_id, number, reason, set_by, set_at, lifted_by, lifted_at, lift_note, version`

func scanHold(row store.Row) (Hold, error) {
	var h Hold
	var set, lifted int64
	err := row.Scan(&h.ID, &h.Kind, &h.target, &h.OrderID, &h.Number, &h.Reason, &h.by, &set, &h.lifts, &lifted, &h.LiftNote, &h.Version)
	if h.SetAt = wall.FromMicros(set); lifted != 0 {
		at := wall.FromMicros(lifted)
		h.LiftedAt = &at
	}
	return h, err
}

// holdsOn counts the holds that stand on a thing.
func holdsOn(q store.Queryer, kind string, target ids.ID) (int, error) {
	var n int
	if err := q.QueryRow(`SELECT COUNT(*) FROM retention_hold WHERE kind = ? AND target_id = ? AND lifted_at = 0`, kind, target).Scan(&n); err != nil {
		return 0, fmt.Errorf("retention: holds: %w", err)
	}
	return n, nil
}

// holdsOrder says whether an order, or one of those who stand behind it, is held.
func (s *Service) holdsOrder(q store.Queryer, order ids.ID) (bool, error) {
	n, err := holdsOn(q, HeldOrder, order)
	if err != nil || n > 0 {
		return n > 0, err
	}
	people, err := s.Requests.IdentitiesOf(q, order)
	if err != nil {
		return false, err
	}
	for _, who := range people {
		if n, err := holdsOn(q, HeldRequester, who); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// markHeld brings the marks of orders up to date with the holds. Erasing asks the marks.
func (s *Service) markHeld(tx *store.Tx, orders []ids.ID) error {
	for _, order := range orders {
		held, err := s.holdsOrder(tx, order)
		if err == nil {
			err = s.Orders.SetHeld(tx, order, held)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reached are the orders that a hold keeps.
func (s *Service) reached(q store.Queryer, h Hold) ([]ids.ID, error) {
	switch h.Kind {
	case HeldOrder:
		return []ids.ID{h.target}, nil
	case HeldRequester:
		return s.Requests.OrdersOf(q, h.target)
	}
	return nil, nil
}

// HeldRecordings are the calls whose recordings are kept: for themselves, or for an order or a requester behind it.
func (s *Service) HeldRecordings(q store.Queryer) ([]ids.ID, error) {
	rows, err := q.Query(`SELECT ` + holdColumns + ` FROM retention_hold WHERE lifted_at = 0`)
	holds, err := store.Collect(rows, err, scanHold)
	if err != nil {
		return nil, fmt.Errorf("retention: held recordings: %w", err)
	}
	var calls []ids.ID
	for _, h := range holds {
		if h.Kind == HeldRecording {
			calls = append(calls, h.target)
			continue
		}
		orders, err := s.reached(q, h)
		if err != nil {
			return nil, err
		}
		behind, err := s.Requests.CallsBehind(q, orders...)
		if err != nil {
			return nil, err
		}
		calls = append(calls, behind...)
	}
	return calls, nil
}

// letGo are the orders among some that nothing holds. One that is held by somebody behind it since is marked, so that it is
// not found again.
func (s *Service) letGo(tx *store.Tx, orders []ids.ID) (free []ids.ID, err error) {
	for _, order := range orders {
		held, err := s.holdsOrder(tx, order)
		switch {
		case err != nil:
			return nil, err
		case !held:
			free = append(free, order)
		default:
			if err := s.Orders.SetHeld(tx, order, true); err != nil {
				return nil, err
			}
		}
	}
	return free, nil
}

// HoldsPerson says whether somebody is held.
func HoldsPerson(q store.Queryer, identity ids.ID) (bool, error) {
	if identity == 0 {
		return false, nil
	}
	n, err := holdsOn(q, HeldRequester, identity)
	return n > 0, err
}
