package followup

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const planColumns = `id, order_id, round, completion, number, unit_id, category_id, division, kind, direct, state, way, why,
	attempts, next_at, completed_at, answered_at, answered_way, contacted, resolved, satisfaction, closed_at,
	door, enforcement, sampling, unit_reached, unit_contacted_at, hotline`

func insertPlan(tx *store.Tx, p *Plan) error {
	err := tx.Do(`INSERT INTO followup_plan (`+planColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, '', 0, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Order, p.Round, p.Completion, p.Number, p.Unit, p.Category, p.Division, p.Kind, flag(p.Direct), p.State, p.Way,
		p.Why, p.Attempts, wall.Micros(p.NextAt), wall.Micros(p.CompletedAt), wall.Micros(p.ClosedAt),
		p.Door, flag(p.Enforcement), int(p.Sampling), p.UnitReached, wall.Micros(p.UnitContactedAt), p.Hotline)
	if err != nil {
		return fmt.Errorf("followup: insert plan: %w", err)
	}
	return nil
}

// updatePlan writes what changes of a plan.
func updatePlan(tx *store.Tx, p *Plan) error {
	err := tx.Do(`UPDATE followup_plan SET state = ?, way = ?, why = ?, attempts = ?, next_at = ?, answered_at = ?,
		answered_way = ?, contacted = ?, resolved = ?, satisfaction = ?, closed_at = ?, sampling = ? WHERE id = ?`,
		p.State, p.Way, p.Why, p.Attempts, wall.Micros(p.NextAt), wall.Micros(p.AnsweredAt), p.AnsweredWay, flag(p.Contacted),
		p.Resolved, p.Satisfaction, wall.Micros(p.ClosedAt), int(p.Sampling), p.ID)
	if err != nil {
		return fmt.Errorf("followup: update plan: %w", err)
	}
	return nil
}

func scanPlan(row store.Row) (*Plan, error) {
	var p Plan
	var next, completed, answered, closed, unitContacted int64
	err := row.Scan(&p.ID, &p.Order, &p.Round, &p.Completion, &p.Number, &p.Unit, &p.Category, &p.Division, &p.Kind, &p.Direct,
		&p.State, &p.Way, &p.Why, &p.Attempts, &next, &completed, &answered, &p.AnsweredWay, &p.Contacted, &p.Resolved,
		&p.Satisfaction, &closed, &p.Door, &p.Enforcement, &p.Sampling, &p.UnitReached, &unitContacted, &p.Hotline)
	if err != nil {
		return nil, err
	}
	p.NextAt, p.CompletedAt = wall.FromMicros(next), wall.FromMicros(completed)
	p.AnsweredAt, p.ClosedAt, p.UnitContactedAt = wall.FromMicros(answered), wall.FromMicros(closed), wall.FromMicros(unitContacted)
	return &p, nil
}

// onePlan reads one plan, nil if there is none. Within a transaction the row is locked: two people may be at it.
func onePlan(q store.Queryer, where string, args ...any) (*Plan, error) {
	statement := `SELECT ` + planColumns + ` FROM followup_plan WHERE ` + where + ` LIMIT 1`
	if _, writing := q.(*store.Tx); writing && q.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	p, err := scanPlan(q.QueryRow(statement, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("followup: load plan: %w", err)
	}
	return p, nil
}

func planByID(q store.Queryer, id ids.ID) (*Plan, error) { return onePlan(q, `id = ?`, id) }

// latestPlan is the plan of the order's last completion.
func latestPlan(q store.Queryer, order ids.ID) (*Plan, error) {
	return onePlan(q, `order_id = ? ORDER BY round DESC`, order)
}

func waitingPlan(q store.Queryer, order ids.ID) (*Plan, error) {
	return onePlan(q, `order_id = ? AND state = 'waiting' ORDER BY round DESC`, order)
}

// given is an answer as it was given.
type given struct {
	Request    ids.ID
	Way        Way
	Figures    Figures
	Note       string
	Counted    bool
	AnsweredAt int64 // UTC microseconds
	Changes    int
}

func answersOf(q store.Queryer, p *Plan) ([]given, error) {
	rows, err := q.Query(`SELECT request_id, way, contacted, resolved, satisfaction, note, counted, answered_at, changes
		FROM followup_answer WHERE order_id = ? AND plan_id = ? ORDER BY answered_at, request_id`, p.Order, p.ID)
	list, err := store.Collect(rows, err, func(r store.Row) (g given, err error) {
		err = r.Scan(&g.Request, &g.Way, &g.Figures.Contacted, &g.Figures.Resolved, &g.Figures.Satisfaction, &g.Note, &g.Counted,
			&g.AnsweredAt, &g.Changes)
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("followup: answers: %w", err)
	}
	return list, nil
}

func putAnswer(tx *store.Tx, p *Plan, g given) error {
	err := tx.Do(`INSERT INTO followup_answer (order_id, plan_id, request_id, way, contacted, resolved, satisfaction, note,
		counted, answered_at, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (order_id, plan_id, request_id) DO UPDATE SET contacted = excluded.contacted, resolved = excluded.resolved,
		satisfaction = excluded.satisfaction, note = excluded.note, changes = excluded.changes`,
		p.Order, p.ID, g.Request, g.Way, flag(g.Figures.Contacted), g.Figures.Resolved, g.Figures.Satisfaction, g.Note,
		flag(g.Counted), g.AnsweredAt, g.Changes)
	if err != nil {
		return fmt.Errorf("followup: put answer: %w", err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
