package assessment

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/followup"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/stats"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Grade is one figure of one unit in a period.
type Grade struct {
	Period    ids.ID
	Unit      ids.ID
	Indicator string
	Peers     string
	Figure
	Band     Band
	WasN     int // before it was corrected; -1: never
	WasX     int
	WasGrade Band
}

const gradeColumns = `period_id, unit_id, indicator, peers, n, x, share, low, high, effective, grade, was_n, was_x, was_grade`

func putGrade(tx *store.Tx, g Grade) error {
	err := tx.Do(`INSERT INTO assessment_grade (`+gradeColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (period_id, unit_id, indicator) DO UPDATE SET n = excluded.n, x = excluded.x, share = excluded.share, low = excluded.low,
		high = excluded.high, effective = excluded.effective, grade = excluded.grade, was_n = excluded.was_n, was_x = excluded.was_x,
		was_grade = excluded.was_grade`,
		g.Period, g.Unit, g.Indicator, g.Peers, g.N, g.X, g.Share, g.Interval.Low, g.Interval.High, g.Effective, g.Band, g.WasN, g.WasX, g.WasGrade)
	if err != nil {
		return fmt.Errorf("assessment: put grade: %w", err)
	}
	return nil
}

func scanGrade(row store.Row) (g Grade, err error) {
	err = row.Scan(&g.Period, &g.Unit, &g.Indicator, &g.Peers, &g.N, &g.X, &g.Share, &g.Interval.Low, &g.Interval.High, &g.Effective,
		&g.Band, &g.WasN, &g.WasX, &g.WasGrade)
	return g, err
}

func oneGrade(q store.Queryer, period, unit ids.ID, indicator string) (Grade, error) {
	g, err := scanGrade(q.QueryRow(`SELECT `+gradeColumns+` FROM assessment_grade WHERE period_id = ? AND unit_id = ? AND indicator = ?`, period, unit, indicator))
	if errors.Is(err, sql.ErrNoRows) {
		return Grade{}, ErrNoGrade
	}
	if err != nil {
		return Grade{}, fmt.Errorf("assessment: load grade: %w", err)
	}
	return g, nil
}

// gradeAll computes all figures of all units that did anything in the period.
func (s *Service) gradeAll(q store.Queryer, p Period, from, to int) ([]Grade, error) {
	counts, err := counted(q, from, to)
	if err != nil {
		return nil, err
	}
	rates, err := s.Followups.Rates(q, auth.System, followup.RatesIn{From: p.From, To: p.To, By: "unit"})
	if err != nil {
		return nil, fmt.Errorf("assessment: rates: %w", err)
	}
	agreements, err := s.Followups.Agreements(q, auth.System, p.From, p.To)
	if err != nil {
		return nil, fmt.Errorf("assessment: agreement: %w", err)
	}
	confirmed, err := confirmedDoubts(q, from, to)
	if err != nil {
		return nil, err
	}
	units, err := s.Units.Graded(q)
	if err != nil {
		return nil, fmt.Errorf("assessment: units: %w", err)
	}
	var list []Grade
	for _, u := range units {
		f := map[string]Figure{}
		c := counts[u.ID]
		for indicator, code := range map[string]string{Sign: countSign, FirstContact: countContact, Due: countDue, Returns: countReturns, Redo: countRedo} {
			f[indicator] = figure(c[code].n, c[code].x)
		}
		f[Doubtful] = figure(c[countRedo].n, confirmed[u.ID])
		for _, r := range rates.Items {
			if r.Key == u.ID.String() {
				f[Response] = rateFigure(r.Asked, r.Contacted, r.Response, r.ResponseInterval, r.Effective)
				f[Resolution] = rateFigure(r.Asked, r.Resolved, r.Resolution, r.ResolutionInterval, r.Effective)
				f[Satisfaction] = rateFigure(r.Asked, r.Satisfied, r.Satisfaction, r.SatisfactionInterval, r.Effective)
			}
		}
		for _, a := range agreements.Items {
			if a.Key == u.ID.String() {
				f[Agreement] = rateFigure(a.Unit.Compared, a.Unit.Agree, a.Unit.Rate, a.Unit.Interval, a.Unit.Effective)
			}
		}
		if graded := p.rules.gradeUnit(p.ID, u, f, int(c[countRedo].n)); graded != nil {
			list = append(list, graded...)
		}
	}
	return list, nil
}

func rateFigure(n, x int, share *float64, i stats.Interval, effective float64) Figure {
	f := Figure{N: n, X: x, Interval: i, Effective: effective}
	if share != nil {
		f.Share = *share
	}
	return f
}

// gradeUnit bands every figure of a unit and adds the overall grade; nil for a unit without any case.
func (r GradeRules) gradeUnit(period ids.ID, u Unit, figures map[string]Figure, completed int) []Grade {
	peers := u.Peers
	if r.LargeFrom > 0 {
		if completed >= r.LargeFrom {
			peers += "·件量较大"
		} else {
			peers += "·件量较小"
		}
	}
	var list []Grade
	bands := map[string]Band{}
	any := false
	for _, i := range r.Indicators {
		f, known := figures[i.Code]
		if !known {
			f.Interval = stats.Unknown
		}
		any = any || f.N > 0
		bands[i.Code] = i.band(f)
		list = append(list, Grade{Period: period, Unit: u.ID, Indicator: i.Code, Peers: peers, Figure: f, Band: bands[i.Code], WasN: -1})
	}
	if !any {
		return nil
	}
	band, n := r.overall(bands)
	return append(list, Grade{Period: period, Unit: u.ID, Indicator: Overall, Peers: peers, Figure: Figure{N: n}, Band: band, WasN: -1})
}

// confirmedDoubts counts the confirmed doubts about completions of a span of days.
func confirmedDoubts(q store.Queryer, from, to int) (map[ids.ID]int64, error) {
	start, end := dayStart(from), dayStart(to).AddDate(0, 0, 1)
	rows, err := q.Query(`SELECT unit_id, COUNT(DISTINCT order_id) FROM assessment_doubt WHERE state = 'confirmed' AND completed_at >= ? AND completed_at < ?
		GROUP BY unit_id`, wall.Micros(start), wall.Micros(end))
	type line struct {
		unit ids.ID
		n    int64
	}
	list, err := store.Collect(rows, err, func(r store.Row) (l line, err error) { return l, r.Scan(&l.unit, &l.n) })
	if err != nil {
		return nil, fmt.Errorf("assessment: confirmed doubts: %w", err)
	}
	n := map[ids.ID]int64{}
	for _, l := range list {
		n[l.unit] = l.n
	}
	return n, nil
}
