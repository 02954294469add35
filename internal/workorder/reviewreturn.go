package workorder

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// ReviewReturnIn is the centre's decision on a return.
type ReviewReturnIn struct {
	Uphold bool   `json:"uphold" doc:"true: the unit is right; false: it must handle the order"`
	Unit   ids.ID `json:"unit_id,omitempty" doc:"with uphold: the unit that gets the order at once"`
	Note   string `json:"note,omitempty" maxLength:"2000" doc:"why; needed to reject"`
}

// ReviewReturn decides on a return (派单异议审核). Upheld, the order is the centre's again, or
// another unit's at once with a clock of its own. Rejected, it is the same unit's again,
// signed or unsigned as before, and the unit's clock has run on untouched.
// An order that was returned as often as it may be is not passed on: the next unit is designated.
// Faults: workorder.reason_missing, .same_unit, .must_designate, .unit_unknown, .unit_closed and those of
// every verb.
func (s *Service) ReviewReturn(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReviewReturnIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReviewReturn)
	if err != nil {
		return Order{}, err
	}
	r, err := pendingReturn(tx, o.ID)
	if err != nil {
		return Order{}, err
	}
	m := move(VerbReviewReturn, reviewCase(r, in))
	if !in.Uphold && in.Unit != 0 {
		return Order{}, invalid("unit_id", "驳回退单时工单仍由原单位办理，不能另选单位。")
	}
	words, err := note("note", "审核意见", in.Note)
	if err != nil {
		return Order{}, err
	}
	if m.Reason && words == "" {
		return Order{}, ErrReasonMissing.WithField("note", "驳回退单请写明理由。")
	}
	if in.Uphold && in.Unit == o.Unit {
		return Order{}, ErrSameUnit.WithField("unit_id", "该单位的退单刚被认可，请另选单位。")
	}
	if err := s.meets(p, o, m); err != nil {
		return Order{}, err
	}
	d := Detail{Child: r.ID, Code: r.ReasonCode}
	if words != "" {
		d.Commit = ledger.Recommit(r.Salt, words)
	}
	if in.Uphold {
		return s.uphold(tx, p, o, r, m, in.Unit, words, d)
	}
	if err := closeReturn(tx, r, p.ID, ReviewRejected, words, 0, s.now()); err != nil {
		return Order{}, err
	}
	before := *o
	return *o, s.apply(tx, p, o, before, m, d)
}

// reviewCase picks the machine's row for a decision.
func reviewCase(r Return, in ReviewReturnIn) Case {
	switch {
	case in.Uphold && in.Unit != 0:
		return CasePassOn
	case in.Uphold:
		return CaseUphold
	case r.FromState == StateHandling:
		return CaseRejectSigned
	}
	return CaseRejectUnsigned
}

// uphold ends the unit's assignment and passes the order on, or takes it back.
func (s *Service) uphold(tx *store.Tx, p auth.Principal, o *Order, r Return, m Move, to ids.ID, words string, d Detail) (Order, error) {
	now := s.now()
	if to != 0 {
		// The refusals of handing over come before anything is written.
		handed, err := s.handOver(tx, p, o, to, m, words, d)
		if err != nil {
			return Order{}, err
		}
		return handed, closeReturn(tx, r, p.ID, ReviewUpheld, words, to, now)
	}
	before := *o
	if err := s.partAll(tx, p, o, m.Verb); err != nil {
		return Order{}, err
	}
	o.Unit, o.Handler, o.DispatchedAt, o.SignedAt, o.ExtensionCount, o.FirstReceiver = 0, 0, time.Time{}, time.Time{}, 0, false
	if err := s.backToTotal(tx, o); err != nil {
		return Order{}, err
	}
	if err := endAssignment(tx, o, before.Assignment, m.Verb, now); err != nil {
		return Order{}, err
	}
	if err := closeReturn(tx, r, p.ID, ReviewUpheld, words, 0, now); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, m, d)
}

func closeReturn(tx *store.Tx, r Return, by ids.ID, state ReviewState, words string, to ids.ID, at time.Time) error {
	err := tx.Do(`UPDATE workorder_return SET state = ?, review_note = ?, reviewed_at = ?, reviewed_by = ?, to_unit_id = ?
		WHERE order_id = ? AND id = ?`, state, words, wall.Micros(at), by, to, r.Order, r.ID)
	if err != nil {
		return fmt.Errorf("workorder: close return: %w", err)
	}
	return nil
}
