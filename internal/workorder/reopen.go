package workorder

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Reopen opens an archived or withdrawn order again (重启): the centre has it, and the citizen's clock starts
// anew, from now. What happened before stays in the history.
// Faults: workorder.reason_missing and those of every verb.
func (s *Service) Reopen(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbReopen)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before, now := *o, s.now()
	total, err := s.startClock(tx, o, StageTotal, now)
	if err != nil {
		return Order{}, err
	}
	o.TotalDueAt, o.TotalPreset, o.TotalRule, o.TotalFrom = total.due, total.preset, total.rule, now
	err = tx.Do(`UPDATE workorder_order SET total_due_at = ?, total_preset = ?, total_rule = ?, total_from = ? WHERE id = ?`,
		wall.Micros(o.TotalDueAt), o.TotalPreset, o.TotalRule, wall.Micros(now), o.ID)
	if err != nil {
		return Order{}, fmt.Errorf("workorder: reopen: %w", err)
	}
	if err := s.leaveUnit(tx, p, o, VerbReopen); err != nil {
		return Order{}, err
	}
	o.Direct, o.ReturnCount, o.Transfers = false, 0, 0
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	d.DueAt = wall.Micros(o.DueAt)
	return *o, s.apply(tx, p, o, before, move(VerbReopen, CaseOnly), d)
}
