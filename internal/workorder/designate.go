package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// DesignateIn says which unit must handle an order that units disputed.
type DesignateIn struct {
	Unit   ids.ID `json:"unit_id" doc:"the unit that must handle it"`
	Reason string `json:"reason" maxLength:"2000" doc:"why it is this unit's"`
}

// Designate gives an order to a unit for good (指定承办): that unit may not return it. It ends a return that
// waits for review: upheld when another unit is designated, rejected when it is the same. The unit gets a
// clock of its own, except the unit that returned it: that one's clock has run on.
// Faults: workorder.reason_missing, .unit_missing, .unit_unknown, .unit_closed and those of every verb.
func (s *Service) Designate(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in DesignateIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbDesignate)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	m := move(VerbDesignate, CaseOnly)
	var decided ids.ID
	if o.State == StateReturned {
		r, err := pendingReturn(tx, o.ID)
		if err != nil {
			return Order{}, err
		}
		verdict, to := ReviewUpheld, in.Unit
		decided = r.ID
		if in.Unit == o.Unit {
			verdict, to = ReviewRejected, 0
		}
		if err := closeReturn(tx, r, p.ID, verdict, words, to, s.now()); err != nil {
			return Order{}, err
		}
		if in.Unit == o.Unit {
			return s.designateSame(tx, p, o, m, words, decided)
		}
	}
	return s.handOver(tx, p, o, in.Unit, m, words, Detail{Return: decided})
}

// designateSame leaves the order with the unit that returned it: it must be signed for again, and no clock is touched.
func (s *Service) designateSame(tx *store.Tx, p auth.Principal, o *Order, m Move, words string, decided ids.ID) (Order, error) {
	before := *o
	o.Designated, o.FirstReceiver, o.Handler = true, false, 0
	o.SignedAt = time.Time{}
	if err := tx.Do(`UPDATE workorder_assignment SET signed_at = 0, signed_by = 0 WHERE order_id = ? AND seq = ?`, o.ID, o.Assignment); err != nil {
		return Order{}, fmt.Errorf("workorder: designate: %w", err)
	}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	d.Return = decided
	return *o, s.apply(tx, p, o, before, m, d)
}
