package supervise

import (
	"fmt"
	"strings"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// takenStep is a step that was taken on a clock.
type takenStep struct {
	Code string
	At   time.Time
	Told []string
}

// clockKey names one clock: an order's assignment.
type clockKey struct {
	order      ids.ID
	assignment int
}

func stepsTaken(q store.Queryer, order ids.ID, assignment int) ([]takenStep, error) {
	taken, err := stepsOfOrders(q, []ids.ID{order})
	return taken[clockKey{order, assignment}], err
}

// stepsOfOrders are the steps that were taken on the clocks of orders, the earliest first.
func stepsOfOrders(q store.Queryer, orders []ids.ID) (map[clockKey][]takenStep, error) {
	taken := map[clockKey][]takenStep{}
	err := store.Many(orders, func(marks string, args []any) error {
		rows, err := q.Query(`SELECT order_id, assignment, code, at, told FROM supervise_step WHERE order_id IN (`+marks+`) ORDER BY at, code`, args...)
		_, err = store.Collect(rows, err, func(r store.Row) (none struct{}, err error) {
			var k clockKey
			var t takenStep
			var at int64
			var told string
			err = r.Scan(&k.order, &k.assignment, &t.Code, &at, &told)
			t.At = wall.FromMicros(at)
			if told != "" {
				t.Told = strings.Split(told, ",")
			}
			taken[k] = append(taken[k], t)
			return none, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("supervise: steps: %w", err)
	}
	return taken, nil
}

// insertStep notes a step; false when it was taken before.
func insertStep(tx *store.Tx, w *watch, code string, at time.Time, told []string) (bool, error) {
	res, err := tx.Exec(`INSERT INTO supervise_step (order_id, assignment, code, at, due_at, told) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (order_id, assignment, code) DO NOTHING`, w.Order, w.Assignment, code, wall.Micros(at), wall.Micros(w.DueAt), strings.Join(told, ","))
	if err != nil {
		return false, fmt.Errorf("supervise: insert step: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// tell sends the messages of a step and writes it into the ledger. Nobody is told twice, though somebody may be meant
// in two ways.
func (s *Service) tell(tx *store.Tx, w *watch, p planned) error {
	due := w.DueAt.UTC().Format(time.RFC3339)
	send := func(to notice.Recipient, who string, id ids.ID, template string, params map[string]string) error {
		return s.Notices.Queue(tx, notice.Message{To: to, Template: template, Params: params, Order: w.Order, Urgent: p.Card == CardRed,
			Dedupe: fmt.Sprintf("chase:%d:%d:%s:%s:%d", w.Order, w.Assignment, p.Code, who, id)})
	}
	unit := func(id ids.ID) error {
		if id == 0 {
			return nil
		}
		return send(notice.Unit(id), "unit", id, notice.Chase, map[string]string{"number": w.Number, "step": p.Title, "due": due})
	}
	// The unit above learns that one of its units is late, not with which order: it may not read it.
	parent := func(id ids.ID) error {
		if id == 0 {
			return nil
		}
		err := s.Notices.Queue(tx, notice.Message{To: notice.Unit(id), Template: notice.ChaseAbove,
			Params: map[string]string{"unit": s.unitName(tx, w.Unit), "step": p.Title, "due": due},
			Dedupe: fmt.Sprintf("chase:%d:%d:%s:above:%d", w.Order, w.Assignment, p.Code, id)})
		if err != nil {
			return fmt.Errorf("supervise: tell above: %w", err)
		}
		return nil
	}
	staff := func(list ...ids.ID) error {
		for _, id := range list {
			err := send(notice.Staff(id), "staff", id, notice.ChaseStaff, map[string]string{"number": w.Number, "step": p.Title, "due": due,
				"unit": s.unitName(tx, w.Unit)})
			if err != nil {
				return err
			}
		}
		return nil
	}
	for _, to := range p.To {
		var err error
		switch to {
		case ToOfficer:
			if w.Handler != 0 {
				err = staff(w.Handler)
			}
		case ToUnit:
			err = unit(w.Unit)
		case ToParent:
			err = parent(s.People.Above(tx, w.Unit))
		case ToLeader, ToSupervisor:
			err = staff(s.People.WithRole(tx, to)...)
		}
		if err != nil {
			return fmt.Errorf("supervise: tell: %w", err)
		}
	}
	return s.record(tx, auth.System, EventStep, w.Order, unitsOf(w.Unit), Payload{Order: w.Order, Assignment: w.Assignment, Unit: w.Unit,
		Code: p.Code, DueAt: wall.Micros(w.DueAt)})
}

// unitName names a unit; without one it is the centre.
func (s *Service) unitName(q store.Queryer, unit ids.ID) string {
	if unit == 0 {
		return "热线中心"
	}
	if name := s.Names.UnitName(q, unit); name != "" {
		return name
	}
	return "未知单位"
}
