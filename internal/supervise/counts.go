package supervise

import (
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

// countMax is where counting stops: a tab shows 999+ beyond it, and nobody waits for more.
const countMax = 1000

// SuperviseCounts are the figures beside the tabs; at most 1,000 each.
type SuperviseCounts struct {
	Views       map[View]int `json:"views" doc:"by view"`
	Suggestions int          `json:"suggestions"`
	Cases       int          `json:"cases" doc:"open"`
	TasksOpen   int          `json:"tasks_open" doc:"that wait for a unit"`
	TasksToSee  int          `json:"tasks_to_review" doc:"answers that wait for the centre"`
	Docket      int          `json:"docket" doc:"proposed and not scheduled"`
	Meetings    int          `json:"meetings" doc:"planned or called"`
}

// CountsNow counts what by sees.
func (s *Service) CountsNow(q store.Queryer, by auth.Principal) (SuperviseCounts, error) {
	if !by.Can(RightRead) {
		return SuperviseCounts{}, fault.Forbidden
	}
	out := SuperviseCounts{Views: map[View]int{}}
	count := func(table string, c condition) (n int, err error) {
		err = q.QueryRow(fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) x`, table, c.sql(), countMax), c.args...).Scan(&n)
		if err != nil {
			return 0, fmt.Errorf("supervise: count %s: %w", table, err)
		}
		return n, nil
	}
	for _, v := range WatchViews {
		c, _, err := s.watchWhere(q, by, WatchFilter{View: v})
		if err != nil {
			return out, err
		}
		if out.Views[v], err = count("supervise_watch", c); err != nil {
			return out, err
		}
	}
	unit, unitArgs := scoped(by.Scope, "unit_id")
	mine, mineArgs := invited(by.Scope)
	ofCase, caseArgs := "1 = 1", []any(nil)
	if !by.Scope.All {
		ofCase = `id IN (SELECT case_id FROM supervise_case_order WHERE ` + unit + ` UNION SELECT case_id FROM supervise_task WHERE case_id > 0 AND ` + unit + `)`
		caseArgs = append(append([]any{}, unitArgs...), unitArgs...)
	}
	orders := func(c *condition) error { return s.notAbout(q, by, c, "order_id") }
	cases := func(c *condition) error { return s.notAboutAny(q, by, c, "supervise_case_order", "case_id") }
	meetings := func(c *condition) error { return s.notAboutAny(q, by, c, "supervise_docket", "meeting_id") }
	holder, holderArgs := scoped(by.Scope, "holder_id")
	for _, x := range []struct {
		into  *int
		table string
		where string
		more  string
		args  []any
		open  func(*condition) error
	}{
		{&out.Cases, "supervise_case", "state = 'open'", ofCase, caseArgs, cases},
		{&out.TasksOpen, "supervise_task", "state = 'open'", unit, unitArgs, orders},
		{&out.TasksToSee, "supervise_task", "state = 'answered'", unit, unitArgs, orders},
		{&out.Docket, "supervise_docket", "state = 'proposed'", holder, holderArgs, orders},
		{&out.Meetings, "supervise_meeting", "state IN ('planned', 'called')", mine, mineArgs, meetings},
	} {
		c := condition{}
		c.and(x.where)
		c.and(x.more, x.args...)
		if err := x.open(&c); err != nil {
			return out, err
		}
		n, err := count(x.table, c)
		if err != nil {
			return out, err
		}
		*x.into = n
	}
	if by.Scope.All {
		c := condition{}
		c.and("state = 'new'")
		if err := orders(&c); err != nil {
			return out, err
		}
		n, err := count("supervise_suggestion", c)
		if err != nil {
			return out, err
		}
		out.Suggestions = n
	}
	return out, nil
}
