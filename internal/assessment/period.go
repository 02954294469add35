package assessment

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

// States of a period.
const (
	Draft     = "draft"     // 试算
	Published = "published" // 已公布
)

// Period is a month, a quarter, or a span of days (a campaign 专项) that is graded.
type Period struct {
	ID          ids.ID     `json:"id"`
	Kind        string     `json:"kind" enum:"month,quarter,span"`
	From        string     `json:"from" doc:"first day, yyyy-mm-dd"`
	To          string     `json:"to" doc:"last day, included"`
	State       string     `json:"state" enum:"draft,published"`
	ComputedAt  time.Time  `json:"computed_at"`
	PublishedAt *time.Time `json:"published_at,omitempty"`
	Version     int64      `json:"version"`
	rules       GradeRules
}

// PeriodIn chooses a period: a month or a quarter by any day of it, or a span of days.
type PeriodIn struct {
	Kind string `json:"kind" enum:"month,quarter,span"`
	Day  string `json:"day" doc:"any day of the month or quarter, the first day of a span; yyyy-mm-dd"`
	To   string `json:"to,omitempty" doc:"the last day of a span, at most 366 days"`
}

// bounds are the first and the last day of the period.
func (in PeriodIn) bounds() (from, to time.Time, err error) {
	day, err := time.ParseInLocation(time.DateOnly, in.Day, wall.Shanghai)
	if err != nil || day.Year() < 2000 || day.Year() > 9998 {
		return from, to, ErrPeriod.WithField("body.day", "日期应为 yyyy-mm-dd。")
	}
	switch in.Kind {
	case "month":
		from = time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, wall.Shanghai)
		return from, from.AddDate(0, 1, -1), nil
	case "quarter":
		from = time.Date(day.Year(), (day.Month()-1)/3*3+1, 1, 0, 0, 0, 0, wall.Shanghai)
		return from, from.AddDate(0, 3, -1), nil
	case "span":
		to, err = time.ParseInLocation(time.DateOnly, in.To, wall.Shanghai)
		if err != nil || to.Before(day) || day.AddDate(0, 0, 366).Before(to) {
			return from, to, ErrPeriod.WithField("body.to", "结束日期应为 yyyy-mm-dd，不早于开始日期，且不超过 366 天。")
		}
		return day, to, nil
	}
	return from, to, ErrPeriod.WithField("body.kind", "考核期只能是月、季度或一段日期。")
}

const periodColumns = `id, kind, from_day, to_day, state, rules, computed_at, published_at, version`

func scanPeriod(row store.Row) (Period, error) {
	var p Period
	var from, to int
	var rules string
	var computed, published int64
	if err := row.Scan(&p.ID, &p.Kind, &from, &to, &p.State, &rules, &computed, &published, &p.Version); err != nil {
		return p, err
	}
	p.From, p.To, p.ComputedAt = dayText(from), dayText(to), wall.FromMicros(computed)
	if published > 0 {
		at := wall.FromMicros(published)
		p.PublishedAt = &at
	}
	if err := json.Unmarshal([]byte(rules), &p.rules); err != nil {
		return p, fmt.Errorf("rules of period %d: %w", p.ID, err)
	}
	return p, nil
}

func dayText(day int) string { return fmt.Sprintf("%04d-%02d-%02d", day/10000, day/100%100, day%100) }

