package assessment

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/stats"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// DoubtRow is a doubt as it is shown.
type DoubtRow struct {
	ID           ids.ID     `json:"id"`
	Kind         DoubtKind  `json:"kind" enum:"relabel,contact"`
	OrderID      ids.ID     `json:"order_id"`
	OrderNumber  string     `json:"order_number"`
	Title        string     `json:"title"`
	UnitID       ids.ID     `json:"unit_id"`
	UnitName     string     `json:"unit_name"`
	CategoryName string     `json:"category_name"`
	CompletedAt  time.Time  `json:"completed_at"`
	Score        int        `json:"score" doc:"0 to 100: the sum of the reasons' weights"`
	Reasons      []Reason   `json:"reasons"`
	State        DoubtState `json:"state" enum:"open,confirmed,false_alarm"`
	JudgedByName string     `json:"judged_by_name,omitempty"`
	JudgedAt     *time.Time `json:"judged_at,omitempty"`
	Note         string     `json:"note,omitempty"`
	Version      int64      `json:"version"`
}

// DoubtFilter narrows a list of doubts.
type DoubtFilter struct {
	State  DoubtState // default: open
	Kind   DoubtKind
	Unit   ids.ID
	Sort   string // a name of doubtSorts, - before it for downwards; default: the highest score first
	Cursor string
	Limit  int
}

// doubtSorts are the orders of the list of doubts.
var doubtSorts = store.Keyset{Sorts: []store.Sort{{Name: "score"}, {Name: "completed_at"}, {Name: "judged_at"}, {Name: "number", Text: true}}}

