package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Close ends a case with a conclusion (销号). Every instruction must have been accepted or cancelled before.
// Faults: those of every verb, supervise.tasks_open, .reason_missing.
func (s *Service) Close(tx *store.Tx, by auth.Principal, id ids.ID, version int64, conclusion string) (Case, error) {
	c, err := s.beginCase(tx, by, id, version, VerbClose)
	if err != nil {
		return Case{}, err
	}
	text, err := needed("conclusion", "销号结论", conclusion, maxWords)
	if err != nil {
		return Case{}, err
	}
	var open int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM supervise_task WHERE case_id = ? AND state IN ('open', 'answered')`, id).Scan(&open); err != nil {
		return Case{}, fmt.Errorf("supervise: open tasks: %w", err)
	}
	if open > 0 {
		return Case{}, ErrTasksOpen.WithMessage("还有 %d 项批示未完成，全部认可或取消后才能销号。", open)
	}
	now := s.now()
	commit := ledger.Recommit(c.salt, text)
	c.Version++
	c.State, c.ClosedAt, c.ClosedBy, c.Conclusion, c.NextAt = StateClosed, now, by.ID, text, time.Time{}
	if err := updateCase(tx, c); err != nil {
		return Case{}, err
	}
	return *c, s.eachOrder(tx, by, c, EventCaseClosed, 0, Payload{Case: c.ID, Late: c.late(now), Version: c.Version, Commit: commit})
}

// Reopen takes a closed case up again with a new clock (恢复督办). Faults: those of every verb.
func (s *Service) Reopen(tx *store.Tx, by auth.Principal, id ids.ID, version int64, reason string, limit LimitIn) (Case, error) {
	c, err := s.beginCase(tx, by, id, version, VerbReopen)
	if err != nil {
		return Case{}, err
	}
	text, err := needed("reason", "恢复督办的理由", reason, maxWords)
	if err != nil {
		return Case{}, err
	}
	t, err := s.start(tx, stageCase, limit)
	if err != nil {
		return Case{}, err
	}
	commit := ledger.Recommit(c.salt, text)
	c.Version++
	c.State, c.ClosedAt, c.ClosedBy, c.DueAt, c.Rule, c.Mark, c.NextAt = StateOpen, time.Time{}, 0, t.due, t.rule, 0, t.due.Add(time.Microsecond)
	c.Conclusion += "\n" + minute(s.now()) + " 恢复督办：" + text
	if err := tx.Do(`UPDATE supervise_case SET opened_at = ? WHERE id = ?`, micros(s.now()), id); err != nil {
		return Case{}, fmt.Errorf("supervise: reopen: %w", err)
	}
	if err := updateCase(tx, c); err != nil {
		return Case{}, err
	}
	return *c, s.eachOrder(tx, by, c, EventCaseReopened, c.ID, Payload{Case: c.ID, DueAt: micros(c.DueAt), Version: c.Version, Commit: commit})
}

// eachOrder notes on each order of a case what became of it, and whether the order still stands in it.
func (s *Service) eachOrder(tx *store.Tx, by auth.Principal, c *Case, kind string, inCase ids.ID, payload Payload) error {
	orders, err := caseOrders(tx, c.ID)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if _, err := s.Orders.Lock(tx, o.Order); err != nil {
			return fmt.Errorf("supervise: lock order: %w", err)
		}
		if err := setCase(tx, o.Order, inCase); err != nil {
			return err
		}
		payload.Order, payload.Unit = o.Order, o.Unit
		if err := s.record(tx, by, kind, o.Order, unitsOf(o.Unit), payload); err != nil {
			return err
		}
	}
	return nil
}

// beginCase loads a case for a verb and refuses what may not be.
func (s *Service) beginCase(tx *store.Tx, by auth.Principal, id ids.ID, version int64, v Verb) (*Case, error) {
	c, err := s.caseByID(tx, by, id)
	if err != nil {
		return nil, err
	}
	if err := may(by, move(ThingCase, v), c.State, 0); err != nil {
		return nil, err
	}
	if version != c.Version {
		return nil, ErrStale
	}
	return c, nil
}

// caseDue tells the supervisors once that a case is overdue.
func (s *Service) caseDue(tx *store.Tx, id ids.ID) error {
	c, err := s.caseByID(tx, auth.System, id)
	if err != nil || c.State != StateOpen || c.NextAt.IsZero() || c.NextAt.After(s.now()) {
		return err
	}
	c.Mark, c.NextAt = 1, time.Time{}
	if err := updateCase(tx, c); err != nil {
		return err
	}
	for _, who := range s.People.WithRole(tx, ToSupervisor) {
		err := s.Notices.Queue(tx, notice.Message{To: notice.Staff(who), Template: notice.CaseLate,
			Params: map[string]string{"number": c.Number, "due": c.DueAt.UTC().Format(time.RFC3339)},
			Dedupe: fmt.Sprintf("case-late:%d:%d:%d", c.ID, c.Version, who)})
		if err != nil {
			return fmt.Errorf("supervise: case overdue: %w", err)
		}
	}
	return nil
}
