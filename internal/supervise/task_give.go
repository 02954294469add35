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

// InstructIn is an instruction to a unit.
type InstructIn struct {
	Unit  ids.ID  `json:"unit_id" doc:"the unit that must answer"`
	Order ids.ID  `json:"order_id,omitempty" doc:"one of the case's orders; none: the whole case"`
	Words string  `json:"words" maxLength:"2000" doc:"what must be done"`
	Limit LimitIn `json:"limit,omitempty"`
}

// Instruct tells a unit what it must do in a case by when (批示). Faults: those of every verb, supervise.unit_missing,
// .reason_missing, .invalid_limit, .not_found for an order that is not the case's.
func (s *Service) Instruct(tx *store.Tx, by auth.Principal, id ids.ID, version int64, in InstructIn) (Task, error) {
	c, err := s.beginCase(tx, by, id, version, VerbInstruct)
	if err != nil {
		return Task{}, err
	}
	t := Task{Case: c.ID, Number: c.Number, Unit: in.Unit, source: c.Number}
	orders, err := caseOrders(tx, c.ID)
	if err != nil {
		return Task{}, err
	}
	for _, o := range orders { // a case tells a unit of all its orders
		if err := s.collides(tx, o.Order, in.Unit); err != nil {
			return Task{}, err
		}
	}
	if in.Order != 0 {
		for _, o := range orders {
			if o.Order == in.Order {
				t.Order, t.Number = o.Order, o.Number
			}
		}
		if t.Order == 0 {
			return Task{}, ErrNotFound.WithField("body.order_id", "工单不在这个督办件中。")
		}
	}
	return s.give(tx, by, t, in.Words, in.Limit)
}

// give gives a task to a unit: row, clock, message, event.
func (s *Service) give(tx *store.Tx, by auth.Principal, t Task, text string, limit LimitIn) (Task, error) {
	if t.Unit == 0 {
		return Task{}, ErrUnit.WithField("body.unit_id", "请选择单位。")
	}
	if err := s.People.Receives(tx, t.Unit); err != nil {
		return Task{}, err
	}
	if err := s.collides(tx, t.Order, t.Unit); err != nil {
		return Task{}, err
	}
	text, err := needed("words", "办理要求", text, maxWords)
	if err != nil {
		return Task{}, err
	}
	clock, err := s.start(tx, stageTask, limit)
	if err != nil {
		return Task{}, err
	}
	// A unit that may not read the order knows the matter by the case's or the meeting's number.
	if t.Order != 0 {
		o, err := s.Orders.Get(tx, auth.System, t.Order)
		if err != nil {
			return Task{}, fmt.Errorf("supervise: order of a task: %w", err)
		}
		if o.Unit != t.Unit {
			t.Number = t.source
		}
	}
	var commit string
	t.salt, commit = ledger.Commit(text)
	t.ID, t.State, t.Version, t.Words, t.GivenAt, t.GivenBy = ids.New(), StateOpen, 1, text, s.now(), by.ID
	t.DueAt, t.Rule = clock.due, clock.rule
	soon, err := s.soonBefore(tx, t.GivenAt, t.DueAt)
	if err != nil {
		return Task{}, err
	}
	t.NextAt = t.nextMark(soon)
	if err := insertTask(tx, &t); err != nil {
		return Task{}, err
	}
	if err := s.tellTask(tx, &t, notice.TaskGiven, true, "given"); err != nil {
		return Task{}, err
	}
	return t, s.recordTask(tx, by, EventTaskGiven, &t, commit)
}

// tellTask tells the unit of its task.
func (s *Service) tellTask(tx *store.Tx, t *Task, template string, withDue bool, once string) error {
	params := map[string]string{"number": t.Number}
	if withDue {
		params["due"] = t.DueAt.UTC().Format(time.RFC3339)
	}
	// The message leads to the order only where the unit may open it.
	order := t.Order
	if order != 0 && s.subject(tx, t) != t.Order {
		order = 0
	}
	err := s.Notices.Queue(tx, notice.Message{To: notice.Unit(t.Unit), Template: template, Params: params, Order: order,
		Dedupe: fmt.Sprintf("task:%d:%s", t.ID, once)})
	if err != nil {
		return fmt.Errorf("supervise: tell of a task: %w", err)
	}
	return nil
}

// tellStaff tells who gave the task.
func (s *Service) tellStaff(tx *store.Tx, t *Task, template string, withDue bool, once string) error {
	if t.GivenBy == 0 {
		return nil
	}
	params := map[string]string{"number": t.Number, "unit": s.unitName(tx, t.Unit)}
	if withDue {
		params["due"] = t.DueAt.UTC().Format(time.RFC3339)
	}
	err := s.Notices.Queue(tx, notice.Message{To: notice.Staff(t.GivenBy), Template: template, Params: params, Order: t.Order,
		Dedupe: fmt.Sprintf("task-staff:%d:%s", t.ID, once)})
	if err != nil {
		return fmt.Errorf("supervise: tell of a task: %w", err)
	}
	return nil
}

func (s *Service) recordTask(tx *store.Tx, by auth.Principal, kind string, t *Task, commit string) error {
	p := Payload{Unit: t.Unit, Case: t.Case, Meeting: t.Meeting, Docket: t.Docket, Task: t.ID, Code: t.Part, DueAt: micros(t.DueAt),
		Late: t.late(s.now()), Version: t.Version, Commit: commit}
	subject := s.subject(tx, t)
	if subject == t.Order {
		p.Order = t.Order
	}
	return s.record(tx, by, kind, subject, unitsOf(t.Unit), p)
}

// taskDue tells the unit, once each, that a task is due soon and that it is overdue.
func (s *Service) taskDue(tx *store.Tx, id ids.ID) error {
	t, err := s.taskByID(tx, auth.System, id)
	now := s.now()
	if err != nil || t.NextAt.IsZero() || t.NextAt.After(now) {
		return err
	}
	if t.State == StateOpen && now.After(t.DueAt) {
		t.Mark = 2
		if err := s.tellTask(tx, t, notice.TaskOverdue, true, "late"); err != nil {
			return err
		}
		if err := s.tellStaff(tx, t, notice.TaskLateStaff, true, "late"); err != nil {
			return err
		}
	} else if t.State == StateOpen {
		t.Mark = 1
		if err := s.tellTask(tx, t, notice.TaskDueSoon, true, "soon"); err != nil {
			return err
		}
	}
	t.NextAt = t.nextMark(time.Time{})
	return updateTask(tx, t)
}
