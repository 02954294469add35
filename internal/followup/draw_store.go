package followup

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// drawnDays tells whether a sample was drawn for any day of a span.
func drawnDays(q store.Queryer, sample ids.ID, from, to int) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM followup_draw WHERE sample_id = ? AND from_day <= ? AND to_day >= ?`, sample, to, from).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("followup: drawn days: %w", err)
	}
	return n > 0, nil
}

func (s *Service) insertDraw(tx *store.Tx, d *Draw, by auth.Principal, picked []candidate) error {
	rule, err := encodeRule(d.rule)
	if err != nil {
		return err
	}
	from, _ := time.ParseInLocation(time.DateOnly, d.From, wall.Shanghai)
	to, _ := time.ParseInLocation(time.DateOnly, d.To, wall.Shanghai) // both were read before
	if err := tx.Do(`INSERT INTO followup_draw (id, sample_id, from_day, to_day, at, by_id, rule, population, drawn, digest)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, d.ID, d.SampleID, wall.Day(from), wall.Day(to), wall.Micros(d.At), by.ID, rule,
		d.Population, d.Drawn, d.Digest); err != nil {
		return fmt.Errorf("followup: insert draw: %w", err)
	}
	for _, c := range picked {
		if err := tx.Do(`INSERT INTO followup_recheck (`+recheckColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, 0, 0, 0, '', 0, '', -1, -1)`,
			ids.New(), d.ID, c.plan.ID, c.plan.Order, c.plan.Number, c.plan.Unit, c.plan.Kind, wall.Micros(c.plan.CompletedAt), c.stratum,
			c.size, c.drawn, wall.Micros(d.At)); err != nil {
			return fmt.Errorf("followup: insert recheck: %w", err)
		}
	}
	return nil
}

const drawQuery = `SELECT d.id, d.sample_id, d.from_day, d.to_day, d.at, d.by_id, d.rule, d.population, d.drawn, d.digest FROM followup_draw d`

func scanDraw(r store.Row) (d Draw, err error) {
	var from, to int
	var at int64
	var rule string
	if err := r.Scan(&d.ID, &d.SampleID, &from, &to, &at, &d.by, &rule, &d.Population, &d.Drawn, &d.Digest); err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(rule), &d.rule); err != nil {
		return d, fmt.Errorf("rule of draw %d: %w", d.ID, err)
	}
	d.From, d.To, d.At, d.Seed, d.SampleName = dayText(from), dayText(to), wall.FromMicros(at), d.rule.Seed, d.rule.Name
	return d, nil
}

func dayText(day int) string { return fmt.Sprintf("%04d-%02d-%02d", day/10000, day/100%100, day%100) }

// draw reads one draw.
func (s *Service) draw(q store.Queryer, id ids.ID) (Draw, error) {
	d, err := scanDraw(q.QueryRow(drawQuery+` WHERE d.id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Draw{}, ErrNoDraw
	}
	if err != nil {
		return Draw{}, fmt.Errorf("followup: draw: %w", err)
	}
	d.ByName = s.staffName(q, d.by)
	return d, nil
}

func (s *Service) staffName(q store.Queryer, id ids.ID) string {
	if id == 0 {
		return ""
	}
	return s.Names.StaffName(q, id)
}

// maxDraws is how many draws a list shows.
const maxDraws = 200

// Draws lists the newest draws.
func (s *Service) Draws(q store.Queryer, by auth.Principal) ([]Draw, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	rows, err := q.Query(drawQuery+` ORDER BY d.id DESC LIMIT ?`, maxDraws)
	list, err := store.Collect(rows, err, scanDraw)
	if err != nil {
		return nil, fmt.Errorf("followup: draws: %w", err)
	}
	for i := range list {
		list[i].ByName = s.staffName(q, list[i].by)
	}
	return list, nil
}

// recheckedPlans are the plans of a draw, by id.
func recheckedPlans(q store.Queryer, draw ids.ID) ([]ids.ID, error) {
	rows, err := q.Query(`SELECT plan_id FROM followup_recheck WHERE draw_id = ? ORDER BY plan_id`, draw)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("followup: drawn plans: %w", err)
	}
	return list, nil
}
