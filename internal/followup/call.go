package followup

import (
	"encoding/json"
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// followCalls writes down the calls in vain that were dialled from the worklist, as attempts of whoever dialled. A call
// that reached somebody is written down by who spoke.
func (s *Service) followCalls(tx *store.Tx, recs []ledger.Record) error {
	for _, rec := range recs {
		var call switchboard.Payload
		if err := json.Unmarshal(rec.Payload, &call); err != nil {
			return fmt.Errorf("followup: %s: %w", rec.Kind, err)
		}
		if call.Errand != switchboard.ErrandFollowUp || !call.Tried() {
			continue
		}
		if err := s.calledInVain(tx, call); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) calledInVain(tx *store.Tx, call switchboard.Payload) error {
	p, err := waitingPlan(tx, call.About)
	if err != nil || p == nil {
		return err
	}
	written, err := writtenSince(tx, p, call.Seat, call.At)
	if err != nil || written {
		return err // the person was faster
	}
	by := auth.Principal{ID: call.Seat, Scope: auth.Scope{All: true}}.WithRights(RightAttempt)
	_, err = s.Attempt(tx, by, p.ID, AttemptIn{Answer: Answer{Note: "点击拨号未接通：" + switchboard.Word(call.Cause)}})
	if f := (*fault.Fault)(nil); errors.As(err, &f) && f.Status < 500 {
		return nil // the order went on meanwhile
	}
	return err
}

// writtenSince tells whether somebody wrote an attempt of a plan down after a call of theirs ended.
func writtenSince(q store.Queryer, p *Plan, staff ids.ID, ended int64) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM followup_attempt WHERE order_id = ? AND plan_id = ? AND by_id = ? AND at >= ?`,
		p.Order, p.ID, staff, ended).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("followup: attempts since a call: %w", err)
	}
	return n > 0, nil
}
