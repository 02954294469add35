package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// dueStages are the stages that the centre owes, by the role of those who are due. What a unit owes is told to the unit.
var dueStages = map[workorder.Stage]string{
	workorder.StageAccept: directory.RoleDispatcher, workorder.StageDispatch: directory.RoleDispatcher, workorder.StageReview: directory.RoleReviewer,
}

// followStages reminds those who are due of each stage that was marked as overdue.
func (s *Service) followStages(tx *store.Tx, recs []ledger.Record) error {
	for _, r := range recs {
		p, err := workorder.PayloadOf(r)
		if err != nil {
			return fmt.Errorf("supervise: overdue stage: %w", err)
		}
		if err := s.remindStage(tx, r, p); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) remindStage(tx *store.Tx, r ledger.Record, p workorder.Payload) error {
	o, err := s.Orders.Get(tx, auth.System, r.Subject)
	if err != nil {
		return fmt.Errorf("supervise: order of an overdue stage: %w", err)
	}
	stage := workorder.Stage(p.Code)
	params := map[string]string{"number": o.Number, "step": stage.Label() + "超期", "due": wall.FromMicros(p.DueAt).UTC().Format(time.RFC3339)}
	send := func(to notice.Recipient, who string, id ids.ID, template string) error {
		err := s.Notices.Queue(tx, notice.Message{To: to, Template: template, Params: params, Order: o.ID, Urgent: p.Urgent,
			Dedupe: fmt.Sprintf("stage:%d:%s:%d", r.Seq, who, id)})
		if err != nil {
			return fmt.Errorf("supervise: remind of a stage: %w", err)
		}
		return nil
	}
	role, centre := dueStages[stage]
	if !centre {
		if p.Unit == 0 {
			return nil
		}
		return send(notice.Unit(p.Unit), "unit", p.Unit, notice.Chase)
	}
	params["unit"] = s.unitName(tx, 0)
	for _, id := range s.People.WithRole(tx, role) {
		if err := send(notice.Staff(id), "staff", id, notice.ChaseStaff); err != nil {
			return err
		}
	}
	return nil
}
