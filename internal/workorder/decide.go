package workorder

import (
	"fmt"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// DecideIn is the centre's decision on an application.
type DecideIn struct {
	Approve bool   `json:"approve" doc:"true: what was applied for is granted"`
	Note    string `json:"note,omitempty" maxLength:"2000" doc:"why; needed to refuse"`
}

// Decide grants or refuses what a unit applied for (审批申请). An extension counts from the due time
// that was, a pause and shelving from now. An application that came in time is granted in full even
// if it is decided late.
// Faults: workorder.no_application, .until, .reason_missing and those of every verb.
func (s *Service) Decide(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in DecideIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbDecide)
	if err != nil {
		return Order{}, err
	}
	a, err := pendingApplication(tx, o)
	if err != nil {
		return Order{}, err
	}
	words, err := note("note", "审批意见", in.Note)
	if err != nil {
		return Order{}, err
	}
	m, verdict := move(VerbDecide, a.Kind), ReviewApproved
	if !in.Approve {
		m, verdict = move(VerbDecide, CaseRefuse), ReviewRejected
	}
	if m.Reason && words == "" {
		return Order{}, ErrReasonMissing.WithField("note", "驳回申请请写明理由。")
	}
	before := *o
	d := Detail{Child: a.ID, Code: string(a.Kind)}
	if words != "" {
		d.Commit = ledger.Recommit(a.Salt, words)
	}
	if in.Approve {
		if err := s.grant(tx, o, a); err != nil {
			return Order{}, err
		}
		d.DueAt, d.Until = wall.Micros(o.DueAt), wall.Micros(o.UntilAt)
	}
	if err := s.closeApplication(tx, o, p.ID, verdict, words); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, m, d)
}

// grant gives the unit what it applied for.
func (s *Service) grant(tx *store.Tx, o *Order, a Application) error {
	switch a.Kind {
	case CaseExtension:
		o.ExtensionCount++
		return s.rebase(tx, o, func(b *basis) {
			b.extra = append(b.extra, clock.Fields{Unit: b.rule.Unit, N: a.Amount})
		})
	case CasePause, CaseShelve:
		if !a.Until.After(s.now()) {
			return ErrUntil.WithMessage("计划恢复的日期已过，请驳回申请，由承办单位另行申请。")
		}
		if err := s.stop(tx, o, a.Until); err != nil {
			return err
		}
		if a.Kind == CaseShelve {
			o.ProgressDueAt = s.now().Add(s.options.ProgressEvery)
		}
		return nil
	}
	return fmt.Errorf("workorder: application of the kind %q", a.Kind)
}