// Doubts reads one page, the highest score first unless asked otherwise. It is for the centre's inspectors: units are not told.
// Faults: auth.forbidden, assessment.invalid_filter, list.bad_sort, list.bad_cursor.
func (s *Service) Doubts(q store.Queryer, by auth.Principal, f DoubtFilter) (rows []DoubtRow, next string, err error) {
	if !by.Can(RightDoubts) || !by.Scope.All {
		return nil, "", fault.Forbidden
	}
	if f.State == "" {
		f.State = Open
	}
	if !slices.Contains([]DoubtState{Open, Confirmed, FalseAlarm}, f.State) {
		return nil, "", ErrFilter.WithField("query.state", "状态应为 open、confirmed 或 false_alarm。")
	}
	where, args := `state = ?`, []any{f.State}
	open, barred, err := s.Orders.NotAbout(q, by, "order_id")
	if err != nil {
		return nil, "", err
	}
	where, args = where+` AND `+open, append(args, barred...)
	if f.Kind != "" {
		if f.Kind != Relabel && f.Kind != Contact {
			return nil, "", ErrFilter.WithField("query.kind", "种类应为 relabel 或 contact。")
		}
		where, args = where+` AND kind = ?`, append(args, f.Kind)
	}
	if f.Unit != 0 {
		where, args = where+` AND unit_id = ?`, append(args, f.Unit)
	}
	page, err := doubtSorts.Page(f.Sort, "-score", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: doubtColumns, Table: `assessment_doubt`, Where: where, Args: args}, scanDoubt)
	if err != nil {
		return nil, "", fmt.Errorf("assessment: doubts: %w", err)
	}
	rows = make([]DoubtRow, len(list))
	for i, d := range list {
		if rows[i], err = s.doubtRow(q, by, d); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

func (s *Service) doubtRow(q store.Queryer, by auth.Principal, d Doubt) (DoubtRow, error) {
	r := DoubtRow{ID: d.ID, Kind: d.Kind, OrderID: d.order, OrderNumber: d.number, UnitID: d.unit, UnitName: s.unitName(q, d.unit),
		CategoryName: s.Categories.CategoryName(q, d.category), CompletedAt: d.completedAt, Score: d.Score, Reasons: d.Reasons, State: d.State,
		Note: d.Note, Version: d.Version}
	if d.State != Open {
		at := d.Judged
		r.JudgedAt, r.JudgedByName = &at, s.Units.StaffName(q, d.By)
	}
	o, err := s.Orders.Get(q, by, d.order)
	switch {
	case errors.Is(err, workorder.ErrSealed), errors.Is(err, workorder.ErrNotFound):
		r.Title, r.Note = "（保密工单）", ""
	case err != nil:
		return r, fmt.Errorf("assessment: order of a doubt: %w", err)
	default:
		r.Title = o.Title
	}
	return r, nil
}

func (s *Service) unitName(q store.Queryer, unit ids.ID) string {
	if unit == 0 {
		return "热线中心直接答复"
	}
	return s.Units.UnitName(q, unit)
}

// DoubtCounts is how many doubts of a unit were found, confirmed and called false alarms.
type DoubtCounts struct {
	Key        string         `json:"key" doc:"id of the unit; empty: answered by the centre at once"`
	Name       string         `json:"name"`
	Open       int            `json:"open"`
	Confirmed  int            `json:"confirmed"`
	FalseAlarm int            `json:"false_alarm"`
	Precision  *float64       `json:"precision" doc:"confirmed / (confirmed + false_alarm); null: none judged"`
	Interval   stats.Interval `json:"interval" doc:"95 %, Wilson"`
}

func (c *DoubtCounts) compute() {
	judged := c.Confirmed + c.FalseAlarm
	if judged > 0 {
		share := float64(c.Confirmed) / float64(judged)
		c.Precision = &share
	}
	c.Interval = stats.Wilson(float64(c.Confirmed), float64(judged))
}

// DoubtTable counts doubts by unit, with how often the search is right.
type DoubtTable struct {
	From     string                  `json:"from"`
	To       string                  `json:"to"`
	Items    []DoubtCounts           `json:"items" doc:"by name"`
	Total    DoubtCounts             `json:"total"`
	ByReason map[string]*DoubtCounts `json:"by_reason" doc:"by the code of a reason: which rules are right how often"`
}

// CountDoubts counts the doubts about the completions of a span of days. Faults: auth.forbidden, assessment.invalid_filter.
func (s *Service) CountDoubts(q store.Queryer, by auth.Principal, from, to string) (DoubtTable, error) {
	if !by.Can(RightDoubts) || !by.Scope.All {
		return DoubtTable{}, fault.Forbidden
	}
	start, end, err := s.span(&from, &to)
	if err != nil {
		return DoubtTable{}, err
	}
	rows, err := q.Query(`SELECT `+doubtColumns+` FROM assessment_doubt WHERE completed_at >= ? AND completed_at < ?`, wall.Micros(start), wall.Micros(end))
	list, err := store.Collect(rows, err, scanDoubt)
	if err != nil {
		return DoubtTable{}, fmt.Errorf("assessment: count doubts: %w", err)
	}
	t := DoubtTable{From: from, To: to, Items: []DoubtCounts{}, ByReason: map[string]*DoubtCounts{}}
	units := map[ids.ID]*DoubtCounts{}
	for _, d := range list {
		if units[d.unit] == nil {
			units[d.unit] = &DoubtCounts{Key: d.unit.String(), Name: s.unitName(q, d.unit)}
		}
		all := []*DoubtCounts{units[d.unit], &t.Total}
		for _, r := range d.Reasons {
			if t.ByReason[r.Code] == nil {
				t.ByReason[r.Code] = &DoubtCounts{Key: r.Code, Name: r.Name}
			}
			all = append(all, t.ByReason[r.Code])
		}
		for _, c := range all {
			c.Open += flag(d.State == Open)
			c.Confirmed += flag(d.State == Confirmed)
			c.FalseAlarm += flag(d.State == FalseAlarm)
		}
	}
	for _, c := range t.ByReason {
		c.compute()
	}
	for _, c := range units {
		c.compute()
		t.Items = append(t.Items, *c)
	}
	t.Total.compute()
	slices.SortFunc(t.Items, func(a, b DoubtCounts) int { return strings.Compare(a.Name+a.Key, b.Name+b.Key) })
	return t, nil
}

// span reads two days, both included; end is the end of the last one. Empty days become the last 30.
func (s *Service) span(from, to *string) (start, end time.Time, err error) {
	if *to == "" {
		*to = s.now().In(wall.Shanghai).Format(time.DateOnly)
	}
	if end, err = time.ParseInLocation(time.DateOnly, *to, wall.Shanghai); err != nil {
		return start, end, ErrFilter.WithField("query.to", "日期应为 yyyy-mm-dd。")
	}
	if *from == "" {
		*from = end.AddDate(0, 0, -29).Format(time.DateOnly)
	}
	if start, err = time.ParseInLocation(time.DateOnly, *from, wall.Shanghai); err != nil {
		return start, end, ErrFilter.WithField("query.from", "日期应为 yyyy-mm-dd。")
	}
	if end = end.AddDate(0, 0, 1); !start.Before(end) || start.AddDate(3, 0, 5).Before(end) {
		return start, end, ErrFilter.WithField("query.from", "开始日期不能晚于结束日期，且一次最多三年。")
	}
	return start, end, nil
}