func onePeriod(q store.Queryer, where string, args ...any) (Period, error) {
	statement := `SELECT ` + periodColumns + ` FROM assessment_period WHERE ` + where
	if _, writing := q.(*store.Tx); writing && q.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	p, err := scanPeriod(q.QueryRow(statement, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return Period{}, ErrNoPeriod
	}
	if err != nil {
		return Period{}, fmt.Errorf("assessment: load period: %w", err)
	}
	return p, nil
}

// Compute grades every unit for a period, by the rules of now. A draft may be computed again, also while the period runs.
// Faults: auth.forbidden, assessment.invalid_period, .already_published.
func (s *Service) Compute(tx *store.Tx, by auth.Principal, in PeriodIn) (Period, error) {
	if !by.Can(RightManage) || !by.Scope.All {
		return Period{}, fault.Forbidden
	}
	from, to, err := in.bounds()
	switch {
	case err != nil:
		return Period{}, err
	case from.After(s.now()):
		return Period{}, ErrPeriod.WithField("body.day", "该考核期还没有开始。")
	}
	p, err := onePeriod(tx, `from_day = ? AND to_day = ?`, wall.Day(from), wall.Day(to))
	switch {
	case errors.Is(err, ErrNoPeriod):
		p = Period{ID: ids.New(), Kind: in.Kind, From: from.Format(time.DateOnly), To: to.Format(time.DateOnly), State: Draft}
	case err != nil:
		return Period{}, err
	case p.State == Published:
		return Period{}, ErrPublished
	}
	if p.rules, err = s.gradeRules(tx); err != nil {
		return Period{}, err
	}
	p.ComputedAt, p.Version = s.now(), p.Version+1
	if err := putPeriod(tx, p, wall.Day(from), wall.Day(to)); err != nil {
		return Period{}, err
	}
	list, err := s.gradeAll(tx, p, wall.Day(from), wall.Day(to))
	if err != nil {
		return Period{}, err
	}
	if err := tx.Do(`DELETE FROM assessment_grade WHERE period_id = ?`, p.ID); err != nil {
		return Period{}, fmt.Errorf("assessment: clear grades: %w", err)
	}
	for _, g := range list {
		if err := putGrade(tx, g); err != nil {
			return Period{}, err
		}
	}
	return p, s.record(tx, by, EventComputed, p.ID, nil, Span{wall.Day(from), wall.Day(to)})
}

// Publish shows a period's grades to the units. From then on a figure changes only by a decided objection.
// Faults: auth.forbidden, assessment.period_not_found, .already_published, .not_over, .stale.
func (s *Service) Publish(tx *store.Tx, by auth.Principal, id ids.ID, version int64) (Period, error) {
	if !by.Can(RightManage) || !by.Scope.All {
		return Period{}, fault.Forbidden
	}
	p, err := onePeriod(tx, `id = ?`, id)
	if err != nil {
		return Period{}, err
	}
	to, err := time.ParseInLocation(time.DateOnly, p.To, wall.Shanghai)
	if err != nil {
		return Period{}, fmt.Errorf("assessment: last day: %w", err)
	}
	from, err := time.ParseInLocation(time.DateOnly, p.From, wall.Shanghai)
	switch now := s.now(); {
	case err != nil:
		return Period{}, fmt.Errorf("assessment: first day: %w", err)
	case p.State == Published:
		return Period{}, ErrPublished
	case version != 0 && version != p.Version:
		return Period{}, ErrStale
	case now.Before(to.AddDate(0, 0, 1)):
		return Period{}, ErrNotOver
	default:
		p.State, p.PublishedAt = Published, &now
	}
	p.Version++
	if err := putPeriod(tx, p, wall.Day(from), wall.Day(to)); err != nil {
		return Period{}, err
	}
	return p, s.record(tx, by, EventPublished, p.ID, nil, Span{wall.Day(from), wall.Day(to)})
}

func putPeriod(tx *store.Tx, p Period, from, to int) error {
	rules, err := json.Marshal(p.rules)
	if err != nil {
		return fmt.Errorf("assessment: rules: %w", err)
	}
	var published int64
	if p.PublishedAt != nil {
		published = wall.Micros(*p.PublishedAt)
	}
	err = tx.Do(`INSERT INTO assessment_period (`+periodColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, rules = excluded.rules, computed_at = excluded.computed_at,
		published_at = excluded.published_at, version = excluded.version`,
		p.ID, p.Kind, from, to, p.State, string(rules), wall.Micros(p.ComputedAt), published, p.Version)
	if err != nil {
		return fmt.Errorf("assessment: put period: %w", err)
	}
	return nil
}

// Periods lists the periods that by may see, the newest first: units see published ones. Faults: auth.forbidden.
func (s *Service) Periods(q store.Queryer, by auth.Principal) ([]Period, error) {
	if !by.Can(RightGrades) {
		return nil, fault.Forbidden
	}
	where := `state = 'published'`
	if by.Scope.All {
		where = `1 = 1`
	}
	rows, err := q.Query(`SELECT ` + periodColumns + ` FROM assessment_period WHERE ` + where + ` ORDER BY from_day DESC, to_day`)
	list, err := store.Collect(rows, err, scanPeriod)
	if err != nil {
		return nil, fmt.Errorf("assessment: periods: %w", err)
	}
	return list, nil
}

// period reads one that by may see.
func (s *Service) period(q store.Queryer, by auth.Principal, id ids.ID) (Period, error) {
	p, err := onePeriod(q, `id = ?`, id)
	if err == nil && p.State != Published && !by.Scope.All {
		return Period{}, ErrNoPeriod
	}
	return p, err
}
